import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GzipLines } from './gzip-lines.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulate.ts';
import type { Feed, Label, SimulatedEvent } from './simulated-event.ts';
import { SimulatorError } from './simulator-error.ts';

export const FEEDS: readonly Feed[] = [
  'sns-delivery-status',
  'otp-verifications',
  'cognito-user-pool',
];

export const feedFile = (feed: Feed): string => `${feed}.ndjson.gz`;

export interface WriteSummary {
  readonly events: number;
  readonly eventsByFeed: Readonly<Record<Feed, number>>;
  readonly eventsByLabel: Readonly<Record<Label, number>>;
  /** Delivery statuses only, duplicates included. */
  readonly smsByLabel: Readonly<Record<Label, number>>;
  readonly cutLines: number;
  readonly firstArrivalMs: number | null;
  readonly lastArrivalMs: number | null;
}

/**
 * Writes a scenario as `replay` reads it: one log event a line, one file a feed, and nothing else
 * in the directory. The ground truth goes into `labelsPath`, which must lie elsewhere.
 */
export const writeScenario = async (
  scenario: Scenario,
  directory: string,
  labelsPath?: string,
): Promise<WriteSummary> => {
  await emptyDirectory(directory);
  const files = new Map<Feed, GzipLines>();
  for (const feed of wantedFeeds(scenario))
    files.set(feed, new GzipLines(join(directory, feedFile(feed))));
  const labels = labelsPath === undefined ? null : new GzipLines(labelsPath);
  const counter = new Counter(scenario.faults?.cutLines ?? 0);
  for (const event of simulate(scenario)) {
    const line = logLine(event);
    await files.get(event.feed)?.write(line);
    if (counter.count(event)) await files.get(event.feed)?.write(line.slice(0, line.length / 2));
    await labels?.write(
      JSON.stringify({ logGroup: event.logGroup, id: event.id, label: event.label }),
    );
  }
  for (const file of files.values()) await file.close();
  await labels?.close();
  return counter.summary();
};

/** As `aws logs` would give it: nothing that a detector could not know. */
export const logLine = (event: SimulatedEvent): string => {
  const { logGroup, logStream, id, timestamp, ingestionTime, message } = event;
  return JSON.stringify({ logGroup, logStream, id, timestamp, ingestionTime, message });
};

/** An unknown record may come among the verifications of a scenario that has no others. */
const wantedFeeds = ({ feeds, faults }: Scenario): readonly Feed[] =>
  FEEDS.filter(
    (feed) =>
      feed === 'sns-delivery-status' ||
      (feed === 'cognito-user-pool' && feeds.cognito) ||
      (feed === 'otp-verifications' && (feeds.verifications || (faults?.unknownRecords ?? 0) > 0)),
  );

/** `replay` reads whatever lies in a directory, so nothing else may. */
const emptyDirectory = async (directory: string): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const own = new Set(FEEDS.map(feedFile));
  const found = await readdir(directory);
  const foreign = found.find((name) => !own.has(name));
  if (foreign !== undefined)
    throw new SimulatorError(
      `--out: "${directory}" already holds "${foreign}", which replay would read too; choose a new directory`,
    );
  for (const name of found) await rm(join(directory, name));
};

/** After which delivery status a cut line follows: a few hundred apart. */
const CUT_EVERY = 400;

class Counter {
  readonly #cutLinesWanted: number;
  #cutLines = 0;
  #events = 0;
  readonly #byFeed: Record<Feed, number> = {
    'sns-delivery-status': 0,
    'otp-verifications': 0,
    'cognito-user-pool': 0,
  };
  readonly #byLabel: Record<Label, number> = {};
  readonly #smsByLabel: Record<Label, number> = {};
  #firstArrivalMs: number | null = null;
  #lastArrivalMs: number | null = null;

  constructor(cutLinesWanted: number) {
    this.#cutLinesWanted = cutLinesWanted;
  }

  /** Whether a cut copy of the line is to follow. */
  count({ feed, label, ingestionTime }: SimulatedEvent): boolean {
    this.#events += 1;
    this.#byFeed[feed] += 1;
    this.#byLabel[label] = (this.#byLabel[label] ?? 0) + 1;
    this.#firstArrivalMs ??= ingestionTime;
    this.#lastArrivalMs = ingestionTime;
    if (feed !== 'sns-delivery-status') return false;
    this.#smsByLabel[label] = (this.#smsByLabel[label] ?? 0) + 1;
    const isCut =
      this.#cutLines < this.#cutLinesWanted && this.#byFeed[feed] % CUT_EVERY === CUT_EVERY - 1;
    if (isCut) this.#cutLines += 1;
    return isCut;
  }

  summary(): WriteSummary {
    return {
      events: this.#events,
      eventsByFeed: this.#byFeed,
      eventsByLabel: this.#byLabel,
      smsByLabel: this.#smsByLabel,
      cutLines: this.#cutLines,
      firstArrivalMs: this.#firstArrivalMs,
      lastArrivalMs: this.#lastArrivalMs,
    };
  }
}
