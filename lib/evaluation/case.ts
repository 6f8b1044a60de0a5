import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts';
import { CONFOUNDERS } from '../simulator/confounder-presets.ts';
import { HOLD_OUT_PEOPLE } from '../simulator/hold-out-people.ts';
import { drawAttack, drawEvent, lastMinuteOf } from '../simulator/drawn.ts';
import type { PresetPlace } from '../simulator/preset.ts';
import { PRESETS } from '../simulator/presets.ts';
import { Random } from '../simulator/random.ts';
import type { Attack, Confounder, Scenario, TenantModel } from '../simulator/scenario.ts';
import { SimulatorError } from '../simulator/simulator-error.ts';
import { type TenantClass, tenantModel } from '../simulator/tenant-models.ts';

/** One tenant from one seed: everything that its cases share. */
export interface Tenant {
  readonly tenantClass: TenantClass;
  readonly seed: number;
  readonly warmUpDays: number;
  /** Hold-out traffic comes from the second generator. */
  readonly isHoldOut: boolean;
}

/** What is drawn is judged by itself: targets are for what was designed. */
export type CaseKind = 'attack' | 'benign' | 'quiet' | 'drawn-attack' | 'drawn-event';

export const isDrawn = (kind: CaseKind): boolean =>
  kind === 'drawn-attack' || kind === 'drawn-event';

/** What happens to a tenant after its warm-up. */
export interface Case {
  readonly name: string;
  readonly kind: CaseKind;
  /** From the end of the warm-up. */
  readonly startsAfterMinutes: number;
  readonly endsAfterMinutes: number;
  readonly attacks: readonly Attack[];
  readonly confounders: readonly Confounder[];
}

/** A Friday; the warm-up's whole weeks end on another. */
const START_MS = Date.UTC(2026, 8, 4);
/** Attackers like the weekend (voice fraud: https://master.d3oeug6bezhkq6.amplifyapp.com/lab2/20-revenue_shared_fraud.html). */
export const FRIDAY_NIGHT = '@friday-23h';
const FRIDAY_NIGHT_HOURS = 23;
const FRIDAY_VARIANTS = ['burst-one-block', 'random-ramp', 'sequential', 'served-country'];
/** Time for releases after it is over: a block lasts twelve hours at most. */
const AFTERMATH_MINUTES = 12 * 60;
/** An event begins in one of so many hours, so that it meets every hour and some of each weekday. */
const START_HOURS = 72;
const QUIET_DAYS = 7;
/** Runs go on from here, so that what they keep in memory fills before anything happens. */
export const LEAD_IN_MS = 3 * HOUR_MS;

export const ATTACK_NAMES: readonly string[] = [
  ...Object.keys(PRESETS),
  ...FRIDAY_VARIANTS.map((name) => name + FRIDAY_NIGHT),
];
export const BENIGN_NAMES: readonly string[] = Object.keys(CONFOUNDERS);
export const QUIET = 'quiet';
/** Drawn anew for each tenant: attack and event number so and so of a seed. */
const DRAWN_ATTACKS = 12;
const DRAWN_EVENTS = 8;
const numbered = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
const DRAWN_ATTACK_NAMES = numbered('drawn-attack', DRAWN_ATTACKS);
const DRAWN_EVENT_NAMES = numbered('drawn-event', DRAWN_EVENTS);

export const CASE_NAMES: readonly string[] = [
  QUIET,
  ...ATTACK_NAMES,
  ...BENIGN_NAMES,
  ...DRAWN_ATTACK_NAMES,
  ...DRAWN_EVENT_NAMES,
];

/** For people: what is drawn, by its ends. */
export const CASE_NAMES_TEXT = [
  QUIET,
  ...ATTACK_NAMES,
  ...BENIGN_NAMES,
  `drawn-attack-1 to drawn-attack-${DRAWN_ATTACKS}`,
  `drawn-event-1 to drawn-event-${DRAWN_EVENTS}`,
].join(', ');

/** `null` where there is no such case. */
export const caseKindOrNull = (name: string): CaseKind | null => {
  if (name === QUIET) return 'quiet';
  if (BENIGN_NAMES.includes(name)) return 'benign';
  if (DRAWN_ATTACK_NAMES.includes(name)) return 'drawn-attack';
  if (DRAWN_EVENT_NAMES.includes(name)) return 'drawn-event';
  return ATTACK_NAMES.includes(name) ? 'attack' : null;
};

/** Large tenants learn faster, and cost the evaluation most. */
export const WARM_UP_DAYS: Readonly<Record<TenantClass, number>> = { small: 14, mid: 14, large: 7 };

export const warmUpEndMs = ({ warmUpDays }: Tenant): number => START_MS + warmUpDays * DAY_MS;

