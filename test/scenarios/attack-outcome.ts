import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import type { E164 } from '../../lib/core/ingest/events.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/time.ts';
import { presetNamed } from '../../lib/simulator/presets.ts';
import type { Scenario } from '../../lib/simulator/scenario.ts';
import { simulate } from '../../lib/simulator/simulate.ts';
import { LEGIT_LABEL } from '../../lib/simulator/simulated-event.ts';
import { tenantModel } from '../../lib/simulator/tenant-models.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { blockedSpans, isBlocked } from './blocked-spans.ts';
import { HASH_KEY, runRecords, toRecord } from './recorded.ts';

const { numbering } = createIngestTools(HASH_KEY);

/** A Monday. */
const START_MS = Date.UTC(2026, 8, 7);

export interface Attacked {
  readonly preset: string | null;
  readonly seed: number;
  readonly days: number;
  readonly startsAfterHours: number;
}

/** A small tenant, with the attack of a preset or without any. Cognito's records are left out: no rule of a country looks at them. */
export const attackedTenant = ({ preset, seed, days, startsAfterHours }: Attacked): Scenario => {
  const tenant = tenantModel({ tenantClass: 'small', seed, messagesPerDay: 350 });
  const place = { tenant, startsAfterMinutes: startsAfterHours * 60 };
  return {
    seed,
    startMs: START_MS,
    days,
    tenant,
    attacks: preset === null ? [] : presetNamed(preset).attacks(place),
    confounders: preset === null ? [] : (presetNamed(preset).confounders?.(place) ?? []),
    feeds: { verifications: true, cognito: false },
  };
};

export interface AttackOutcome {
  readonly attackSms: number;
  readonly attackUsd: number;
  /** What of the attack's money was spent all the same. */
  readonly leakShare: number;
  /** From the first SMS of the attack; `null` for never. */
  readonly openedAfterMinutes: number | null;
  readonly containedAfterMinutes: number | null;
  readonly incidents: number;
  /** Incidents on a country that is not attacked, or before the attack or a day after it. */
  readonly falseIncidents: readonly string[];
  /** Legitimate SMS that were stopped. */
  readonly legitBlocked: number;
  readonly decisions: readonly Decision[];
}

interface Sms {
  readonly country: string;
  readonly number: string;
  readonly sentAtMs: number;
  readonly usd: number;
  readonly isAttack: boolean;
}

/** Replays a scenario in `enforce`, and holds what was decided against what was really going on. */
export const outcomeOf = async (scenario: Scenario): Promise<AttackOutcome> => {
  const records: ArrivedRecord[] = [];
  const sms = new Map<string, Sms>();
  for (const event of simulate(scenario)) {
    records.push(toRecord(event, records.length));
    if (event.feed !== 'sns-delivery-status') continue;
    const message = JSON.parse(event.message) as {
      notification: { messageId: string; timestamp: string };
      delivery: { destination: string; priceInUSD?: number };
    };
    const { destination: number, priceInUSD } = message.delivery;
    sms.set(message.notification.messageId, {
      country: numbering.countryOf(number as E164) ?? '??',
      number,
      sentAtMs: Date.parse(`${message.notification.timestamp.replace(' ', 'T')}Z`),
      usd: priceInUSD ?? 0,
      isAttack: event.label !== LEGIT_LABEL,
    });
  }
  const { decisions } = await runRecords(records);
  const spans = blockedSpans(decisions);
  const attack = [...sms.values()].filter(({ isAttack }) => isAttack);
  const firstMs = Math.min(...attack.map(({ sentAtMs }) => sentAtMs));
  const lastMs = Math.max(...attack.map(({ sentAtMs }) => sentAtMs));
  const attacked = new Set(scenario.attacks.flatMap(({ countries }) => countries));
  const sum = (some: readonly Sms[]) => some.reduce((total, { usd }) => total + usd, 0);
  const leaked = attack.filter((one) => !isBlocked(spans, one));
  const isTrue = ({ subject, evaluatedAt }: Decision): boolean =>
    Date.parse(evaluatedAt) >= firstMs &&
    Date.parse(evaluatedAt) <= lastMs + 24 * HOUR_MS &&
    (subject.kind === 'account' ||
      (subject.kind === 'low-traffic-countries'
        ? subject.countries.some((country) => attacked.has(country))
        : attacked.has(subject.country)));
  const minutesTo = (kinds: readonly string[]): number | null => {
    const first = decisions.find((decision) => kinds.includes(decision.kind) && isTrue(decision));
    return first === undefined ? null : (Date.parse(first.evaluatedAt) - firstMs) / MINUTE_MS;
  };
  const opens = decisions.filter(({ kind }) => kind === 'open');
  return {
    attackSms: attack.length,
    attackUsd: sum(attack),
    leakShare: sum(leaked) / sum(attack),
    openedAfterMinutes: minutesTo(['open']),
    containedAfterMinutes: minutesTo(['contain']),
    incidents: opens.length,
    falseIncidents: opens
      .filter((decision) => !isTrue(decision))
      .map(({ subject, evaluatedAt }) => `${JSON.stringify(subject)} ${evaluatedAt}`),
    legitBlocked: [...sms.values()].filter((one) => !one.isAttack && isBlocked(spans, one)).length,
    decisions,
  };
};
