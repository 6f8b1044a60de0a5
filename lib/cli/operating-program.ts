import type { Command } from 'commander';
import {
  listIncidents,
  showIncident,
  showStatus,
  type IncidentsArguments,
  type Present,
  type StatusArguments,
} from './incidents-command.ts';
import { positiveNumber } from './numbers.ts';
import { rollBack, type RollbackArguments } from './rollback-command.ts';

/** Which incidents table: in AWS, or behind another endpoint. */
const withTable = (command: Command): Command =>
  command
    .requiredOption('--table <name>', 'the incidents table')
    .option('--region <region>', 'its region (default: as the AWS tools have it)')
    .option('--endpoint <url>', 'a DynamoDB other than that of AWS')
    .option('--json', 'print JSON instead of a table');

const RANGES_TABLE = 'number-ranges';

/** The commands for whoever runs a detector. */
export const addOperatingCommands = (program: Command, present: Present): void => {
  const incidents = program
    .command('incidents')
    .description('Look at the incidents of a running detector. Reads only.');
  withTable(incidents.command('list'))
    .description('Incidents that are under way or were closed lately, the latest first.')
    .option('--hours <n>', 'how long ago one may have been closed', positiveNumber, 168)
    .action((options: IncidentsArguments & { readonly hours: number }) =>
      listIncidents(options, present),
    );
  withTable(incidents.command('show'))
    .description('One incident: every decision, why it was made, and what was done.')
    .argument('<incident>', 'its id: inc_...')
    .action((incidentId: string, options: IncidentsArguments) =>
      showIncident(incidentId, options, present),
    );

  withTable(program.command('status'))
    .description('What is under way, which levers are moved and until when, what to look at.')
    .option('--check', 'also read each lever that is moved: is it still as it was set?')
    .option('--ranges-table <name>', 'the table of number ranges, for --check', RANGES_TABLE)
    .action((options: StatusArguments) => showStatus(options, present));

  withTable(program.command('rollback'))
    .description('Put levers back to what they were, and keep the detector from moving them again.')
    .argument('[id]', 'an incident (inc_...) or one action of it (act_...)')
    .option('--all', 'every lever that is held')
    .option('--apply', 'do it; without this it only says what would be done')
    .option('--ranges-table <name>', 'the table of number ranges', RANGES_TABLE)
    .action((id: string | undefined, options: Omit<RollbackArguments, 'id'>) =>
      rollBack({ ...options, ...(id === undefined ? {} : { id }) }, present),
    );
};
