import type { TenantClass } from '../simulator/tenant-models.ts';
import type { CaseKind } from './case.ts';
import type { FeedSet } from './feeds.ts';
import type { Outcome } from './outcome.ts';

export const OUR_DETECTOR = 'detector';
/** Our detector where AWS's filter stops nothing at all. */
export const UNFILTERED_DETECTOR = 'detector, filter stops nothing';
/** The days in which the detector learns, cold start included. Quiet, and judged like it. */
export const WARM_UP = 'warm-up';

/** What one contender made of one case of one tenant. */
export interface Row {
  readonly tenantClass: TenantClass;
  readonly seed: number;
  readonly isHoldOut: boolean;
  readonly name: string;
  readonly kind: CaseKind;
  readonly days: number;
  readonly feeds: FeedSet;
  readonly contender: string;
  /** Of a baseline. */
  readonly parameter: number | null;
  /** The attack as it would have been had nobody stopped anything. */
  readonly undefendedSms: number;
  readonly undefendedUsd: number;
  readonly outcome: Outcome;
  /** Of the detector: from each decision to each of its levers being in force. */
  readonly leverSeconds?: readonly number[];
}

/** Share of the undefended attack's dollars that were spent all the same; `null` without an attack. */
export const leakedShare = ({ undefendedUsd, outcome }: Row): number | null =>
  undefendedUsd === 0 ? null : outcome.leakedUsd / undefendedUsd;
