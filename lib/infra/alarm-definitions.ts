/**
 * What it means when the metric says nothing.
 *
 * - `fine`: only what goes wrong is counted, or only what is there is measured.
 * - `unknown`: the metric says how things stand, zero included. Whoever says so is silent, so nobody
 *   knows; the alarm stays as it was, and does not end because the detector died.
 * - `alarm`: it is what the alarm is about.
 */
export type Silence = 'fine' | 'unknown' | 'alarm';

/** What an alarm tells, apart from the metric it watches. */
export interface AlarmText {
  /** What happened, and what it means. */
  readonly description: string;
  /** Page in `docs/runbooks/`, without its ending. */
  readonly runbook: string;
  readonly silence: Silence;
}

/** Every kind of alarm. `docs/runbooks` has the page of each, and a test looks. */
export const ALARMS = {
  'pumping-in-progress': {
    description:
      'At least one incident is judged to be SMS pumping. The message on the topic says where, how much, and what was done.',
    runbook: 'pumping-in-progress',
    // `evaluate` tells the number at every tick.
    silence: 'unknown',
  },
  'spend-burning': {
    description:
      'At the rate of the last hour, what SMS cost this month reaches the limit within a day. At the limit AWS stops every SMS of the account.',
    runbook: 'spend-burning',
    // SNS tells the sum only while it sends: at the limit it falls silent, and all is not well.
    silence: 'unknown',
  },
  'sending-stopped': {
    description:
      'AWS refused SMS because no quota is left for the account: nobody gets a code any more.',
    runbook: 'sending-stopped',
    silence: 'fine',
  },
  'ingest-errors': {
    description:
      'A function that counts failed. The events are tried again, and wait in a dead-letter queue at last.',
    runbook: 'ingest-errors',
    silence: 'fine',
  },
  'verification-errors': {
    description:
      'The Cognito trigger failed: where the function it calls on failed, customers cannot sign in or confirm.',
    runbook: 'verification-errors',
    silence: 'fine',
  },
  'verifications-lost': {
    description:
      'Codes that customers entered were not counted: they look unused, and an attack is suspected where there is none.',
    runbook: 'verifications-lost',
    silence: 'fine',
  },
  'verification-feed-silent': {
    description:
      'No verification arrives for any destination, though some should: the rules on conversion are blind.',
    runbook: 'verifications-lost',
    silence: 'unknown',
  },
  'dead-letters': {
    description: 'Something could not be delivered after all attempts and waits in a queue.',
    runbook: 'dead-letters',
    // SQS measures a queue for as long as something is in it.
    silence: 'fine',
  },
  'evaluate-heartbeat-missing': {
    description: 'Nothing has been judged for five minutes: an attack would not be seen.',
    runbook: 'heartbeat-missing',
    silence: 'alarm',
  },
  'respond-heartbeat-missing': {
    description:
      'Levers have not been looked after for five minutes: nothing is blocked, and nothing that expired is restored.',
    runbook: 'heartbeat-missing',
    silence: 'alarm',
  },
  'falling-behind': {
    description: 'Changes of a table wait for more than five minutes to be looked at.',
    runbook: 'falling-behind',
    // Lambda measures an age only where there is something to hand over.
    silence: 'fine',
  },
  'settings-invalid': {
    description:
      'A setting in SSM cannot be used. The last good value is in force, and the log of evaluate says what is wrong.',
    runbook: 'settings-invalid',
    silence: 'unknown',
  },
  'unreadable-records': {
    description:
      'More than one record in twenty could not be read, so the detector sees less than is sent.',
    runbook: 'unreadable-records',
    silence: 'fine',
  },
  'not-assessed': {
    description:
      'Subjects could not be judged, because a store or a feed failed. Unknown is not the same as fine.',
    runbook: 'not-assessed',
    silence: 'unknown',
  },
  unlearned: {
    description:
      'The last hour cannot be learned from. What was normal before serves, and is out of date the longer it lasts.',
    runbook: 'not-assessed',
    silence: 'unknown',
  },
  'rule-errors': {
    description: 'A rule threw instead of answering. The other rules go on.',
    runbook: 'not-assessed',
    silence: 'unknown',
  },
  'actions-failed': {
    description: 'A lever that should have been moved was not: a block or its undo is missing.',
    runbook: 'actions-failed',
    silence: 'unknown',
  },
  untold: {
    description: 'A decision was made and acted on, and topic or event bus could not be told.',
    runbook: 'untold',
    silence: 'unknown',
  },
  throttling: {
    description:
      'Functions or tables are throttled: events wait and are tried again. What fails for six hours waits in the dead-letter queue.',
    runbook: 'throttling',
    silence: 'fine',
  },
} as const satisfies Readonly<Record<string, AlarmText>>;

export type AlarmKind = keyof typeof ALARMS;
