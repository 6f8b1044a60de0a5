import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SAMPLE_LOGS } from './recorded.ts';

/** Who is in the sample: everything in it that names a person or their line. */
export interface Identities {
  /** E.164, with the plus. */
  readonly numbers: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  /** `userSub`, `userName`. */
  readonly users: ReadonlySet<string>;
}

export const identitiesOfSample = (): Identities => {
  const numbers = new Set<string>();
  const addresses = new Set<string>();
  const users = new Set<string>();
  const setOf: Readonly<Record<string, Set<string>>> = {
    destination: numbers,
    ipAddress: addresses,
    userSub: users,
    userName: users,
    username: users,
    sub: users,
  };
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, held] of Object.entries(value)) {
      if (typeof held === 'string' && held !== '') setOf[key]?.add(held);
      else walk(held);
    }
  };
  for (const name of readdirSync(SAMPLE_LOGS))
    for (const line of gunzipSync(readFileSync(join(SAMPLE_LOGS, name)))
      .toString()
      .split('\n')) {
      if (!line.endsWith('}')) continue;
      walk(JSON.parse((JSON.parse(line) as { message: string }).message));
    }
  return { numbers, addresses, users };
};

/** What of it stands in a text: numbers with or without the plus, also with blanks, dashes or dots between their digits. */
export const identitiesIn = (text: string, { numbers, addresses, users }: Identities): string[] => {
  const spaced = new Set(
    [...text.matchAll(/\d+(?:[ ().-]{1,2}\d+)+/g)].map(([run]) => run.replaceAll(/\D/g, '')),
  );
  return [
    ...[...numbers].filter(
      (number) => text.includes(number.slice(1)) || spaced.has(number.slice(1)),
    ),
    ...[...addresses, ...users].filter((identity) => text.includes(identity)),
  ];
};
