import type { Rule } from '../../core/evaluate/rule.ts';
import { parseSettings, type SettingsProblem } from '../../core/settings/parse-settings.ts';
import type { SettingsReading, SettingsSource } from '../../core/settings/settings-source.ts';
import { SECOND_MS } from '../../core/time.ts';
import type { ParameterStore } from './parameter-store.ts';
import { SettingsError } from './settings-error.ts';

/**
 * How long a reading serves. A function that runs every minute reads anew each time it does, so a
 * change is in force within a minute.
 */
export const SETTINGS_CACHE_MS = 30 * SECOND_MS;

export interface SsmSettingsSourceOptions {
  readonly store: Pick<ParameterStore, 'readAll' | 'readHistory'>;
  readonly rules: readonly Rule[];
  readonly clock: { nowMs(): number };
  readonly cacheMs?: number;
}

/**
 * Settings from SSM parameters, judged key by key. A value that cannot be used leaves the last good
 * one of its key in force: the one this process saw, else the latest good one that Parameter Store
 * remembers, and the default only where the key never had a good value. While SSM does not answer,
 * the last reading serves; at a cold start there is none, and `read` rejects. See docs/adr/0018.
 */
export class SsmSettingsSource implements SettingsSource {
  readonly #options: SsmSettingsSourceOptions;
  /** The last good text of each key. */
  #good: ReadonlyMap<string, string> = new Map();
  #reading: SettingsReading | null = null;
  #readAtMs = -Infinity;

  constructor(options: SsmSettingsSourceOptions) {
    this.#options = options;
  }

  async read(): Promise<SettingsReading> {
    const { clock, cacheMs = SETTINGS_CACHE_MS } = this.#options;
    const nowMs = clock.nowMs();
    const last = this.#reading;
    if (last !== null && nowMs < this.#readAtMs + cacheMs) return last;
    this.#readAtMs = nowMs;
    try {
      this.#reading = await this.#load();
      return this.#reading;
    } catch (error) {
      if (last === null || !(error instanceof SettingsError)) throw error;
      // The next reading tries again; this one is served meanwhile, with what is wrong.
      const outage = { key: '*', problem: `${error.message} The last good settings are in force.` };
      this.#reading = { settings: last.settings, problems: [...withoutOutage(last), outage] };
      return this.#reading;
    }
  }

  async #load(): Promise<SettingsReading> {
    const { store, rules } = this.#options;
    const problems: SettingsProblem[] = [];
    const good = new Map<string, string>();
    for (const [key, value] of await store.readAll()) {
      const problem = this.#problemOf(key, value);
      if (problem === null) good.set(key, value);
      else {
        problems.push(problem);
        const before = this.#good.get(key) ?? (await this.#lastGood(key));
        if (before !== undefined) good.set(key, before);
      }
    }
    // Only now: a reading that fails half way changes nothing.
    this.#good = good;
    return { settings: parseSettings(Object.fromEntries(good), rules).settings, problems };
  }

  #problemOf(key: string, value: string): SettingsProblem | null {
    return parseSettings({ [key]: value }, this.#options.rules).problems[0] ?? null;
  }

  async #lastGood(key: string): Promise<string | undefined> {
    const history = await this.#options.store.readHistory(key);
    return history.find((value) => this.#problemOf(key, value) === null);
  }
}

const withoutOutage = ({ problems }: SettingsReading): readonly SettingsProblem[] =>
  problems.filter(({ key }) => key !== '*');
