import { describe, expect, it } from 'vitest';
import type { SmsEvent, VerificationEvent } from '../../../lib/core/ingest/events.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { StoppedCustomers } from '../../../lib/replay/stopped-customers.ts';

const START_MS = Date.UTC(2026, 8, 11, 5);

const sms = (numberHash: number, sentAtMs: number): SmsEvent => ({
  kind: 'sms',
  arrivedAtMs: sentAtMs,
  sentAtMs,
  country: 'TJ',
  numberHash,
  blockHash: 1,
  messageHash: numberHash,
  part: 0,
  deliveryClass: 'delivered',
  carrierHash: 0,
  spendMicroUsd: null,
});

const verification = (
  numberHash: number | null,
  occurredAtMs: number,
  outcome: VerificationEvent['outcome'] = 'verified',
): VerificationEvent => ({
  kind: 'verification',
  arrivedAtMs: occurredAtMs,
  occurredAtMs,
  outcome,
  country: 'TJ',
  numberHash,
  blockHash: 1,
  recordHash: 1,
});

describe('customers whom a block would have kept out', () => {
  it('are numbers that were stopped and whose code was used within the hour, each once', () => {
    const customers = new StoppedCustomers();
    customers.noteSend(sms(1, START_MS), true);
    customers.noteSend(sms(2, START_MS), true);
    customers.noteSend(sms(3, START_MS), true);
    customers.noteVerification(verification(1, START_MS + MINUTE_MS));
    customers.noteVerification(verification(1, START_MS + MINUTE_MS));
    customers.noteVerification(verification(2, START_MS + HOUR_MS + MINUTE_MS));
    customers.noteVerification(verification(3, START_MS + MINUTE_MS, 'failed'));
    customers.noteVerification(verification(4, START_MS + MINUTE_MS));
    expect(customers.count).toBe(1);
  });

  it('are none of those who got a message after the one that was stopped', () => {
    const customers = new StoppedCustomers();
    customers.noteSend(sms(1, START_MS), true);
    customers.noteSend(sms(1, START_MS + MINUTE_MS), false);
    customers.noteVerification(verification(1, START_MS + 2 * MINUTE_MS));
    expect(customers.count).toBe(0);
  });

  it('are not known where no used code was recorded', () => {
    const customers = new StoppedCustomers();
    customers.noteSend(sms(1, START_MS), true);
    expect(customers.count).toBeNull();
    customers.noteVerification(verification(null, START_MS));
    expect(customers.count).toBe(0);
  });

  it('are counted among very many numbers, old ones of which are forgotten', () => {
    const customers = new StoppedCustomers();
    for (let number = 0; number < 100_000; number += 1)
      customers.noteSend(sms(number, START_MS), true);
    const laterMs = START_MS + 2 * HOUR_MS;
    customers.noteSend(sms(100_001, laterMs), true);
    customers.noteVerification(verification(100_001, laterMs + MINUTE_MS));
    customers.noteVerification(verification(5, START_MS + MINUTE_MS));
    expect(customers.count).toBe(1);
  });
});
