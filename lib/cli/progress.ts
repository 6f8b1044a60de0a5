import { SingleBar } from 'cli-progress';
import type { ReplayProgress } from '../replay/replay.ts';

export interface ProgressBar {
  update(progress: ReplayProgress): void;
  /** Takes the bar off the screen for a moment, so that a line can be printed. */
  interrupt(print: () => void): void;
  stop(): void;
}

const SILENT: ProgressBar = { update: () => {}, interrupt: (print) => print(), stop: () => {} };

/** A progress bar on standard error, where that is a terminal; elsewhere nothing. */
export const createProgressBar = (isWanted: boolean): ProgressBar => {
  if (!isWanted || !process.stderr.isTTY) return SILENT;
  let phase: ReplayProgress['phase'] | null = null;
  const bar = new SingleBar({
    format: '{phase} [{bar}] {percentage} % | {value} of {total} {unit} | {eta_formatted} left',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 200,
  });
  return {
    update: (progress) => {
      const { done, total } = progress;
      if (phase !== progress.phase) {
        bar.stop();
        phase = progress.phase;
        const unit = phase === 'reading' ? 'bytes' : 'records';
        bar.start(total ?? Math.max(1, done), 0, { phase: phase.padEnd(9), unit });
      }
      if (total !== null) bar.setTotal(total);
      bar.update(done);
    },
    interrupt: (print) => {
      if (phase === null) return print();
      bar.stop();
      phase = null;
      print();
    },
    stop: () => bar.stop(),
  };
};
