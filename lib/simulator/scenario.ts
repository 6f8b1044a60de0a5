/** A scenario is plain data: stored as JSON it gives the same events, byte for byte, for ever. */
export interface Scenario {
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  readonly tenant: TenantModel;
  readonly attacks: readonly Attack[];
  readonly confounders?: readonly Confounder[];
  readonly feeds: { readonly verifications: boolean; readonly cognito: boolean };
  /** How untidily the log events arrive; the usual amounts when absent. */
  readonly faults?: Faults;
  /** How the honest users come; the usual way when absent. */
  readonly people?: PeopleModel;
}

/** How honest demand is spread over time and numbers. */
export interface PeopleModel {
  /** Relative demand in each hour of the destination's local day. */
  readonly hourWeights: readonly number[];
  /** A user's block has rank `blocks` times a uniform number to this power: 1 is uniform, 2 falls with the square root of the rank. */
  readonly blockPower: number;
  /** A self-exciting (Hawkes) process: every request brings so many others on average, after an exponential delay. Below 1; 0 for none. */
  readonly offspring: number;
  readonly offspringMeanSeconds: number;
}

/** The service that sends the one-time passwords, and its honest users. */
export interface TenantModel {
  /** SMS a day over a whole week, resends included. */
  readonly messagesPerDay: number;
  /** Home first. */
  readonly countries: readonly ServedCountry[];
  /** Variance of the rate in five minutes, relative to its mean squared (negative binomial). */
  readonly dispersion: number;
  /** Sigma of the day's log-normal factor. */
  readonly dayLogSigma: number;
  /** Saturday and Sunday against a weekday. */
  readonly weekendFactor: number;
  /** Of those whose first code did not work, who ask for a second, and of these for a third. */
  readonly resendShare: number;
  readonly secondResendShare: number;
  readonly entryMedianSeconds: number;
  readonly entryLogSigma: number;
  /** Users whose address Cognito places in another country than their number. */
  readonly foreignAddressShare: number;
  /** Sends to a number that the service already knows. */
  readonly returningShare: number;
  /** Multiplies the price list. */
  readonly priceFactor: number;
}

export interface ServedCountry {
  readonly country: string;
  /** Of the tenant's messages; the shares sum to 1. */
  readonly share: number;
  /** Of first sends, those whose code is entered. */
  readonly conversion: number;
  /** Sends that end in a failure. */
  readonly lossShare: number;
}

/** Traffic with a beginning, an end and a given number of messages. */
export interface Burst {
  /** Names it in the ground truth, so it is unique in its scenario. */
  readonly id: string;
  readonly startsAfterMinutes: number;
  readonly durationMinutes: number;
  /** All messages together; those past the scenario's end are left out. */
  readonly messages: number;
  readonly countries: readonly string[];
  /** One country after the other, for so long each; else all at once. */
  readonly rotateCountriesEveryMinutes?: number;
  readonly pacing: Pacing;
  readonly numbers: NumberPattern;
  readonly messagesPerNumber: number;
  /** Share of codes that are entered (faked, if this is an attack). */
  readonly conversion: number;
  readonly source: Source;
  readonly trigger: Trigger;
  /** Sends that end in a failure. */
  readonly lossShare: number;
}

export interface Attack extends Burst {
  /** What the attacker does when sends stop going out; without it, carries on. */
  readonly whenBlocked?: WhenBlocked;
}

/** Pauses, then goes on with the next country of the list, or a fresh range when there is one country. */
export interface WhenBlocked {
  /** Blocked sends in a row after which the attacker has noticed. */
  readonly noticedAfterSends: number;
  readonly waitMinutes: number;
  readonly moves: number;
}

export type Pacing =
  | { readonly kind: 'flat' }
  /** The rate rises from nothing over so many minutes, then stays. */
  | { readonly kind: 'linear'; readonly rampMinutes: number }
  /** Like people in the first country's local time. */
  | { readonly kind: 'diurnal' }
  /** The rate grows by this share each day, to teach a baseline slowly. */
  | { readonly kind: 'growth'; readonly growthPerDay: number };

export type NumberPattern =
  /** Random numbers in a few blocks of 10^4; drawn, unless the prefixes are given. */
  | { readonly kind: 'blocks'; readonly blocks: number; readonly prefixes?: readonly string[] }
  /** A random number of a random block each time. */
  | { readonly kind: 'random' }
  /** Spread over blocks as the tenant's own customers are. */
  | { readonly kind: 'customers' }
  /** Counting upwards in steps of 1 to `maxStep`, in a few blocks by turns. */
  | { readonly kind: 'sequential'; readonly blocks: number; readonly maxStep: number }
  /** One block at a time, a new one every so many minutes. */
  | { readonly kind: 'rotating-blocks'; readonly everyMinutes: number }
  /** The same few numbers over and over. */
  | {
      readonly kind: 'few-numbers';
      readonly numbers: number;
      /** One after the other in one block; else anywhere. */
      readonly isAdjacent?: boolean;
    };

export type Source =
  | { readonly kind: 'one-address'; readonly country: string }
  /** A few addresses, each in one of the countries. */
  | {
      readonly kind: 'vpn-pool';
      readonly addresses: number;
      readonly countries: readonly string[];
    }
  /** Addresses in the destination's own country. */
  | { readonly kind: 'residential'; readonly addresses: number }
  /** Addresses in every country the simulator knows. */
  | { readonly kind: 'everywhere'; readonly addresses: number };

/** What was done at the user pool that made it send an SMS. */
export type Trigger = 'SIGN_UP' | 'SIGN_IN' | 'FORGOT_PASSWORD' | 'RESEND_CODE';

interface Period {
  readonly startsAfterMinutes: number;
  readonly durationMinutes: number;
}

/** What honest traffic does that looks like an attack. */
export type Confounder =
  /** A country that grows by so many messages a day (a launch there), for good if the period is. */
  | (Period & {
      readonly kind: 'launch';
      readonly country: string;
      readonly messagesPerDay: number;
    })
  /** Traffic times a factor (campaign, flash sale, holiday); in one country or in all. */
  | (Period & { readonly kind: 'campaign'; readonly factor: number; readonly country?: string })
  /** Codes of a country's carriers do not arrive, and people ask again. */
  | (Period & {
      readonly kind: 'outage';
      readonly country: string;
      readonly conversion: number;
      readonly resendShare: number;
    })
  /** Local clocks are moved: what people do at an hour of theirs, they do so much earlier. */
  | (Period & { readonly kind: 'clock-change'; readonly shiftMinutes: number })
  /** Traffic grows by this share a week, from week to week, until the period ends. */
  | (Period & { readonly kind: 'growth'; readonly growthPerWeek: number })
  /** Verifications are made but not recorded. */
  | (Period & { readonly kind: 'verifications-lost' })
  /** Any other group of people: a conference, a corporate number block, a test team. */
  | { readonly kind: 'group'; readonly traffic: Burst };

export interface Faults {
  /** Log events that are delivered a second time. */
  readonly duplicateShare: number;
  /** Log events that come in up to ten minutes late. */
  readonly lateShare: number;
  /** Delivery receipts that the carrier gives hours later. */
  readonly hoursLateReceiptShare: number;
  /** Delivery statuses without `priceInUSD`. */
  readonly missingPriceShare: number;
  /** Records of a kind that nobody knows, among the verifications. */
  readonly unknownRecords: number;
  /** Lines cut short; only in written files. */
  readonly cutLines: number;
}
