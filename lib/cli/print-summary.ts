import { colors } from './colors.ts';
import type { ReplayOutcome } from '../replay/replay.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const usd = (value: number): string =>
  `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** What a run came to, for the terminal: figures, what could not be read, and where the files are. */
export const formatSummary = ({ summary, report, paths }: ReplayOutcome): string => {
  const { events, period, incidents, spendUsd, estimatedLossUsd, estimatedSavedUsd } = summary;
  const lines = [
    '',
    `${count(events.accepted)} of ${count(events.read)} records, ${period.from ?? 'no time'} to ${period.to ?? 'no time'}, mode ${report.mode}`,
    `Incidents: ${incidents}   Spend: ${usd(spendUsd)}   Lost: ${usd(estimatedLossUsd)}   Saved: ${usd(estimatedSavedUsd)}   (${count(summary.eventsPerSecond)} records/s)`,
  ];
  const { total, examples } = report.unreadable;
  if (total > 0) {
    lines.push(
      '',
      colors.yellow(`${count(total)} ${total === 1 ? 'record' : 'records'} could not be read:`),
    );
    for (const [reason, number] of Object.entries(events.rejected)) {
      lines.push(`  ${reason}: ${count(number)}`);
      for (const { file, line, detail } of examples
        .filter((example) => example.reason === reason)
        .slice(0, 3))
        lines.push(colors.dim(`    ${file}:${line}  ${detail}`));
    }
  }
  lines.push(
    '',
    `Report     ${paths.report}`,
    `Decisions  ${paths.decisions}`,
    `Summary    ${paths.summary}`,
    '',
  );
  return lines.join('\n');
};
