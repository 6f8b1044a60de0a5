import { readFile } from 'node:fs/promises';
import { RULES } from '../core/evaluate/registry.ts';
import { parseSettings } from '../core/settings/parse-settings.ts';
import { defaultSettings, type Mode, type Settings } from '../core/settings/settings.ts';
import { UnusableInputError } from './input/unusable-input-error.ts';

/**
 * Reads a settings file: one JSON object whose keys are SSM parameter names without the instance
 * prefix. Replay refuses a file with any mistake, since a run with other settings than its owner
 * meant is worth nothing.
 *
 * @throws UnusableInputError naming the file and every key that is wrong
 */
export const readSettingsFile = async (
  path: string | undefined,
  mode: Mode | undefined,
): Promise<Settings> => {
  const { settings, problems } =
    path === undefined
      ? { settings: defaultSettings(RULES), problems: [] }
      : parseSettings(await readObject(path), RULES);
  if (problems.length > 0)
    throw new UnusableInputError(
      [
        `${path}: ${problems.length === 1 ? 'a setting' : `${problems.length} settings`} cannot be used. Correct or remove:`,
        ...problems.map(({ key, problem }) => `  ${key}: ${problem}`),
      ].join('\n'),
    );
  return mode === undefined ? settings : { ...settings, mode };
};

const readObject = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UnusableInputError(
      `${path}: the settings file cannot be read. Check the path.`,
      error,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? error.message : '';
    throw new UnusableInputError(`${path}: the settings file is not JSON (${where}).`, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnusableInputError(
      `${path}: the settings file must hold one JSON object, such as {"mode":"enforce"}.`,
    );
  return { ...value };
};
