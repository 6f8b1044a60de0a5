import { describe, expect, it } from 'vitest';
import type { MinuteRow } from '../../../lib/core/count/first-sends.ts';
import type { ActiveAction, Incident } from '../../../lib/core/decide/incident.ts';
import { heldCountries, POOL_KEY, poolCase, quietLevers } from '../../../lib/core/decide/pool.ts';
import type { CountryInput, LowTrafficInput } from '../../../lib/core/evaluate/rule.ts';
import {
  activeAction,
  baseline,
  contained,
  countryInput,
  judgement,
  minuteRow,
  minutes,
  NOW_MS,
  quiet,
  windowView,
} from './fixtures.ts';

const blockOf = (country: string, fields: Partial<ActiveAction> = {}): ActiveAction =>
  activeAction({
    actionId: `act_${country}`,
    target: { country },
    appliedAtMs: NOW_MS - minutes(90),
    expiresAtMs: NOW_MS + minutes(60),
    ...fields,
  });
const pool = (...actions: readonly ActiveAction[]): Incident =>
  contained({ key: POOL_KEY, actions });
const member = (country: string, rows: readonly MinuteRow[] = []): CountryInput =>
  countryInput({
    subject: { kind: 'country', country },
    baseline: baseline({ country, firstSendsPerHour: 0.01 }),
    window: windowView([], { stretches: [rows] }),
  });
/** Six numbers stopped, the last so many minutes ago. */
const stopped = (agoMinutes: number): readonly MinuteRow[] => [
  minuteRow(NOW_MS - minutes(agoMinutes + 1), { stopped: 6 }),
];

describe('the levers of many destinations', () => {
  const rows: readonly (readonly [
    string,
    Partial<ActiveAction>,
    readonly MinuteRow[],
    'quiet' | 'kept',
  ])[] = [
    ['nothing was stopped since it was moved long ago', {}, [], 'quiet'],
    ['the last was stopped half an hour ago', {}, stopped(30), 'quiet'],
    ['the last was stopped 29 minutes ago', {}, stopped(29), 'kept'],
    ['moved 29 minutes ago', { appliedAtMs: NOW_MS - minutes(29) }, [], 'kept'],
    ['a drip that pauses for two hours', { quietMs: minutes(120) }, [], 'kept'],
    [
      'the third block, at its end, goes on',
      { step: 2, expiresAtMs: NOW_MS + minutes(6) },
      stopped(1),
      'quiet',
    ],
    [
      'the second block, at its end, goes on',
      { step: 1, expiresAtMs: NOW_MS + minutes(6) },
      stopped(1),
      'kept',
    ],
    [
      'the third block of monitor, at its end, where numbers come',
      { step: 2, expiresAtMs: NOW_MS + minutes(6), isVirtual: true, quietMs: minutes(120) },
      [],
      'kept',
    ],
  ];
  for (const [name, action, stretch, expected] of rows)
    it(`${name}: ${expected}`, () => {
      const lever = blockOf('NP', action);
      const levers = quietLevers(pool(lever), [member('NP', stretch)]);
      expect(levers).toEqual(expected === 'quiet' ? [lever] : []);
    });

  it('only those of the quiet ones are put back', () => {
    const [still, busy] = [blockOf('NP'), blockOf('KH')];
    const levers = quietLevers(pool(still, busy), [member('NP'), member('KH', stopped(1))]);
    expect(levers).toEqual([still]);
  });

  it('name the destinations, of a probe those that are to be held again', () => {
    expect(heldCountries(null)).toEqual([]);
    expect(heldCountries(pool(blockOf('NP'), blockOf('KH'), blockOf('NP')))).toEqual(['KH', 'NP']);
    const probe = { fromMs: NOW_MS, toMs: null, held: [blockOf('TD')] };
    expect(heldCountries({ ...pool(), probe, state: 'probing' })).toEqual(['TD']);
    expect(heldCountries({ ...pool(), probe })).toEqual([]);
  });
});

describe('many destinations as one case', () => {
  const input: LowTrafficInput = {
    ...countryInput(),
    subject: { kind: 'low-traffic-countries', countries: ['KH', 'NP'] },
  };
  const whole = quiet();
  const of = (...members: Parameters<typeof poolCase>) => poolCase(...members).judgement;
  const joining = (fields = {}) => ({ input: member('NP'), judgement: judgement(fields) });

  it('is what all together are while none joins', () => {
    expect(of({ input, findings: [] }, whole, [], [], null)).toMatchObject({
      verdict: 'clear',
      isActive: false,
    });
  });

  it('is pumping while one joins, with the money of all that do', () => {
    const judged = of(
      { input, findings: [] },
      quiet({ holdback: 'one-family' }),
      [joining({ excessUsd: 2 }), joining({ excessUsd: 3, riskScore: 95 })],
      [],
      null,
    );
    expect(judged).toMatchObject({
      verdict: 'pumping',
      holdback: null,
      isActive: true,
      riskScore: 95,
      excessUsd: 5,
    });
  });

  it('costs nobody knows what where one has no price', () => {
    const judged = of(
      { input, findings: [] },
      whole,
      [joining({ excessUsd: 2 }), joining({ excessUsd: null })],
      [],
      null,
    );
    expect(judged.excessUsd).toBeNull();
  });

  it('is active for a quarter of an hour after what was last stopped', () => {
    const at = (agoMinutes: number) =>
      of(
        { input, findings: [] },
        whole,
        [],
        [member('NP', stopped(agoMinutes))],
        pool(blockOf('NP')),
      ).isActive;
    expect([at(14), at(15)]).toEqual([true, false]);
  });
});
