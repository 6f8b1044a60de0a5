import { Worker } from 'node:worker_threads';
import { evaluateTenant, type TenantPlan } from './evaluate-tenant.ts';
import type { PlayPlans } from './evaluate.ts';
import type { Row } from './row.ts';

export interface PlanProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly plan: TenantPlan;
  readonly rows: number;
}

type Playing = (plan: TenantPlan) => Promise<readonly Row[]>;

/** Plays plans in so many threads; with one, in this. */
export const playPlansIn =
  (workers: number, onProgress: (progress: PlanProgress) => void = () => {}): PlayPlans =>
  async (plans, phase) => {
    const play: Playing = workers > 1 ? playInThread : playHere;
    const results: (readonly Row[])[] = [];
    const waiting = [...plans.entries()];
    let done = 0;
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, plan] = next;
        const rows = await play(plan);
        results[index] = rows;
        done += 1;
        onProgress({ phase, done, total: plans.length, plan, rows: rows.length });
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, workers) }, work));
    return results.flat();
  };

const playHere: Playing = async (plan) => {
  const rows: Row[] = [];
  for await (const row of evaluateTenant(plan)) rows.push(row);
  return rows;
};

/** A thread for one plan: what it used goes with it. */
const playInThread: Playing = (plan) =>
  new Promise((resolve, reject) => {
    let rows: readonly Row[] | null = null;
    const worker = new Worker(new URL('./plan-worker.mjs', import.meta.url), { workerData: plan });
    worker.once('message', (message: readonly Row[]) => {
      rows = message;
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (rows === null) reject(new Error(`a worker ended with exit code ${code} and no result`));
      else resolve(rows);
    });
  });
