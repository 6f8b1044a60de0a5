import { describe, expect, it } from 'vitest';
import { createCountryByName } from '../../../lib/adapters/country-names.ts';
import { COUNTRY_PROFILES } from '../../../lib/simulator/country-profiles.ts';
import { MAX_HOURS_LATE_MS, MAX_LATE_MS, USUAL_FAULTS } from '../../../lib/simulator/faults.ts';
import { simulate } from '../../../lib/simulator/simulate.ts';
import { anAttack, attackSms, scenarioWith, smsOf, START_MS } from './scenarios.ts';

const DAY_MS = 86_400_000;
const lines = (scenario: Parameters<typeof simulate>[0]) =>
  [...simulate(scenario)].map((event) => JSON.stringify(event));

describe('simulate', () => {
  it('gives the same events for the same scenario, and after a round trip through JSON', () => {
    const scenario = scenarioWith({ attacks: [anAttack()], faults: USUAL_FAULTS });
    const first = lines(scenario);
    expect(lines(scenario)).toEqual(first);
    expect(lines(JSON.parse(JSON.stringify(scenario)) as typeof scenario)).toEqual(first);
  });

  it('gives other events for another seed', () => {
    const scenario = scenarioWith({});
    expect(lines({ ...scenario, seed: 2 })).not.toEqual(lines(scenario));
  });

  it('yields in order of arrival, never before the event itself', () => {
    let lastMs = 0;
    for (const event of simulate(scenarioWith({ attacks: [anAttack()], faults: USUAL_FAULTS }))) {
      expect(event.ingestionTime).toBeGreaterThanOrEqual(lastMs);
      expect(event.ingestionTime).toBeGreaterThanOrEqual(event.timestamp);
      lastMs = event.ingestionTime;
    }
  });

  it('ends when the scenario does, but for what is late', () => {
    const scenario = scenarioWith({ days: 1, attacks: [anAttack()], faults: USUAL_FAULTS });
    const latestMs = START_MS + DAY_MS + MAX_HOURS_LATE_MS + 3 * MAX_LATE_MS;
    for (const event of simulate(scenario)) expect(event.ingestionTime).toBeLessThan(latestMs);
    for (const { sentAtMs } of smsOf(scenario))
      expect(sentAtMs).toBeLessThan(START_MS + DAY_MS + 1_000);
  });

  it('does not change a byte of the legitimate traffic when an attack is added', () => {
    const legit = (attacks: ReturnType<typeof anAttack>[]) =>
      lines(scenarioWith({ attacks })).filter((line) => line.includes('"label":"legit"'));
    expect(legit([anAttack()])).toEqual(legit([]));
  });

  it('never writes the truth into a message', () => {
    for (const event of simulate(scenarioWith({ attacks: [anAttack({ id: 'the-truth' })] })))
      expect(event.message).not.toMatch(/the-truth|legit|label/);
  });

  it('tells every event apart by its id when nothing is delivered twice', () => {
    const events = [...simulate(scenarioWith({ attacks: [anAttack()] }))];
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { id } of events) expect(id).toMatch(/^\d{56}$/);
  });

  it('repeats one event in a hundred, late or not, as the very same record', () => {
    const events = [...simulate(scenarioWith({ days: 5, faults: USUAL_FAULTS }))];
    const seen = new Map<string, string>();
    let duplicates = 0;
    for (const { id, message } of events) {
      if (seen.has(id)) duplicates += 1;
      expect(seen.get(id) ?? message).toBe(message);
      seen.set(id, message);
    }
    expect(duplicates / seen.size).toBeGreaterThan(0.005);
    expect(duplicates / seen.size).toBeLessThan(0.016);
  });

  it('leaves out the feeds that are not wanted, and does not change the others', () => {
    const scenario = scenarioWith({ faults: USUAL_FAULTS });
    const smsOnly = { ...scenario, feeds: { verifications: false, cognito: false } };
    const isSms = (line: string) => line.includes('"feed":"sns-delivery-status"');
    expect(lines(smsOnly)).toEqual(lines(scenario).filter(isSms));
  });

  it('stops what is blocked: nothing is sent or verified, but the user pool sees the attempt', () => {
    const scenario = scenarioWith({ messagesPerDay: 0, attacks: [anAttack({ conversion: 1 })] });
    const events = [...simulate(scenario, { isBlocked: () => true })];
    expect(new Set(events.map(({ feed }) => feed))).toEqual(new Set(['cognito-user-pool']));
    expect(events).toHaveLength(300);
    const noCognito = { ...scenario, feeds: { verifications: true, cognito: false } };
    expect([...simulate(noCognito, { isBlocked: () => true })]).toEqual([]);
  });

  it('asks whether a send is blocked only when all that arrived before it was seen', () => {
    let lastArrivalMs = 0;
    const scenario = scenarioWith({ days: 1, attacks: [anAttack()], faults: USUAL_FAULTS });
    const isBlocked = ({ atMs }: { atMs: number }) => {
      expect(atMs).toBeGreaterThanOrEqual(lastArrivalMs);
      return false;
    };
    for (const event of simulate(scenario, { isBlocked })) lastArrivalMs = event.ingestionTime;
  });

  it('lets an adaptive attacker wait and move on, until it gives up', () => {
    const attack = anAttack({
      countries: ['TJ', 'AZ', 'KG'],
      messages: 500,
      whenBlocked: { noticedAfterSends: 3, waitMinutes: 20, moves: 2 },
    });
    const attempts = new Map<string, number>();
    const isBlocked = ({ country }: { country: string }) => {
      attempts.set(country, (attempts.get(country) ?? 0) + 1);
      return country !== 'KG';
    };
    const scenario = scenarioWith({ messagesPerDay: 0, attacks: [attack] });
    expect([...simulate(scenario, { isBlocked })].length).toBeGreaterThan(0);
    expect([...attempts]).toEqual([
      ['TJ', 3],
      ['AZ', 3],
      ['KG', 494],
    ]);
  });
});

