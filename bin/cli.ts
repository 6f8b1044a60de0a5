#!/usr/bin/env node
import { createProgram } from '../lib/cli/program.ts';
import { exitCodeOf, explainError } from '../lib/cli/exit-code.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${explainError(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
