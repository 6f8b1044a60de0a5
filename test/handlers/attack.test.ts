import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countryKey } from '../../lib/core/count/observations.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/time.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { createEvaluateFunction } from '../../lambdas/evaluate/evaluate-function.ts';
import { createIngestFunction } from '../../lambdas/ingest-function.ts';
import { createRespondFunction } from '../../lambdas/respond/respond-function.ts';
import { assertValid, attackRecords } from '../scenarios/recorded.ts';
import { payloadOf, SCHEDULED, subscriptionOf } from './envelopes.ts';
import { LOG_GROUP, metricOf, openFunctionWorld, type FunctionWorld } from './function-world.ts';

const FROM_MS = Date.UTC(2026, 8, 11, 5);
const stepMs = (nowMs: number): number => (nowMs < BUSY_UNTIL_MS ? 30 * SECOND_MS : MINUTE_MS);
/** By then it is contained. */
const BUSY_UNTIL_MS = FROM_MS + 15 * MINUTE_MS;
/** The block is renewed once, and lifted after a quiet while: nine pauses of the attack as it began. */
const TO_MS = FROM_MS + 75 * MINUTE_MS;
const BATCH_SIZE = 400;

const toTajikistan = ({ message }: { readonly message: string }): boolean =>
  message.includes('"destination":"+992') && message.includes('"delivery"');

