import * as fc from 'fast-check';
import type { Case } from '../../../../lib/core/decide/case.ts';
import { StoreError } from '../../../../lib/core/errors.ts';
import type { LeverValue } from '../../../../lib/core/respond/lever.ts';
import {
  baseline,
  countryInput,
  judgement,
  minutes,
  quiet,
  rangeProfile,
  windowView,
} from '../../decide/fixtures.ts';
import { type Fault, FAULTS, METHODS } from './watched-levers.ts';
import { COUNTRIES, type Death, PREFIXES, type SettingsChange, type World } from './world.ts';

type Country = (typeof COUNTRIES)[number];
export type Model = Record<string, never>;
type Command = fc.AsyncCommand<Model, World>;

/** A command that says what it does, so that a failure reads as a story. */
const command = (name: string, run: (world: World) => Promise<void>): Command => ({
  check: () => true,
  run: (_, world) => run(world),
  toString: () => name,
});

const UNKNOWN = new StoreError('no answer', { retryable: true });

/** An attack on a country, in one range of it or all over, that goes on past the levers or does not. */
export const attackOn = (
  country: Country,
  atMs: number,
  isRange: boolean,
  isLeaking: boolean,
): Case => {
  const judged = judgement({ startedAtMs: atMs - minutes(10), lastActiveAtMs: atMs });
  const input = countryInput({
    subject: { kind: 'country', country },
    baseline: baseline({ country, ...(isRange ? { firstSendsPerHour: 30 } : {}) }),
    ranges: isRange ? rangeProfile({ [PREFIXES[country]]: 60 }) : null,
    window: windowView([10, 20, 30], {
      atMs,
      recentUnstopped: Array.from({ length: 10 }, () => (isLeaking ? 9 : 0)),
    }),
  });
  const destinations = [{ input, judgement: judged }];
  return { judgement: judged, input, baseline: input.baseline, destinations, held: [] };
};

export const quietIn = (country: Country, atMs: number): Case => {
  const input = countryInput({
    subject: { kind: 'country', country },
    window: windowView([], { atMs }),
  });
  return { judgement: quiet(), input, baseline: input.baseline, destinations: [], held: [] };
};

/** The money of the account: burning while something is pumped, or not. */
export const accountAt = (atMs: number, isBurning: boolean): Case => ({
  judgement: isBurning ? judgement({ startedAtMs: atMs, lastActiveAtMs: atMs }) : quiet(),
  input: null,
  baseline: null,
  destinations: [],
  held: [],
  totals: { messagesObserved: 100, spendUsd: 20, estimatedLossUsd: 10 },
});

const country = fc.constantFrom(...COUNTRIES);
const death: fc.Arbitrary<Death | null> = fc.option(
  fc.record({
    at: fc.integer({ min: 1, max: 30 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  { freq: 2 },
);
const dies = (where: Death | null): string =>
  where === null ? '' : `, dying ${where.when} call ${where.at}`;

const look = fc
  .record({
    country,
    what: fc.constantFrom('attack', 'attack', 'attack', 'quiet', 'unknown'),
    isRange: fc.boolean(),
    isLeaking: fc.boolean(),
    respond: fc.constantFrom('elsewhere', 'elsewhere', 'inline'),
    death,
  })
  .map((sight) =>
    command(
      `decide ${sight.country} ${sight.what}${sight.isRange ? ' in a range' : ''}${sight.isLeaking ? ' leaking' : ''} ${sight.respond}${dies(sight.death)}`,
      async (world) => {
        const seen =
          sight.what === 'unknown'
            ? UNKNOWN
            : sight.what === 'quiet'
              ? quietIn(sight.country, world.nowMs)
              : attackOn(sight.country, world.nowMs, sight.isRange, sight.isLeaking);
        await world.decide(`country/${sight.country}`, seen, sight.death, sight.respond);
      },
    ),
  );

const lookAtAccount = fc
  .record({ isBurning: fc.constantFrom(true, true, false), death })
  .map(({ isBurning, death: where }) =>
    command(`decide account ${isBurning ? 'burning' : 'quiet'}${dies(where)}`, (world) =>
      world.decide('account', accountAt(world.nowMs, isBurning), where),
    ),
  );

const respond = death.map((where) =>
  command(`respond${dies(where)}`, (world) => world.respond(where)),
);

const fail = fc
  .record({ methods: fc.subarray([...METHODS]), fault: fc.constantFrom<Fault>(...FAULTS) })
  .map(({ methods, fault }) =>
    command(`${fault} at ${methods.join(', ') || 'nothing'}`, async (world) =>
      world.setFaults(methods, fault),
    ),
  );

const pass = fc
  .constantFrom(0, 1, 2, 5, 29, 31, 65, 180, 780, 60 * 24 * 25)
  .map((count) => command(`${count} min pass`, async (world) => world.pass(minutes(count))));

const change = fc
  .record<SettingsChange>({
    mode: fc.constantFrom('enforce', 'enforce', 'monitor'),
    protectedCountries: fc.oneof(fc.constant([]), fc.subarray([...COUNTRIES])),
  })
  .map((settings) =>
    command(
      `set ${settings.mode}, protect ${settings.protectedCountries.join('+')}`,
      async (world) => world.change(settings),
    ),
  );

const spend = fc
  .integer({ min: 1, max: 200 })
  .map((usd) => command(`spend ${usd}`, (world) => world.account.spend(usd)));

const operatorSets = (lever: string, value: LeverValue): Command =>
  command(`operator sets ${lever} to ${value}`, async (world) => {
    const { levers } = world.account;
    if (typeof value === 'number') await levers.writeSpendLimit(value);
    else if (lever.startsWith('+')) await levers.writeNumberRange(lever, null);
    else await levers.writeCountryRule(lever, value === 'MONITOR' ? 'MONITOR' : 'ALLOW');
    world.owners.set(lever, value);
  });

/**
 * To set the very value that the detector has set cannot be told from doing nothing, so no operator
 * here blocks; and limits of theirs have cents, those of the detector have none.
 */
const operate = fc.oneof(
  fc
    .tuple(country, fc.constantFrom('ALLOW', 'MONITOR'))
    .map(([name, rule]) => operatorSets(name, rule)),
  country.map((name) => operatorSets(PREFIXES[name], null)),
  fc.integer({ min: 20, max: 900 }).map((usd) => operatorSets('limit', usd + 0.5)),
);

const rollBack = fc
  .record({ what: fc.constantFrom('all', 'account', ...COUNTRIES), death })
  .map(({ what, death: where }) =>
    command(`roll back ${what}${dies(where)}`, (world) =>
      world.rollBack(what.length === 2 ? `country/${what}` : what, where),
    ),
  );

export const COMMANDS = [
  look,
  look,
  lookAtAccount,
  respond,
  respond,
  respond,
  fail,
  pass,
  pass,
  change,
  spend,
  operate,
  rollBack,
];
