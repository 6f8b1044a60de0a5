import { exitCodeOf, explainError } from './exit-code.ts';
import type { Present } from './incidents-command.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command line, tells on standard error what went wrong, and returns the exit code.
 *
 * @param present the clock of commands about the present; the system's, unless a test gives another
 */
export const runCommandLine = async (
  args: readonly string[],
  present?: Present,
): Promise<number> => {
  try {
    await createProgram(present).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const explanation = explainError(error);
    if (explanation !== '') process.stderr.write(`${explanation}\n`);
    return exitCodeOf(error);
  }
};

/** Lets a run go on to its end, and to its files, when nobody reads its output any more (`| head`). */
export const outliveReaders = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
};
