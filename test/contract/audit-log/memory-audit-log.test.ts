import { MemoryAuditLog } from '../../../lib/adapters/local/memory-audit-log.ts';
import { describeAuditLog } from './audit-log-contract.ts';

describeAuditLog('memory', (clock) => Promise.resolve(new MemoryAuditLog({ clock })));
