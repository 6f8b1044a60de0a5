import type { TenantClass } from '../../simulator/tenant-models.ts';
import type { Evaluation } from '../evaluation.ts';
import { isDrawn } from '../case.ts';
import type { Row } from '../row.ts';
import type { Target } from '../target.ts';
import { feedsTable, filterTable, leakTable, responseTable } from './attack-tables.ts';
import { contestantsOf } from './comparison.ts';
import {
  comparisonIntervals,
  comparisonTable,
  honestPriceTable,
  tuningTable,
} from './comparison-tables.ts';
import { drawnAttackTable, drawnEventTable, drawnMisses } from './drawn-tables.ts';
import { INTERVAL_NOTE, markdownTable, NEVER } from './figures.ts';
import { benignTable, quietTable } from './honest-tables.ts';
import { leverTable } from './lever-table.ts';
import { methodOf } from './method.ts';
import { tradeOffPlot } from './trade-off-plot.ts';

export interface RenderedEvaluation {
  readonly markdown: string;
  readonly plots: readonly { readonly fileName: string; readonly svg: string }[];
}

/** The evaluation for people: what was missed first, then everything else. */
export const renderEvaluation = (
  evaluation: Evaluation,
  { date }: { readonly date: string | null },
): RenderedEvaluation => {
  const { options, tuning, targets, holdOutTargets } = evaluation;
  const drawn = evaluation.rows.filter(({ kind }) => isDrawn(kind));
  const designed = evaluation.rows.filter(({ kind }) => !isDrawn(kind));
  const usual = designed.filter(({ isHoldOut }) => !isHoldOut);
  const holdOut = designed.filter(({ isHoldOut }) => isHoldOut);
  const plots = options.tenantClasses.map((tenantClass) => ({
    tenantClass,
    fileName: `evaluation-${tenantClass}.svg`,
    svg: tradeOffPlot(
      `Leak against wrong blocks, ${tenantClass} tenants`,
      contestantsOf(usual, tuning, tenantClass),
    ),
  }));
  const sections = [
    introOf(evaluation, date),
    '## What was missed',
    missesOf(targets),
    ...(holdOut.length === 0 ? [] : ['### On hold-out traffic', missesOf(holdOutTargets)]),
    '## Targets',
    'Fixed before measuring. `unproven` means not missed, in too little traffic to tell. The interval of the median leak takes attacks for independent, which those of one kind are not: it is narrower than it should be.',
    targetsTable(targets, holdOut.length === 0 ? null : holdOutTargets),
    '## Attacks',
    `Medians over seeds; \`leaked\` is the share of the dollars that the attack would cost if nobody stopped it. ${INTERVAL_NOTE} An attack on many countries counts as contained when its first is; its leak tells the rest.`,
    leakTable(usual),
    'How soon each was answered, and what the answer cost. Seeds in which something never happened are not in its median.',
    responseTable(usual),
    ...leverSections(evaluation),
    ...honestSections(usual),
    ...feedsSections(usual, options.feedSets),
    ...drawnSections(drawn, tuning),
    "## AWS's filter",
    filterTable(designed),
    '## Against baselines',
    ...plots.flatMap(({ tenantClass, fileName }) =>
      comparisonSections(usual, tuning, tenantClass, fileName),
    ),
    '### Baselines',
    tuningTable(tuning),
    ...(holdOut.length === 0 ? [] : ['## Hold-out traffic', ...holdOutSections(holdOut)]),
    '## Method',
    methodOf(evaluation),
  ];
  return {
    markdown: `${sections.join('\n\n')}\n`,
    plots: plots.map(({ fileName, svg }) => ({ fileName, svg })),
  };
};

/** Numbers in ascending order, runs of three and more by their ends. */
const list = (some: readonly number[]): string => {
  const runs: number[][] = [];
  for (const one of some.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.at(-1) === one - 1) run.push(one);
    else runs.push([one]);
  }
  const told = runs.flatMap((run) =>
    run.length < 3 ? run.map(String) : [`${run[0]} to ${run.at(-1)}`],
  );
  return told.length === 0 ? 'none' : told.join(', ');
};

