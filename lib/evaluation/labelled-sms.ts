import type { SimulatedEvent } from '../simulator/simulated-event.ts';

/** One SMS as it really was: what the metrics know and no contender may. */
export interface LabelledSms {
  readonly isAttack: boolean;
  readonly country: string;
  /** E.164. */
  readonly number: string;
  /** IP address that asked for it. */
  readonly address: string;
  readonly requestedAtMs: number;
  /** As the delivery log has it; `null` until the log shows it. */
  sentAtMs: number | null;
  /** What it costs if it goes out, whether or not the log names the price. */
  readonly usd: number;
}

/** A log event with the SMS that it is about. */
export interface StreamItem {
  readonly event: SimulatedEvent;
  /** `null` for a record of no SMS. */
  readonly sms: LabelledSms | null;
}
