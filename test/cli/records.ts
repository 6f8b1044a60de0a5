/** Log events that replay can count, as lines; the numbers are of a range for drama (Ofcom). */
export const START_MS = Date.UTC(2026, 8, 9);

export const snsMessage = (
  index: number,
  change: { readonly delivery?: object; readonly notification?: object } = {},
): object => ({
  notification: {
    messageId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    timestamp: new Date(START_MS + index * 1_000).toISOString().replace('T', ' ').replace('Z', ''),
    ...change.notification,
  },
  delivery: {
    phoneCarrier: 'A carrier',
    mnc: 1,
    mcc: 234,
    numberOfMessageParts: 1,
    destination: `+4477009${String(index).padStart(5, '0')}`,
    priceInUSD: 0.039,
    smsType: 'Transactional',
    providerResponse: 'Message has been accepted by phone carrier',
    dwellTimeMs: 400,
    ...change.delivery,
  },
  status: 'SUCCESS',
});

export const logEvent = (
  index: number,
  message: unknown = snsMessage(index),
  change = {},
): string =>
  JSON.stringify({
    logGroup: 'sns/us-east-1/123456789012/DirectPublishToPhoneNumber',
    logStream: 'a',
    id: String(index),
    timestamp: START_MS + index * 1_000,
    ingestionTime: START_MS + index * 1_000 + 500,
    message: typeof message === 'string' ? message : JSON.stringify(message),
    ...change,
  });

export const goodLines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${logEvent(from + index)}\n`).join('');
