import type { ActionKind } from '../decide/decision.ts';
import type { Settings } from '../settings/settings.ts';
import { SECOND_MS } from '../time.ts';

/** Each renewal lasts this many times as long as the one before. */
const EXPIRY_GROWTH = 4;

/** When an action that begins at `atMs` ends by itself, after so many before it. */
export const expiryMs = (
  settings: Settings,
  kind: ActionKind,
  step: number,
  atMs: number,
): number => {
  const { firstExpirySeconds, maxExpirySeconds } = settings.responses[kind].values;
  const seconds = Math.min(maxExpirySeconds, firstExpirySeconds * EXPIRY_GROWTH ** step);
  return atMs + seconds * SECOND_MS;
};
