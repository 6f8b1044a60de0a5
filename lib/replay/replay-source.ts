import type { Readable } from 'node:stream';
import type { ArrivedRecord } from './input/arrived-record.ts';
import { openReplayInput } from './input/open-replay-input.ts';
import { UnusableInputError } from './input/unusable-input-error.ts';
import { Rejects } from './rejects.ts';

/** About 100 MB. */
const MAX_KEPT_RECORDS = 100_000;

export interface ReplaySourceOptions {
  readonly stdin?: Readable;
  /** With more, the inputs are read again each time. @default 100,000 */
  readonly maxKept?: number;
}

/** The same records, in order of arrival, as often as they are asked for: kept in memory where they are few, else read again. */
export class ReplaySource {
  readonly #inputs: readonly string[];
  readonly #options: ReplaySourceOptions;
  /** What the inputs hold that is no record, as the first reading found it. */
  readonly rejects = new Rejects();
  #kept: (readonly ArrivedRecord[])[] | null = null;
  #isRead = false;

  constructor(inputs: readonly string[], options: ReplaySourceOptions = {}) {
    this.#inputs = inputs;
    this.#options = options;
  }

  /** @throws UnusableInputError when an input cannot be opened, or would have to be read again and cannot be */
  async *records(): AsyncGenerator<readonly ArrivedRecord[], void, undefined> {
    if (this.#kept !== null) {
      yield* this.#kept;
      return;
    }
    const { stdin, maxKept = MAX_KEPT_RECORDS } = this.#options;
    const isFirst = !this.#isRead;
    this.#isRead = true;
    const input = await openReplayInput(this.#inputs, {
      onReject: (rejected) => {
        if (isFirst) this.rejects.add(rejected);
      },
      ...(stdin === undefined ? {} : { stdin }),
    });
    let kept: (readonly ArrivedRecord[])[] | null = [];
    let count = 0;
    for await (const chunk of input.records()) {
      count += chunk.length;
      if (count > maxKept) {
        kept = null;
        if (this.#inputs.includes('-'))
          throw new UnusableInputError(
            `Standard input holds more than ${maxKept} records and can be read only once. Write it to a file, and name that.`,
          );
      }
      kept?.push(chunk);
      yield chunk;
    }
    this.#kept = kept;
  }
}
