import { around } from './around.ts';

/** The process dies at one of its calls to the outside: before it takes effect, or before its answer is read. */
export class Crash {
  readonly #at: number;
  readonly #when: 'before' | 'after';
  readonly #died: Promise<'crashed'>;
  #die: () => void = () => {};
  #calls = 0;
  #isDead = false;

  /** @param at which call; Infinity for none */
  constructor(at: number, when: 'before' | 'after') {
    this.#at = at;
    this.#when = when;
    this.#died = new Promise((resolve) => {
      this.#die = () => resolve('crashed');
    });
  }

  get calls(): number {
    return this.#calls;
  }

  /** The same port; every call of a method that answers later counts. */
  around<Port extends object>(port: Port): Port {
    return around(port, (call) => this.#call(call));
  }

  /** Runs a process until its end or its death. A dead process does nothing more. */
  run<Result>(process: () => Promise<Result>): Promise<Result | 'crashed'> {
    return Promise.race([process(), this.#died]);
  }

  async #call(call: () => unknown): Promise<unknown> {
    if (this.#isDead) return new Promise(() => {});
    this.#calls += 1;
    if (this.#calls !== this.#at) return call();
    if (this.#when === 'after') await call();
    this.#isDead = true;
    this.#die();
    return new Promise(() => {});
  }
}
