import { colors } from './colors.ts';
import type { Decision } from '../core/decide/decision.ts';

const COLOR_OF_KIND = {
  open: colors.yellow,
  update: colors.dim,
  contain: colors.red,
  release: colors.green,
  close: colors.green,
} as const;

/** One decision as a line of the terminal: when, what, and the sentence. */
export const formatDecision = ({ evaluatedAt, kind, message }: Decision): string => {
  const when = `${evaluatedAt.slice(0, 10)} ${evaluatedAt.slice(11, 16)} UTC`;
  return `${colors.dim(when)}  ${COLOR_OF_KIND[kind](kind.toUpperCase().padEnd(7))}  ${message}`;
};
