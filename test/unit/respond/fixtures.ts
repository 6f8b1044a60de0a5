import type { ActionTarget } from '../../../lib/core/decide/decision.ts';
import type { ActiveAction } from '../../../lib/core/decide/incident.ts';
import { LeverError } from '../../../lib/core/errors.ts';
import { MemoryAuditLog } from '../../../lib/adapters/local/memory-audit-log.ts';
import { heldAfter, type PendingAction } from '../../../lib/core/respond/pending.ts';
import { perform, type Executed, type PerformContext } from '../../../lib/core/respond/perform.ts';
import {
  moves,
  planStep,
  renewals,
  restores,
  type Situation,
} from '../../../lib/core/respond/plan-step.ts';
import type { PlannedAction } from '../../../lib/core/respond/plan.ts';
import type { CountryRule, Levers, SpendReading } from '../../../lib/core/respond/levers.ts';
import { LocalLevers } from '../../../lib/adapters/local/local-levers.ts';
import type { Step } from '../../../lib/core/decide/next-step.ts';
import { sortableId } from '../../../lib/core/decide/ids.ts';
import { digest, NOW_MS, settingsWith } from '../decide/fixtures.ts';

export class TestClock {
  #nowMs = NOW_MS;

  nowMs(): number {
    return this.#nowMs;
  }

  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

/** The stand-in levers, with every write noted, and the methods named in `broken` refusing. */
export class SpiedLevers implements Levers {
  readonly writes: string[] = [];
  readonly broken = new Set<string>();
  /** Methods whose answer gets lost once the write took effect. */
  readonly deaf = new Set<string>();
  readonly inner: LocalLevers;

  constructor(inner: LocalLevers) {
    this.inner = inner;
  }

  #check(name: string): void {
    if (this.broken.has(name)) throw new LeverError(`${name} refused`, { retryable: true });
  }

  #lose(name: string): void {
    if (this.deaf.has(name)) throw new LeverError(`${name} gave no answer`, { retryable: true });
  }

  async readCountryRule(country: string): Promise<CountryRule> {
    this.#check('readCountryRule');
    return this.inner.readCountryRule(country);
  }

  async writeCountryRule(country: string, rule: CountryRule): Promise<void> {
    this.#check('writeCountryRule');
    this.writes.push(`${country} ${rule}`);
    await this.inner.writeCountryRule(country, rule);
    this.#lose('writeCountryRule');
  }

  async writeCountryRules(changes: ReadonlyMap<string, CountryRule>): Promise<void> {
    for (const [country, rule] of changes) await this.writeCountryRule(country, rule);
  }

  async readNumberRange(prefix: string): Promise<'BLOCK' | null> {
    this.#check('readNumberRange');
    return this.inner.readNumberRange(prefix);
  }

  async writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void> {
    this.#check('writeNumberRange');
    this.writes.push(`${prefix} ${expiresAtMs === null ? 'free' : 'BLOCK'}`);
    await this.inner.writeNumberRange(prefix, expiresAtMs);
    this.#lose('writeNumberRange');
  }

  async readSpendLimit(countedMonthToDateUsd?: number): Promise<SpendReading> {
    this.#check('readSpendLimit');
    return this.inner.readSpendLimit(countedMonthToDateUsd);
  }

  async readSpendLimitUsd(): Promise<number> {
    this.#check('readSpendLimitUsd');
    return this.inner.readSpendLimitUsd();
  }

  async writeSpendLimit(limitUsd: number): Promise<void> {
    this.#check('writeSpendLimit');
    this.writes.push(`limit ${limitUsd}`);
    await this.inner.writeSpendLimit(limitUsd);
    this.#lose('writeSpendLimit');
  }
}

type Mode = PerformContext['mode'];

export const setUp = (
  mode: Mode = 'enforce',
  countryRules: Readonly<Record<string, CountryRule>> = {},
) => {
  const clock = new TestClock();
  const levers = new SpiedLevers(new LocalLevers({ clock, ownerLimitUsd: 500, countryRules }));
  const audit = new MemoryAuditLog({ clock });
  const context = (at: Mode = mode): PerformContext => ({
    levers,
    audit,
    settings: settingsWith({ mode: at }),
    mode: at,
    atMs: clock.nowMs(),
    giveUpAtMs: -Infinity,
    incidentId: 'inc_1',
    held: [],
    others: [],
  });
  return { clock, levers, audit, context };
};

let steps = 0;
/** Each step has ids of its own, as steps of different moments have. */
const idsOf = ({ atMs, incidentId }: PerformContext) => ({
  digest,
  ids: { text: incidentId, firstOrder: 0 },
  atMs: atMs + ++steps,
});

export const executePlan = (
  plan: readonly PlannedAction[],
  context: PerformContext,
  held: readonly ActiveAction[] = [],
): Promise<Executed> => perform(moves(plan, idsOf(context)), { ...context, held });

export const renewActions = (
  held: readonly ActiveAction[],
  expiresAtMsOf: (action: ActiveAction) => number,
  context: PerformContext,
): Promise<Executed> =>
  perform(renewals(held, expiresAtMsOf, context.mode, idsOf(context)), { ...context, held });

export const restoreActions = (
  held: readonly ActiveAction[],
  context: PerformContext,
): Promise<Executed> => perform(restores(held, idsOf(context)), { ...context, held });

/** Plans a step and does it, and answers with all that is held afterwards. */
export const respond = async (
  plan: Step['plan'],
  situation: Situation,
  context: PerformContext,
): Promise<Executed> => {
  const { incident, settings } = situation;
  const { levers, atMs } = context;
  const ids = idsOf(context);
  const planned: readonly PendingAction[] = await planStep(plan, situation, {
    ...ids,
    atMs,
    levers,
    countMonthToDateUsd: () => Promise.resolve(0),
  });
  const { actions, active } = await perform(
    planned.map((action, order) => ({
      ...action,
      actionId: sortableId('act', ids.atMs, order, action.actionId, digest),
    })),
    { ...context, settings, held: incident.actions },
  );
  return { actions, active: heldAfter(incident, planned, active) };
};

export const held = (
  kind: ActiveAction['kind'],
  target: ActionTarget,
  applied: ActiveAction['applied'],
  previous: ActiveAction['previous'],
  fields: Partial<ActiveAction> = {},
): ActiveAction => ({
  actionId: `act_${kind.replaceAll('-', '')}`,
  kind,
  target,
  previous,
  applied,
  isVirtual: false,
  appliedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 1_800_000,
  quietMs: 1_800_000,
  step: 0,
  ...fields,
});
