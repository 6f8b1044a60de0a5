/** `legit`, or the id of the attack. */
export type Label = string;
export const LEGIT_LABEL: Label = 'legit';

export type Feed = 'sns-delivery-status' | 'otp-verifications' | 'cognito-user-pool';

/** A CloudWatch log event as AWS would hand it out, and beside it what nobody can read from it. */
export interface SimulatedEvent {
  readonly feed: Feed;
  readonly label: Label;
  /** Which send of its label it is of, counted from 0; `null` for a record of none. */
  readonly sendId: number | null;
  readonly logGroup: string;
  readonly logStream: string;
  readonly id: string;
  /** Epoch ms, under the names CloudWatch Logs gives them. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}
