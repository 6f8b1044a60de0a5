import { RULES } from '../core/evaluate/registry.ts';
import { defaultSettings, type Settings } from '../core/settings/settings.ts';
import { diffSettings } from '../operate/diff-settings.ts';
import { type ParametersOfInstance, withParameters } from '../operate/open-parameters.ts';
import { settingsOfInstance, writeSetting } from '../operate/settings-of-instance.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { readSettingsFile } from '../replay/settings-file.ts';
import { formatDifferences, formatProblems, formatSettings } from './print-settings.ts';

/** What commands about the present need from outside. */
interface Present {
  nowMs(): number;
}

export interface SettingsArguments extends ParametersOfInstance {
  readonly json?: boolean;
}

const print = (isJson: boolean | undefined, value: unknown, text: string): void => {
  process.stdout.write(`${isJson === true ? JSON.stringify(value, null, 2) : text}\n`);
};

const read = (args: ParametersOfInstance, present: Present) =>
  withParameters(args, (store) => settingsOfInstance(store, present));

export const listSettings = async (args: SettingsArguments, present: Present): Promise<void> => {
  const { rows } = await read(args, present);
  print(args.json, rows, formatSettings(rows));
};

/** @throws UnusableInputError when the value cannot be used: then nothing is written */
export const setSetting = async (
  key: string,
  value: string,
  args: SettingsArguments,
): Promise<void> => {
  await withParameters(args, (store) => writeSetting(key, value, store));
  print(
    args.json,
    { instance: args.instance, key, value },
    `${key} = ${value === '' ? 'none' : value}. A running detector takes it within a minute.`,
  );
};

/** @throws UnusableInputError when a parameter cannot be used */
export const validateSettings = async (
  args: SettingsArguments,
  present: Present,
): Promise<void> => {
  const { rows } = await read(args, present);
  const invalid = rows.filter(({ problem }) => problem !== null);
  if (args.json === true) print(true, invalid, '');
  if (invalid.length > 0)
    throw new UnusableInputError(
      `${invalid.length === 1 ? 'a setting' : `${invalid.length} settings`} of instance ${args.instance} cannot be used, and the last good values are in force. Correct or delete:\n${formatProblems(invalid)}`,
    );
  if (args.json !== true)
    print(false, [], `All settings of instance ${args.instance} can be used.`);
};

export interface DiffArguments extends SettingsArguments {
  readonly withInstance?: string;
  readonly withFile?: string;
}

/** @throws UnusableInputError when there are two to compare with, or the file cannot be used */
export const diffInstance = async (args: DiffArguments, present: Present): Promise<void> => {
  const { withInstance, withFile } = args;
  if (withInstance !== undefined && withFile !== undefined)
    throw new UnusableInputError('Compare with an instance or with a file, not with both.');
  const { settings } = await read(args, present);
  const other = await otherSettings(args, present);
  const differences = diffSettings(settings, other);
  const name = withFile ?? (withInstance === undefined ? 'default' : `instance ${withInstance}`);
  print(args.json, differences, formatDifferences(differences, name));
};

const otherSettings = async (
  { withInstance, withFile, ...args }: DiffArguments,
  present: Present,
): Promise<Settings> => {
  if (withFile !== undefined) return readSettingsFile(withFile, undefined);
  if (withInstance === undefined) return defaultSettings(RULES);
  return (await read({ ...args, instance: withInstance }, present)).settings;
};