describe('the records', () => {
  const sms = smsOf(scenarioWith({ days: 10 }));

  it('have the shapes of SNS: no carrier and zero codes on failures, always a price', () => {
    const failures = sms.filter(({ message }) => message.status === 'FAILURE');
    expect(failures.length / sms.length).toBeGreaterThan(0.01);
    expect(failures.length / sms.length).toBeLessThan(0.06);
    for (const { event, message } of sms) {
      const { delivery, notification, status } = message;
      const isFailure = status === 'FAILURE';
      expect(event.logGroup.endsWith('/DirectPublishToPhoneNumber/Failure')).toBe(isFailure);
      expect(notification.timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
      expect('phoneCarrier' in delivery).toBe(!isFailure);
      expect(delivery.mcc > 0 && delivery.mnc > 0).toBe(!isFailure);
      expect(delivery.priceInUSD).toBeGreaterThan(0);
    }
  });

  it('name countries so that the detector can read them', () => {
    const countryByName = createCountryByName();
    const misread = COUNTRY_PROFILES.filter(
      ({ country, englishName }) => countryByName(englishName) !== country,
    );
    expect(misread).toEqual([]);
  });

  it('have verifications for numbers that were sent to before', () => {
    const sentAtMs = new Map<string, number>();
    for (const line of sms)
      sentAtMs.set(line.e164, Math.min(line.sentAtMs, sentAtMs.get(line.e164) ?? Infinity));
    let verifications = 0;
    for (const { feed, message } of simulate(scenarioWith({ days: 10 }))) {
      if (feed !== 'otp-verifications') continue;
      const record = JSON.parse(message) as { destination: string; timestamp: string };
      const sent = sentAtMs.get(record.destination) ?? Infinity;
      expect(Date.parse(record.timestamp)).toBeGreaterThan(sent);
      verifications += 1;
    }
    expect(verifications / sms.length).toBeGreaterThan(0.7);
  });

  it('use only addresses that belong to nobody', () => {
    const scenario = scenarioWith({ days: 1, attacks: [anAttack()] });
    for (const { feed, message } of simulate(scenario)) {
      if (feed !== 'cognito-user-pool' || message.includes('USER_NOTIFICATION')) continue;
      const record = JSON.parse(message) as { message: { ipAddress: string } };
      expect(record.message.ipAddress).toMatch(
        /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8:/,
      );
    }
  });

  it('carry the price of the list times the factor', () => {
    const prices = attackSms(anAttack()).map(({ message }) => message.delivery.priceInUSD);
    expect(new Set(prices)).toEqual(new Set([0.218]));
  });
});
