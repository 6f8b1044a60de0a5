import { toSlotDeltas } from '../../lib/core/count/observations.ts';
import { createIngest } from '../../lib/core/ingest/ingest.ts';
import { formatIso } from '../../lib/core/time.ts';
import type { CounterStore, IngestTools } from '../../lib/ports.ts';
import type { Telemetry } from '../telemetry.ts';
import { loggable, type CallChained } from './chained-functions.ts';

/** What Cognito hands a trigger, as far as it is read here. */
export interface TriggerEvent {
  readonly triggerSource?: string;
  readonly userPoolId?: string;
  readonly callerContext?: { readonly clientId?: string };
  readonly request?: { readonly userAttributes?: Readonly<Record<string, string | undefined>> };
}

export interface VerificationTriggerPorts {
  /** Opened at the first use: it needs the hash key. */
  readonly open: () => Promise<{ readonly counters: CounterStore; readonly tools: IngestTools }>;
  readonly clock: { nowMs(): number };
  /** Resolves when a customer has waited long enough for what is of no use to them. */
  readonly patience: () => Promise<void>;
  readonly callChained: CallChained;
  readonly telemetry: Pick<Telemetry, 'metric' | 'error' | 'during'>;
}

/** Triggers that come after a code, or a password, was right. */
const SOURCES: ReadonlySet<string> = new Set([
  'PostConfirmation_ConfirmSignUp',
  'PostConfirmation_ConfirmForgotPassword',
  'PostAuthentication_Authentication',
]);

/**
 * The number to which a code can have been sent that was then entered, or `null`. The trigger does
 * not say how a code travelled. Cognito sends codes by SMS to a number it holds for verified, or
 * verifies it by them, so another number was not confirmed by one; nor was the user of another
 * identity provider. A sign-in by password alone passes: as no SMS went out to its number, it
 * matches none and proves nothing.
 */
export const verifiedNumber = ({ triggerSource, request }: TriggerEvent): string | null => {
  const { userAttributes = {} } = request ?? {};
  if (!SOURCES.has(triggerSource ?? '')) return null;
  if (userAttributes['cognito:user_status'] === 'EXTERNAL_PROVIDER') return null;
  if (userAttributes['phone_number_verified'] !== 'true') return null;
  return userAttributes['phone_number'] ?? null;
};

/**
 * Counts a verification for a trigger, beside whatever function the pool had for it before.
 * A customer signs in whether or not it can be counted: only what the chained function rejects with
 * is rejected.
 */
export const createVerificationTrigger = (ports: VerificationTriggerPorts) => {
  const { open, clock, patience, callChained, telemetry } = ports;

  const count = async (event: TriggerEvent): Promise<void> => {
    const destination = verifiedNumber(event);
    if (destination === null) return;
    const { counters, tools } = await open();
    const nowMs = clock.nowMs();
    const message = JSON.stringify({
      type: 'otp-verification',
      version: 1,
      timestamp: formatIso(nowMs),
      destination,
      outcome: 'verified',
      userPoolId: event.userPoolId,
      clientId: event.callerContext?.clientId,
    });
    const result = createIngest(tools).record({ message, timestampMs: nowMs });
    // The detail names a field and what is wrong with it, never its content.
    if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
    await counters.merge(toSlotDeltas([result.event]));
    telemetry.metric('ingestedEvents', 1);
  };

  const countSafely = async (event: TriggerEvent): Promise<void> => {
    const impatient = patience().then(() => {
      throw new Error('counting took too long');
    });
    try {
      await Promise.race([count(event), impatient]);
    } catch (error) {
      telemetry.metric('verificationsLost', 1);
      telemetry.error('a verification was not counted', error);
    }
  };

  const handle = async (event: TriggerEvent): Promise<unknown> => {
    const [, chained] = await Promise.allSettled([countSafely(event), callChained(event)]);
    if (chained.status === 'rejected') throw chained.reason;
    return chained.value;
  };

  return (event: TriggerEvent): Promise<unknown> =>
    telemetry.during('the chained function failed', () => handle(event), loggable);
};
