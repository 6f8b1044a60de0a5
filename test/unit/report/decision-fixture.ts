import type { Action, Decision, Reason } from '../../../lib/core/decide/decision.ts';

/** A decision with what a test does not care about filled in. */
export const decision = (fields: Partial<Decision> & Pick<Decision, 'decisionId'>): Decision => ({
  schema: 'sms-pumping-detector/decision/1',
  incidentId: 'inc_01J7F3K9TJ',
  kind: 'update',
  evaluatedAt: '2026-09-11T05:03:00.000Z',
  subject: { kind: 'country', country: 'TJ' },
  verdict: 'pumping',
  riskScore: 97,
  message: 'Something happened.',
  reasons: [],
  messagesObserved: 0,
  spendUsd: 0,
  estimatedLossUsd: 0,
  mode: 'enforce',
  actions: [],
  attack: { technique: 'T1496.003', tactic: 'TA0040' },
  settingsHash: 'sha256:7d1f0a52c4',
  codeVersion: '1.0.0',
  ...fields,
});

/** An applied block of Tajikistan, unless the test says otherwise. */
export const action = (fields: Partial<Action> & Pick<Action, 'actionId'>): Action => ({
  kind: 'block-country',
  target: { country: 'TJ' },
  outcome: 'applied',
  expiresAt: '2026-09-11T09:06:00.000Z',
  previous: 'ALLOW',
  reason: null,
  ...fields,
});

/** A rule that matched, unless the test says otherwise. */
export const reason = (fields: Partial<Reason> & Pick<Reason, 'ruleId'>): Reason => ({
  ruleVersion: 1,
  verdict: 'match',
  score: 90,
  evidence: {},
  tune: [],
  ...fields,
});

const surge = (observed: number): Reason =>
  reason({
    ruleId: 'destination-surge',
    score: 98,
    evidence: {
      messages: observed,
      expectedMessages: 3.2,
      evidenceNats: 184.3,
      windowSeconds: 3600,
      spendUsd: observed * 0.2104,
    },
    tune: ['rules/destination-surge/minMessages', 'rules/destination-surge/thresholdNats'],
  });

const conversion = reason({
  ruleId: 'conversion-drop',
  score: 88,
  evidence: { maturedSends: 58, verified: 1, expectedConversion: 0.81, observedConversion: 0.017 },
  tune: ['rules/conversion-drop/minMatured'],
});

const ranges = reason({
  ruleId: 'number-range-concentration',
  score: 92,
  evidence: {
    distinctNumbers: 61,
    expectedDistinctNumbers: 0.4,
    windowSeconds: 3600,
    adjacentShare: 0.74,
    ranges: [
      { prefix: '+9929012', messages: 812, distinctNumbers: 388 },
      { prefix: '+9929177', messages: 431, distinctNumbers: 240 },
      { prefix: '+99298100', messages: 169, distinctNumbers: 97 },
    ],
  },
  tune: ['rules/number-range-concentration/minNumbers'],
});

const sources = reason({
  ruleId: 'source-mismatch',
  verdict: 'insufficient-data',
  score: 0,
  evidence: { missing: 'no sign-up carried an address in this window', authEvents: 4 },
  tune: ['rules/source-mismatch/minEvents'],
});

const burn = reason({
  ruleId: 'spend-burn-rate',
  verdict: 'no-match',
  score: 31,
  evidence: { monthToDateUsd: 96.1, limitUsd: 500, hoursToLimit: 41 },
  tune: ['rules/spend-burn-rate/hoursToLimit'],
});

const matched = (observed: number): readonly Reason[] => [
  surge(observed),
  ranges,
  conversion,
  burn,
  sources,
];