describe('an attack, through the functions', () => {
  let world: FunctionWorld;
  const decisions: { readonly atMs: number; readonly by: string; readonly decision: Decision }[] =
    [];
  const rules: { readonly atMs: number; readonly rule: string }[] = [];
  const printed: Record<string, unknown>[] = [];

  const collect = (by: string): void => {
    const lines = world.printed();
    printed.push(...lines);
    for (const line of lines)
      if (line['schema'] !== undefined)
        decisions.push({ atMs: world.clock.nowMs(), by, decision: line as unknown as Decision });
  };
  const ruleNow = (): string => {
    const { protect } = world.standIn.account;
    const configuration = protect.all.get(protect.accountDefaultId ?? '');
    const rule =
      configuration === undefined ? undefined : protect.rulesOf(configuration, 'SMS').get('TJ');
    return rule ?? 'ALLOW';
  };

  beforeAll(async () => {
    world = await openFunctionWorld();
    await world.parameters.write('mode', 'enforce');
    const ingest = createIngestFunction(world);
    const evaluate = createEvaluateFunction(world);
    const respond = createRespondFunction(world);
    const records = (await attackRecords()).flatMap((arrived: ArrivedRecord) =>
      arrived.source === 'log-event' ? [{ atMs: arrived.arrivedAtMs, ...arrived.record }] : [],
    );
    const take = async (fromMs: number, toMs: number): Promise<boolean> => {
      const isStopped = ruleNow() === 'BLOCK';
      const batch = records.filter(
        (record) =>
          record.atMs >= fromMs && record.atMs < toMs && !(isStopped && toTajikistan(record)),
      );
      for (const record of batch) world.standIn.account.logGroups.get(LOG_GROUP)?.push(record);
      for (let at = 0; at < batch.length; at += BATCH_SIZE)
        await ingest(subscriptionOf(payloadOf(batch.slice(at, at + BATCH_SIZE))));
      collect('ingest');
      return batch.length > 0;
    };

    world.clock.set(FROM_MS);
    await take(0, FROM_MS);
    await world.streamOf('counters');
    for (let nowMs = FROM_MS; nowMs < TO_MS; ) {
      const fromMs = nowMs;
      nowMs += stepMs(nowMs);
      world.clock.set(nowMs);
      const hasNews = await take(fromMs, nowMs);
      if (hasNews) await evaluate(await world.streamOf('counters'));
      if (nowMs % MINUTE_MS === 0) await evaluate(SCHEDULED);
      collect('evaluate');
      await respond(await world.streamOf('incidents'));
      collect('respond');
      const rule = ruleNow();
      if (rule !== (rules.at(-1)?.rule ?? 'ALLOW')) rules.push({ atMs: nowMs, rule });
    }
  }, 240_000);
  afterAll(() => world.close());

  it('is found, contained, held and released, in decisions that fit the contract', () => {
    assertValid(decisions.map(({ decision }) => decision));
    expect(decisions.map(({ by, decision }) => `${by}: ${decision.kind}`)).toEqual([
      'evaluate: open',
      'respond: contain',
      'respond: update',
      'respond: release',
    ]);
    for (const { atMs, decision } of decisions) {
      expect(decision.subject).toEqual({ kind: 'country', country: 'TJ' });
      // The end of the interval in which it was decided: never before its evidence came.
      const laterMs = Date.parse(decision.evaluatedAt) - atMs;
      expect(laterMs).toBeLessThan(15 * SECOND_MS);
    }
  });

  it('moves the lever in AWS some minutes after it began, and back when the block ends', () => {
    expect(rules.map(({ rule }) => rule)).toEqual(['BLOCK', 'ALLOW']);
    const [block, allow] = rules;
    expect((block?.atMs ?? 0) - FROM_MS).toBeLessThanOrEqual(13 * MINUTE_MS);
    expect((allow?.atMs ?? 0) - (block?.atMs ?? 0)).toBeLessThanOrEqual(65 * MINUTE_MS);
    const [, contain, renewal, release] = decisions.map(({ decision }) => decision.actions);
    expect(contain).toMatchObject([
      { kind: 'block-country', target: { country: 'TJ' }, outcome: 'applied', previous: 'ALLOW' },
    ]);
    expect(release).toMatchObject([
      { kind: 'restore', outcome: 'applied', undoes: renewal?.[0]?.actionId },
    ]);
  });

  it('leaves an audit record of each action, with its result', async () => {
    const audits = (await world.itemsOf('incidents')).filter(({ pk }) =>
      pk?.S?.startsWith('audit/'),
    );
    expect(audits).toHaveLength(3);
    for (const { auditResult } of audits)
      expect(JSON.parse(auditResult?.S ?? '')).toMatchObject({ outcome: 'applied' });
  });

  it('is told to people and to machines, once each', () => {
    const { published, events } = world.standIn.account;
    expect(published.map(({ subject }) => subject)).toEqual([
      '[enforce] SMS pumping suspected: TJ',
      '[enforce] SMS pumping contained: TJ',
      '[enforce] SMS pumping goes on: TJ',
      '[enforce] SMS block lifted: TJ',
    ]);
    expect(events.map(({ detail }) => detail)).toEqual(decisions.map(({ decision }) => decision));
  });

  it('shows in the metrics', () => {
    expect(Math.max(...metricOf(printed, 'OpenIncidents'))).toBe(1);
    expect(Math.max(...metricOf(printed, 'PumpingIncidents'))).toBe(1);
    expect(metricOf(printed, 'ActionsApplied').reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(Math.max(...metricOf(printed, 'RiskScore', 'TJ'))).toBeGreaterThan(90);
    for (const name of ['ActionsFailed', 'NotAssessed', 'RuleErrors', 'Untold', 'SettingsInvalid'])
      expect([name, Math.max(...metricOf(printed, name))]).toEqual([name, 0]);
    expect(metricOf(printed, 'EvaluateHeartbeat').length).toBeGreaterThan(66);
    expect(metricOf(printed, 'RespondHeartbeat').length).toBe(90);
  });

  it('leaves no whole number anywhere but in the log it came from', async () => {
    const kept = JSON.stringify([
      printed,
      await world.itemsOf('counters'),
      await world.itemsOf('incidents'),
      world.standIn.account.published,
    ]);
    expect(kept).toContain(countryKey('TJ'));
    expect(kept).not.toMatch(/\+992\d{9}/);
  });
});
