import { describe, expect, it } from 'vitest';
import {
  areCodesUsed,
  areSurelyCustomers,
  codesSince,
} from '../../../lib/core/decide/used-codes.ts';
import { baseline, countryInput, minuteRow, minutes, NOW_MS, windowView } from './fixtures.ts';

describe('whether codes speak for customers, of whom 80 % use theirs', () => {
  const rows: readonly (readonly [
    string,
    readonly [matured: number, used: number, expected: number],
    boolean,
  ])[] = [
    ['nine codes are too few', [9, 9, 0], false],
    ['none of ten', [10, 0, 0], false],
    ['one of ten', [10, 1, 0], true],
    ['one of thirty', [30, 1, 0], false],
    ['two of thirty', [30, 2, 0], true],
    ['no surge: at 0.6 of the usual rate', [100, 48, 100], true],
    ['no surge: at less', [100, 47, 100], false],
    ['a surge on top of customers who use all theirs', [150, 80, 100], false],
    ['a surge of which four codes are used', [150, 84, 100], false],
    ['a surge of which five codes are used', [150, 85, 100], true],
    ['a surge, and fewer used than the usual customers would', [150, 50, 100], false],
    ['everything used', [1_000, 1_000, 100], true],
  ];
  for (const [name, [matured, used, expected], isUsed] of rows)
    it(`${name}: ${isUsed ? 'yes' : 'no'}`, () => {
      expect(areCodesUsed({ matured, used, expected }, 0.8)).toBe(isUsed);
    });

  it('nothing speaks where no rate is known', () => {
    expect(areCodesUsed({ matured: 100, used: 100, expected: 0 }, null)).toBe(false);
  });
});

describe('whether there is hardly a doubt that they are customers, of whom 80 % use their codes', () => {
  const rows: readonly (readonly [string, readonly [matured: number, used: number], boolean])[] = [
    ['nine codes are too few', [9, 9], false],
    ['one of ten, which is enough not to block', [10, 1], false],
    ['five of ten', [10, 5], false],
    ['six of ten', [10, 6], true],
    ['eight of thirty', [30, 8], false],
    ['sixteen of thirty', [30, 16], true],
  ];
  for (const [name, [matured, converted], areSure] of rows)
    it(`${name}: ${areSure ? 'yes' : 'no'}`, () => {
      const input = countryInput({
        window: windowView([10, 20, 30, 0, 0], { codes: { matured, converted } }),
      });
      expect(areSurelyCustomers(input, NOW_MS - minutes(25), [])).toBe(areSure);
    });
});

describe('the codes since a surge began', () => {
  const { window } = countryInput({ window: windowView([]) });
  const input = countryInput({
    baseline: baseline({ firstSendsPerHour: 60 }),
    window: {
      ...window,
      bins: window.bins.map((bin) => ({ ...bin, matured: 10, converted: 4 })),
    },
  });

  it('are those of its bins, against what is normal for codes that had their time', () => {
    const codes = codesSince(input, NOW_MS - minutes(30));
    expect(codes).toMatchObject({ matured: 60, used: 24 });
    expect(codes.expected).toBeCloseTo(20);
  });

  const repeated = (repeats: number, stopped: number, agoMinutes = 20) =>
    codesSince(
      {
        ...input,
        window: {
          ...window,
          bins: input.window.bins,
          stretches: [
            [{ ...minuteRow(NOW_MS - minutes(agoMinutes), { sent: 1, stopped }), repeats }],
          ],
        },
      },
      NOW_MS - minutes(30),
    );

  it('are one for every four messages to a number that is sent to again and again', () => {
    expect(repeated(120, 0)).toMatchObject({ matured: 90, used: 24 });
  });

  it('are none for who asks again behind a block, nor for what was before', () => {
    expect(repeated(120, 1).matured).toBe(60);
    expect(repeated(120, 0, 31).matured).toBe(60);
  });

  it('are compared with nothing while none had its time', () => {
    expect(codesSince(input, NOW_MS - minutes(10)).expected).toBe(0);
  });

  it('are young ones, too, for the part that is used so soon, where that is known', () => {
    const rows = [4, 3].map((agoMinutes) =>
      Object.assign(minuteRow(NOW_MS - minutes(agoMinutes), { sent: 10, converted: 3 }), {
        promptlyUsed: 2,
      }),
    );
    const young = (promptShare: number | null) =>
      codesSince(
        countryInput({
          baseline: baseline({ firstSendsPerHour: 60, promptShare }),
          window: { ...window, stretches: [rows] },
        }),
        NOW_MS - minutes(30),
      );
    expect(young(null)).toMatchObject({ matured: 0, used: 0 });
    // What is used later is in neither. Codes of the newest three minutes do not count.
    expect(young(0.9)).toMatchObject({ matured: 0.8 * 0.9 * 10, used: 0.8 * 2 });
    expect(young(0.9).expected).toBeCloseTo(20 + 0.8 * 0.9 * 7);
  });

  it('of customers alone are no surplus, however soon they are used', () => {
    const rate = 0.8;
    const customers = Array.from({ length: 6 }, (_, index) =>
      Object.assign(minuteRow(NOW_MS - minutes(9 - index), { sent: 100, converted: 80 }), {
        promptlyUsed: 40,
      }),
    );
    const { matured, used, expected } = codesSince(
      countryInput({
        baseline: baseline({ firstSendsPerHour: 6_000, promptShare: 0.5 }),
        window: { ...window, stretches: [customers] },
      }),
      NOW_MS - minutes(9),
    );
    expect(used).toBeCloseTo(rate * matured);
    expect(expected).toBeCloseTo(matured);
  });

  it('are those of finished hours where it began before the window', () => {
    const hour = {
      startMs: NOW_MS - minutes(183),
      expected: 60,
      firstSends: 90,
      matured: 90,
      converted: 9,
      messages: 90,
      spendMicroUsd: 0,
      unpriced: 90,
      usedBlocks: Uint16Array.of(),
      unusedBlocks: Uint16Array.of(),
    };
    const past = { hours: [{ ...hour, startMs: hour.startMs - minutes(60) }, hour] };
    // The running hour began three minutes ago, in the newest bin; its codes are young.
    expect(codesSince({ ...input, past }, hour.startMs)).toMatchObject({ matured: 90, used: 9 });
  });
});
