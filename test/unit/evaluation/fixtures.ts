import type { Scope } from '../../../lib/evaluation/contender.ts';
import type { Evaluation } from '../../../lib/evaluation/evaluation.ts';
import { evaluationOptions } from '../../../lib/evaluation/evaluation-options.ts';
import type { LabelledSms, StreamItem } from '../../../lib/evaluation/labelled-sms.ts';
import type { Outcome } from '../../../lib/evaluation/outcome.ts';
import type { Row } from '../../../lib/evaluation/row.ts';
import type { Feed } from '../../../lib/simulator/simulated-event.ts';

/** A Friday, noon UTC. */
export const NOON_MS = Date.UTC(2026, 8, 18, 12);
export const minute = (minutes: number): number => NOON_MS + minutes * 60_000;

export const anSms = (fields: Partial<LabelledSms> = {}): LabelledSms => ({
  isAttack: false,
  country: 'DE',
  number: '+4915100000001',
  address: '192.0.2.1',
  requestedAtMs: fields.sentAtMs ?? NOON_MS,
  sentAtMs: NOON_MS,
  usd: 0.1,
  ...fields,
});

export const attackSms = (fields: Partial<LabelledSms> = {}): LabelledSms =>
  anSms({ isAttack: true, country: 'TJ', number: '+992901234567', usd: 0.2, ...fields });

export const arrival = (
  sms: LabelledSms | null,
  atMs: number,
  feed: Feed = 'sns-delivery-status',
  message = '',
): StreamItem => ({
  sms,
  event: {
    feed,
    label: '',
    sendId: 0,
    logGroup: '',
    logStream: '',
    id: '',
    timestamp: atMs,
    ingestionTime: atMs,
    message,
  },
});

/** A code that was entered. */
export const used = (sms: LabelledSms, atMs: number): StreamItem =>
  arrival(sms, atMs, 'otp-verifications', '{"outcome":"verified"}');

export const tajikistan: Scope = { kind: 'country', country: 'TJ' };

export const anOutcome = (fields: Partial<Outcome> = {}): Outcome => ({
  attackSms: 0,
  attackUsd: 0,
  leakedSms: 0,
  leakedUsd: 0,
  minutesToAlert: null,
  smsToAlert: null,
  minutesToContain: null,
  smsToContain: null,
  minutesToRelease: null,
  flaps: 0,
  falseAlerts: 0,
  falseContainments: 0,
  legitSms: 1_000,
  legitStopped: 0,
  precision: null,
  ...fields,
});

export const aRow = (
  fields: Partial<Omit<Row, 'outcome'>> & { outcome?: Partial<Outcome> },
): Row => ({
  tenantClass: 'small',
  seed: 1,
  isHoldOut: false,
  name: 'quiet',
  kind: 'quiet',
  days: 30,
  feeds: 'all',
  contender: 'detector',
  parameter: null,
  undefendedSms: 0,
  undefendedUsd: 0,
  ...fields,
  outcome: anOutcome(fields.outcome),
});

/** Of what is in `rows`, not judged yet. */
export const anEvaluation = (fields: Partial<Evaluation> = {}): Evaluation => {
  const { settings: _, ...options } = evaluationOptions({ tenants: 'small', seeds: '1' });
  return {
    schema: 'sms-pumping-detector/evaluation/1',
    codeVersion: '1.0.0',
    options,
    tuning: [],
    rows: [],
    targets: [],
    holdOutTargets: [],
    ...fields,
  };
};
