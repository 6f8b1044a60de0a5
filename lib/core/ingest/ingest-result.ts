import type { DetectorEvent, E164 } from './events.ts';
import type { RejectReason } from './log-record.ts';

export interface Accepted {
  readonly ok: true;
  readonly event: DetectorEvent;
  /**
   * The number that the SMS went to, for callers that judge number ranges while they hold the
   * record; never to be kept. `null` for every other kind of event.
   */
  readonly destination: E164 | null;
}

export interface Rejected {
  readonly ok: false;
  readonly reason: RejectReason;
  /** The JSON path and what is wrong there. Never a value of the record: numbers are personal data. */
  readonly detail: string;
}

/** Records are data from outside, so a bad one is a value and not an exception. */
export type IngestResult = Accepted | Rejected;

export const reject = (reason: RejectReason, detail: string): Rejected => ({
  ok: false,
  reason,
  detail,
});
