import { CLIENT_ID, USER_POOL_ID } from './aws-account.ts';
import { countryProfile } from './country-profiles.ts';
import type { Random } from './random.ts';
import type { Trigger } from './scenario.ts';
import type { Send } from './send.ts';

/**
 * What a user pool exports (https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html).
 * AWS does not print the envelope of `USER_AUTH_EVENTS`; this is the one that public readers of
 * real exports agree on. It holds no phone number, and the country as an English name.
 */

/** Only `SIGN_UP` / `InProgress` was seen in a public sample; the others are an assumption. */
const EVENT_RESPONSES: Readonly<Record<Trigger, string>> = {
  SIGN_UP: 'InProgress',
  SIGN_IN: 'InProgress',
  FORGOT_PASSWORD: 'InProgress',
  RESEND_CODE: 'Pass',
};
const DEVICES = [
  'Chrome 139, Windows 10',
  'Mobile Safari 18, iOS 18',
  'Chrome Mobile 139, Android 15',
  'Other, Other',
];

/** `Wed Jul 17 17:25:55 UTC 2024`. */
const creationDate = (ms: number): string => {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
};

export const authEventRecord = (send: Send, random: Random): string =>
  JSON.stringify({
    eventTimestamp: String(send.atMs),
    eventSource: 'USER_AUTH_EVENTS',
    logLevel: 'INFO',
    message: {
      version: '1',
      eventId: random.uuid(4),
      eventType: send.trigger,
      userName: send.person.userSub,
      userSub: send.person.userSub,
      clientId: CLIENT_ID,
      creationDate: creationDate(send.atMs),
      eventResponse: EVENT_RESPONSES[send.trigger],
      riskLevel: '',
      riskDecision: 'PASS',
      challenges: [],
      deviceName: random.pick(DEVICES),
      ipAddress: send.person.ipAddress,
      requestId: random.uuid(4),
      idpName: '',
      compromisedCredentialDetected: 'false',
      city: '',
      country: countryProfile(send.person.addressCountry).englishName,
      eventFeedbackValue: '',
      eventFeedbackDate: '',
      eventFeedbackProvider: '',
      hasContextData: 'true',
    },
    logSourceId: { userPoolId: USER_POOL_ID },
  });

/** Cognito's complaint about a message that it could not send. */
export const notificationErrorRecord = (atMs: number): string =>
  JSON.stringify({
    eventTimestamp: String(atMs),
    eventSource: 'USER_NOTIFICATION',
    logLevel: 'ERROR',
    message: { details: 'SMS message could not be delivered' },
    logSourceId: { userPoolId: USER_POOL_ID },
  });
