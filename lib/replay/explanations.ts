import { explainDecision, type Explanation } from '../core/explain/explain-decision.ts';
import type { Look } from '../core/explain/look.ts';
import type { Rule } from '../core/evaluate/rule.ts';
import type { Settings } from '../core/settings/settings.ts';

/** Every incident, in place of an id. */
export const ALL_INCIDENTS = 'all';

/**
 * Explains the decisions of some incidents while the run makes them: a look is only whole while it
 * is fresh, and an id is known before its first decision is told.
 */
export class Explanations {
  readonly #wanted: ReadonlySet<string>;
  readonly #settings: Settings;
  readonly #rules: readonly Rule[];
  /** By incident, in order of their first decision; empty where nobody asked. */
  readonly #byIncident = new Map<string, Explanation[]>();

  /** @param wanted incident ids, or `all` */
  constructor(wanted: readonly string[], settings: Settings, rules: readonly Rule[]) {
    this.#wanted = new Set(wanted);
    this.#settings = settings;
    this.#rules = rules;
  }

  readonly onLook = (look: Look): void => {
    for (const taken of look.steps) {
      const { incidentId } = taken.decision;
      let own = this.#byIncident.get(incidentId);
      if (own === undefined) this.#byIncident.set(incidentId, (own = []));
      if (this.#wanted.has(incidentId) || this.#wanted.has(ALL_INCIDENTS))
        own.push(explainDecision(look, taken, this.#settings, this.#rules));
    }
  };

  /** Ids of all incidents of the run. */
  incidentIds(): readonly string[] {
    return [...this.#byIncident.keys()];
  }

  /** What was asked for and never came. */
  unknownIds(): readonly string[] {
    return [...this.#wanted].filter((id) => id !== ALL_INCIDENTS && !this.#byIncident.has(id));
  }

  /** What was asked for, by incident. */
  explained(): readonly (readonly [string, readonly Explanation[]])[] {
    return [...this.#byIncident].filter(([, explanations]) => explanations.length > 0);
  }
}
