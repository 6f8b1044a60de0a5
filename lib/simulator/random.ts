/**
 * A seeded source of randomness: sfc32 (C. Doty-Humphrey, PractRand), keyed by a number and a
 * path of names. Each part of a scenario draws from a path of its own, so adding an attack does
 * not change one byte of the legitimate traffic around it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, ...path: readonly string[]) {
    const key = `${seed}/${path.join('/')}`;
    this.#a = hash32(key, 0x9e3779b9);
    this.#b = hash32(key, 0x243f6a88);
    this.#c = hash32(key, 0xb7e15162);
    for (let round = 0; round < 12; round += 1) this.uint32();
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in (0, 1), never 0, so its logarithm is finite. */
  unit(): number {
    return (this.uint32() + 0.5) / 4_294_967_296;
  }

  /** Uniform in 0 .. `below` - 1. */
  integer(below: number): number {
    return Math.floor(this.unit() * below);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(choices.length)];
    if (choice === undefined) throw new RangeError('cannot pick from an empty list');
    return choice;
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.unit());
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  logNormal(median: number, logSigma: number): number {
    return median * Math.exp(logSigma * this.normal());
  }

  /** Marsaglia & Tsang 2000; `shape` >= 1, scale 1. */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0 && Math.log(this.unit()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  beta(alpha: number, beta: number): number {
    const x = this.gamma(alpha);
    return x / (x + this.gamma(beta));
  }

  /** Knuth's product below 30, the rounded normal above. */
  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.unit(); product > limit; product *= this.unit()) count += 1;
    return count;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      const bits = this.uint32();
      text += (HEX[bits >>> 16] ?? '') + (HEX[bits & 0xffff] ?? '');
    }
    return text.slice(0, digits);
  }

  /** A UUID in form; SNS message ids have version 5, Cognito subs version 4. */
  uuid(version: 4 | 5): string {
    const hex = this.hex(32);
    const variant = '89ab'[this.integer(4)];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** The four hexadecimal digits of 0 .. 65535. */
const HEX = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

/** 32-bit FNV-1a with the finaliser of MurmurHash3. */
const hash32 = (text: string, basis: number): number => {
  let hash = basis;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
};
