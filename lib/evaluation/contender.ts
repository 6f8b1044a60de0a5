import type { LabelledSms, StreamItem } from './labelled-sms.ts';

/** What is stopped: every SMS, a country, a range of it, one number, or what one address asks for. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'country'; readonly country: string }
  | { readonly kind: 'range'; readonly country: string; readonly prefix: string }
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'address'; readonly address: string };

/** Somebody is told, once for an incident. */
export interface Alert {
  readonly atMs: number;
  /** Countries it is about; `null` for the account as a whole. */
  readonly countries: readonly string[] | null;
}

/** A lever that is in force, from when SMS feel it until they do no more. */
export interface Containment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly scope: Scope;
}

/**
 * A detector with the levers it moves, our own or a baseline. It is given what arrives, in order of
 * arrival, and asked which SMS its levers stop at their moment of sending.
 */
export interface Contender {
  take(item: StreamItem): Promise<void>;
  /** Lets time pass when nothing has arrived, so that `stops` can be asked. */
  passTime(toMs: number): Promise<void>;
  /** Whether the SMS is stopped. To be asked when time has passed up to its sending. */
  stops(sms: LabelledSms): boolean;
  end(): Promise<ContenderLog>;
}

export interface ContenderLog {
  readonly alerts: readonly Alert[];
  readonly containments: readonly Containment[];
}
