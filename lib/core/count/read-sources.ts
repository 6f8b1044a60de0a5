import type { Country } from '../ingest/events.ts';
import { SECOND_MS } from '../time.ts';
import type { CounterStore } from './counter-store.ts';
import { decodeAuth, WORDS_PER_OBSERVATION, type CounterKey } from './observations.ts';
import type { SourceView } from './source-view.ts';

/** What makes a user pool send a code. */
const SENDS_A_CODE: ReadonlySet<string> = new Set([
  'sign-up',
  'sign-in',
  'forgot-password',
  'resend-code',
]);

/**
 * What the user pools saw in `[fromMs, toMs)`, for one destination; `null` when they saw nobody.
 * Rejects with `StoreError` when the store does.
 *
 * @param clients counter keys of user-pool clients
 */
export const readSources = async (
  store: CounterStore,
  clients: readonly CounterKey[],
  country: Country,
  fromMs: number,
  toMs: number,
): Promise<SourceView | null> => {
  const countryOfUser = new Map<number, string | null>();
  const usersOfAddress = new Map<number, Set<number>>();
  for (const client of clients)
    for (const { auths } of await store.readMinutes(client, fromMs, toMs))
      for (let at = 0; at < auths.length; at += WORDS_PER_OBSERVATION) {
        const { userHash, ipHash, ipCountry, eventType } = decodeAuth(auths, at);
        if (userHash === null || !SENDS_A_CODE.has(eventType)) continue;
        // Whoever is seen at home once is at home.
        if (ipCountry === country || countryOfUser.get(userHash) === undefined)
          countryOfUser.set(userHash, ipCountry);
        if (ipHash === null) continue;
        const users = usersOfAddress.get(ipHash);
        if (users === undefined) usersOfAddress.set(ipHash, new Set([userHash]));
        else users.add(userHash);
      }
  if (countryOfUser.size === 0) return null;
  let localUsers = 0;
  let placedUsers = 0;
  for (const from of countryOfUser.values()) {
    if (from !== null) placedUsers += 1;
    if (from === country) localUsers += 1;
  }
  let usersOfBusiestAddress = 0;
  for (const users of usersOfAddress.values())
    usersOfBusiestAddress = Math.max(usersOfBusiestAddress, users.size);
  return {
    windowSeconds: (toMs - fromMs) / SECOND_MS,
    users: countryOfUser.size,
    localUsers,
    placedUsers,
    usersOfBusiestAddress,
  };
};
