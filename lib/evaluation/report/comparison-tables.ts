import type { TenantClass } from '../../simulator/tenant-models.ts';
import { BASELINES } from '../baselines/registry.ts';
import type { Evaluation } from '../evaluation.ts';
import { honestPrice } from '../honest-price.ts';
import type { Row } from '../row.ts';
import { present, sumOf } from '../statistics.ts';
import {
  type Contestant,
  contestantsOf,
  leakedOfAll,
  leakInterval,
  rowsOf,
  wrongBlocks,
  wrongBlocksPerMonth,
} from './comparison.ts';
import { count, intervalCell, markdownTable, NEVER, percent } from './figures.ts';

type Variant = 'default' | 'tuned';

/** Our detector and the tuned baselines, or the untuned. */
const sideBySide = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
  variant: Variant,
): readonly Contestant[] =>
  contestantsOf(rows, tuning, tenantClass).filter(
    (contestant) => contestant.variant === 'ours' || contestant.variant === variant,
  );

const attacksOf = ([first]: readonly Contestant[]): readonly string[] => [
  ...new Set(first?.rows.flatMap(({ kind, name }) => (kind === 'attack' ? [name] : []))),
];

/** Median leaked share: attacks down, contenders across. */
export const comparisonTable = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
  variant: Variant,
): string => {
  const contestants = sideBySide(rows, tuning, tenantClass, variant);
  const line = (title: string, cell: (contestant: Contestant) => string): readonly string[] => [
    title,
    ...contestants.map(cell),
  ];
  return markdownTable(
    ['', ...contestants.map(({ name }) => name)],
    [
      ...attacksOf(contestants).map((name) =>
        line(`\`${name}\``, (contestant) =>
          percent(leakInterval(contestant, name)?.median ?? null, 0),
        ),
      ),
      line('**all dollars leaked**', (contestant) => percent(leakedOfAll(contestant))),
      line('**wrong blocks in honest traffic**', (contestant) => count(wrongBlocks(contestant))),
      line(
        'the same per tenant-month',
        (contestant) => wrongBlocksPerMonth(contestant)?.toFixed(1) ?? NEVER,
      ),
      line('**honest SMS stopped**', ({ rows: own }) => {
        const sent = sumOf(own, ({ outcome }) => outcome.legitSms);
        const stopped = sumOf(own, ({ outcome }) => outcome.legitStopped);
        return percent(sent === 0 ? null : stopped / sent, 2);
      }),
    ],
  );
};

/** How sure the medians of the comparison are, laid out like it; in a sentence where each is of one seed. */
export const comparisonIntervals = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
  variant: Variant,
): string => {
  const contestants = sideBySide(rows, tuning, tenantClass, variant);
  const lines = attacksOf(contestants).map((name) => ({
    name,
    intervals: contestants.map((contestant) => leakInterval(contestant, name)),
  }));
  if (lines.every(({ intervals }) => intervals.every((one) => (one?.values ?? 0) < 2)))
    return 'Each median is of one seed: there are no intervals.';
  return [
    'The 95 % intervals of these medians:',
    markdownTable(
      ['', ...contestants.map(({ name }) => name)],
      lines.map(({ name, intervals }) => [`\`${name}\``, ...intervals.map(intervalCell)]),
    ),
  ].join('\n\n');
};

/** What stopping each attack cost honest people, our detector beside the tuned baselines; `null` where there are none. */
export const honestPriceTable = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
): string | null => {
  const contestants = sideBySide(rows, tuning, tenantClass, 'tuned');
  if (contestants.length < 2) return null;
  const prices = attacksOf(contestants).map((name) => ({
    name,
    price: honestPrice(contestants.map((contestant) => rowsOf(contestant, name))),
  }));
  const comparable = present(prices.map(({ price }) => price));
  return markdownTable(
    ['', 'seeds', 'honest SMS', ...contestants.map(({ name }) => name)],
    [
      ...prices.map(({ name, price }) => [
        `\`${name}\``,
        price?.seeds ?? 0,
        price?.legitSms ?? NEVER,
        ...contestants.map((_, index) => price?.legitStopped[index] ?? NEVER),
      ]),
      [
        '**all**',
        '',
        sumOf(comparable, ({ legitSms }) => legitSms),
        ...contestants.map((_, index) =>
          sumOf(comparable, ({ legitStopped }) => legitStopped[index] ?? 0),
        ),
      ],
    ],
  );
};

/** What each baseline is, and what tuning made of it. */
export const tuningTable = (tuning: Evaluation['tuning']): string =>
  markdownTable(
    ['baseline', 'what it does', 'parameter', 'default', 'tuned', 'wrong blocks then (budget)'],
    BASELINES.filter(({ parameter }) => parameter.candidates.length > 1).map(
      ({ id, title, parameter }) => {
        const tuned = tuning.filter((one) => one.id === id);
        const each = (cell: (one: (typeof tuned)[number]) => string): string =>
          tuned.map((one) => `${one.tenantClass} ${cell(one)}`).join(', ') || NEVER;
        return [
          id,
          title,
          parameter.name,
          parameter.defaultValue,
          each(({ value }) => (value === null ? 'none fits' : String(value))),
          each(({ falseContainments, budget }) => `${falseContainments} (${budget})`),
        ];
      },
    ),
  );
