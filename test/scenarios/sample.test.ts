import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalLevers } from '../../lib/adapters/local/local-levers.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { MINUTE_MS } from '../../lib/core/time.ts';
import { defaultSettings, type Mode } from '../../lib/core/settings/settings.ts';
import { replay, type ReplayOutcome } from '../../lib/replay/replay.ts';
import type { Summary } from '../../lib/replay/summary.ts';
import { blockedSpans, isBlocked } from './blocked-spans.ts';
import { assertValid, SAMPLE_LOGS } from './recorded.ts';

interface Sms {
  readonly messageId: string;
  readonly number: string;
  readonly country: string;
  readonly sentAtMs: number;
  readonly arrivedAtMs: number;
  readonly microUsd: number;
}

/** What the input holds, counted by nothing but JSON.parse: lines, and one SMS a message id. */
const countInput = () => {
  const sms = new Map<string, Sms>();
  let lines = 0;
  let notJson = 0;
  let unknown = 0;
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (const name of readdirSync(SAMPLE_LOGS)) {
    const text = gunzipSync(readFileSync(join(SAMPLE_LOGS, name))).toString('utf8');
    for (const line of text.split('\n').filter((line) => line !== '')) {
      lines += 1;
      let event: { message: string; ingestionTime: number };
      try {
        event = JSON.parse(line) as typeof event;
      } catch {
        notJson += 1;
        continue;
      }
      const message = JSON.parse(event.message) as {
        notification?: { messageId: string; timestamp: string };
        delivery?: { destination: string; priceInUSD?: number };
        eventSource?: string;
        type?: string;
      };
      const { notification, delivery } = message;
      if (notification !== undefined && delivery !== undefined) {
        if (!sms.has(notification.messageId))
          sms.set(notification.messageId, {
            messageId: notification.messageId,
            number: delivery.destination,
            country: delivery.destination.startsWith('+992') ? 'TJ' : 'another',
            sentAtMs: Date.parse(`${notification.timestamp.replace(' ', 'T')}Z`),
            arrivedAtMs: event.ingestionTime,
            microUsd: Math.round((delivery.priceInUSD ?? 0) * 1e6),
          });
      } else if (message.eventSource === undefined && message.type !== 'otp-verification') {
        unknown += 1;
        continue;
      }
      firstMs = Math.min(firstMs, event.ingestionTime);
      lastMs = Math.max(lastMs, event.ingestionTime);
    }
  }
  return { sms: [...sms.values()], lines, notJson, unknown, firstMs, lastMs };
};

const usd = (sms: readonly Sms[]): number =>
  Math.round(sms.reduce((sum, { microUsd }) => sum + microUsd, 0) / 1e4) / 100;

