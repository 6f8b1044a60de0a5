import { describe, expect, it } from 'vitest';
import type { SmsEvent } from '../../../lib/core/ingest/events.ts';
import { RecentMessages } from '../../../lib/replay/recent-messages.ts';

const record = (part: number, spendMicroUsd: number | null, messageHash = 1): SmsEvent => ({
  kind: 'sms',
  arrivedAtMs: 0,
  sentAtMs: 0,
  country: 'TJ',
  numberHash: 0xffff_ffff,
  blockHash: 3,
  messageHash,
  part,
  deliveryClass: 'delivered',
  carrierHash: 0,
  spendMicroUsd,
});

const figuresOf = (records: readonly SmsEvent[]) => {
  const messages = new RecentMessages();
  const figures = { messages: 0, spendMicroUsd: 0 };
  for (const each of records) {
    const { isNewMessage, isNewPrice } = messages.note(each);
    if (isNewMessage) figures.messages += 1;
    if (isNewPrice) figures.spendMicroUsd += each.spendMicroUsd ?? 0;
  }
  return figures;
};

describe('figures of messages that have several records', () => {
  const rows: readonly (readonly [string, readonly SmsEvent[], number, number])[] = [
    ['a record that came twice', [record(0, 100), record(0, 100)], 1, 100],
    [
      'the parts of a message, one of them twice',
      [record(1, 60), record(2, 40), record(1, 60)],
      1,
      100,
    ],
    [
      'a message of the delivery log and of the usage report',
      [record(1, 60), record(2, 40), record(0, 100)],
      1,
      100,
    ],
    ['the same the other way round', [record(0, 100), record(1, 60), record(2, 40)], 1, 100],
    [
      'a record without a price before the one that has it',
      [record(0, null), record(0, 100)],
      1,
      100,
    ],
    [
      'the last part that a report can have',
      [record(31, 40), record(31, 40), record(0, 40)],
      1,
      40,
    ],
    ['a free message', [record(0, 0), record(0, 100)], 1, 0],
    ['two messages, each', [record(0, 100, 1), record(0, 100, 0xffff_ffff)], 2, 200],
  ];
  for (const [name, records, messages, spendMicroUsd] of rows)
    it(`${name}: counted once`, () =>
      expect(figuresOf(records)).toEqual({ messages, spendMicroUsd }));
});
