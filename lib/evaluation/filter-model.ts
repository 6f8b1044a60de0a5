import type { FilterStops } from '../adapters/local/local-levers.ts';
import { Random } from '../simulator/random.ts';
import type { LabelledSms } from './labelled-sms.ts';

/** What AWS's filter is taken to stop. Assumption: AWS publishes no rates. */
export interface FilterShares {
  readonly attack: number;
  readonly legit: number;
}

export const USUAL_FILTER: FilterShares = { attack: 0.9, legit: 0.005 };

/**
 * Stands in for AWS's paid filter of artificially inflated traffic. AWS says that its accuracy is
 * not guaranteed
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/filter-and-monitor-messages.html) and
 * gives no figure, so the share that it stops is an assumption. It goes by the label, which no
 * filter can see. The same SMS always has the same fate.
 */
export class FilterModel {
  readonly #shares: FilterShares;
  readonly #attacked = new Set<string>();

  constructor(shares: FilterShares) {
    this.#shares = shares;
  }

  /** Tells the truth about an SMS before anybody asks of it. */
  note({ isAttack, number }: LabelledSms): void {
    if (isAttack) this.#attacked.add(number);
  }

  readonly stops: FilterStops = ({ sentAtMs }, number) => {
    const share = this.#attacked.has(number) ? this.#shares.attack : this.#shares.legit;
    return new Random(sentAtMs, 'filter', number).chance(share);
  };
}
