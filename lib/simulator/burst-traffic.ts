import { MINUTE_MS } from '../core/time.ts';
import { drawFate } from './delivery.ts';
import { type CustomerSpread, type NumberStream, numberStream } from './number-stream.ts';
import { paceMessages } from './pacing.ts';
import { Random } from './random.ts';
import type { Attack, Trigger } from './scenario.ts';
import type { Person, Send } from './send.ts';
import type { Label } from './simulated-event.ts';
import { type AddressStream, addressStream } from './sources.ts';

/** Numbers served by turns, so that messages to the same number lie apart (assumption). */
const NUMBERS_AT_ONCE = 12;
/** A program enters a code faster and more evenly than a person (assumption). */
const MACHINE_ENTRY = { entryMedianSeconds: 8, entryLogSigma: 0.3 };
const HUMAN_ENTRY = { entryMedianSeconds: 25, entryLogSigma: 0.9 };

interface Target {
  readonly e164: string;
  readonly country: string;
  readonly person: Person;
  sent: number;
}

/** The sends of one attack (or of a group of honest people with the same kind of shape). */
export class BurstTraffic {
  readonly #burst: Attack;
  readonly #label: Label;
  readonly #random: Random;
  readonly #startMs: number;
  readonly #timesMs: Float64Array;
  readonly #addressOf: AddressStream;
  readonly #entry: typeof HUMAN_ENTRY;
  readonly #customers: CustomerSpread;
  #streams = new Map<string, NumberStream>();
  #targets: (Target | undefined)[] = [];
  readonly #persons = new Map<string, Person>();
  #index = 0;
  /** Time that an attacker who was blocked let pass. */
  #pausedMs = 0;
  #moves = 0;
  #blockedInARow = 0;

  constructor(options: {
    readonly burst: Attack;
    readonly label: Label;
    readonly seed: number;
    readonly scenarioStartMs: number;
    readonly isHuman: boolean;
    readonly blockPower?: number | undefined;
  }) {
    const { burst } = options;
    this.#burst = burst;
    this.#label = options.label;
    this.#random = new Random(options.seed, 'burst', burst.id);
    this.#startMs = options.scenarioStartMs + burst.startsAfterMinutes * MINUTE_MS;
    this.#timesMs = paceMessages(
      burst.pacing,
      {
        startMs: this.#startMs,
        durationMs: burst.durationMinutes * MINUTE_MS,
        country: burst.countries[0] ?? '',
      },
      burst.messages,
      this.#random,
    );
    this.#addressOf = addressStream(burst.source, this.#random);
    this.#customers = { seed: options.seed, blockPower: options.blockPower };
    this.#entry = options.isHuman ? HUMAN_ENTRY : MACHINE_ENTRY;
  }

  /** `null` when it is over. */
  get nextAtMs(): number | null {
    const timeMs = this.#timesMs[this.#index];
    return timeMs === undefined ? null : timeMs + this.#pausedMs;
  }

  take(): Send {
    const atMs = this.nextAtMs;
    if (atMs === null) throw new RangeError(`${this.#burst.id} is over`);
    const elapsedMs = atMs - this.#startMs;
    const target = this.#nextTarget(elapsedMs);
    this.#index += 1;
    target.sent += 1;
    const { lossShare, conversion } = this.#burst;
    return {
      label: this.#label,
      atMs,
      country: target.country,
      e164: target.e164,
      person: target.person,
      trigger: this.#triggerOf(target),
      isVerificationLost: false,
      ...drawFate(this.#random, { lossShare, conversion, ...this.#entry }),
    };
  }

  /** Tells the attacker what became of the send just taken. */
  noteOutcome(isBlocked: boolean): void {
    const reaction = this.#burst.whenBlocked;
    this.#blockedInARow = isBlocked ? this.#blockedInARow + 1 : 0;
    if (reaction === undefined || this.#blockedInARow < reaction.noticedAfterSends) return;
    this.#blockedInARow = 0;
    if (this.#moves >= reaction.moves) {
      this.#index = this.#timesMs.length;
      return;
    }
    this.#moves += 1;
    this.#pausedMs += reaction.waitMinutes * MINUTE_MS;
    this.#streams = new Map();
    this.#targets = [];
  }

  #nextTarget(elapsedMs: number): Target {
    const { messagesPerNumber } = this.#burst;
    const place = messagesPerNumber === 1 ? 0 : this.#index % NUMBERS_AT_ONCE;
    const current = this.#targets[place];
    if (current !== undefined && current.sent < messagesPerNumber) return current;
    const target = this.#newTarget(elapsedMs);
    this.#targets[place] = target;
    return target;
  }

  #newTarget(elapsedMs: number): Target {
    const country = this.#countryAt(elapsedMs);
    let stream = this.#streams.get(country);
    if (stream === undefined) {
      stream = numberStream(country, this.#burst.numbers, this.#random, this.#customers);
      this.#streams.set(country, stream);
    }
    const e164 = stream(elapsedMs);
    return { e164, country, person: this.#personFor(e164, country), sent: 0 };
  }

  #countryAt(elapsedMs: number): string {
    const { countries, rotateCountriesEveryMinutes, whenBlocked } = this.#burst;
    const turn =
      rotateCountriesEveryMinutes === undefined
        ? whenBlocked === undefined
          ? this.#random.integer(countries.length)
          : 0
        : Math.floor(elapsedMs / (rotateCountriesEveryMinutes * MINUTE_MS));
    return countries[(turn + this.#moves) % countries.length] ?? '';
  }

  /** The same few numbers belong to the same few accounts; else every number gets its own. */
  #personFor(e164: string, country: string): Person {
    const known = this.#persons.get(e164);
    if (known !== undefined) return known;
    const person = { userSub: this.#random.uuid(4), ...this.#addressOf(country) };
    if (this.#burst.numbers.kind === 'few-numbers') this.#persons.set(e164, person);
    return person;
  }

  #triggerOf(target: Target): Trigger {
    const { trigger } = this.#burst;
    return trigger === 'SIGN_UP' && target.sent > 1 ? 'RESEND_CODE' : trigger;
  }
}
