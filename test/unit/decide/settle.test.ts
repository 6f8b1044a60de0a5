import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import { isToldAlready } from '../../../lib/core/decide/settle.ts';
import {
  baseline,
  countryInput,
  finding,
  incident,
  judgement,
  minutes,
  notAssessed,
  NOW_MS,
  quiet,
  settingsWith,
} from './fixtures.ts';

const ELSEWHERE = incident({ key: 'country/UZ' });
const openAs = (verdict: Incident['last']['verdict']): Incident => ({
  ...ELSEWHERE,
  last: { ...ELSEWHERE.last, verdict },
});
const worth = (usd: number | null): Partial<Judgement> => ({
  excessUsd: usd,
  projectedUsd: usd,
  dayExcessUsd: usd,
});
const SURGE = { findings: [finding('destination-surge', 20)] };
const suspicion = (fields: Partial<Judgement> = {}): Judgement =>
  judgement({ verdict: 'suspicious', holdback: 'one-family', ...SURGE, ...fields });

const OF_CODES_ALONE = suspicion({
  findings: [finding('conversion-decline', 20)],
  excessUsd: 4.99,
});
const toldOf = (key: string, minutesAgo: number): Incident =>
  incident({
    key,
    state: 'closed',
    last: { ...ELSEWHERE.last, verdict: 'clear', decidedAtMs: NOW_MS - minutes(minutesAgo) },
  });
const beganAgo = (minutesAgo: number): Judgement => ({
  ...OF_CODES_ALONE,
  startedAtMs: NOW_MS - minutes(minutesAgo),
});
const elsewhere = (fromMinutesAgo: number, toMinutesAgo: number): Incident => ({
  ...toldOf('country/UZ', toMinutesAgo),
  startedAtMs: NOW_MS - minutes(fromMinutesAgo),
  closedAtMs: NOW_MS - minutes(toMinutesAgo),
});

interface Told {
  readonly judgement: Judgement;
  readonly open?: readonly Incident[];
  readonly elsewhereRatio?: number;
  readonly firstSendsPerHour?: number;
  readonly isAccount?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}
const isTold = ({ judgement: seen, open, isAccount, settings, ...rest }: Told): boolean => {
  const { elsewhereRatio, firstSendsPerHour = 3 } = rest;
  const input = countryInput({
    commonMode: elsewhereRatio === undefined ? [] : [elsewhereRatio],
    baseline: baseline({ firstSendsPerHour }),
  });
  return isToldAlready(
    'country/TJ',
    {
      judgement: seen,
      input: isAccount === true ? null : input,
      baseline: null,
      destinations: [],
      held: [],
    },
    open ?? [openAs('suspicious')],
    settingsWith(settings ?? {}),
  );
};

const NO_RESPONSE = {
  'responses/block-country/enabled': false,
  'responses/filter-country/enabled': false,
  'responses/block-number-range/enabled': false,
};

const gatesAt = (minLossUsd: number) => ({
  'responses/block-country/minLossUsd': minLossUsd,
  'responses/filter-country/minLossUsd': minLossUsd,
  'responses/block-number-range/minLossUsd': minLossUsd,
});

