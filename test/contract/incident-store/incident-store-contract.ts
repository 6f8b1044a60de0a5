import { describe, expect, it } from 'vitest';
import type { IncidentStore } from '../../../lib/core/decide/incident.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { decisionOf, versionOf, waiting } from './history.ts';

const days = (count: number): number => minutes(count * 24 * 60);

/** Somebody else was faster: to try the same again is of no use. */
const MOVED_ON = { code: 'incident-moved-on', retryable: false };

/** The facts that hold for every `IncidentStore`; `openStore` gives a new, empty one. */
export const describeIncidentStore = (
  name: string,
  openStore: (clock: TestClock) => Promise<IncidentStore>,
): void => {
  const makeStore = (): Promise<IncidentStore> => openStore(new TestClock());
  const A = 'inc_aTJ';
  const B = 'inc_bDE';
  const saveUpTo = async (store: IncidentStore, incidentId: string, last: number) => {
    for (let version = 1; version <= last; version += 1)
      await store.save(versionOf(incidentId, version), decisionOf(incidentId, version));
  };
  const everything = async (store: IncidentStore) => ({
    incidents: await store.load(-Infinity),
    a: await store.readDecisions(A),
    b: await store.readDecisions(B),
  });

  describe(`${name}: incidents`, () => {
    it('a new store has no incidents and no decisions', async () => {
      const store = await makeStore();
      expect(await store.load(0)).toEqual([]);
      expect(await store.readDecisions(A)).toEqual([]);
    });

    it('the latest version of each incident is loaded, by id', async () => {
      const store = await makeStore();
      await saveUpTo(store, B, 1);
      await saveUpTo(store, A, 3);
      expect(await store.load(0)).toEqual([versionOf(A, 3), versionOf(B, 1)]);
    });

    it('decisions are read in order, of their own incident only', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 12);
      await saveUpTo(store, B, 1);
      expect(await store.readDecisions(A)).toEqual(
        Array.from({ length: 12 }, (_, index) => decisionOf(A, index + 1)),
      );
    });

    it('a closed incident is loaded if it was closed at or after the time asked for', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 1);
      await store.save(versionOf(A, 2, NOW_MS), decisionOf(A, 2));
      await saveUpTo(store, B, 1);
      const loaded = async (sinceMs: number) =>
        (await store.load(sinceMs)).map(({ incidentId }) => incidentId);
      expect(await loaded(NOW_MS - 1)).toEqual([A, B]);
      expect(await loaded(NOW_MS)).toEqual([A, B]);
      expect(await loaded(NOW_MS + 1)).toEqual([B]);
    });

    it('a closed incident is loaded for 90 days, one that is not closed for ever', async () => {
      const clock = new TestClock();
      const store = await openStore(clock);
      await saveUpTo(store, A, 1);
      await store.save(versionOf(A, 2, NOW_MS), decisionOf(A, 2));
      await saveUpTo(store, B, 1);
      const loadedAt = async (nowMs: number) => {
        clock.set(nowMs);
        return (await store.load(-Infinity)).map(({ incidentId }) => incidentId);
      };
      expect(await loadedAt(NOW_MS + days(90) - 1)).toEqual([A, B]);
      expect(await loadedAt(NOW_MS + days(90))).toEqual([B]);
      expect(await loadedAt(NOW_MS + days(9_000))).toEqual([B]);
    });

    it('the latest decision of an incident is untold until it is noted as told, and one who asks gets it', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 2);
      await saveUpTo(store, B, 1);
      const claim = (incidentId: string, version: number) =>
        store.claimUntold({ incidentId, version });
      expect(await claim(A, 1)).toBeNull();
      expect(await claim(A, 3)).toBeNull();
      await store.markTold(decisionOf(A, 1));
      expect(await claim(A, 2)).toEqual(decisionOf(A, 2));
      expect(await claim(A, 2)).toBeNull();
      await store.markTold(decisionOf(B, 1));
      await store.markTold(decisionOf(B, 1));
      expect(await claim(B, 1)).toBeNull();
      await store.savePending(waiting(A, 2));
      expect(await claim(A, 2)).toBeNull();
      await store.save(versionOf(A, 3), decisionOf(A, 3));
      expect(await claim(A, 2)).toBeNull();
      const both = await Promise.all([claim(A, 3), claim(A, 3)]);
      expect(both.filter((each) => each !== null)).toEqual([decisionOf(A, 3)]);
      expect(await store.load(0)).toEqual([versionOf(A, 3), versionOf(B, 1)]);
    });

    it('the latest decision is told while the next step is pending, and none of no incident', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 1);
      await store.savePending(waiting(A, 1));
      expect(await store.claimUntold(waiting(A, 1))).toEqual(decisionOf(A, 1));
      expect(await store.claimUntold(versionOf(B, 1))).toBeNull();
    });

    it('a decision is read for 400 days', async () => {
      const clock = new TestClock();
      const store = await openStore(clock);
      await saveUpTo(store, A, 1);
      const late = { ...decisionOf(A, 2), evaluatedAt: new Date(NOW_MS + days(1)).toISOString() };
      await store.save(versionOf(A, 2), late);
      const readAt = async (nowMs: number) => {
        clock.set(nowMs);
        return store.readDecisions(A);
      };
      expect(await readAt(NOW_MS + days(400) - 1)).toEqual([decisionOf(A, 1), late]);
      expect(await readAt(NOW_MS + days(400))).toEqual([late]);
      await store.save(versionOf(A, 3), decisionOf(A, 3));
    });

    it('an open incident is loaded however old it is', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 1);
      expect(await store.load(NOW_MS + minutes(1_000_000))).toHaveLength(1);
    });
  });

  describe(`${name}: versions`, () => {
    it('the same version with the same decision again changes nothing', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 2);
      const before = await everything(store);
      await store.save(versionOf(A, 2), decisionOf(A, 2));
      expect(await everything(store)).toEqual(before);
      await store.save({ ...versionOf(A, 2), state: 'released' }, decisionOf(A, 2));
      expect(await everything(store)).toEqual(before);
    });

    it('so does an earlier version with its own decision', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 3);
      const before = await everything(store);
      await store.save(versionOf(A, 1), decisionOf(A, 1));
      await store.save(versionOf(A, 2), decisionOf(A, 2));
      expect(await everything(store)).toEqual(before);
    });

    const refusals = [
      ['another decision for the latest version', 2, decisionOf(A, 2, 'x')],
      ['another decision for an earlier version', 1, decisionOf(A, 1, 'x')],
      [
        'the latest decision with another end, under its id,',
        2,
        { ...decisionOf(A, 2), message: 'Another end.' },
      ],
      ['a version that skips one', 4, decisionOf(A, 4)],
      ['a later version with the decision of the latest', 4, decisionOf(A, 2)],
      ['an earlier version with the decision of the latest', 1, decisionOf(A, 2)],
    ] as const;
    for (const [what, version, decision] of refusals)
      it(`${what} is refused, for good, and changes nothing`, async () => {
        const store = await makeStore();
        await saveUpTo(store, A, 2);
        const before = await everything(store);
        await expect(store.save(versionOf(A, version), decision)).rejects.toMatchObject(MOVED_ON);
        expect(await everything(store)).toEqual(before);
      });

    it('an incident that begins with its second version is refused', async () => {
      const store = await makeStore();
      await expect(store.save(versionOf(A, 2), decisionOf(A, 2))).rejects.toMatchObject(MOVED_ON);
      expect(await everything(store)).toEqual({ incidents: [], a: [], b: [] });
    });

    it('two writers of one version: one wins, the other is refused', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 1);
      const results = await Promise.allSettled(
        ['x', 'y'].map((variant) => store.save(versionOf(A, 2), decisionOf(A, 2, variant))),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await store.readDecisions(A)).toHaveLength(2);
    });
  });

  describe(`${name}: a pending step`, () => {
    const waitingStore = async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 2);
      await store.savePending(waiting(A, 2));
      return store;
    };

    it('is loaded with its incident, whose version and decisions stay', async () => {
      const store = await waitingStore();
      expect(await store.load(0)).toEqual([waiting(A, 2)]);
      expect(await store.readDecisions(A)).toHaveLength(2);
    });

    it('is gone with the save of its decision', async () => {
      const store = await waitingStore();
      await store.save(versionOf(A, 3), decisionOf(A, 3));
      await store.save(versionOf(A, 3), decisionOf(A, 3));
      expect(await store.load(0)).toEqual([versionOf(A, 3)]);
      expect(await store.readDecisions(A)).toHaveLength(3);
      await store.savePending(waiting(A, 3));
      expect(await store.load(0)).toEqual([waiting(A, 3)]);
    });

    it('written again changes nothing', async () => {
      const store = await waitingStore();
      const again = waiting(A, 2);
      await store.savePending({ ...again, state: 'released' });
      expect(await store.load(0)).toEqual([again]);
    });

    const refusals = [
      ['another step', (store: IncidentStore) => store.savePending(waiting(A, 2, 'x'))],
      [
        'a decision that is not its own',
        (store: IncidentStore) => store.save(versionOf(A, 3), decisionOf(A, 3, 'x')),
      ],
    ] as const;
    for (const [what, call] of refusals)
      it(`keeps out ${what}, for good, and nothing changes`, async () => {
        const store = await waitingStore();
        const before = await everything(store);
        await expect(call(store)).rejects.toMatchObject(MOVED_ON);
        expect(await everything(store)).toEqual(before);
      });

    const misfits = [
      ['for an earlier version', waiting(A, 1)],
      ['for a later version', waiting(A, 3)],
      ['for an incident that is not there', waiting(B, 1)],
    ] as const;
    for (const [what, incident] of misfits)
      it(`${what} is refused, for good, and nothing changes`, async () => {
        const store = await makeStore();
        await saveUpTo(store, A, 2);
        const before = await everything(store);
        await expect(store.savePending(incident)).rejects.toMatchObject(MOVED_ON);
        expect(await everything(store)).toEqual(before);
      });

    it('that is none is an error', async () => {
      const store = await makeStore();
      await saveUpTo(store, A, 2);
      await expect(store.savePending(versionOf(A, 2))).rejects.toMatchObject({
        code: 'store-unavailable',
        retryable: false,
      });
    });

    it('after its decision was saved is refused: it is done', async () => {
      const store = await waitingStore();
      await store.save(versionOf(A, 3), decisionOf(A, 3));
      await expect(store.savePending(waiting(A, 2))).rejects.toMatchObject(MOVED_ON);
      expect(await store.load(0)).toEqual([versionOf(A, 3)]);
    });
  });
};
