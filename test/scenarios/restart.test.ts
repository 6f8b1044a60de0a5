import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { MINUTE_MS } from '../../lib/core/time.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { NO_FAULTS } from '../../lib/simulator/faults.ts';
import { tenantModel } from '../../lib/simulator/tenant-models.ts';
import { attackRecords, runRecords, simulatedRecords, toLines } from './recorded.ts';
import { decideWithRestarts } from './restartable-detector.ts';

/** A look more or less may move a decision within its minute; what is decided may not change. */
const expectSame = (some: readonly Decision[], expected: readonly Decision[]): void => {
  const gist = ({ kind, subject, verdict, actions }: Decision) => ({
    kind,
    subject,
    verdict,
    actions: actions.map(({ kind, target, outcome, previous }) => [
      kind,
      target,
      outcome,
      previous,
    ]),
  });
  expect(some.map(gist)).toEqual(expected.map(gist));
  for (const [index, { evaluatedAt }] of some.entries())
    expect(
      Math.abs(Date.parse(evaluatedAt) - Date.parse(expected[index]?.evaluatedAt ?? '')),
    ).toBeLessThan(MINUTE_MS);
};

/** Of the records that arrive from each of the times on, the first. */
const firstFrom = (records: readonly ArrivedRecord[], times: readonly number[]): Set<number> =>
  new Set(times.map((atMs) => records.findIndex(({ arrivedAtMs }) => arrivedAtMs >= atMs)));

describe('a detector that dies and is made anew on the same stores', () => {
  it('never restarted decides as replay does', async () => {
    const records = await attackRecords();
    expect(toLines(await decideWithRestarts(records, new Set()))).toEqual(
      toLines((await runRecords(records)).decisions),
    );
  });

  it('decides the same, byte for byte, restarted every two hours', async () => {
    const records = await attackRecords();
    const times = Array.from({ length: 19 }, (_, index) =>
      Date.UTC(2026, 8, 9, 23 + 2 * index, 17),
    );
    const expected = await decideWithRestarts(records, new Set());
    const restarted = await decideWithRestarts(records, firstFrom(records, times));
    expect(toLines(restarted)).toEqual(toLines(expected));
  });

  it('decides the same, restarted right before each decision', async () => {
    const records = await attackRecords();
    const expected = await decideWithRestarts(records, new Set());
    const times = expected.map(({ evaluatedAt }) => Date.parse(evaluatedAt));
    const restarted = await decideWithRestarts(records, firstFrom(records, times));
    expect(restarted).not.toEqual([]);
    expectSame(restarted, expected);
  });

  it('decides the same, byte for byte, where another process moves the levers, restarted or not', async () => {
    const records = await attackRecords();
    const expected = toLines((await runRecords(records)).decisions);
    expect(toLines(await decideWithRestarts(records, new Set(), 'elsewhere'))).toEqual(expected);
    const everyHundredth = records.map((_, index) => index).filter((index) => index % 100 === 0);
    expectSame(
      await decideWithRestarts(records, new Set(everyHundredth), 'elsewhere'),
      await decideWithRestarts(records, new Set(everyHundredth)),
    );
  });

  it('decides the same, restarted at any few records or at every second', async () => {
    expect.hasAssertions();
    const records = await attackRecords();
    const expected = await decideWithRestarts(records, new Set());
    const everySecond = records.map((_, index) => index).filter((index) => index % 2 === 0);
    expectSame(await decideWithRestarts(records, new Set(everySecond)), expected);
    const attackAt = records.findIndex(
      ({ arrivedAtMs }) => arrivedAtMs >= Date.UTC(2026, 8, 11, 4, 50),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.oneof(
            fc.integer({ min: 1, max: records.length - 1 }),
            fc.integer({ min: attackAt, max: attackAt + 800 }),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        async (restarts) => {
          expectSame(await decideWithRestarts(records, new Set(restarts)), expected);
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it('sees what the one before had counted and not yet looked at', async () => {
    // Two hundred SMS within ten seconds, and nothing after: no later record would raise the matter again.
    const records = simulatedRecords({
      seed: 3,
      startMs: Date.UTC(2026, 8, 7),
      days: 1.5,
      tenant: tenantModel({ tenantClass: 'small', seed: 3, messagesPerDay: 150 }),
      attacks: [
        {
          id: 'volley',
          startsAfterMinutes: 30 * 60,
          durationMinutes: 1 / 6,
          messages: 200,
          countries: ['TJ'],
          pacing: { kind: 'flat' },
          numbers: { kind: 'blocks', blocks: 1 },
          messagesPerNumber: 1,
          conversion: 0,
          source: { kind: 'one-address', country: 'NL' },
          trigger: 'SIGN_UP',
          lossShare: 0,
        },
      ],
      feeds: { verifications: true, cognito: false },
      faults: NO_FAULTS,
    });
    const isVolley = (index: number): boolean => {
      const record = records[index];
      return record?.source === 'log-event' && record.record.message.includes('"+992');
    };
    const expected = toLines(await decideWithRestarts(records, new Set()));
    expect(expected.length).toBeGreaterThan(0);
    // Dies whenever it has counted one of them, before any look.
    const afterEach = records.map((_, index) => index + 1).filter((index) => isVolley(index - 1));
    expect(afterEach.length).toBeGreaterThanOrEqual(200);
    expect(toLines(await decideWithRestarts(records, new Set(afterEach)))).toEqual(expected);
  });
});
