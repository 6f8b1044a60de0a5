import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda, TICK_MS } from '../../../lib/core/count/agenda.ts';
import { toSlotDeltas } from '../../../lib/core/count/observations.ts';
import { MINUTE_MS } from '../../../lib/core/time.ts';
import { minute, sms, START_MS, verified } from './histories.ts';

const TJ = 'country/TJ';
const noted = (...events: Parameters<typeof toSlotDeltas>[0][number][]): Agenda => {
  const agenda = new Agenda();
  agenda.note(toSlotDeltas(events));
  return agenda;
};
const due = (agenda: Agenda, atMs: number): string[] => [...agenda.takeDue(atMs)];

describe('the agenda', () => {
  it('is empty before anything was counted', () => {
    const agenda = new Agenda();
    expect(agenda.nextTickMs(minute(0))).toBeNull();
    expect(due(agenda, minute(1))).toEqual([]);
  });

  it('has a country due at the next tick after a send', () => {
    const agenda = noted(sms(0, 1));
    expect(agenda.nextTickMs(minute(0) + 1)).toBe(minute(0) + TICK_MS);
    expect(due(agenda, minute(0) + TICK_MS)).toEqual([TJ]);
    expect(due(agenda, minute(0) + 2 * TICK_MS)).toEqual([]);
  });

  it('has a country due that another process counted into, however little is new, and once more when its codes have matured', () => {
    const agenda = new Agenda();
    agenda.noteLook(TJ, 10_000);
    agenda.noteTouched(TJ, minute(0));
    agenda.noteTouched('client/pool/app', minute(0));
    expect(agenda.nextTickMs(minute(0) + 1)).toBe(minute(0) + TICK_MS);
    expect(due(agenda, minute(0) + TICK_MS)).toEqual([TJ]);
    expect(due(agenda, minute(0) + 2 * TICK_MS)).toEqual([]);
    expect(due(agenda, minute(15))).toEqual([TJ]);
  });

  it('makes up for a round that it is told of late', () => {
    const agenda = noted(sms(0, 1));
    agenda.takeDue(minute(0) + TICK_MS);
    expect([...agenda.takeDue(minute(15) + TICK_MS, false)]).toEqual([]);
    expect([...agenda.takeDue(minute(15) + TICK_MS, true)]).toEqual([TJ]);
  });

  it('has it due once more when the code has had its time', () => {
    const agenda = noted(sms(0, 1));
    agenda.takeDue(minute(0) + TICK_MS);
    const dueMs = agenda.nextTickMs(minute(0) + TICK_MS) ?? Infinity;
    expect(dueMs).toBeGreaterThanOrEqual(minute(11));
    expect(dueMs).toBeLessThan(minute(16));
    expect(due(agenda, dueMs - TICK_MS)).toEqual([]);
    expect(due(agenda, dueMs)).toEqual([TJ]);
    expect(agenda.nextTickMs(dueMs)).toBeNull();
  });

  it('catches up with what matured while nobody looked', () => {
    const agenda = noted(sms(0, 1));
    agenda.takeDue(minute(1));
    const nextMs = agenda.nextTickMs(minute(500)) ?? Infinity;
    expect(nextMs).toBeGreaterThan(minute(500));
    expect(nextMs).toBeLessThanOrEqual(minute(505));
    expect(due(agenda, nextMs)).toEqual([TJ]);
  });

  it('is not woken by a verification, nor by what is no country', () => {
    const agenda = noted(verified(0, 1), {
      kind: 'auth',
      arrivedAtMs: minute(0),
      occurredAtMs: minute(0),
      userPoolId: 'us-east-1_A',
      clientId: null,
      eventType: 'sign-up',
      result: 'pass',
      userHash: null,
      ipHash: null,
      ipCountry: null,
      recordHash: 1,
    });
    expect(agenda.nextTickMs(minute(0))).toBeNull();
  });

  it('lets a busy destination wait for one new message in twenty, and five minutes at most', () => {
    const agenda = noted(...Array.from({ length: 49 }, (_, number) => sms(0, number)));
    agenda.noteLook(TJ, 1_000);
    expect(due(agenda, minute(0) + TICK_MS)).toEqual([]);
    expect(due(agenda, minute(4))).toEqual([]);
    expect(due(agenda, minute(5))).toEqual([TJ]);

    agenda.note(toSlotDeltas(Array.from({ length: 50 }, (_, number) => sms(5, number))));
    expect(due(agenda, minute(5) + TICK_MS)).toEqual([TJ]);
  });

  it('takes a redelivered batch for no news', () => {
    const batch = toSlotDeltas(Array.from({ length: 49 }, (_, number) => sms(0, number)));
    const agenda = new Agenda();
    agenda.noteLook(TJ, 1_000);
    agenda.note(batch);
    agenda.note(batch);
    expect(due(agenda, minute(0) + TICK_MS)).toEqual([]);
  });

  it('forgets how busy a destination was when it has gone quiet', () => {
    const agenda = noted(sms(0, 1));
    agenda.noteLook(TJ, 1_000);
    agenda.noteLook(TJ, 0);
    expect(due(agenda, minute(0) + TICK_MS)).toEqual([TJ]);
  });

  it('has a key due again that could not be looked at', () => {
    const agenda = noted(sms(0, 1));
    agenda.takeDue(minute(0) + TICK_MS);
    agenda.retry(TJ);
    expect(agenda.nextTickMs(minute(0) + TICK_MS)).toBe(minute(0) + 2 * TICK_MS);
    expect(due(agenda, minute(0) + 2 * TICK_MS)).toEqual([TJ]);
  });

  it('loses no news to a retry', () => {
    const agenda = noted(...Array.from({ length: 50 }, (_, number) => sms(0, number)));
    agenda.noteLook(TJ, 1_000);
    agenda.retry(TJ);
    expect(due(agenda, minute(0) + TICK_MS)).toEqual([TJ]);
  });

  it('never has its next tick in the past, and comes to rest', () => {
    const send = fc.record({
      country: fc.constantFrom('TJ', 'DE', 'US'),
      atMinute: fc.integer({ min: -100, max: 30 }),
      number: fc.nat(50),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(send, { maxLength: 10 }), { maxLength: 8 }),
        fc.nat(59_999),
        (batches, offsetMs) => {
          const agenda = new Agenda();
          let nowMs = START_MS + offsetMs;
          const step = (): boolean => {
            const nextMs = agenda.nextTickMs(nowMs);
            if (nextMs === null) return false;
            expect(nextMs).toBeGreaterThan(nowMs);
            expect(nextMs % TICK_MS).toBe(0);
            nowMs = nextMs;
            for (const key of agenda.takeDue(nowMs)) agenda.noteLook(key, 5_000);
            return true;
          };
          for (const batch of batches) {
            agenda.note(
              toSlotDeltas(
                batch.map(({ atMinute, number, country }) => sms(atMinute, number, { country })),
              ),
            );
            step();
          }
          let steps = 0;
          while (step()) expect((steps += 1)).toBeLessThan(400);
          expect(nowMs).toBeLessThanOrEqual(
            START_MS + (31 + 16) * MINUTE_MS + batches.length * MINUTE_MS + MINUTE_MS,
          );
        },
      ),
    );
  });
});
