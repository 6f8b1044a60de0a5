import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodeOf, explainError } from '../lib/cli/exit-code.ts';
import { outliveReaders } from '../lib/cli/main.ts';
import { runReplay } from '../lib/cli/replay-command.ts';

const fromHere = (path: string): string =>
  relative(process.cwd(), fileURLToPath(new URL(path, import.meta.url)));

outliveReaders();
process.stdout.write(
  'Three days of a small service, simulated, with one SMS-pumping attack in them;\nreplayed in enforce mode against stand-in levers, counters in an embedded DynamoDB.\n\n',
);
try {
  await runReplay({
    inputs: [fromHere('../docs/sample/logs')],
    out: fromHere('../out/sample'),
    store: 'dynalite',
    mode: 'enforce',
  });
} catch (error) {
  process.stderr.write(`${explainError(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
