import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../lib/simulator/faults.ts';
import type { Scenario } from '../../lib/simulator/scenario.ts';
import { tenantModel } from '../../lib/simulator/tenant-models.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { attackRecords, runRecords, sampleRecords, simulatedRecords, toLines } from './recorded.ts';

/** Lets time pass and tells nothing: a record of no known kind. */
const tickAt = (atMs: number): ArrivedRecord => ({
  source: 'log-event',
  arrivedAtMs: atMs,
  record: { message: '{"nothing":"known"}', timestampMs: atMs, ingestionTimeMs: atMs },
  file: 'time',
  line: 1,
});

const decide = async (records: readonly ArrivedRecord[]): Promise<readonly string[]> =>
  toLines((await runRecords(records)).decisions);

/** A day and a half of a small tenant with untidy arrivals and an attack on the second morning. */
const smallScenario = (seed: number, country: string, messages: number): Scenario => ({
  seed,
  startMs: Date.UTC(2026, 8, 7),
  days: 1.5,
  tenant: tenantModel({ tenantClass: 'small', seed, messagesPerDay: 150 }),
  attacks: [
    {
      id: 'attack',
      startsAfterMinutes: 30 * 60,
      durationMinutes: 90,
      messages,
      countries: [country],
      pacing: { kind: 'flat' },
      numbers: { kind: 'blocks', blocks: 2 },
      messagesPerNumber: 1,
      conversion: 0,
      source: { kind: 'one-address', country: 'NL' },
      trigger: 'SIGN_UP',
      lossShare: 0.05,
    },
  ],
  feeds: { verifications: true, cognito: false },
  faults: { ...NO_FAULTS, duplicateShare: 0.02, lateShare: 0.05, hoursLateReceiptShare: 0.01 },
});

describe('what has not arrived', () => {
  it('has no part in a decision: what the start of the sample decides, the whole decides first', async () => {
    const records = await sampleRecords();
    const whole = await decide(records);
    const attackAt = records.findIndex(
      ({ arrivedAtMs }) => arrivedAtMs >= Date.UTC(2026, 8, 11, 5),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.integer({ min: attackAt, max: records.length }),
          fc.integer({ min: attackAt, max: attackAt + 500 }),
        ),
        async (cut) => {
          const start = await decide(records.slice(0, cut));
          expect(start).toEqual(whole.slice(0, start.length));
          const lastMs = records[cut - 1]?.arrivedAtMs ?? 0;
          const due = whole.filter((line) => evaluatedAtMs(line) <= lastMs);
          expect(start.length).toBe(due.length);
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it('has no part in a decision on small attacks either, wherever they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom('TJ', 'DZ', 'DE', 'UZ'),
        fc.integer({ min: 30, max: 400 }),
        fc.double({ min: 0.7, max: 1, noNaN: true }),
        async (seed, country, messages, share) => {
          const records = simulatedRecords(smallScenario(seed, country, messages));
          const whole = await decide(records);
          const cut = Math.floor(records.length * share);
          const start = await decide(records.slice(0, cut));
          expect(start).toEqual(whole.slice(0, start.length));
        },
      ),
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('has no part in a decision even when the future is another', async () => {
    const [quiet, attacked] = [0, 600].map((messages) =>
      simulatedRecords(smallScenario(5, 'TJ', Math.max(1, messages))),
    );
    const forkMs = Date.UTC(2026, 8, 8, 6, 25);
    const before = (attacked ?? []).filter(({ arrivedAtMs }) => arrivedAtMs < forkMs);
    const after = (quiet ?? []).filter(({ arrivedAtMs }) => arrivedAtMs >= forkMs);
    const upTo = (lines: readonly string[]) =>
      lines.filter((line) => evaluatedAtMs(line) <= forkMs);
    const known = upTo(await decide(attacked ?? []));
    expect(known.length).toBeGreaterThan(0);
    expect(upTo(await decide([...before, ...after]))).toEqual(known);
  });

  it('is all that may be missing: each decision stands on what arrived before its evaluatedAt', async () => {
    const records = await attackRecords();
    const whole = await decide(records);
    expect(whole.length).toBeGreaterThan(4);
    const times = [...new Set(whole.map(evaluatedAtMs))];
    for (const atMs of times) {
      const arrived = records.filter(({ arrivedAtMs }) => arrivedAtMs < atMs);
      expect(await decide([...arrived, tickAt(atMs)])).toEqual(
        whole.filter((line) => evaluatedAtMs(line) <= atMs),
      );
    }
  });
});

const evaluatedAtMs = (line: string): number =>
  Date.parse((JSON.parse(line) as { evaluatedAt: string }).evaluatedAt);
