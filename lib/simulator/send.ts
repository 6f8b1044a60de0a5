import type { Trigger } from './scenario.ts';
import type { Label } from './simulated-event.ts';

/** Who asks for a code. */
export interface Person {
  readonly userSub: string;
  readonly ipAddress: string;
  /** Where Cognito places the address. */
  readonly addressCountry: string;
}

/** One request for a code, the SMS that it causes, and what becomes of it. */
export interface Send {
  readonly label: Label;
  readonly atMs: number;
  readonly country: string;
  readonly e164: string;
  readonly person: Person;
  readonly trigger: Trigger;
  readonly isDelivered: boolean;
  readonly latencyMs: number;
  /** From the request until the right code is entered; `null` when it never is. */
  readonly enteredAfterMs: number | null;
  /** A wrong code was entered before the right one. */
  readonly hasTypo: boolean;
  /** The verification happens, but nobody records it. */
  readonly isVerificationLost: boolean;
}
