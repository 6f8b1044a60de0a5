import type { Baseline } from './baseline.ts';

/** (h) Nobody looks. What an attack costs then. */
export const noDefence: Baseline = {
  id: 'none',
  title: 'no defence',
  parameter: { name: 'none', defaultValue: 0, candidates: [0] },
  create: () => ({}),
};