describe('what is told already', () => {
  it.each<readonly [string, Told, boolean]>([
    ['a suspicion while there is another', { judgement: suspicion() }, false],
    [
      'one whose customers use their codes',
      { judgement: suspicion({ holdback: 'used-codes' }) },
      true,
    ],
    ['one of conversion alone', { judgement: OF_CODES_ALONE }, true],
    ['one in an account that has risen', { judgement: suspicion(), elsewhereRatio: 1.5 }, true],
    [
      'one in an account that has hardly risen',
      { judgement: suspicion(), elsewhereRatio: 1.4 },
      false,
    ],
    [
      'one of conversion alone, told of there within three days',
      { judgement: OF_CODES_ALONE, open: [toldOf('country/TJ', 72 * 60 - 1)] },
      true,
    ],
    [
      'one of conversion alone that nobody sees going on, told of there within three days',
      {
        judgement: { ...OF_CODES_ALONE, lastActiveAtMs: null },
        open: [toldOf('country/TJ', 60)],
      },
      true,
    ],
    [
      'one of conversion alone, told of there within three days, that costs five dollars an hour',
      {
        judgement: { ...OF_CODES_ALONE, excessUsd: 5 },
        open: [toldOf('country/TJ', 60)],
      },
      false,
    ],
    [
      'one of conversion alone, told of there within three days, that costs nobody knows what',
      {
        judgement: { ...OF_CODES_ALONE, excessUsd: null },
        open: [toldOf('country/TJ', 60)],
      },
      false,
    ],
    [
      'one of conversion alone, told of there three days ago',
      { judgement: OF_CODES_ALONE, open: [toldOf('country/TJ', 72 * 60)] },
      false,
    ],
    [
      'one of conversion alone that began with what was told of elsewhere',
      { judgement: beganAgo(180), open: [elsewhere(120, 60)] },
      true,
    ],
    [
      'one of conversion alone that began an hour before what was told of elsewhere',
      { judgement: beganAgo(181), open: [elsewhere(120, 60)] },
      false,
    ],
    [
      'one of conversion alone that began when what was told of elsewhere was over',
      { judgement: beganAgo(59), open: [elsewhere(120, 60)] },
      false,
    ],
    [
      'one of conversion alone, and the whole account was told of: this may be why',
      {
        judgement: beganAgo(180),
        open: [{ ...elsewhere(120, 60), key: 'account', subject: { kind: 'account' } }],
      },
      false,
    ],
    [
      'one of conversion alone, where something was blocked then',
      { judgement: OF_CODES_ALONE, open: [{ ...toldOf('country/TJ', 60), wasContained: true }] },
      false,
    ],
    [
      'one of more than conversion, told of there within three days',
      { judgement: suspicion(), open: [toldOf('country/TJ', 60)] },
      false,
    ],
    [
      'one in an account that has risen, the first of all',
      { judgement: suspicion(), elsewhereRatio: 1.5, open: [] },
      false,
    ],
    [
      'one in an account that has risen, and what is open elsewhere is an attack',
      { judgement: suspicion(), elsewhereRatio: 1.5, open: [openAs('pumping')] },
      false,
    ],
    [
      'an attack in an account that has risen',
      { judgement: judgement(SURGE), elsewhereRatio: 1.5 },
      false,
    ],
    [
      'a third one with hardly any customers: they are looked at together',
      {
        judgement: suspicion({ excessUsd: 4.99 }),
        open: [openAs('suspicious'), openAs('suspicious')],
      },
      true,
    ],
    [
      'a third one that costs five dollars an hour',
      {
        judgement: suspicion({ excessUsd: 5 }),
        open: [openAs('suspicious'), openAs('suspicious')],
      },
      false,
    ],
    [
      'a third one, of a few numbers: nobody looks at them together',
      {
        judgement: suspicion({ excessUsd: 4.99, holdback: 'few-numbers' }),
        open: [openAs('suspicious'), openAs('suspicious')],
      },
      false,
    ],
    ['a second one', { judgement: suspicion(), open: [openAs('suspicious')] }, false],
    [
      'a third one, and the others are attacks',
      { judgement: suspicion(), open: [openAs('pumping'), openAs('pumping')] },
      false,
    ],
    [
      'a third one where customers are',
      {
        judgement: suspicion(),
        open: [openAs('suspicious'), openAs('suspicious')],
        firstSendsPerHour: 3.1,
      },
      false,
    ],
    [
      'a suspicion of less than a lever is worth',
      { judgement: suspicion(worth(1.99)), open: [openAs('pumping')] },
      true,
    ],
    ['an attack of less than a lever is worth', { judgement: judgement(worth(1.99)) }, true],
    ['an attack of just what a lever is worth', { judgement: judgement(worth(2)) }, false],
    ['an attack of nobody knows how much', { judgement: judgement(worth(null)) }, false],
    [
      'an attack that is over, or too slow to be seen going on, of little money',
      { judgement: judgement({ lastActiveAtMs: null, ...worth(4.99) }) },
      true,
    ],
    [
      'an attack too slow to be seen going on that costs more',
      { judgement: judgement({ lastActiveAtMs: null, ...worth(5) }) },
      false,
    ],
    [
      'one of little money, and all that is open is the account: this may be why',
      {
        judgement: judgement(worth(0.1)),
        open: [incident({ key: 'account', subject: { kind: 'account' } })],
      },
      false,
    ],
    [
      'an attack too slow to be seen going on, the first of all',
      { judgement: judgement({ lastActiveAtMs: null }), open: [] },
      false,
    ],
    [
      'one of little money, the first of all',
      { judgement: judgement(worth(0.1)), open: [] },
      false,
    ],
    [
      'one of little money, and what is open elsewhere is about to be closed',
      { judgement: judgement(worth(1.99)), open: [openAs('clear')] },
      true,
    ],
    [
      'an attack, to an owner who only wants to be told',
      { judgement: judgement(worth(2)), settings: NO_RESPONSE },
      false,
    ],
    [
      'an attack, to an owner who has nothing blocked for less than a hundred dollars',
      { judgement: judgement(worth(2)), settings: gatesAt(100) },
      false,
    ],
    [
      'an attack of little money, to an owner who blocks for less',
      { judgement: judgement(worth(0.5)), settings: gatesAt(0.5) },
      false,
    ],
    ['the account', { judgement: judgement(worth(0.1)), isAccount: true }, false],
    ['nothing', { judgement: quiet(worth(0.1)) }, false],
    ['what cannot be seen', { judgement: notAssessed() }, false],
  ])('%s', (_, told, expected) => {
    expect(isTold(told)).toBe(expected);
  });
});
