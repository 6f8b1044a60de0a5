import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import { describeIncidentStore } from './incident-store-contract.ts';

describeIncidentStore('memory', (clock) => Promise.resolve(new MemoryIncidentStore({ clock })));
