import type { CountryRule } from '../../../core/respond/levers.ts';

interface RuleChange {
  readonly sinceMs: number;
  readonly status: CountryRule;
}

/** One Protect configuration: for each capability and country, what was set and when. */
export interface ProtectConfiguration {
  readonly id: string;
  readonly createdAtMs: number;
  readonly isDeletionProtected: boolean;
  readonly rules: Map<string, RuleChange[]>;
}

const ruleKey = (capability: string, country: string): string => `${capability} ${country}`;

/**
 * The Protect configurations of an account. A rule is read as soon as it is written, governs what is
 * sent only some time later, and never ends by itself.
 */
export class ProtectConfigurations {
  readonly #clock: { nowMs(): number };
  readonly #ruleDelayMs: number;
  readonly #idsByToken = new Map<string, string>();
  readonly all = new Map<string, ProtectConfiguration>();
  accountDefaultId: string | null = null;

  constructor(options: {
    readonly clock: { nowMs(): number };
    readonly ruleDelayMs: number;
  }) {
    this.#clock = options.clock;
    this.#ruleDelayMs = options.ruleDelayMs;
  }

  /** The configuration that a client token has created: the same token is the same creation. */
  createdBy(clientToken: string): ProtectConfiguration | null {
    return this.all.get(this.#idsByToken.get(clientToken) ?? '') ?? null;
  }

  create(clientToken: string | null, isDeletionProtected: boolean): ProtectConfiguration {
    const id = `protect-${String(this.all.size + 1).padStart(32, '0')}`;
    const created = {
      id,
      createdAtMs: this.#clock.nowMs(),
      isDeletionProtected,
      rules: new Map<string, RuleChange[]>(),
    };
    this.all.set(id, created);
    if (clientToken !== null) this.#idsByToken.set(clientToken, id);
    return created;
  }

  setRule(id: string, capability: string, country: string, status: CountryRule): void {
    const rules = this.all.get(id)?.rules;
    const key = ruleKey(capability, country);
    const changes = rules?.get(key) ?? [];
    changes.push({ sinceMs: this.#clock.nowMs(), status });
    rules?.set(key, changes);
  }

  /** The rules as last written, by country. */
  rulesOf({ rules }: ProtectConfiguration, capability: string): ReadonlyMap<string, CountryRule> {
    const last = new Map<string, CountryRule>();
    for (const [key, changes] of rules) {
      const [of, country = ''] = key.split(' ');
      const status = changes.at(-1)?.status;
      if (of === capability && status !== undefined) last.set(country, status);
    }
    return last;
  }

  /** The rule that governs an SMS to a country now: of the account default, and not of the last moments. */
  ruleInForce(country: string): CountryRule {
    const configuration =
      this.accountDefaultId === null ? undefined : this.all.get(this.accountDefaultId);
    const sinceMs = this.#clock.nowMs() - this.#ruleDelayMs;
    const changes = configuration?.rules.get(ruleKey('SMS', country));
    return changes?.findLast((change) => change.sinceMs <= sinceMs)?.status ?? 'ALLOW';
  }
}
