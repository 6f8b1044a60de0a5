import type { Decision } from '../lib/core/decide/decision.ts';

/** The decision log as log lines of the function: one JSON object a line, as it is in the contract, nothing around it. */
export const printDecision = (decision: Decision): void => {
  process.stdout.write(`${JSON.stringify(decision)}\n`);
};
