import { withIncidents, withIncidentStores } from '../operate/open-incidents.ts';
import { withLevers } from '../operate/open-levers.ts';
import { FailedRollbackError } from '../operate/failed-rollback-error.ts';
import {
  previewRollback,
  type Rollback,
  type RollbackTarget,
} from '../operate/preview-rollback.ts';
import { applyRollback } from '../operate/roll-back.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { plural } from '../replay/report/format.ts';
import type { IncidentsArguments, Present } from './incidents-command.ts';
import { formatRollback } from './print-rollback.ts';

export interface RollbackArguments extends IncidentsArguments {
  readonly id?: string;
  readonly all?: boolean;
  readonly apply?: boolean;
  readonly rangesTable: string;
}

const targetOf = ({ id, all }: RollbackArguments): RollbackTarget => {
  if (all === true && id === undefined) return 'all';
  if (all !== true && id?.startsWith('inc_') === true) return { incidentId: id };
  if (all !== true && id?.startsWith('act_') === true) return { actionId: id };
  throw new UnusableInputError(
    'say what to roll back: the id of an incident (inc_...), of an action (act_...), or --all. "status" lists the levers that are held.',
  );
};

/**
 * Puts levers back, or says what would be done.
 *
 * @throws UnusableInputError when it is not said what, or nothing is held by that id
 * @throws FailedRollbackError when a lever or an incident could not be put back; the others were
 */
export const rollBack = async (args: RollbackArguments, present: Present): Promise<void> => {
  const target = targetOf(args);
  const place = { ...args, clock: present };
  const rollback: Rollback =
    args.apply === true
      ? await withIncidentStores(place, (stores) =>
          withLevers(place, (levers) =>
            applyRollback(target, { ...stores, levers }, present.nowMs()),
          ),
        )
      : await withIncidents(place, (incidents, audit) =>
          withLevers(place, (levers) => previewRollback(target, { incidents, audit, levers })),
        );
  const { levers, waiting, problems } = rollback;
  if (target !== 'all' && levers.length === 0 && waiting.length === 0)
    throw new UnusableInputError(
      `${args.id} holds no lever in ${args.table}. "status" lists the levers that are held, "incidents list" the incidents.`,
    );
  process.stdout.write(
    `${args.json === true ? JSON.stringify(rollback, null, 2) : formatRollback(rollback)}\n`,
  );
  const failed = levers.filter(({ outcome }) => outcome === 'failed');
  const missed = [
    ...(failed.length > 0 ? [`${failed.length} of ${plural(levers.length, 'lever')}`] : []),
    ...(problems.length > 0 ? [plural(problems.length, 'incident')] : []),
  ];
  if (missed.length > 0)
    throw new FailedRollbackError(
      `${missed.join(' and ')} could not be put back; run it again, or see docs/levers.md for how to do it by hand.`,
      { retryable: true },
    );
};