/** An attack on Tajikistan: seen, contained, held, released, closed. */
export const containedAttack: readonly Decision[] = [
  decision({
    decisionId: 'dec_01',
    kind: 'open',
    evaluatedAt: '2026-09-11T05:03:00.000Z',
    verdict: 'suspicious',
    riskScore: 71,
    message:
      'SMS to Tajikistan rose to 61 in an hour where 3 are usual; it is too early to say whether codes are entered.',
    reasons: [
      surge(61),
      reason({ ...ranges, verdict: 'insufficient-data', score: 0, evidence: {} }),
      burn,
      sources,
    ],
    messagesObserved: 61,
    spendUsd: 12.83,
    estimatedLossUsd: 12.16,
  }),
  decision({
    decisionId: 'dec_02',
    kind: 'contain',
    evaluatedAt: '2026-09-11T05:06:00.000Z',
    message:
      'SMS pumping to Tajikistan: 148 SMS in an hour where 3 are usual, 61 of them to neighbouring numbers under +9929012, and 1 of 58 codes was entered. Blocked Tajikistan until 09:06 UTC.',
    reasons: matched(148),
    messagesObserved: 148,
    spendUsd: 31.14,
    estimatedLossUsd: 30.5,
    actions: [
      action({ actionId: 'act_01' }),
      action({
        actionId: 'act_02',
        kind: 'lower-spend-limit',
        target: { limitUsd: 140, monthToDateUsd: 96.1 },
        expiresAt: '2026-09-11T17:06:00.000Z',
        previous: 500,
      }),
    ],
  }),
  ...['05:36', '06:06', '06:36', '07:06'].map((clock, index) =>
    decision({
      decisionId: `dec_0${3 + index}`,
      evaluatedAt: `2026-09-11T${clock}:00.000Z`,
      message: `The attack on Tajikistan goes on: ${520 + 210 * index} SMS so far, all but the first 148 blocked.`,
      reasons: matched(520 + 210 * index),
      messagesObserved: 520 + 210 * index,
      spendUsd: 31.14,
      estimatedLossUsd: 30.5,
    }),
  ),
  decision({
    decisionId: 'dec_07',
    evaluatedAt: '2026-09-11T09:00:00.000Z',
    message: 'The attack on Tajikistan goes on: the block was renewed until 13:00 UTC.',
    reasons: matched(1402),
    messagesObserved: 1402,
    spendUsd: 31.14,
    estimatedLossUsd: 30.5,
    actions: [action({ actionId: 'act_03', expiresAt: '2026-09-11T13:00:00.000Z' })],
  }),
  decision({
    decisionId: 'dec_08',
    kind: 'release',
    evaluatedAt: '2026-09-11T11:15:00.000Z',
    verdict: 'clear',
    riskScore: 12,
    message: 'No attempt to reach Tajikistan for two hours: the block was lifted.',
    reasons: [reason({ ...surge(0), verdict: 'no-match', score: 3 }), burn],
    messagesObserved: 1412,
    spendUsd: 31.14,
    estimatedLossUsd: 30.5,
    actions: [
      action({
        actionId: 'act_04',
        kind: 'restore',
        expiresAt: null,
        previous: 'BLOCK',
        undoes: 'act_03',
      }),
      action({
        actionId: 'act_05',
        kind: 'restore',
        target: { limitUsd: 500, monthToDateUsd: 98.2 },
        outcome: 'skipped',
        expiresAt: null,
        previous: 300,
        reason: 'operator-changed',
        undoes: 'act_02',
      }),
    ],
  }),
  decision({
    decisionId: 'dec_09',
    kind: 'close',
    evaluatedAt: '2026-09-11T12:15:00.000Z',
    verdict: 'clear',
    riskScore: 4,
    message: 'Traffic to Tajikistan is as usual for an hour after the release: closed.',
    reasons: [reason({ ...surge(0), verdict: 'no-match', score: 1 }), burn],
    messagesObserved: 1412,
    spendUsd: 31.14,
    estimatedLossUsd: 30.5,
  }),
];

/** A second incident in which the detector could not act, and for a while not even judge. */
export const troubledIncident: readonly Decision[] = [
  decision({
    decisionId: 'dec_20',
    incidentId: 'inc_01J7F3K9OM',
    kind: 'open',
    evaluatedAt: '2026-09-11T19:10:00.000Z',
    subject: { kind: 'number-range', country: 'OM', prefix: '+96891' },
    riskScore: 83,
    message: 'SMS pumping to Oman: 94 SMS in an hour where 11 are usual, most under +96891.',
    reasons: [
      surge(94),
      reason({
        ruleId: 'number-range-concentration',
        evidence: { ranges: [{ prefix: '+96891', messages: 80, distinctNumbers: 71 }] },
        tune: ['rules/number-range-concentration/minNumbers'],
      }),
      reason({
        ruleId: 'conversion-drop',
        verdict: 'error',
        score: 0,
        evidence: { error: 'The counter of matured sends is missing from the slot' },
      }),
    ],
    messagesObserved: 94,
    spendUsd: 10.6,
    estimatedLossUsd: 9.4,
    actions: [
      action({
        actionId: 'act_20',
        kind: 'block-country',
        target: { country: 'OM' },
        outcome: 'skipped',
        expiresAt: null,
        previous: null,
        reason: 'protected-country',
      }),
      action({
        actionId: 'act_21',
        kind: 'block-number-range',
        target: { country: 'OM', prefix: '+96891' },
        outcome: 'failed',
        expiresAt: null,
        previous: null,
        reason: 'The deny list refused the write: ConditionalCheckFailed',
      }),
    ],
  }),
  decision({
    decisionId: 'dec_21',
    incidentId: 'inc_01J7F3K9OM',
    kind: 'update',
    evaluatedAt: '2026-09-11T19:16:00.000Z',
    subject: { kind: 'number-range', country: 'OM', prefix: '+96891' },
    verdict: 'not-assessed',
    riskScore: 0,
    message: 'Oman could not be assessed: the counters did not answer.',
    messagesObserved: 94,
    spendUsd: 10.6,
    estimatedLossUsd: 9.4,
  }),
];

/** The same attack as {@link containedAttack}, by a detector that only watches. */
export const watchedAttack: readonly Decision[] = containedAttack.map((entry) => ({
  ...entry,
  mode: 'monitor',
  message: entry.message.replace('Blocked', 'Would have blocked'),
  spendUsd: entry.messagesObserved * 0.2104,
  estimatedLossUsd: entry.messagesObserved * 0.206,
  actions: entry.actions.map((planned) => ({
    ...planned,
    outcome: 'would-apply',
    reason: null,
  })),
}));
