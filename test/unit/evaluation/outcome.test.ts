import { describe, expect, it } from 'vitest';
import type { Alert, Containment } from '../../../lib/evaluation/contender.ts';
import type { LabelledSms } from '../../../lib/evaluation/labelled-sms.ts';
import { joinRenewals, outcomeOf } from '../../../lib/evaluation/outcome.ts';
import { anSms, attackSms, minute, tajikistan } from './fixtures.ts';

const block = (
  from: number,
  to: number,
  scope: Containment['scope'] = tajikistan,
): Containment => ({
  fromMs: minute(from),
  toMs: minute(to),
  scope,
});
const alert = (at: number, ...countries: string[]): Alert => ({
  atMs: minute(at),
  countries: countries.length === 0 ? null : countries,
});

/** An attack on Tajikistan, one SMS a minute from noon for an hour, beside an honest one a minute to Germany. */
const hour = Array.from({ length: 60 }, (_, at) => at);
const attack = hour.map((at) => attackSms({ sentAtMs: minute(at), requestedAtMs: minute(at) }));
const honest = hour.map((at) => anSms({ sentAtMs: minute(at), requestedAtMs: minute(at) }));

const outcome = (
  { alerts = [], containments = [] }: { alerts?: Alert[]; containments?: Containment[] },
  isStopped: (sms: LabelledSms) => boolean = () => false,
  sms: readonly LabelledSms[] = [...attack, ...honest],
) =>
  outcomeOf({
    log: { alerts, containments },
    sms: sms.map((one) => ({ sms: one, isStopped: isStopped(one) })),
  });

describe('the outcome of an attack', () => {
  it('that nobody notices is a miss, not a long time', () => {
    const missed = outcome({});
    expect(missed).toMatchObject({
      attackSms: 60,
      leakedSms: 60,
      minutesToAlert: null,
      smsToAlert: null,
      minutesToContain: null,
      smsToContain: null,
      minutesToRelease: null,
      precision: null,
      falseAlerts: 0,
    });
    expect(missed.leakedUsd).toBeCloseTo(12);
    expect(missed.attackUsd).toBeCloseTo(12);
  });

  it('counts minutes, messages and dollars up to the alert and the block', () => {
    const seen = outcome(
      { alerts: [alert(5, 'TJ')], containments: [block(10.5, 90)] },
      ({ isAttack, sentAtMs }) => isAttack && (sentAtMs ?? 0) >= minute(10.5),
    );
    expect(seen).toMatchObject({
      minutesToAlert: 5,
      smsToAlert: 5,
      minutesToContain: 10.5,
      smsToContain: 11,
      leakedSms: 11,
      minutesToRelease: 31,
      flaps: 0,
      precision: 1,
      falseAlerts: 0,
      falseContainments: 0,
      legitStopped: 0,
    });
    expect(seen.leakedUsd).toBeCloseTo(2.2);
  });

  it('tells what of the stopped was the attack', () => {
    const stopped = outcome(
      { containments: [block(30, 60, { kind: 'all' })] },
      ({ sentAtMs }) => (sentAtMs ?? 0) >= minute(30),
    );
    expect(stopped).toMatchObject({ precision: 0.5, legitStopped: 30, falseContainments: 0 });
  });

  it('takes renewals for one block, and a block after a gap for a flap', () => {
    expect(joinRenewals([block(20, 40), block(10, 25), block(50, 60)])).toEqual([
      block(10, 40),
      block(50, 60),
    ]);
    expect(outcome({ containments: [block(10, 25), block(20, 40), block(50, 70)] }).flaps).toBe(1);
    // After its end, there is nothing to flap about.
    expect(outcome({ containments: [block(10, 40), block(65, 70)] }).flaps).toBe(0);
  });

  it('is not contained by what begins after it', () => {
    expect(outcome({ containments: [block(61, 90)] })).toMatchObject({
      minutesToContain: null,
      minutesToRelease: null,
      falseContainments: 0,
    });
  });
});

describe('what is right and what is false', () => {
  it.each<[string, Alert, number]>([
    ['the attacked country', alert(3, 'TJ'), 0],
    ['one of several, of which one is attacked', alert(3, 'UZ', 'TJ'), 0],
    ['the account, while it is attacked', alert(3), 0],
    ['another country', alert(3, 'UZ'), 1],
    ['the attacked country before the attack', alert(-1, 'TJ'), 1],
    ['the attacked country a day after it', alert(60 + 24 * 60, 'TJ'), 1],
    ['the account before the attack', alert(-1), 1],
  ])('an alert about %s', (_, one, falseAlerts) => {
    expect(outcome({ alerts: [one] }).falseAlerts).toBe(falseAlerts);
  });

  it.each<[string, Containment, number]>([
    ['the attacked country', block(3, 9), 0],
    ['everything', block(3, 9, { kind: 'all' }), 0],
    ['a range of the attack', block(3, 9, { kind: 'range', country: 'TJ', prefix: '+99290' }), 0],
    ['another range', block(3, 9, { kind: 'range', country: 'TJ', prefix: '+99291' }), 1],
    ['another country', block(3, 9, { kind: 'country', country: 'DE' }), 1],
    ['the country before the attack', block(-9, -3), 1],
    ['an attacking number', block(3, 9, { kind: 'number', number: '+992901234567' }), 0],
    ['an honest number', block(3, 9, { kind: 'number', number: '+4915100000001' }), 1],
    ['an address nobody attacks from', block(3, 9, { kind: 'address', address: '192.0.2.9' }), 1],
  ])('a block of %s', (_, one, falseContainments) => {
    expect(outcome({ containments: [one] }).falseContainments).toBe(falseContainments);
  });

  it('without an attack everything is false, and renewals are one block', () => {
    const quiet = outcome(
      { alerts: [alert(1, 'TJ'), alert(2)], containments: [block(1, 9), block(5, 20)] },
      () => false,
      honest,
    );
    expect(quiet).toMatchObject({
      falseAlerts: 2,
      falseContainments: 1,
      attackSms: 0,
      leakedUsd: 0,
    });
  });
});
