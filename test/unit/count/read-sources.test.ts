import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import { clientKey, toSlotDeltas } from '../../../lib/core/count/observations.ts';
import { readSources } from '../../../lib/core/count/read-sources.ts';
import type { SourceView } from '../../../lib/core/count/source-view.ts';
import type { AuthEvent } from '../../../lib/core/ingest/events.ts';
import { minute, START_MS } from './histories.ts';

let records = 0;
const auth = (differs: Partial<AuthEvent> = {}): AuthEvent => ({
  kind: 'auth',
  arrivedAtMs: minute(10),
  occurredAtMs: minute(10),
  userPoolId: 'pool',
  clientId: 'app',
  eventType: 'sign-up',
  result: 'pass',
  userHash: 1,
  ipHash: 7,
  ipCountry: 'TJ',
  recordHash: (records += 1),
  ...differs,
});

const read = async (events: readonly AuthEvent[]): Promise<SourceView | null> => {
  const store = new MemoryCounterStore({ clock: { nowMs: () => START_MS } });
  await store.merge(toSlotDeltas(events));
  return readSources(store, [clientKey('pool', 'app')], 'TJ', minute(0), minute(60));
};

describe('what the user pools saw', () => {
  it('is nothing when they saw nobody who can be told apart', async () => {
    expect(await read([])).toBeNull();
    expect(await read([auth({ userHash: null })])).toBeNull();
    expect(await read([auth({ occurredAtMs: minute(60) })])).toBeNull();
    expect(await read([auth({ clientId: 'other' })])).toBeNull();
  });

  it('is users, each once, and where they are', async () => {
    const events = [
      auth(),
      auth(),
      auth({ userHash: 2, ipCountry: 'US', ipHash: 8 }),
      auth({ userHash: 3, ipCountry: null, ipHash: null }),
    ];
    expect(await read(events)).toEqual({
      windowSeconds: 3_600,
      users: 3,
      localUsers: 1,
      placedUsers: 2,
      usersOfBusiestAddress: 1,
    });
  });

  it('takes a user for one at home who was seen there once', async () => {
    expect(
      await read([auth({ ipCountry: 'US' }), auth(), auth({ ipCountry: 'US' })]),
    ).toMatchObject({ users: 1, localUsers: 1 });
  });

  it('counts the users behind the busiest address, not their requests', async () => {
    const events = [auth(), auth(), auth({ userHash: 2 }), auth({ userHash: 3, ipHash: 9 })];
    expect(await read(events)).toMatchObject({ users: 3, usersOfBusiestAddress: 2 });
  });
});
