import type { Command } from 'commander';
import { DEFAULT_INSTANCE } from '../adapters/aws/parameter-store.ts';
import {
  diffInstance,
  listSettings,
  setSetting,
  validateSettings,
  type DiffArguments,
  type SettingsArguments,
} from './settings-command.ts';

/** Which parameters: those of an instance, in AWS or behind another endpoint. */
const withInstance = (command: Command): Command =>
  command
    .option('--instance <name>', 'the detector whose settings they are', DEFAULT_INSTANCE)
    .option('--region <region>', 'its region (default: as the AWS tools have it)')
    .option('--endpoint <url>', 'an SSM other than that of AWS')
    .option('--json', 'print JSON instead of a table');

/** `settings list`, `set`, `validate` and `diff`. */
export const addSettingsCommands = (program: Command, present: { nowMs(): number }): void => {
  const settings = program
    .command('settings')
    .description('Look at and change the settings of a running detector.');
  withInstance(settings.command('list'))
    .description('Every setting: value in force, default, range, unit, and where it comes from.')
    .action((options: SettingsArguments) => listSettings(options, present));
  withInstance(settings.command('set'))
    .description('Set one, after it was checked. A running detector takes it within a minute.')
    .argument('<key>', 'the setting, named like its SSM parameter')
    .argument('<value>', 'its value; "" for a list of nothing')
    .action((key: string, value: string, options: SettingsArguments) =>
      setSetting(key, value, options),
    );
  withInstance(settings.command('validate'))
    .description('Whether every parameter can be used. Exit code 2 when one cannot.')
    .action((options: SettingsArguments) => validateSettings(options, present));
  withInstance(settings.command('diff'))
    .description('What differs from the defaults, from another instance, or from a file.')
    .option('--with-instance <name>', 'compare with this one')
    .option('--with-file <file>', 'compare with a settings file')
    .action((options: DiffArguments) => diffInstance(options, present));
};
