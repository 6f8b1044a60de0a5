import { replay } from '../../lib/replay/replay.ts';
import { readSettingsFile } from '../../lib/replay/settings-file.ts';

/** A replay by itself; prints what it took of the machine as the last line of standard error. */
const [logs = '', out = ''] = process.argv.slice(2);
const settings = await readSettingsFile(undefined, 'enforce');
const before = process.cpuUsage();
await replay({ inputs: [logs], outDir: out, store: 'memory', settings });
const { user, system } = process.cpuUsage(before);
process.stderr.write(
  `${JSON.stringify({
    cpuSeconds: (user + system) / 1e6,
    maxRssMb: process.resourceUsage().maxRSS / 1_024,
  })}\n`,
);
