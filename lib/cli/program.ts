import { Command, Option } from 'commander';
import { CODE_VERSION } from '../version.ts';
import { CASE_NAMES_TEXT } from '../evaluation/case.ts';
import { EVALUATION_DEFAULTS as EVALUATE } from '../evaluation/evaluation-options.ts';
import { FEED_SETS } from '../evaluation/feeds.ts';
import { CONFOUNDERS } from '../simulator/confounder-presets.ts';
import { PRESETS } from '../simulator/presets.ts';
import { SIMULATE_DEFAULTS as DEFAULTS } from '../simulator/run-simulate.ts';
import { TENANT_CLASSES } from '../simulator/tenant-models.ts';
import { STORE_NAMES } from '../replay/stores.ts';
import { addAllowlistCommands } from './add-allowlist-commands.ts';
import { addSettingsCommands } from './add-settings-commands.ts';
import { type EvaluateArguments, runEvaluate } from './evaluate-command.ts';
import type { Present } from './incidents-command.ts';
import { addOperatingCommands } from './operating-program.ts';
import { anyNumber, positiveNumber, wholeNumber } from './numbers.ts';
import { runReplay, type ReplayArguments } from './replay-command.ts';
import { runSimulateCommand, type SimulateArguments } from './simulate-command.ts';
import { runSweep, type SweepArguments } from './sweep-command.ts';

/** An option whose default is the simulator's: commander must not know it, or a stored scenario would always be contradicted. */
const usual = (flags: string, help: string, value: string | number): [string, string] => [
  flags,
  `${help} (default: ${value})`,
];

const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

const SYSTEM_CLOCK: Present = { nowMs: () => Date.now() };

