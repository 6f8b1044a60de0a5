/**
 * One tunable number. From this one object come the SSM parameter with its description, the
 * validation of a changed value, and the documentation.
 */
export interface Parameter {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: 'count' | 'ratio' | 'seconds' | 'hours' | 'usd' | 'nats' | 'per-hour';
  /** What the number does, in one sentence that somebody who is being paged understands. */
  readonly help: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** The values in force, one for each parameter. */
export type Values<P extends Parameters> = { readonly [K in keyof P]: number };

export const defaultsOf = <P extends Parameters>(parameters: P): Values<P> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as Values<P>;
