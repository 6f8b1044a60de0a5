import { SimulatorError } from '../simulator/simulator-error.ts';
import type { Evaluation } from './evaluation.ts';
import type { Row } from './row.ts';
import { targetsOf } from './targets.ts';
import type { TunedBaseline } from './tune.ts';

/**
 * Puts together what was measured in several runs, for instance one a size of tenant, and judges it
 * as a whole. What one run measured is judged again, too: its file may be older than the targets, and
 * rows are all that they need.
 *
 * @throws SimulatorError where they do not belong together, or measured the same thing twice
 */
export const joinEvaluations = (parts: readonly Evaluation[]): Evaluation => {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('there is nothing to join');
  for (const other of others) wantSameWorld(first, other);
  const rows = parts.flatMap((part) => part.rows);
  const seen = new Set<string>();
  for (const row of rows) {
    const measured = nameOf(row);
    if (seen.has(measured)) throw new SimulatorError(`--from: measured twice: ${measured}`);
    seen.add(measured);
  }
  const tuning = joinTuning(parts.flatMap((part) => part.tuning));
  const listOf = <T>(of: (options: Evaluation['options']) => readonly T[]): readonly T[] => [
    ...new Set(parts.flatMap(({ options }) => of(options))),
  ];
  const [usual, holdOut] = [false, true].map((isHoldOut) =>
    rows.filter((row) => row.isHoldOut === isHoldOut),
  );
  return {
    ...first,
    options: {
      ...first.options,
      seeds: listOf(({ seeds }) => seeds),
      calibrationSeeds: listOf(({ calibrationSeeds }) => calibrationSeeds),
      holdOutSeeds: listOf(({ holdOutSeeds }) => holdOutSeeds),
      tenantClasses: listOf(({ tenantClasses }) => tenantClasses),
      cases: listOf(({ cases }) => cases),
      feedSets: listOf(({ feedSets }) => feedSets),
      // Each size of tenant as it was measured.
      warmUpDays: Object.assign(
        { ...first.options.warmUpDays },
        ...parts.flatMap(({ options: { tenantClasses, warmUpDays } }) =>
          tenantClasses.map((tenantClass) => ({ [tenantClass]: warmUpDays[tenantClass] })),
        ),
      ) as Evaluation['options']['warmUpDays'],
      withBaselines: parts.some(({ options }) => options.withBaselines),
    },
    tuning,
    rows,
    targets: targetsOf(usual ?? [], tuning),
    holdOutTargets: targetsOf(holdOut ?? [], tuning),
  };
};

const wantSameWorld = (first: Evaluation, other: Evaluation): void => {
  for (const option of ['controlLatencySeconds', 'filterStops'] as const)
    if (other.options[option] !== first.options[option])
      throw new SimulatorError(
        `--from: ${option} is ${first.options[option]} in one evaluation and ${other.options[option]} in another`,
      );
  if (other.codeVersion !== first.codeVersion)
    throw new SimulatorError(
      `--from: versions ${first.codeVersion} and ${other.codeVersion} do not belong together`,
    );
};

/** Parts that calibrated on the same traffic found the same, and it counts once. */
const joinTuning = (found: readonly TunedBaseline[]): readonly TunedBaseline[] => {
  const joined = new Map<string, TunedBaseline>();
  for (const one of found) {
    const name = `${one.id} (${one.tenantClass})`;
    const other = joined.get(name);
    if (other !== undefined && toldOf(one) !== toldOf(other))
      throw new SimulatorError(
        `--from: ${name} was tuned to ${toldOf(other)} in one evaluation and to ${toldOf(one)} in another; give parts the same calibration seeds and honest scenarios, or all but one of them --no-baselines`,
      );
    joined.set(name, one);
  }
  return [...joined.values()];
};

const toldOf = ({ value, falseContainments, budget }: TunedBaseline): string =>
  `${value ?? 'none'} (${falseContainments} wrong blocks of ${budget})`;

/** What was measured, of whom and by whom. */
const nameOf = ({ tenantClass, isHoldOut, seed, feeds, name, contender, parameter }: Row): string =>
  [
    tenantClass,
    isHoldOut ? 'hold-out' : 'usual',
    `seed ${seed}`,
    feeds,
    name,
    contender,
    ...(parameter === null ? [] : [parameter]),
  ].join(', ');
