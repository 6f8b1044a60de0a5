import { poolBaselines } from '../evaluate/look-at-pool.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { usdPerHourPast } from '../respond/past-levers.ts';
import { isOutweighedNoMore } from '../respond/protection.ts';
import { isWorthActing } from '../respond/stake.ts';
import type { Settings } from '../settings/settings.ts';
import { SECOND_MS, startOfMonthMs } from '../time.ts';
import { isSameLever } from '../respond/same-lever.ts';
import { countryOfKey } from '../count/observations.ts';
import { areSurelyCustomers, isSurgeOfCustomers } from './used-codes.ts';
import type { Judgement } from './judge.ts';
import { matchesIn, natsOfFamily, startsOf, SUPPORT_NATS } from './weigh.ts';
import type { Case } from './case.ts';
import { isLeaking } from './held-levers.ts';
import type { ActiveAction, Incident } from './incident.ts';
import { EXTEND_AFTER_MS, RENEW_BEFORE_MS, type HeldState } from './next-step.ts';
import { POOL_EXTEND_AFTER_MS, POOL_KEY, POOL_RENEW_BEFORE_MS } from './pool.ts';
import { didProbeFindCustomers, probed } from './probe.ts';

/**
 * What is known of the levers of an incident, before its next step.
 *
 * @param incidents every recent incident, for the cooldown
 */
export const heldStateOf = (
  { judgement, input, destinations, held }: Case,
  incident: Incident | null,
  quiet: readonly ActiveAction[],
  incidents: readonly Incident[],
  settings: Settings,
  atMs: number,
): HeldState => {
  const members = held.length > 0 ? held : input === null ? [] : [input];
  const isPool = incident?.key === POOL_KEY;
  return {
    isWorthIt: input === null || isWorthActing(judgement, settings),
    isLeaking:
      (incident !== null && hasMonthTurned(incident, atMs)) ||
      (incident !== null &&
        input !== null &&
        (isPool ? destinations.length > 0 : isLeaking(incident, input, settings.mode))),
    pastUsdPerHour:
      incident === null || input === null || isPool
        ? null
        : usdPerHourPast(input, incident.actions),
    areSurelyCustomers:
      !isPool &&
      input !== null &&
      areSurelyCustomers(input, judgement.startedAtMs, startsOf(matchesIn(judgement.findings))),
    plannedInCooldownUntilMs: incident === null ? null : cooldownOf(incident, incidents, settings),
    isOutweighedNoMore:
      incident !== null &&
      !isPool &&
      destinations.some((own) =>
        isOutweighedNoMore({ input: own.input, judgement, settings, incident }),
      ),
    // One of many is let go of by itself.
    canProbe: !isPool && input?.verificationFeed === 'alive',
    isProbeDear: (judgement.projectedUsd ?? 0) / PROBES_AN_HOUR >= DEAR_USD,
    probedNumbers: incident === null ? 0 : probedIn(members, incident),
    hasFoundCustomers:
      !isPool &&
      incident !== null &&
      input !== null &&
      (didProbeFindCustomers(incident, input) || hasBlockedCustomers(incident, judgement, input)),
    hasQuietLevers: quiet.length > 0,
    // It is the held ones whose night it may be.
    baseline:
      isPool && held.length > 0
        ? poolBaselines(held.map((member) => member.baseline))
        : (input?.baseline ?? null),
    renewBeforeMs: isPool ? POOL_RENEW_BEFORE_MS : RENEW_BEFORE_MS,
    extendAfterMs: isPool ? POOL_EXTEND_AFTER_MS : EXTEND_AFTER_MS,
  };
};

/**
 * Whether the codes that were sent before a block have turned out to be customers': they need not
 * wait for its end. Not where the numbers crowd at all: codes can be typed in.
 */
const hasBlockedCustomers = (
  { actions, distrustsCodes }: Incident,
  { verdict, startedAtMs, findings }: Judgement,
  input: DestinationInput,
): boolean =>
  verdict !== 'pumping' &&
  !distrustsCodes &&
  actions.some(({ kind, isVirtual }) => kind === 'block-country' && !isVirtual) &&
  natsOfFamily(findings, 'structure') < SUPPORT_NATS &&
  isSurgeOfCustomers(input, startedAtMs);

/** The end of the cooldown in which the incident's levers were last planned. */
const cooldownOf = (
  { key, plannedAtMs, incidentId }: Incident,
  incidents: readonly Incident[],
  { responses }: Settings,
): number | null => {
  if (plannedAtMs === null) return null;
  const country = countryOfKey(key);
  let untilMs: number | null = null;
  for (const { restored, incidentId: itsId } of incidents)
    for (const { kind, target, atMs } of restored) {
      const isIts = itsId === incidentId || (country !== null && isSameLever(target, { country }));
      const endMs = atMs + responses[kind].values.cooldownSeconds * SECOND_MS;
      if (isIts && atMs <= plannedAtMs && plannedAtMs < endMs)
        untilMs = Math.max(untilMs ?? 0, endMs);
    }
  return untilMs;
};

/** Until the next look sees what a probe let through, and the levers feel it, two minutes pass. */
const PROBES_AN_HOUR = 30;
/** What is worth a lever by default is too much for a probe. */
const DEAR_USD = 2;

const probedIn = (members: readonly DestinationInput[], incident: Incident): number | null =>
  members.reduce<number | null>((sum, member) => {
    const numbers = probed(incident, member);
    return sum === null || numbers === null ? null : sum + numbers;
  }, 0);

/** A limit holds a month's money: when the next month begins it lets all of that through again. */
const hasMonthTurned = ({ actions }: Incident, atMs: number): boolean =>
  actions.some(
    ({ kind, appliedAtMs }) =>
      kind === 'lower-spend-limit' && startOfMonthMs(appliedAtMs) < startOfMonthMs(atMs),
  );
