import { formatIso } from '../core/time.ts';
import { CLIENT_ID, USER_POOL_ID } from './aws-account.ts';

/** A code was entered: the record that the Cognito triggers or the application write. */
export const verificationRecord = (
  e164: string,
  outcome: 'verified' | 'failed',
  atMs: number,
): string =>
  JSON.stringify({
    type: 'otp-verification',
    version: 1,
    timestamp: formatIso(atMs),
    destination: e164,
    outcome,
    userPoolId: USER_POOL_ID,
    clientId: CLIENT_ID,
  });

/** Of a kind that no detector knows, as an application might write beside the verifications. */
export const unknownRecord = (atMs: number): string =>
  JSON.stringify({ type: 'otp-settings-reloaded', version: 1, timestamp: formatIso(atMs) });
