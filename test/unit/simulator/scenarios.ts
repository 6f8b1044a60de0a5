import { NO_FAULTS } from '../../../lib/simulator/faults.ts';
import type { Attack, Faults, Scenario } from '../../../lib/simulator/scenario.ts';
import { simulate } from '../../../lib/simulator/simulate.ts';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { tenantModel } from '../../../lib/simulator/tenant-models.ts';

/** A Monday. */
export const START_MS = Date.UTC(2026, 8, 7);

export const scenarioWith = (options: {
  readonly seed?: number;
  readonly days?: number;
  readonly messagesPerDay?: number;
  readonly attacks?: readonly Attack[];
  readonly confounders?: Scenario['confounders'];
  readonly faults?: Faults;
}): Scenario => ({
  seed: options.seed ?? 1,
  startMs: START_MS,
  days: options.days ?? 2,
  tenant: tenantModel({
    tenantClass: 'small',
    seed: options.seed ?? 1,
    messagesPerDay: options.messagesPerDay ?? 400,
  }),
  attacks: options.attacks ?? [],
  confounders: options.confounders ?? [],
  feeds: { verifications: true, cognito: true },
  faults: options.faults ?? NO_FAULTS,
});

export const anAttack = (overrides: Partial<Attack> = {}): Attack => ({
  id: 'attack',
  startsAfterMinutes: 60,
  durationMinutes: 120,
  messages: 300,
  countries: ['TJ'],
  pacing: { kind: 'flat' },
  numbers: { kind: 'blocks', blocks: 1 },
  messagesPerNumber: 1,
  conversion: 0,
  source: { kind: 'one-address', country: 'NL' },
  trigger: 'SIGN_UP',
  lossShare: 0,
  ...overrides,
});

export interface SnsMessage {
  readonly notification: { readonly messageId: string; readonly timestamp: string };
  readonly delivery: {
    readonly phoneCarrier?: string;
    readonly mnc: number;
    readonly mcc: number;
    readonly destination: string;
    readonly priceInUSD?: number;
    readonly providerResponse: string;
  };
  readonly status: string;
}

export interface SmsLine {
  readonly event: SimulatedEvent;
  readonly message: SnsMessage;
  readonly e164: string;
  readonly sentAtMs: number;
}

/** The messages do not depend on which other feeds are written. */
export const smsOf = (scenario: Scenario): SmsLine[] =>
  [...simulate({ ...scenario, feeds: { verifications: false, cognito: false } })]
    .filter(({ feed }) => feed === 'sns-delivery-status')
    .map((event) => {
      const message = JSON.parse(event.message) as SnsMessage;
      const sentAtMs = Date.parse(`${message.notification.timestamp.replace(' ', 'T')}Z`);
      return { event, message, e164: message.delivery.destination, sentAtMs };
    });

export const attackSms = (attack: Attack, days = 1): SmsLine[] =>
  smsOf(scenarioWith({ days, messagesPerDay: 0, attacks: [attack] }));
