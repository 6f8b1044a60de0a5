import type { Decision } from '../../core/decide/decision.ts';
import type { Country } from '../../core/ingest/events.ts';
import type { Summary } from '../summary.ts';

/** One bar of the report's charts. */
export interface TrafficBucket {
  readonly startMs: number;
  /** SMS that were sent. Those in `blocked` are not among them: attempted = sent + blocked. */
  readonly sent: number;
  /** SMS that the applied actions stopped or, in `monitor`, would have stopped. */
  readonly blocked: number;
  readonly verified: number;
  readonly spendUsd: number;
}

export interface CountryTraffic {
  readonly country: Country;
  readonly sent: number;
  readonly blocked: number;
  readonly verified: number;
  readonly spendUsd: number;
  /** Ascending, no gaps, one entry per `bucketMs` of the period; the same times for every country. */
  readonly buckets: readonly TrafficBucket[];
}

export interface UnreadableRecord {
  readonly reason: string;
  /** As given on the command line or found by walking; never an absolute path of the machine. */
  readonly file: string;
  readonly line: number;
  /** What is wrong and what to do, without any value from the record. */
  readonly detail: string;
}

/** Everything that `report.html` shows. Times are epoch milliseconds. */
export interface ReportData {
  readonly summary: Summary;
  readonly mode: 'monitor' | 'enforce';
  readonly codeVersion: string;
  readonly inputs: readonly string[];
  readonly bucketMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Most spend first. */
  readonly countries: readonly CountryTraffic[];
  /** The whole decision log, in order. */
  readonly decisions: readonly Decision[];
  /** By incident id, the part of `summary.estimatedSavedUsd` that its actions account for. */
  readonly savedUsdByIncident?: Readonly<Record<string, number>>;
  readonly unreadable: {
    readonly total: number;
    /** At most a few of each reason. */
    readonly examples: readonly UnreadableRecord[];
  };
}
