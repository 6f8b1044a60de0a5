/**
 * How detection does on the simulator's attacks, as a table: `node --import tsx
 * test/scenarios/preset-table.ts [preset,...] [seed,...] [days] [attack's start in hours]`. Takes
 * minutes; what must hold is asserted in presets.test.ts.
 */
import { attackedTenant, outcomeOf } from './attack-outcome.ts';

const PRESETS = [
  'burst-one-block',
  'random-ramp',
  'served-country',
  'sequential',
  'rotating-blocks',
  'faked-conversion',
  'rotating-countries',
  'spray',
  'drip',
  'flash',
];

const [presets = PRESETS.join(','), seeds = '1,2,3', days = '5', hours = '72'] =
  process.argv.slice(2);

const minutes = (value: number | null): string => (value === null ? '-' : value.toFixed(1));

process.stdout.write(
  '| preset | seed | SMS | USD | open, min | contain, min | leaked | incidents | false | legit blocked |\n' +
    '|---|---|---|---|---|---|---|---|---|---|\n',
);
for (const preset of presets.split(','))
  for (const seed of seeds.split(',').map(Number)) {
    const outcome = await outcomeOf(
      attackedTenant({
        preset: preset === 'none' ? null : preset,
        seed,
        days: Number(days),
        startsAfterHours: Number(hours),
      }),
    );
    const cells = [
      preset,
      seed,
      outcome.attackSms,
      outcome.attackUsd.toFixed(0),
      minutes(outcome.openedAfterMinutes),
      minutes(outcome.containedAfterMinutes),
      `${(100 * outcome.leakShare).toFixed(1)} %`,
      outcome.incidents,
      outcome.falseIncidents.length,
      outcome.legitBlocked,
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
    for (const falseIncident of outcome.falseIncidents)
      process.stderr.write(`${preset} ${seed}: false: ${falseIncident}\n`);
  }
