import { RULES } from '../core/evaluate/registry.ts';
import { counterfactualsOf } from '../core/explain/counterfactuals.ts';
import type { Look } from '../core/explain/look.ts';
import type { Settings } from '../core/settings/settings.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { formatExplanation } from './print-explanation.ts';

/** Writes explanations while a replay goes on: what a look saw is gone with the next. */
export class Explanations {
  readonly #wanted: ReadonlySet<string>;
  readonly #settings: Settings;
  readonly #incidents = new Set<string>();
  readonly #texts: string[] = [];

  /** @param wanted ids of incidents, or `all` */
  constructor(wanted: readonly string[], settings: Settings) {
    this.#wanted = new Set(wanted);
    this.#settings = settings;
  }

  /** One for each decision that was asked for, in order. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  note(look: Look): void {
    for (const taken of look.steps) {
      const { incidentId } = taken.decision;
      this.#incidents.add(incidentId);
      if (!this.#wanted.has('all') && !this.#wanted.has(incidentId)) continue;
      const found = counterfactualsOf(look, taken, this.#settings, RULES);
      this.#texts.push(formatExplanation(look, taken, found, this.#settings));
    }
  }

  /** @throws UnusableInputError when an incident was asked for that the replay did not find */
  refuseUnknown(): void {
    const unknown = [...this.#wanted].filter((id) => id !== 'all' && !this.#incidents.has(id));
    if (unknown.length === 0) return;
    const known =
      this.#incidents.size === 0
        ? 'The replay found none.'
        : `There are: ${[...this.#incidents].join(', ')}.`;
    throw new UnusableInputError(`--explain: no incident ${unknown.join(', ')}. ${known}`);
  }
}
