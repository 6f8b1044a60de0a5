/** What an alarm tells, apart from the metric it watches. */
export interface AlarmText {
  /** What happened, and what it means. */
  readonly description: string;
  /** Page in `docs/runbooks/`, without its ending. */
  readonly runbook: string;
}

/** Every kind of alarm. `docs/runbooks` has the page of each, and a test looks. */
export const ALARMS = {
  'pumping-in-progress': {
    description:
      'At least one incident is judged to be SMS pumping. The message on the topic says where, how much, and what was done.',
    runbook: 'pumping-in-progress',
  },
  'spend-burning': {
    description:
      'At the rate of the last hour, what SMS cost this month reaches the limit within a day. At the limit AWS stops every SMS of the account.',
    runbook: 'spend-burning',
  },
  'sending-stopped': {
    description:
      'AWS refused SMS because no quota is left for the account: nobody gets a code any more.',
    runbook: 'sending-stopped',
  },
  'ingest-errors': {
    description:
      'A function that counts failed. The events are tried again, and wait in a dead-letter queue at last.',
    runbook: 'ingest-errors',
  },
  'verification-errors': {
    description:
      'The Cognito trigger failed: where the function it calls on failed, customers cannot sign in or confirm.',
    runbook: 'verification-errors',
  },
  'dead-letters': {
    description: 'Something could not be delivered after all attempts and waits in a queue.',
    runbook: 'dead-letters',
  },
  'evaluate-heartbeat-missing': {
    description: 'Nothing has been judged for five minutes: an attack would not be seen.',
    runbook: 'heartbeat-missing',
  },
  'respond-heartbeat-missing': {
    description:
      'Levers have not been looked after for five minutes: nothing is blocked, and nothing that expired is restored.',
    runbook: 'heartbeat-missing',
  },
  'falling-behind': {
    description: 'Changes of a table wait for more than five minutes to be looked at.',
    runbook: 'falling-behind',
  },
  'settings-invalid': {
    description:
      'A setting in SSM cannot be used. The last good value is in force, and the log of evaluate says what is wrong.',
    runbook: 'settings-invalid',
  },
  'unreadable-records': {
    description:
      'More than one record in twenty could not be read, so the detector sees less than is sent.',
    runbook: 'unreadable-records',
  },
  'not-assessed': {
    description:
      'Subjects could not be judged, because a store or a feed failed. Unknown is not the same as fine.',
    runbook: 'not-assessed',
  },
  'rule-errors': {
    description: 'A rule threw instead of answering. The other rules go on.',
    runbook: 'not-assessed',
  },
  'actions-failed': {
    description: 'A lever that should have been moved was not: a block or its undo is missing.',
    runbook: 'actions-failed',
  },
  untold: {
    description: 'A decision was made and acted on, and topic or event bus could not be told.',
    runbook: 'untold',
  },
  throttling: {
    description:
      'Functions or tables are throttled: events wait and are tried again. What fails for six hours waits in the dead-letter queue.',
    runbook: 'throttling',
  },
} as const satisfies Readonly<Record<string, AlarmText>>;

export type AlarmKind = keyof typeof ALARMS;