const introOf = ({ options, codeVersion, rows }: Evaluation, date: string | null): string => {
  const seeds = (isHoldOut: boolean): string =>
    options.tenantClasses
      .map((tenantClass) => {
        const own = rows.filter(
          (row) => row.isHoldOut === isHoldOut && row.tenantClass === tenantClass,
        );
        return `${tenantClass} ${list([...new Set(own.map(({ seed }) => seed))])}`;
      })
      .join('; ');
  return [
    '# Evaluation',
    '',
    'Everything here is simulated, because no labelled real data exists: no public data set of SMS pumping was found. It shows what the detector does under stated assumptions, not what it will do to your traffic; [replay](../README.md#replay-your-own-logs) your own logs for that.',
    '',
    `Version ${codeVersion}${date === null ? '' : `, ${date}`}. Tenants by size, with their seeds: ${seeds(false)}. Hold-out traffic: ${seeds(true)}. Baselines are calibrated on ${list(options.calibrationSeeds)}. Levers act ${options.controlLatencySeconds} s after a decision. AWS's filter is assumed to stop ${100 * options.filterStops} % of an attack: nobody outside AWS knows.`,
  ].join('\n');
};

const missesOf = (targets: readonly Target[]): string => {
  const missed = targets.filter(({ verdict }) => verdict === 'fail');
  if (missed.length === 0) return 'No target was missed.';
  return missed
    .map(({ wanted, measured, misses }) =>
      [`- **${wanted}**: ${measured}.`, ...misses.map((miss) => `  - ${miss}`)].join('\n'),
    )
    .join('\n');
};

const targetsTable = (usual: readonly Target[], holdOut: readonly Target[] | null): string =>
  markdownTable(
    ['target', 'result', 'measured', ...(holdOut === null ? [] : ['hold-out', 'measured'])],
    usual.map(({ id, wanted, verdict, measured }) => {
      const other = holdOut?.find((target) => target.id === id);
      return [
        wanted,
        verdict,
        measured || NEVER,
        ...(other === undefined ? [] : [other.verdict, other.measured || NEVER]),
      ];
    }),
  );

const leverSections = ({ rows, options }: Evaluation): readonly string[] => [
  '## From decision to lever',
  `From the moment of a decision until SMS feel its lever, by the audit records of the executor that moves levers in an account, too: what it takes until the change is made, and the ${options.controlLatencySeconds} s that are assumed for AWS. Here it runs in the process that decides and asks stand-in levers, which answer at once. In an account the way to the process that responds comes on top; nobody has measured it.`,
  leverTable(rows),
];

const honestSections = (rows: readonly Row[]): readonly string[] => [
  '## Honest traffic that looks like an attack',
  benignTable(rows),
  '## Quiet traffic',
  'The days of learning included. The bound is the exact Poisson one, 3/n where nothing happened.',
  quietTable(rows),
];

const feedsSections = (
  rows: readonly Row[],
  feedSets: Evaluation['options']['feedSets'],
): readonly string[] => (feedSets.length < 2 ? [] : ['## With fewer feeds', feedsTable(rows)]);

const drawnSections = (rows: readonly Row[], tuning: Evaluation['tuning']): readonly string[] =>
  rows.length === 0
    ? []
    : [
        '## What nobody designed',
        'Attacks and honest events of which every parameter is drawn, within wide limits and anew for each seed: destination, size, pace, numbers, sources, used codes. No target is held against them, because some are of a kind that nobody can tell from the other: half the codes used and numbers like those of customers, or a thousand people of one company from abroad. Limits that they showed were mended on other seeds.',
        drawnAttackTable(rows, tuning),
        drawnEventTable(rows, tuning),
        'The attacks worth more than $50 that leaked most, to be played alone with `--scenarios` and `--seeds`:',
        drawnMisses(rows),
      ];

const comparisonSections = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
  plotFile: string,
): readonly string[] => [
  `### ${tenantClass} tenants`,
  `![Leak against wrong blocks, ${tenantClass} tenants](${plotFile})`,
  ...(tuning.length === 0
    ? []
    : [
        'Median leak, baselines tuned on other seeds to as many wrong blocks as the detector:',
        comparisonTable(rows, tuning, tenantClass, 'tuned'),
        comparisonIntervals(rows, tuning, tenantClass, 'tuned'),
        ...honestPriceSections(honestPriceTable(rows, tuning, tenantClass)),
      ]),
  'Median leak, baselines with their defaults:',
  comparisonTable(rows, tuning, tenantClass, 'default'),
  comparisonIntervals(rows, tuning, tenantClass, 'default'),
];

const honestPriceSections = (table: string | null): readonly string[] =>
  table === null
    ? []
    : [
        'What these leaks were bought with: honest SMS stopped in the cases of each attack, from the end of learning until twelve hours after it. Sums over the seeds that all of them have played:',
        table,
      ];

const holdOutSections = (rows: readonly Row[]): readonly string[] => [
  'From the second generator: self-exciting demand, two peaks a day, numbers spread almost evenly. Nothing was tuned on it.',
  leakTable(rows),
  responseTable(rows),
  benignTable(rows),
  quietTable(rows),
];
