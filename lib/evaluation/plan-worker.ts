import { parentPort, workerData } from 'node:worker_threads';
import { evaluateTenant, type TenantPlan } from './evaluate-tenant.ts';
import type { Row } from './row.ts';

const rows: Row[] = [];
for await (const row of evaluateTenant(workerData as TenantPlan)) rows.push(row);
parentPort?.postMessage(rows, []);
