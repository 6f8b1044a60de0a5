import type { Country } from '../ingest/events.ts';
import type { PoolLook } from '../evaluate/look-at-pool.ts';
import type { Destination } from '../respond/plan.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import { MINUTE_MS, SECOND_MS } from '../time.ts';
import { findLastActivity } from './activity.ts';
import type { Case } from './case.ts';
import { lastHeldActivity } from './held-levers.ts';
import type { ActiveAction, Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { isQuietFor } from './quiet.ts';
import { didProbeFindCustomers } from './probe.ts';

/** The key of the destinations with hardly any customers, taken together. */
export const POOL_KEY = 'low-traffic-countries';

/** The pool is looked at every five minutes. */
export const POOL_RENEW_BEFORE_MS = 6 * MINUTE_MS;
/** A destination that joins need not wait for what was moved elsewhere; several in a row are one notice. */
export const POOL_EXTEND_AFTER_MS = 30 * SECOND_MS;

/** Destinations that an incident of the pool holds levers of, or does again after a probe. */
export const heldCountries = (incident: Incident | null): readonly Country[] => {
  const actions = [
    ...(incident?.actions ?? []),
    ...(incident?.state === 'probing' ? (incident.probe?.held ?? []) : []),
  ];
  const countries = actions.flatMap(({ target }) => ('country' in target ? [target.country] : []));
  return [...new Set(countries)].sort();
};

/**
 * What the pool comes to: pumping while any of it joins or all together are, active while any of
 * it joins or is stopped. One notice, however many destinations the campaign goes through.
 *
 * @param whole the judgement of all together that no lever is held of
 * @param joining those that are judged to be pumped now
 * @param held those that levers are held of
 */
export const poolCase = (
  { input }: PoolLook,
  whole: Judgement,
  joining: readonly Destination[],
  held: readonly CountryInput[],
  incident: Incident | null,
): Case => {
  const { atMs } = input.window;
  const lastActive = [
    whole.verdict === 'pumping' ? whole.lastActiveAtMs : null,
    ...joining.map(({ judgement }) => judgement.lastActiveAtMs),
    ...held.map((member) => lastActivityOfHeld(member, actionsOn(member, incident))),
  ].reduce<number | null>(
    (latest, last) => (last === null ? latest : Math.max(latest ?? 0, last)),
    null,
  );
  const isPumping = joining.length > 0 || whole.verdict === 'pumping';
  const judgement: Judgement = {
    ...whole,
    ...(joining.length > 0 ? strongestOf(whole, joining) : {}),
    verdict: isPumping ? 'pumping' : whole.verdict,
    holdback: isPumping ? null : whole.holdback,
    lastActiveAtMs: lastActive,
    isActive: lastActive !== null && atMs - lastActive < ACTIVE_MS,
  };
  return { judgement, input, baseline: input.baseline, destinations: joining, held };
};

/** Held for half an hour, two and eight: from then on it is let go of at its end. */
const LONG_STEP = 2;

/** What a look may miss between two messages of a drip. */
const ACTIVE_MS = 15 * MINUTE_MS;

const strongestOf = (
  whole: Judgement,
  joining: readonly Destination[],
): Pick<Judgement, 'riskScore' | 'startedAtMs' | 'excessUsd' | 'projectedUsd' | 'dayExcessUsd'> => {
  const judgements = joining.map(({ judgement }) => judgement);
  const sum = (valueOf: (judgement: Judgement) => number | null): number | null =>
    judgements.reduce<number | null>((total, judgement) => {
      const value = valueOf(judgement);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    riskScore: Math.max(whole.riskScore, ...judgements.map(({ riskScore }) => riskScore)),
    startedAtMs: Math.min(whole.startedAtMs, ...judgements.map(({ startedAtMs }) => startedAtMs)),
    excessUsd: sum(({ excessUsd }) => excessUsd),
    projectedUsd: sum(({ projectedUsd }) => projectedUsd),
    dayExcessUsd: sum(({ dayExcessUsd }) => dayExcessUsd),
  };
};

const actionsOn = (input: CountryInput, incident: Incident | null): readonly ActiveAction[] =>
  (incident?.actions ?? []).filter(
    ({ target }) => 'country' in target && target.country === input.subject.country,
  );

/** In `monitor` nothing is stopped: what is there is what goes on. */
const lastActivityOfHeld = (
  input: CountryInput,
  actions: readonly ActiveAction[],
): number | null =>
  actions.length === 0 || actions.some(({ isVirtual }) => isVirtual)
    ? findLastActivity(input)
    : lastHeldActivity(actions, input);

/** Levers on destinations that have been quiet for so long, or whose customers a probe found. */
export const quietLevers = (
  incident: Incident,
  held: readonly CountryInput[],
): readonly ActiveAction[] =>
  held.flatMap((input) => {
    const actions = actionsOn(input, incident);
    const { atMs } = input.window;
    if (didProbeFindCustomers(incident, input)) return actions;
    const lastMs = lastActivityOfHeld(input, actions) ?? 0;
    // A lever that was only just moved has had no time to stop anything; and one that was held for
    // long is put back to see who comes, which for one of many needs no probe of its own.
    return actions.filter(
      ({ appliedAtMs, quietMs, expiresAtMs, step, isVirtual }) =>
        isQuietFor(Math.max(lastMs, appliedAtMs), atMs, [{ quietMs }], input.baseline) ||
        (!isVirtual && step >= LONG_STEP && expiresAtMs - atMs <= POOL_RENEW_BEFORE_MS),
    );
  });
