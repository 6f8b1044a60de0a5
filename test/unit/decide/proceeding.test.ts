import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import type { CounterStore } from '../../../lib/core/count/counter-store.ts';
import { rollUpHour } from '../../../lib/core/count/roll-up.ts';
import { digestSlot } from '../../../lib/core/count/slot-digest.ts';
import type { Decision } from '../../../lib/core/decide/decision.ts';
import { IncidentBook } from '../../../lib/core/decide/incident-book.ts';
import type { Case } from '../../../lib/core/decide/case.ts';
import { Proceeding, type Proceedings } from '../../../lib/core/decide/proceeding.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import { StoreError } from '../../../lib/core/errors.ts';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import type { CountryInput } from '../../../lib/core/evaluate/rule.ts';
import { formatIso, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { validateDecision } from '../../decision-schema.ts';
import { applyRollback } from '../../../lib/operate/roll-back.ts';
import { setUp as setUpLevers } from '../respond/fixtures.ts';
import {
  baseline,
  countryInput,
  decision,
  digest,
  finding,
  incident,
  judgement,
  minutes,
  NOW_MS,
  quiet,
  rangeProfile,
  settingsWith,
  suspectGroup,
  windowView,
} from './fixtures.ts';

const KEY = 'country/TJ';
const NO_WORDS = new Uint32Array(0);
const NO_OBSERVATIONS = { key: KEY, sends: NO_WORDS, verifications: NO_WORDS, auths: NO_WORDS };

const setUp = (
  mode: 'monitor' | 'enforce',
  entries: Readonly<Record<string, unknown>> = {},
  ownCounters: CounterStore | null = null,
) => {
  const { clock, levers, audit } = setUpLevers(mode);
  const store = new MemoryIncidentStore({ clock });
  const book = new IncidentBook(store);
  const log: Decision[] = [];
  const untold: Proceedings['untold'][number][] = [];
  const failing = { isStoreDown: false, isNotifierDown: false };
  const counters =
    ownCounters ??
    ({
      readMinutes: () =>
        failing.isStoreDown
          ? Promise.reject(new StoreError('down', { retryable: true }))
          : Promise.resolve([]),
    } as unknown as CounterStore);
  const notify = async (decision: Decision): Promise<void> => {
    log.push(decision);
    if (failing.isNotifierDown) throw new Error('nobody answers');
  };
  const proceeding = new Proceeding(
    { counters, levers, audit, digest, notifier: { notify } },
    {
      settings: settingsWith({ mode, ...entries }),
      rules: RULES,
      settingsHash: `sha256:${'0'.repeat(64)}`,
      codeVersion: '1.0.0',
      respond: 'inline',
    },
    book,
    () => baseline(),
    () => -Infinity,
  );
  const look = async (seen: Case | StoreError, atMs: number) => {
    clock.set(atMs);
    const come = await proceeding.proceed(KEY, seen, atMs, 0);
    untold.push(...come.untold);
    return come.decisions;
  };
  return { levers, audit, store, book, log, look, failing, untold };
};

const caseOf = (input: CountryInput, judged: Judgement): Case => ({
  judgement: judged,
  input,
  baseline: input.baseline,
  destinations: [{ input, judgement: judged }],
  held: [],
});
const seen = (fields: Partial<Case['judgement']>, input: Partial<CountryInput> = {}): Case => {
  const whole = countryInput(input);
  return caseOf(whole, judgement(fields));
};
const seenAt = (atMs: number, fields: Partial<Case['judgement']>): Case =>
  seen(
    { startedAtMs: atMs - minutes(10), lastActiveAtMs: atMs, ...fields },
    { window: windowView([10, 20, 30], { atMs }) },
  );
const quietAt = (atMs: number, lastActiveAtMs: number): Case =>
  caseOf(
    countryInput({ window: windowView([], { atMs }) }),
    quiet({
      lastActiveAtMs: atMs - lastActiveAtMs > minutes(120) ? null : lastActiveAtMs,
      hasEvidence: atMs - lastActiveAtMs < minutes(100),
    }),
  );
const UNKNOWN = new StoreError('no answer', { retryable: true });
const kinds = (decisions: readonly Decision[]): string[] => decisions.map(({ kind }) => kind);

describe('an incident from look to look', () => {
  it('an attack beyond doubt is opened and contained at one look', async () => {
    const { look, levers } = setUp('enforce');
    expect(kinds(await look(seen({}), NOW_MS))).toEqual(['open', 'contain']);
    expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
  });

  it('a message that nobody could be told does not stop the incident, and is handed back', async () => {
    const { look, log, untold, failing } = setUp('enforce');
    failing.isNotifierDown = true;
    expect(kinds(await look(seen({}), NOW_MS))).toEqual(['open', 'contain']);
    expect(untold.map(({ decision }) => decision)).toEqual(log);
  });

  it('a lever that cannot be put back is tried every two minutes, not four times a look', async () => {
    const { look, levers, log } = setUp('enforce');
    await look(seen({}), NOW_MS);
    levers.broken.add('writeCountryRule');
    const tried: number[] = [];
    for (let minute = 30; minute <= 40; minute += 1)
      tried.push(
        (await look(quietAt(NOW_MS + minutes(minute), NOW_MS), NOW_MS + minutes(minute))).length,
      );
    expect(tried).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    levers.broken.clear();
    await look(quietAt(NOW_MS + minutes(42), NOW_MS), NOW_MS + minutes(42));
    expect(log.at(-1)?.kind).toBe('release');
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    const ids = log.flatMap(({ actions }) => actions.map(({ actionId }) => actionId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('no lever moves when the figures for its decision cannot be read', async () => {
    const { look, levers, failing, log } = setUp('enforce');
    await look(seen({ verdict: 'suspicious' }), NOW_MS);
    failing.isStoreDown = true;
    await expect(look(seen({}), NOW_MS)).rejects.toThrow(StoreError);
    expect(levers.writes).toEqual([]);
    expect(kinds(log)).toEqual(['open']);
  });

  it('a block whose country can no longer be seen still ends in time, and says that nothing is known', async () => {
    const { look, levers, log } = setUp('enforce');
    await look(seen({}), NOW_MS);
    for (let minute = 1; minute <= 31; minute += 1) await look(UNKNOWN, NOW_MS + minutes(minute));
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    expect(log.slice(2).map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['update', 'not-assessed'],
      ['release', 'not-assessed'],
    ]);
    expect(log.at(-1)?.message).toContain('Restored Tajikistan (TJ)');
  });

  it('a plan of which nothing came does not make the first block longer', async () => {
    const { look, levers, log } = setUp('enforce');
    levers.broken.add('writeCountryRule');
    for (const minute of [0, 30, 60])
      await look(seenAt(NOW_MS + minutes(minute), {}), NOW_MS + minutes(minute));
    levers.broken.clear();
    await look(seenAt(NOW_MS + minutes(90), {}), NOW_MS + minutes(90));
    expect(kinds(log)).toEqual(['open', 'update', 'update', 'update', 'contain']);
    expect(log.at(-1)?.actions[0]?.expiresAt).toBe('2026-09-11T07:03:00.000Z');
  });

  it('what turns out to be pumping is told though no response that is enabled fits it', async () => {
    const { look, levers, log } = setUp('enforce', {
      'responses/block-country/enabled': false,
      'responses/filter-country/enabled': false,
    });
    const begin = { verdict: 'suspicious', holdback: 'one-family', riskScore: 60 } as const;
    await look(seenAt(NOW_MS, begin), NOW_MS);
    for (let minute = 1; minute <= 70; minute += 1)
      await look(
        seenAt(NOW_MS + minutes(minute), { riskScore: 90, excessUsd: 20 }),
        NOW_MS + minutes(minute),
      );
    expect(
      log.map(({ kind, verdict, evaluatedAt }) => [kind, verdict, evaluatedAt.slice(11, 16)]),
    ).toEqual([
      ['open', 'suspicious', '05:03'],
      ['update', 'pumping', '05:08'],
      ['update', 'pumping', '06:08'],
    ]);
    expect(levers.writes).toEqual([]);
  });

  it('what an incident has cost does not shrink when its minutes expire', async () => {
    let nowMs = NOW_MS;
    const counters = new MemoryCounterStore({ clock: { nowMs: () => nowMs } });
    const disabled = Object.fromEntries(
      ['block-country', 'filter-country', 'block-number-range'].map((kind) => [
        `responses/${kind}/enabled`,
        false,
      ]),
    );
    const { look, log } = setUp('monitor', disabled, counters);
    const fromMs = NOW_MS + minutes(57);
    const lastHour = 6 * 24;
    for (let hour = 0; hour <= lastHour; hour += 1) {
      const startMs = fromMs + hour * HOUR_MS;
      nowMs = startMs + MINUTE_MS;
      await counters.merge([{ ...NO_OBSERVATIONS, startMs, sends: Uint32Array.of(1, hour, 1, 5) }]);
      const [slot] = await counters.readMinutes(KEY, startMs, nowMs);
      if (slot !== undefined)
        await counters.writeHours([rollUpHour(KEY, startMs, [digestSlot(slot)], nowMs)]);
      await look(seenAt(nowMs, { startedAtMs: fromMs, excessUsd: 20 }), nowMs);
    }
    expect(log.at(-1)).toMatchObject({
      evaluatedAt: formatIso(nowMs),
      messagesObserved: lastHour + 1,
    });
  });

  it('an operator’s change is recorded, and the lever stays theirs for the incident', async () => {
    const { look, levers, log } = setUp('enforce');
    await look(seen({}), NOW_MS);
    await levers.inner.writeCountryRule('TJ', 'ALLOW');
    for (let minute = 1; minute <= 120; minute += 1)
      await look(seenAt(NOW_MS + minutes(minute), {}), NOW_MS + minutes(minute));
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    expect(log.at(-1)?.actions[0]).toMatchObject({
      outcome: 'skipped',
      reason: 'operator-changed',
    });
  });

  it('what an operator has rolled back stays back, however the attack goes on', async () => {
    const { look, levers, log, store, book, audit } = setUp('enforce');
    await look(seen({}), NOW_MS);
    const done = await applyRollback('all', { incidents: store, audit, levers }, NOW_MS + 1);
    expect(done.levers).toMatchObject([{ state: 'as-set', outcome: 'applied' }]);
    await book.refresh(0);
    for (let minute = 1; minute <= 120; minute += 1)
      await look(seenAt(NOW_MS + minutes(minute), {}), NOW_MS + minutes(minute));
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    expect(
      new Set(log.slice(2).flatMap(({ actions }) => actions.map(({ reason }) => reason))),
    ).toEqual(new Set(['operator-changed']));
  });

  it('what was only said is done once the owner enforces', async () => {
    const before = setUp('monitor');
    await before.look(seen({}), NOW_MS);
    expect(before.levers.writes).toEqual([]);
    const after = setUp('enforce');
    const [incident] = await before.store.load(0);
    for (const [index, each] of (
      await before.store.readDecisions(incident?.incidentId ?? '')
    ).entries())
      if (incident !== undefined) await after.store.save({ ...incident, version: index + 1 }, each);
    await after.book.resume(0);
    await after.look(seenAt(NOW_MS + minutes(3), {}), NOW_MS + minutes(3));
    expect(after.levers.writes).toEqual(['TJ BLOCK']);
    expect(after.log.at(-1)).toMatchObject({ kind: 'update', actions: [{ outcome: 'applied' }] });
  });
});

describe('codes that proved nothing at one containment', () => {
  const containedAgain = async (fields: Partial<Judgement>) => {
    const { look, store, book } = setUp('enforce');
    const before = incident({ distrustsCodes: true, state: 'released' });
    await store.save(before, decision());
    await book.resume(0);
    expect(kinds(await look(seen(fields), NOW_MS))).toEqual(['contain']);
    return book.find(KEY)?.distrustsCodes;
  };

  it('are heard again at the next, whether of the country or of a group', async () => {
    expect(await containedAgain({})).toBe(false);
    expect(await containedAgain({ group: suspectGroup() })).toBe(false);
  });
});

describe('the cooldown', () => {
  it('outlasts the incident', async () => {
    const { look, log, store } = setUp('enforce', {
      'responses/block-country/cooldownSeconds': 86_400,
      'responses/filter-country/enabled': false,
    });
    await look(seen({}), NOW_MS);
    for (const minute of [31, 140])
      await look(quietAt(NOW_MS + minutes(minute), NOW_MS), NOW_MS + minutes(minute));
    await look(seenAt(NOW_MS + minutes(200), {}), NOW_MS + minutes(200));
    expect(await store.load(0)).toHaveLength(2);
    expect(log.at(-1)?.actions).toMatchObject([{ outcome: 'skipped', reason: 'cooldown' }]);
  });
});

describe('the subject of an incident', () => {
  const inRange = { ranges: rangeProfile({ '+9929012': 60 }) };
  const RANGE = { kind: 'number-range', country: 'TJ', prefix: '+9929012' };

  it('is the range that explains the surge, also when the surge is over', async () => {
    const { look, log } = setUp('monitor');
    await look(seen({}, inRange), NOW_MS);
    for (const minute of [31, 140])
      await look(quietAt(NOW_MS + minutes(minute), NOW_MS), NOW_MS + minutes(minute));
    expect(log.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['open', RANGE],
      ['contain', RANGE],
      ['release', RANGE],
      ['close', RANGE],
    ]);
  });

  it('widens to the country when the attack does', async () => {
    const { look, log } = setUp('monitor');
    await look(seen({ verdict: 'suspicious', riskScore: 60 }, inRange), NOW_MS);
    await look(
      seen(
        { verdict: 'suspicious', riskScore: 90 },
        { ranges: rangeProfile({ '+9929012': 60 }, 300) },
      ),
      NOW_MS + minutes(6),
    );
    expect(log.map(({ subject }) => subject)).toEqual([RANGE, { kind: 'country', country: 'TJ' }]);
  });

  it('is the country without a drill-down', async () => {
    const { look, log } = setUp('monitor');
    await look(seen({}), NOW_MS);
    expect(log[0]?.subject).toEqual({ kind: 'country', country: 'TJ' });
  });
});

describe('whatever is seen', () => {
  const METHODS = ['readCountryRule', 'writeCountryRule', 'readNumberRange', 'writeNumberRange'];
  const sight = fc.record({
    what: fc.constantFrom('pumping', 'pumping', 'suspicious', 'clear', 'unknown'),
    isRange: fc.boolean(),
    isLeaking: fc.boolean(),
    riskScore: fc.nat(100),
    broken: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray(METHODS) },
    ),
    waitMinutes: fc.constantFrom(1, 1, 1, 5, 31, 125),
  });

  for (const mode of ['monitor', 'enforce'] as const)
    it(`${mode}: once traffic stops every incident is released and closed, every lever is back, and looks come to rest`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(sight, { minLength: 1, maxLength: 40 }),
          fc.boolean(),
          async (sights, isProtected) => {
            const { look, levers, book, log, store } = setUp(
              mode,
              isProtected ? { protectedCountries: 'TJ' } : {},
            );
            let atMs = NOW_MS;
            for (const each of sights) {
              levers.broken.clear();
              for (const method of each.broken) levers.broken.add(method);
              const verdict =
                each.what === 'pumping' || each.what === 'suspicious' ? each.what : 'clear';
              const decisions = await look(
                each.what === 'unknown'
                  ? UNKNOWN
                  : seen(
                      {
                        verdict,
                        riskScore: each.riskScore,
                        startedAtMs: atMs - minutes(10),
                        lastActiveAtMs: atMs,
                        findings: [finding('destination-surge', 20)],
                      },
                      {
                        window: windowView([10, 20, 30], {
                          atMs,
                          recentUnstopped: Array.from({ length: 10 }, () =>
                            each.isLeaking ? 9 : 0,
                          ),
                        }),
                        ranges: each.isRange ? rangeProfile({ '+9929012': 60 }) : null,
                      },
                    ),
                atMs,
              );
              expect(decisions.length).toBeLessThanOrEqual(3);
              atMs += each.waitMinutes * MINUTE_MS;
            }
            levers.broken.clear();
            const lastActiveAtMs = atMs;
            const before = log.length;
            while (book.find(KEY) !== null && atMs < lastActiveAtMs + minutes(15 * 60)) {
              atMs += MINUTE_MS;
              await look(quietAt(atMs, lastActiveAtMs), atMs);
            }
            expect(book.find(KEY)).toBeNull();
            expect(log.length - before).toBeLessThanOrEqual(4);
            expect(await look(quietAt(atMs, lastActiveAtMs), atMs)).toEqual([]);
            expect(mode === 'monitor' ? levers.writes : []).toEqual([]);
            expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
            expect(await levers.readNumberRange('+9929012')).toBeNull();

            for (const each of log) {
              expect(validateDecision(JSON.parse(JSON.stringify(each)))).toEqual([]);
              expect(each.message).not.toMatch(/undefined|NaN|null|\+\d{11}/);
            }
            const ids = log.map(({ decisionId }) => decisionId);
            expect(ids).toEqual([...new Set(ids)].sort());
            const actionIds = log.flatMap(({ actions }) => actions.map(({ actionId }) => actionId));
            expect(new Set(actionIds).size).toBe(actionIds.length);
            for (const { actions } of await store.load(0)) expect(actions).toEqual([]);
          },
        ),
        { numRuns: 100 },
      ));
});