describe('the bundled sample', () => {
  const input = countInput();
  const attack = input.sms.filter(({ country }) => country === 'TJ');
  const runs = new Map<Mode, ReplayOutcome>();
  const writes = new Map<Mode, number>();
  let directory = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sample-'));
    for (const mode of ['enforce', 'monitor'] as const) {
      const levers = (['writeCountryRule', 'writeNumberRange', 'writeSpendLimit'] as const).map(
        (name) => vi.spyOn(LocalLevers.prototype, name),
      );
      const outcome = await replay({
        inputs: [SAMPLE_LOGS],
        outDir: join(directory, mode),
        store: 'memory',
        settings: { ...defaultSettings(RULES), mode },
      });
      runs.set(mode, outcome);
      writes.set(
        mode,
        levers.reduce((sum, spy) => sum + spy.mock.calls.length, 0),
      );
      for (const spy of levers) spy.mockRestore();
    }
  });
  afterAll(() => rm(directory, { recursive: true }));

  const outcomeIn = (mode: Mode): ReplayOutcome => {
    const outcome = runs.get(mode);
    if (outcome === undefined) throw new Error(`no run in ${mode}`);
    return outcome;
  };
  const decisionsIn = async (mode: Mode): Promise<Decision[]> =>
    (await readFile(outcomeIn(mode).paths.decisions, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Decision);
  const summaryIn = async (mode: Mode): Promise<Summary> =>
    JSON.parse(await readFile(outcomeIn(mode).paths.summary, 'utf8')) as Summary;

  it.each(['enforce', 'monitor'] as const)(
    'gives one incident, on Tajikistan, and opens nothing else ever (%s)',
    async (mode) => {
      const decisions = await decisionsIn(mode);
      expect(new Set(decisions.map(({ incidentId }) => incidentId)).size).toBe(1);
      for (const { subject } of decisions) expect(subject).toMatchObject({ country: 'TJ' });
      expect(decisions.map(({ mode }) => mode)).toEqual(decisions.map(() => mode));
      assertValid(decisions);
    },
  );

  it('opens, contains, releases and closes, in that order and once each', async () => {
    const kinds = (await decisionsIn('enforce')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'update')).toEqual([
      'open',
      'contain',
      'release',
      'close',
    ]);
  });

  it('is logged in order of time and of id, each id once', async () => {
    const decisions = await decisionsIn('enforce');
    const ids = decisions.map(({ decisionId }) => decisionId);
    expect(ids).toEqual([...new Set(ids)].sort());
    const times = decisions.map(({ evaluatedAt }) => evaluatedAt);
    expect(times).toEqual(times.toSorted());
  });

  it('is contained within twenty minutes of the first SMS of the attack', async () => {
    const contain = (await decisionsIn('enforce')).find(({ kind }) => kind === 'contain');
    const firstMs = Math.min(
      ...attack
        .filter(({ sentAtMs }) => sentAtMs >= Date.UTC(2026, 8, 11, 5))
        .map((s) => s.sentAtMs),
    );
    const delayMs = Date.parse(contain?.evaluatedAt ?? '') - firstMs;
    expect(delayMs).toBeGreaterThan(0);
    expect(delayMs).toBeLessThan(20 * MINUTE_MS);
  });

  it('loses less than a tenth of the money of the attack', async () => {
    const spans = blockedSpans(await decisionsIn('enforce'));
    const leaked = attack.filter((sms) => !isBlocked(spans, sms));
    expect(attack.length).toBeGreaterThanOrEqual(1_400);
    expect(leaked.length).toBeGreaterThan(0);
    expect(usd(leaked) / usd(attack)).toBeLessThan(0.1);
  });

  it('blocks, and undoes the block that is in force by a restore that names it', async () => {
    const decisions = await decisionsIn('enforce');
    const actions = decisions.flatMap(({ actions }) => actions);
    const blocks = actions.filter(({ kind }) => kind.startsWith('block-'));
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(block).toMatchObject({ outcome: 'applied', reason: null });
    const restores = actions.filter(({ kind }) => kind === 'restore');
    // Its numbers crowd: it is renewed without a probe, and put back once.
    expect(restores).toMatchObject([
      {
        outcome: 'applied',
        undoes: blocks.at(-1)?.actionId,
        target: blocks.at(-1)?.target,
      },
    ]);
    expect(blocks[0]?.previous).toBe('ALLOW');
    const contain = decisions.find(({ kind }) => kind === 'contain');
    expect(contain?.actions.map(({ actionId }) => actionId)).toContain(blocks[0]?.actionId);
  });

  it('is summed up with exactly the keys of the contract', async () => {
    const summary = await summaryIn('enforce');
    expect(Object.keys(summary)).toEqual([
      'events',
      'period',
      'incidents',
      'actions',
      'spendUsd',
      'estimatedLossUsd',
      'estimatedSavedUsd',
      'eventsPerSecond',
      'settingsHash',
    ]);
    expect(Object.keys(summary.events)).toEqual(['read', 'accepted', 'rejected']);
    expect(Object.keys(summary.period)).toEqual(['from', 'to']);
    expect(summary.settingsHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(summary.eventsPerSecond).toBeGreaterThan(0);
  });

  it.each(['enforce', 'monitor'] as const)(
    'is counted as anybody would count the input (%s)',
    async (mode) => {
      const { events, period } = await summaryIn(mode);
      expect(events).toEqual({
        read: input.lines,
        accepted: input.lines - input.notJson - input.unknown,
        rejected: { 'not-json': input.notJson, 'unknown-record': input.unknown },
      });
      expect(period).toEqual({
        from: new Date(input.firstMs).toISOString(),
        to: new Date(input.lastMs).toISOString(),
      });
    },
  );

  it('has every cent either spent or saved, as the decision log alone tells it', async () => {
    const spans = blockedSpans(await decisionsIn('enforce'));
    const summary = await summaryIn('enforce');
    const stopped = input.sms.filter((sms) => isBlocked(spans, sms));
    expect(summary.estimatedSavedUsd).toBeCloseTo(usd(stopped), 2);
    expect(summary.spendUsd).toBeCloseTo(usd(input.sms) - usd(stopped), 2);
  });

  it('has a summary that agrees with its decisions', async () => {
    for (const mode of ['enforce', 'monitor'] as const) {
      const summary = await summaryIn(mode);
      const decisions = await decisionsIn(mode);
      const counts: Record<string, number> = {};
      for (const { kind } of decisions
        .flatMap(({ actions }) => actions)
        .filter(({ outcome }) => outcome === 'applied' || outcome === 'would-apply'))
        counts[kind] = (counts[kind] ?? 0) + 1;
      expect(summary.actions).toEqual(counts);
      expect(summary.incidents).toBe(1);
      expect(summary.estimatedLossUsd).toBe(decisions.at(-1)?.estimatedLossUsd);
      for (const { settingsHash } of decisions) expect(settingsHash).toBe(summary.settingsHash);
    }
  });

  it('moves no lever in monitor, and counts nothing as saved', async () => {
    expect(writes.get('enforce')).toBeGreaterThan(0);
    expect(writes.get('monitor')).toBe(0);
    const actions = (await decisionsIn('monitor')).flatMap(({ actions }) => actions);
    expect(actions.length).toBeGreaterThan(0);
    for (const { outcome } of actions) expect(['would-apply', 'skipped']).toContain(outcome);
    const summary = await summaryIn('monitor');
    expect(summary.estimatedSavedUsd).toBe(0);
    expect(summary.spendUsd).toBeCloseTo(usd(input.sms), 2);
  });

  it('gives the same bytes again, but for the speed', async () => {
    const again = await replay({
      inputs: [SAMPLE_LOGS],
      outDir: join(directory, 'again'),
      store: 'memory',
      settings: { ...defaultSettings(RULES), mode: 'enforce' },
    });
    const { paths } = outcomeIn('enforce');
    for (const file of ['decisions', 'report'] as const)
      expect((await readFile(again.paths[file])).equals(await readFile(paths[file]))).toBe(true);
    const { eventsPerSecond: _, ...first } = await summaryIn('enforce');
    expect(again.summary).toMatchObject(first);
  });
});
