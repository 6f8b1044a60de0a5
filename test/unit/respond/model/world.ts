import { MemoryCounterStore } from '../../../../lib/adapters/local/memory-counter-store.ts';
import type { Case } from '../../../../lib/core/decide/case.ts';
import type { ActionTarget, Decision } from '../../../../lib/core/decide/decision.ts';
import { IncidentBook } from '../../../../lib/core/decide/incident-book.ts';
import type { Incident, IncidentStore } from '../../../../lib/core/decide/incident.ts';
import { Proceeding } from '../../../../lib/core/decide/proceeding.ts';
import { DetectorError } from '../../../../lib/core/errors.ts';
import { RULES } from '../../../../lib/core/evaluate/registry.ts';
import type { AuditLog } from '../../../../lib/core/respond/audit.ts';
import type { LeverValue } from '../../../../lib/core/respond/lever.ts';
import { respondToPending } from '../../../../lib/core/respond/respond-to-pending.ts';
import type { Settings } from '../../../../lib/core/settings/settings.ts';
import { applyRollback } from '../../../../lib/operate/roll-back.ts';
import { baseline, digest, settingsWith } from '../../decide/fixtures.ts';
import { Crash } from '../crash.ts';
import { type Account, memoryStores, type Stores } from './account.ts';
import { type Fault, METHODS, WatchedLevers } from './watched-levers.ts';

export const COUNTRIES = ['TJ', 'UZ', 'NP', 'KH'] as const;
export const PREFIXES = { TJ: '+9929012', UZ: '+99890123', NP: '+97798412', KH: '+85512345' };
export const OWNER_LIMIT_USD = 500.5;
export const MAX_BLOCKED = 2;
export const ALLOWANCE_USD = 50;

export interface SettingsChange {
  readonly mode: 'monitor' | 'enforce';
  readonly protectedCountries: readonly string[];
}

/** Where a process dies. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/**
 * A detector whose stages are processes of their own that live for one call: `decide`, that may not
 * move levers, and `respond`, that may. Whatever the detector writes is held against the rules of
 * the house at that moment; `broken` holds what it broke.
 */
export class World {
  readonly account: Account;
  readonly store: IncidentStore;
  readonly audit: AuditLog;
  readonly levers: WatchedLevers;
  readonly broken: string[] = [];
  /** What each lever's owner last set. */
  readonly owners = new Map<string, LeverValue>();
  /** Every step that was written down. */
  readonly planned = new Set<string>();
  settings: Settings = settingsOf({ mode: 'enforce', protectedCountries: [] });

