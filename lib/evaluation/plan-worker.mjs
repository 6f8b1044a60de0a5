// The loader of TypeScript that a process is started with is not in its threads.
import { register } from 'tsx/esm/api';

register();
await import('./plan-worker.ts');
