import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UnusableInputError } from './unusable-input-error.ts';

/** One file to read. */
export interface InputFile {
  /** `null` is standard input. */
  readonly path: string | null;
  /** As given on the command line, or relative to the directory given there. */
  readonly name: string;
  /** Size on disk; `null` where that is not known beforehand (a pipe). */
  readonly sizeBytes: number | null;
}

/** Left in the bucket by CloudWatch Logs when it checks its permission to export. */
const EXPORT_PERMISSION_CHECK = 'aws-logs-write-test';

/**
 * The files behind the paths given: a directory is walked in the order of its names, without hidden
 * files. Links are followed; a directory that is reached twice is walked once.
 *
 * @throws UnusableInputError when a path cannot be opened or there is no file at all
 */
export const findInputs = async (paths: readonly string[]): Promise<readonly InputFile[]> => {
  if (paths.length === 0)
    throw new UnusableInputError(
      'No input is given. Name files or directories, or "-" for standard input.',
    );
  const files: InputFile[] = [];
  const walked = new Set<string>();
  for (const path of paths) {
    if (path !== '-') await findUnder(path, files, walked);
    else if (!files.some((file) => file.path === null))
      files.push({ path: null, name: '-', sizeBytes: null });
  }
  if (files.length === 0)
    throw new UnusableInputError(
      `There is no file in ${paths.join(', ')}. Name files, or directories that hold some.`,
    );
  return files;
};

const findUnder = async (path: string, files: InputFile[], walked: Set<string>): Promise<void> => {
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    if (found.isDirectory()) await walk(path, '', files, walked);
    else files.push({ path, name: path, sizeBytes: found.isFile() ? found.size : null });
  } catch (error) {
    throw new UnusableInputError(`${path} ${describe(error)}`, error);
  }
};

const walk = async (
  directory: string,
  prefix: string,
  files: InputFile[],
  walked: Set<string>,
): Promise<void> => {
  const real = await realpath(directory);
  if (walked.has(real)) return;
  walked.add(real);
  const names = await readdir(directory);
  for (const name of names.sort()) {
    if (name.startsWith('.') || name === EXPORT_PERMISSION_CHECK) continue;
    const path = join(directory, name);
    const file = { path, name: `${prefix}${name}`, sizeBytes: 0 };
    // What cannot be looked at here fails again when it is read, and is then reported as unreadable.
    const found = await stat(path).catch(() => null);
    if (found === null) files.push(file);
    else if (found.isFile()) files.push({ ...file, sizeBytes: found.size });
    else if (found.isDirectory())
      await walk(path, `${file.name}/`, files, walked).catch(() => files.push(file));
  }
};

const describe = (error: unknown): string => {
  const code = errorCode(error);
  if (code === 'ENOENT') return 'does not exist. Check the spelling and the working directory.';
  if (code === 'EACCES' || code === 'EPERM')
    return 'may not be read. Give this user permission to read it.';
  return `cannot be opened (${code}). Check that it is a readable file or directory.`;
};

/** `ENOENT` and the like. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown error';