  constructor(account: Account, stores: Stores = memoryStores(account.clock)) {
    this.account = account;
    this.store = stores.incidents;
    this.audit = stores.audit;
    this.levers = new WatchedLevers(account.levers, (lever, value) => this.#onWrite(lever, value));
    for (const country of COUNTRIES) this.owners.set(country, 'ALLOW');
    for (const prefix of Object.values(PREFIXES)) this.owners.set(prefix, null);
    this.owners.set('limit', OWNER_LIMIT_USD);
  }

  get nowMs(): number {
    return this.account.clock.nowMs();
  }

  pass(ms: number): void {
    this.account.clock.set(this.nowMs + ms);
  }

  /** One process looks at one subject, decides, and ends; `inline` it moves the levers itself. */
  async decide(
    key: string,
    seen: Case | DetectorError,
    death: Death | null = null,
    respond: 'inline' | 'elsewhere' = 'elsewhere',
  ): Promise<void> {
    const crash = new Crash(death?.at ?? Infinity, death?.when ?? 'before');
    await crash.run(async () => {
      const book = new IncidentBook(crash.around(this.#noting()));
      await book.resume(-Infinity);
      const counters = new MemoryCounterStore({ clock: this.account.clock });
      const notifier = { notify: () => Promise.resolve() };
      const { levers, audit } = this;
      const proceeding = new Proceeding(
        {
          counters,
          levers: crash.around(levers),
          audit: crash.around(audit),
          digest,
          notifier,
        },
        {
          settings: this.settings,
          rules: RULES,
          settingsHash: `sha256:${'0'.repeat(64)}`,
          codeVersion: '1.0.0',
          respond,
        },
        book,
        () => baseline(),
        () => -Infinity,
      );
      await proceeding.proceed(key, seen, this.nowMs, 0).catch(mustBeExpected);
    });
  }

  /** One process does what is pending, and ends. */
  async respond(death: Death | null = null): Promise<void> {
    const crash = new Crash(death?.at ?? Infinity, death?.when ?? 'before');
    await crash.run(async () => {
      const ports = {
        incidents: crash.around(this.store),
        audit: crash.around(this.audit),
        levers: crash.around(this.levers),
        notifier: { notify: () => Promise.resolve() },
        settings: this.settings,
      };
      const { failed } = await respondToPending('all', ports, this.nowMs);
      for (const { error } of failed) mustBeExpected(error);
    });
  }

  /** An operator has one incident rolled back, or all. */
  async rollBack(key: string, death: Death | null = null): Promise<void> {
    const crash = new Crash(death?.at ?? Infinity, death?.when ?? 'before');
    const open = (await this.incidents()).find(
      (incident) => incident.key === key && incident.state !== 'closed',
    );
    const target = open === undefined ? 'all' : { incidentId: open.incidentId };
    if (key !== 'all' && open === undefined) return;
    await crash.run(() =>
      applyRollback(
        target,
        {
          incidents: crash.around(this.#noting()),
          audit: crash.around(this.audit),
          levers: crash.around(this.levers),
        },
        this.nowMs,
      ).catch(mustBeExpected),
    );
  }

  setFaults(methods: readonly (typeof METHODS)[number][], fault: Fault): void {
    this.levers.faults.clear();
    for (const method of methods) this.levers.faults.set(method, fault);
  }

  change(change: SettingsChange): void {
    this.settings = settingsOf(change);
  }

  async incidents(): Promise<readonly Incident[]> {
    return this.store.load(-Infinity);
  }

  async decisions(): Promise<readonly Decision[]> {
    const all: Decision[] = [];
    for (const { incidentId } of await this.incidents())
      all.push(...(await this.store.readDecisions(incidentId)));
    return all;
  }

  /** What a lever is, whatever fails. */
  async valueOf(lever: string): Promise<LeverValue> {
    const { levers } = this.account;
    if (lever === 'limit') return levers.readSpendLimitUsd();
    return lever.startsWith('+') ? levers.readNumberRange(lever) : levers.readCountryRule(lever);
  }

  #noting(): IncidentStore {
    const { store } = this;
    return new Proxy(store, {
      get: (target, name) => {
        if (name !== 'savePending') {
          const member: unknown = Reflect.get(target, name);
          return typeof member === 'function' ? member.bind(target) : member;
        }
        return async (incident: Incident) => {
          await store.savePending(incident);
          if (incident.pending !== null) this.planned.add(incident.pending.draft.decisionId);
        };
      },
    });
  }

  async #onWrite(lever: string, value: LeverValue): Promise<void> {
    const found = await this.valueOf(lever);
    const owner = this.owners.get(lever) ?? null;
    const problem = (what: string): void => {
      this.broken.push(`${lever} from ${found} to ${value}: ${what}`);
    };
    const latest = await this.audit.latest(targetOf(lever));
    if (latest?.toBe !== value || latest.result !== null)
      problem('no audit record before the change');
    if (value === found) return;
    const isUndo = value === owner;
    if (this.settings.mode === 'monitor' && !isUndo) problem('moved in monitor');
    if (typeof value === 'number' && typeof owner === 'number') {
      if (value > owner) problem(`above the owner's ${owner}`);
      const floorUsd = (await this.account.monthToDateUsd()) + ALLOWANCE_USD;
      if (!isUndo && value < floorUsd) problem(`below ${floorUsd}`);
    }
    if (value !== 'BLOCK' || lever.startsWith('+') || isUndo) return;
    if (this.settings.protectedCountries.includes(lever)) problem('protected');
    const blocked = await Promise.all(
      COUNTRIES.filter((country) => country !== lever && this.owners.get(country) !== 'BLOCK').map(
        (country) => this.valueOf(country),
      ),
    );
    if (blocked.filter((rule) => rule === 'BLOCK').length >= MAX_BLOCKED) problem('over the cap');
  }
}

const targetOf = (lever: string): ActionTarget => {
  if (lever === 'limit') return { limitUsd: 0, monthToDateUsd: 0 };
  const country = COUNTRIES.find((name) => PREFIXES[name] === lever);
  return country === undefined ? { country: lever } : { country, prefix: lever };
};

const settingsOf = ({ mode, protectedCountries }: SettingsChange): Settings =>
  settingsWith({
    mode,
    protectedCountries: protectedCountries.join(','),
    'responses/block-country/maxActive': MAX_BLOCKED,
    'responses/block-country/maxPerHour': 100,
    'responses/block-country/maxBlockedShare': 1,
    'responses/lower-spend-limit/enabled': true,
    'responses/lower-spend-limit/allowanceUsd': ALLOWANCE_USD,
  });

/** A store or a lever that fails is told as such; anything else is a bug. */
const mustBeExpected = (error: unknown): void => {
  if (!(error instanceof DetectorError)) throw error;
};