/** Legitimate traffic alone, from the first day of the warm-up. */
export const legitScenario = (tenant: Tenant, daysAfterWarmUp: number): Scenario => ({
  seed: tenant.seed,
  startMs: START_MS,
  days: tenant.warmUpDays + daysAfterWarmUp,
  tenant: modelOf(tenant),
  attacks: [],
  feeds: { verifications: true, cognito: true },
  ...(tenant.isHoldOut ? { people: HOLD_OUT_PEOPLE } : {}),
});

/** The whole of a case: warm-up, legitimate traffic and what happens to it. */
export const wholeScenario = (tenant: Tenant, one: Case): Scenario => ({
  ...legitScenario(tenant, one.endsAfterMinutes / (24 * 60)),
  attacks: one.attacks,
  confounders: one.confounders,
});

/** What is added to the legitimate traffic of a case, alone. */
export const addedScenario = (tenant: Tenant, one: Case): Scenario => {
  const whole = wholeScenario(tenant, one);
  const groups = one.confounders.filter(({ kind }) => kind === 'group');
  return { ...whole, confounders: groups, tenant: { ...whole.tenant, countries: [] } };
};

/** Whether it is the legitimate traffic itself that is different. */
export const changesLegitTraffic = ({ confounders }: Case): boolean =>
  confounders.some(({ kind }) => kind !== 'group');

/** @throws SimulatorError where there is no such case */
export const caseNamed = (name: string, tenant: Tenant): Case => {
  if (name === QUIET)
    return {
      name,
      kind: 'quiet',
      startsAfterMinutes: 0,
      endsAfterMinutes: QUIET_DAYS * 24 * 60,
      attacks: [],
      confounders: [],
    };
  const startsAfterMinutes = startOf(name, tenant);
  const place = {
    tenant: modelOf(tenant),
    startsAfterMinutes: tenant.warmUpDays * 24 * 60 + startsAfterMinutes,
  };
  const kind = caseKindOrNull(name);
  if (kind === 'drawn-attack' || kind === 'drawn-event')
    return drawnCase(name, kind, tenant, place);
  const [presetName = ''] = name.split('@');
  const benign = Object.hasOwn(CONFOUNDERS, presetName) ? CONFOUNDERS[presetName] : undefined;
  if (benign !== undefined)
    return {
      name,
      kind: 'benign',
      startsAfterMinutes,
      endsAfterMinutes: startsAfterMinutes + benign.durationMinutes + AFTERMATH_MINUTES,
      attacks: [],
      confounders: benign.confounders(place),
    };
  const preset = Object.hasOwn(PRESETS, presetName) ? PRESETS[presetName] : undefined;
  if (preset === undefined)
    throw new SimulatorError(`scenario "${name}" is not known; use some of ${CASE_NAMES_TEXT}`);
  const attacks = preset.attacks(place);
  const endMinutes = Math.max(...attacks.map(endOf)) - tenant.warmUpDays * 24 * 60;
  return {
    name,
    kind: 'attack',
    startsAfterMinutes,
    endsAfterMinutes: endMinutes + AFTERMATH_MINUTES,
    attacks,
    confounders: preset.confounders?.(place) ?? [],
  };
};

const drawnCase = (
  name: string,
  kind: 'drawn-attack' | 'drawn-event',
  tenant: Tenant,
  place: PresetPlace,
): Case => {
  const random = new Random(tenant.seed, 'evaluation', name, 'drawn');
  const attacks = kind === 'drawn-attack' ? [drawAttack(random, name, place)] : [];
  const confounders = kind === 'drawn-event' ? [drawEvent(random, name, place)] : [];
  const lastMinute = Math.max(...attacks.map(endOf), ...confounders.map(lastMinuteOf));
  const warmUpMinutes = tenant.warmUpDays * 24 * 60;
  return {
    name,
    kind,
    startsAfterMinutes: place.startsAfterMinutes - warmUpMinutes,
    endsAfterMinutes: lastMinute - warmUpMinutes + AFTERMATH_MINUTES,
    attacks,
    confounders,
  };
};

const modelOf = ({ tenantClass, seed }: Tenant): TenantModel => tenantModel({ tenantClass, seed });

const endOf = ({ startsAfterMinutes, durationMinutes }: Attack): number =>
  startsAfterMinutes + durationMinutes;

/** The same hour for every contender, another for every seed. */
const startOf = (name: string, { seed }: Tenant): number => {
  if (name.endsWith(FRIDAY_NIGHT)) return FRIDAY_NIGHT_HOURS * 60;
  const hours = new Random(seed, 'evaluation', name).integer(START_HOURS);
  return LEAD_IN_MS / MINUTE_MS + hours * 60;
};
