import { runSimulate, type SimulateOptions } from '../simulator/run-simulate.ts';

export type SimulateArguments = SimulateOptions;

export const runSimulateCommand = async (options: SimulateArguments): Promise<void> => {
  const { verifications, cognito } = options;
  const { out, seed, period, eventsByFeed, smsByLabel } = await runSimulate({
    ...options,
    // A flag that was not given is no choice of the user's.
    verifications: verifications === false ? false : undefined,
    cognito: cognito === false ? false : undefined,
  });
  process.stdout.write(
    [
      `Wrote ${out} (seed ${seed}, ${period.from} to ${period.to}):`,
      ...Object.entries(eventsByFeed).map(([feed, count]) => `  ${feed}: ${count} log events`),
      ...Object.entries(smsByLabel).map(([label, count]) => `  ${label}: ${count} SMS`),
      '',
    ].join('\n'),
  );
};
