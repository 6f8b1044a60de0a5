import { LocalLevers } from '../../../lib/adapters/local/local-levers.ts';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import { MemoryAuditLog } from '../../../lib/adapters/local/memory-audit-log.ts';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import { RecentDestinations } from '../../../lib/adapters/local/recent-destinations.ts';
import { sha256Hex } from '../../../lib/adapters/sha256.ts';
import { defineRule, type Rule } from '../../../lib/core/evaluate/rule.ts';
import type { Look } from '../../../lib/core/explain/look.ts';
import type { SmsEvent } from '../../../lib/core/ingest/events.ts';
import { Pipeline } from '../../../lib/core/pipeline.ts';
import type { Settings } from '../../../lib/core/settings/settings.ts';
import { MINUTE_MS } from '../../../lib/core/time.ts';
import { ReplayClock } from '../../../lib/replay/run.ts';

const START_MS = Date.UTC(2026, 8, 11, 5);

/** A rule whose every parameter has a known effect: it matches 34 numbers with the defaults. */
export const PLAIN_RULE: Rule = defineRule({
  meta: {
    id: 'plain-count',
    version: 1,
    title: 'Numbers',
    description: 'Numbers of the last hour.',
    subjects: ['country'],
    family: 'volume',
    attack: [],
    falsePositives: [],
    blindSpots: [],
    runbook: 'docs/runbooks/plain-count.md',
  },
  parameters: {
    minNumbers: { default: 10, min: 3, max: 100_000, unit: 'count', help: 'Monotone.' },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Monotone; 20 nats are seen.',
    },
    island: { default: 20, min: 0, max: 100, unit: 'ratio', help: 'No match from 40 to 60.' },
    idle: { default: 1, min: 0, max: 100, unit: 'ratio', help: 'Changes nothing.' },
  },
  evaluate: ({ window }, values) => {
    const { distinctNumbers } = window.lastHour;
    const isMatch =
      distinctNumbers >= values.minNumbers &&
      values.matchNats <= 20 &&
      (values.island < 40 || values.island > 60);
    return {
      verdict: isMatch ? 'match' : 'no-match',
      nats: isMatch ? 20 : 0,
      startedAtMs: null,
      evidence: { distinctNumbers, expected: 0, windowSeconds: 3_600 },
    };
  },
});

const sms = (index: number): SmsEvent => ({
  kind: 'sms',
  arrivedAtMs: START_MS,
  sentAtMs: START_MS + index * 1_000,
  country: 'TJ',
  numberHash: index + 1,
  blockHash: index % 7,
  messageHash: index + 1,
  part: 0,
  deliveryClass: 'delivered',
  carrierHash: 0,
  spendMicroUsd: 100_000,
});

/** Has a pipeline look at 34 new numbers of Tajikistan, with `PLAIN_RULE` alone. */
export const lookAtNumbers = async (
  settings: Settings,
  onLook: (look: Look) => void,
): Promise<void> => {
  const clock = new ReplayClock();
  const pipeline = new Pipeline(
    {
      counters: new MemoryCounterStore({ clock }),
      incidents: new MemoryIncidentStore({ clock }),
      audit: new MemoryAuditLog({ clock }),
      deliveryLog: new RecentDestinations({ clock, blockHashOf: () => 3 }),
      levers: new LocalLevers({ clock }),
      notifier: { notify: async () => {} },
      digest: sha256Hex,
      onLook,
    },
    {
      settings,
      rules: [PLAIN_RULE],
      settingsHash: `sha256:${'0'.repeat(64)}`,
      codeVersion: '0.0.0',
    },
  );
  clock.advance(START_MS);
  await pipeline.resume(START_MS);
  await pipeline.count(Array.from({ length: 34 }, (_, index) => sms(index)));
  clock.advance(START_MS + 2 * MINUTE_MS);
  await pipeline.tick(START_MS + 2 * MINUTE_MS);
};
