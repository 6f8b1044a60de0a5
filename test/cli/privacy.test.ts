import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identitiesIn, identitiesOfSample } from '../scenarios/identities.ts';
import { SAMPLE_LOGS } from '../scenarios/recorded.ts';
import { runHere } from './command-line.ts';
import { logEvent, snsMessage } from './records.ts';

const who = identitiesOfSample();
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'privacy-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Everything that a replay leaves behind: its files, byte for byte, and what it prints. */
const tracesOf = async (inputs: readonly string[], mode: string): Promise<Map<string, string>> => {
  const out = await mkdtemp(join(directory, 'out-'));
  const { stdout, stderr } = await runHere(['replay', ...inputs, '--out', out, '--mode', mode]);
  const traces = new Map([
    ['stdout', stdout],
    ['stderr', stderr],
  ]);
  const names = await readdir(out);
  expect(names.sort()).toEqual(['decisions.ndjson', 'report.html', 'summary.json']);
  for (const name of names) traces.set(name, await readFile(join(out, name), 'latin1'));
  return traces;
};

describe('what a replay leaves behind', () => {
  it('is looked through for enough, and by a search that finds', () => {
    expect(who.numbers.size).toBeGreaterThan(1_500);
    expect(who.addresses.size).toBeGreaterThan(500);
    expect(who.users.size).toBeGreaterThan(1_000);
    for (const number of who.numbers) expect(number).toMatch(/^\+\d{8,15}$/);
    const [number = '', another = ''] = who.numbers;
    const spaced = another.replace(/^\+(\d\d)(\d\d\d)(\d+)$/, '+$1 $2-$3');
    const [address = ''] = who.addresses;
    const [user = ''] = who.users;
    expect(identitiesIn([number.slice(1), spaced, address, user].join(', '), who)).toEqual([
      number,
      another,
      address,
      user,
    ]);
  });

  it.each(['enforce', 'monitor'])(
    'names no number, address or user of the sample (%s), and no prefix too long',
    async (mode) => {
      const traces = await tracesOf([SAMPLE_LOGS], mode);
      expect(traces.get('decisions.ndjson')?.length).toBeGreaterThan(1_000);
      for (const [name, text] of traces)
        expect([name, identitiesIn(text, who)]).toEqual([name, []]);
      let prefixes = 0;
      for (const text of traces.values())
        for (const [prefix] of text.matchAll(/\+\d{5,}/g)) {
          const numbers = [...who.numbers].filter((number) => number.startsWith(prefix));
          expect(numbers.length).toBeGreaterThan(0);
          for (const number of numbers)
            expect(prefix.length).toBeLessThanOrEqual(number.length - 4);
          prefixes += 1;
        }
      expect(prefixes).toBeGreaterThan(0);
    },
  );

  it('quotes nothing of a record that it could not read', async () => {
    const [number = '', another = '', third = ''] = who.numbers;
    const [address = ''] = who.addresses;
    const [user = ''] = who.users;
    const destination = (value: unknown) =>
      logEvent(1, snsMessage(1, { delivery: { destination: value } }));
    const lines = [
      destination(`${number}x`),
      destination(` ${number.slice(1)} `),
      destination(Number(another.slice(1))),
      destination({ e164: third }),
      destination([number]),
      logEvent(2, snsMessage(2), { timestamp: number }),
      logEvent(2, snsMessage(2), { ingestionTime: number }),
      logEvent(2, snsMessage(2, { notification: { timestamp: number } })),
      logEvent(2, snsMessage(2, { notification: { messageId: { user } } })),
      logEvent(2, snsMessage(2, { delivery: { priceInUSD: another } })),
      logEvent(2, { ...snsMessage(2), status: number }),
      logEvent(3, '', { message: { destination: number } }),
      logEvent(3, `a line that some application wrote about ${number} at ${address}`),
      logEvent(3, { [number]: user, type: number, ipAddress: address }),
      logEvent(4, {
        type: 'otp-verification',
        version: 1,
        timestamp: number,
        destination: another,
        outcome: 'verified',
      }),
      logEvent(4, {
        type: 'otp-verification',
        version: number,
        timestamp: '2026-09-09T00:00:04.000Z',
        destination: third,
        outcome: user,
      }),
      logEvent(5, {
        eventSource: 'USER_AUTH_EVENTS',
        logSourceId: { userPoolId: 7 },
        message: { userName: user, ipAddress: address, eventType: number },
      }),
      logEvent(6).replace('"message"', `"${number}`),
      `${number},${address},${user}`,
      `{"${number}`,
      logEvent(7),
    ];
    const csv = [
      'PublishTimeUTC,MessageId,DestinationPhoneNumber,MessageType,DeliveryStatus,PriceInUSD,PartNumber,TotalParts',
      `${number},${user},${another},Transactional,No errors,0.1,1,1`,
      `2026-09-09T00:00:00.000Z,${user},x${another},Transactional,No errors,0.1,1,1`,
      `2026-09-09T00:00:00.000Z,${user},${number},Transactional,${third},${another},${number},1`,
    ];
    const bad = join(directory, 'bad.ndjson');
    const usage = join(directory, 'usage.csv');
    await writeFile(bad, lines.join('\n'));
    await writeFile(usage, csv.join('\n'));
    const traces = await tracesOf([bad, usage], 'enforce');
    expect(traces.get('stdout')).toContain('could not be read');
    for (const [name, text] of traces) expect([name, identitiesIn(text, who)]).toEqual([name, []]);
  });
});