/** The command line. Bad usage throws a `CommanderError` after saying what is wrong. */
export const createProgram = (present: Present = SYSTEM_CLOCK): Command => {
  const program = new Command('sms-pumping-detector')
    .description(
      'Finds SMS pumping in AWS logs: replay recorded ones, simulate some, or look at what a detector found.',
    )
    .version(CODE_VERSION)
    .exitOverride()
    .showHelpAfterError('(--help shows all options)');

  program
    .command('replay')
    .description('Replay recorded logs through the detector, and write what it decided.')
    .argument('<inputs...>', 'files or directories, .gz or not; - is standard input')
    .requiredOption('--out <dir>', 'where decisions.ndjson, summary.json and report.html go')
    .addOption(
      new Option('--store <store>', 'where counters live')
        .choices([...STORE_NAMES])
        .default('memory'),
    )
    .addOption(
      new Option(
        '--mode <mode>',
        'watch only, or act on stand-in levers (default: as in the settings, else monitor)',
      ).choices(['monitor', 'enforce']),
    )
    .option('--settings <file>', 'JSON object of settings, keyed like the SSM parameters')
    .option(
      '--explain <incident>',
      'print why each decision of this incident was made, and which values would have changed it; repeatable, or all',
      collect,
    )
    .option('--quiet', 'print nothing but errors, and what --explain asks for')
    .action((inputs: readonly string[], options: Omit<ReplayArguments, 'inputs'>) =>
      runReplay({ ...options, inputs }),
    );

  program
    .command('sweep')
    .description('Replay the same logs once for each value of one setting, and show the trade-off.')
    .argument('<inputs...>', 'files or directories, .gz or not; - is standard input')
    .requiredOption('--parameter <key>', 'the setting, named like its SSM parameter')
    .option('--values <value,...>', 'the values to try')
    .option('--from <n>', 'or the first value', anyNumber)
    .option('--to <n>', 'and the last', anyNumber)
    .option('--steps <n>', 'and how many there are, both ends included', wholeNumber)
    .addOption(
      new Option(
        '--mode <mode>',
        'watch only, or act on stand-in levers (default: as in the settings, else monitor)',
      ).choices(['monitor', 'enforce']),
    )
    .option('--settings <file>', 'JSON object of the other settings')
    .option('--out <dir>', 'where sweep.json and sweep.md go')
    .action((inputs: readonly string[], options: Omit<SweepArguments, 'inputs'>) =>
      runSweep({ ...options, inputs }),
    );

  program
    .command('simulate')
    .description('Write AWS-shaped logs of legitimate traffic and attacks, from a seed.')
    .requiredOption('--out <dir>', 'directory for the log files')
    .option(...usual('--seed <n>', 'same seed, same logs', DEFAULTS.seed), wholeNumber)
    .option(...usual('--days <n>', 'length of the logs', DEFAULTS.days), positiveNumber)
    .option(...usual('--start <iso>', 'first moment', DEFAULTS.start))
    .option(...usual('--tenant <size>', TENANT_CLASSES.join(', '), DEFAULTS.tenant))
    .option(...usual('--home <iso2>', 'country that most messages go to', DEFAULTS.home))
    .option('--messages-per-day <n>', 'legitimate SMS a day', positiveNumber)
    .option(
      '--attack <preset[@hours]>',
      `an attack, and when it begins; repeatable: ${Object.keys(PRESETS).join(', ')}`,
      collect,
    )
    .option(
      '--confounder <preset[@hours]>',
      `honest traffic that looks like an attack; repeatable: ${Object.keys(CONFOUNDERS).join(', ')}`,
      collect,
    )
    .option('--scenario <file>', 'a whole scenario as JSON, instead of the options above')
    .option('--labels <file>', 'also write which record belongs to which attack (.ndjson.gz)')
    .option('--save-scenario <file>', 'also write the scenario, to have the same logs again')
    .option('--no-verifications', 'leave the verification records out')
    .option('--no-cognito', 'leave the Cognito records out')
    .action((options: SimulateArguments) => runSimulateCommand(options));

  program
    .command('evaluate')
    .description(
      'Measure the detector on simulated attacks and on honest traffic that looks like one.',
    )
    .option('--out <dir>', 'where evaluation.md, evaluation.json and plots go', 'out/evaluation')
    .option('--quick', 'one small tenant and a handful of scenarios, in less than a minute')
    .option(...usual('--seeds <n,...>', 'tenants to measure with', EVALUATE.seeds))
    .option(
      ...usual(
        '--calibration-seeds <n,...>',
        'tenants to tune baselines on',
        EVALUATE.calibrationSeeds,
      ),
    )
    .option(
      ...usual(
        '--hold-out-seeds <n,...>',
        'tenants of the second traffic model',
        EVALUATE.holdOutSeeds,
      ),
    )
    .option('--tenants <size,...>', `some of ${TENANT_CLASSES.join(', ')} (default: all)`)
    .option('--scenarios <name,...>', `some of ${CASE_NAMES_TEXT} (default: all)`)
    .option('--feeds <set,...>', `some of ${FEED_SETS.join(', ')} (default: all of them)`)
    .option('--warm-up-days <n>', 'traffic before anything happens', positiveNumber)
    .option(
      ...usual(
        '--control-latency <s>',
        'seconds from a decision until SMS feel it',
        EVALUATE.controlLatencySeconds,
      ),
      positiveNumber,
    )
    .option(
      ...usual(
        '--filter-stops <share>',
        "of an attack, what AWS's filter stops",
        EVALUATE.filterStops,
      ),
      Number,
    )
    .option('--no-baselines', 'the detector alone')
    .option('--settings <file>', 'JSON object of settings for the detector')
    .option('--workers <n>', 'threads (default: cores, at most 2)', wholeNumber)
    .option(
      '--from <file,...>',
      'write the report of an evaluation.json again, or of several as one',
    )
    .option('--docs <file>', 'also write the report there')
    .option('--date <date>', 'to stand in the report')
    .action((options: EvaluateArguments) => runEvaluate(options));

  addAllowlistCommands(program, present);
  addOperatingCommands(program, present);
  addSettingsCommands(program, present);
  return program;
};
