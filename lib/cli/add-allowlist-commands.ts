import type { Command } from 'commander';
import {
  type AllowlistApplyArguments,
  type AllowlistUndoArguments,
  runAllowlistApply,
  runAllowlistUndo,
} from './allowlist-apply-command.ts';
import { type AllowlistArguments, runAllowlistSuggest } from './allowlist-command.ts';
import type { Present } from './incidents-command.ts';
import { wholeNumber } from './numbers.ts';

const withAccount = (command: Command): Command =>
  command
    .option('--apply', 'do it; without this it only says what would be done')
    .option('--region <region>', 'the region that sends (default: as the AWS tools have it)')
    .option('--json', 'print JSON instead of tables');

/** `allowlist suggest`, `apply` and `undo`. */
export const addAllowlistCommands = (program: Command, present: Present): void => {
  const allowlist = program
    .command('allowlist')
    .description('Countries to allow: from what customers did, and put into force.');
  allowlist
    .command('suggest')
    .description(
      'Propose the countries whose customers use their codes, and show what that would have blocked.',
    )
    .argument('<inputs...>', 'files or directories, .gz or not, verifications among them')
    .option('--min-codes <n>', 'codes that must have been used in a country', wholeNumber, 5)
    .option('--min-days <n>', 'days on which they must have been', wholeNumber, 2)
    .option('--json', 'print JSON instead of tables')
    .action((inputs: readonly string[], options: Omit<AllowlistArguments, 'inputs'>) =>
      runAllowlistSuggest({ ...options, inputs }),
    );
  withAccount(allowlist.command('apply'))
    .description('Block SMS to every country that is not on the list.')
    .argument('<countries...>', 'the countries to allow: DE,AT,FR')
    .option('--record <file>', 'where it is written how it was (default: allowlist-<UTC>.json)')
    .option('--table <name>', 'the incidents table of a detector: what it holds is left alone')
    .option('--endpoint <url>', 'a DynamoDB other than that of AWS, for --table')
    .action((countries: readonly string[], options: Omit<AllowlistApplyArguments, 'countries'>) =>
      runAllowlistApply({ ...options, countries }, present),
    );
  withAccount(allowlist.command('undo'))
    .description('Give countries back the rule that they had, where it is still the one we set.')
    .argument('<record>', 'the file that apply has written')
    .action((record: string, options: Omit<AllowlistUndoArguments, 'record'>) =>
      runAllowlistUndo({ ...options, record }, present),
    );
};
