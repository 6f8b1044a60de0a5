import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  arrivals,
  arrivalsOf,
  filterOutput,
  logEventLine,
  makeEvents,
  ndjson,
  payload,
  readContent,
  readStdin,
  s3Export,
  START_MS,
  USAGE_HEADER,
  withoutIngestion,
  type Outcome,
} from './harness.ts';

const events = makeEvents(5);
const bare = withoutIngestion(events);
const BOM = '\uFEFF';

const FORMATS = [
  { name: 'NDJSON of log events', text: ndjson(events), expected: events },
  { name: 'filter-log-events, pretty', text: filterOutput(events, 4), expected: events },
  { name: 'filter-log-events, compact', text: filterOutput(events), expected: events },
  { name: 'an array of events, pretty', text: JSON.stringify(events, null, 2), expected: events },
  { name: 'an array of events, compact', text: JSON.stringify(events), expected: events },
  {
    name: 'an array with one event a line',
    text: `[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]\n`,
    expected: events,
  },
  { name: 'subscription payload, compact', text: payload(events), expected: bare },
  { name: 'subscription payload, pretty', text: payload(events, 2), expected: bare },
  {
    name: 'subscription payloads, one a line',
    text: `${payload(events.slice(0, 2))}\n${payload(events.slice(2))}\n`,
    expected: bare,
  },
  {
    name: 'pages of filter-log-events one after another',
    text: `${filterOutput(events.slice(0, 2), 4)}\n${filterOutput(events.slice(2), 4)}\n`,
    expected: events,
  },
  {
    name: 'log events as pretty JSON',
    text: events.map((event) => JSON.stringify(event, null, 2)).join('\n'),
    expected: events,
  },
  {
    name: 'payloads among log events',
    text: `${logEventLine(bare[0]!)}\n${payload(bare.slice(1, 3))}\n${filterOutput(bare.slice(3))}\n`,
    expected: bare,
  },
  { name: 'CloudWatch Logs export', text: s3Export(events), expected: bare },
];

describe.each(FORMATS)('$name', ({ text, expected }) => {
  const wanted = { arrivals: arrivals(expected), rejects: [], read: expected.length };
  const digest = ({ records, rejects, stats }: Outcome): unknown => ({
    arrivals: arrivalsOf(records),
    rejects,
    read: stats.read,
  });

  it('is recognised', async () => {
    expect(digest(await readContent(text))).toEqual(wanted);
  });
  it('is recognised when packed', async () => {
    expect(digest(await readContent(gzipSync(text)))).toEqual(wanted);
  });
  it('is recognised with a byte order mark', async () => {
    expect(digest(await readContent(BOM + text))).toEqual(wanted);
  });
  it('is recognised with CRLF and blank lines', async () => {
    expect(digest(await readContent(`\r\n${text.replaceAll('\n', '\r\n')}\r\n \r\n`))).toEqual(
      wanted,
    );
  });
  it('is recognised without a line break at its end', async () => {
    expect(digest(await readContent(text.trimEnd()))).toEqual(wanted);
  });
  it('is the same in pieces of any size, from standard input', async () => {
    for (const pieceBytes of [1, 2, 7, 64])
      expect(digest(await readStdin(text, pieceBytes))).toEqual(wanted);
    expect(digest(await readStdin(gzipSync(text), 1))).toEqual(wanted);
  });
});

it('keeps all that a log event says', async () => {
  const { records } = await readContent(ndjson(events.slice(0, 1)));
  expect(records).toEqual([
    {
      source: 'log-event',
      arrivedAtMs: START_MS + 400,
      record: {
        message: events[0]!.message,
        timestampMs: START_MS,
        ingestionTimeMs: START_MS + 400,
      },
      file: 'input',
      line: 1,
    },
  ]);
});

it('takes the timestamp for the arrival where there is no ingestion time', async () => {
  const { records } = await readContent(ndjson(bare.slice(0, 1)));
  expect(records[0]).toMatchObject({ arrivedAtMs: START_MS, record: { timestampMs: START_MS } });
  expect(records[0]).not.toHaveProperty('record.ingestionTimeMs');
});

it('takes times written as digits in a string', async () => {
  const line = JSON.stringify({
    timestamp: `${START_MS}`,
    ingestionTime: `${START_MS + 1}`,
    message: 'm',
  });
  const { records } = await readContent(line);
  expect(records[0]).toMatchObject({
    arrivedAtMs: START_MS + 1,
    record: { timestampMs: START_MS, ingestionTimeMs: START_MS + 1 },
  });
});

const CONTROL_EVENTS = [
  { id: '', timestamp: START_MS, message: 'CWL CONTROL MESSAGE: Checking health of destination' },
];

it.each([
  ['on a line', JSON.stringify({ messageType: 'CONTROL_MESSAGE', logEvents: CONTROL_EVENTS })],
  ['pretty', JSON.stringify({ messageType: 'CONTROL_MESSAGE', logEvents: [7, {}] }, null, 2)],
  [
    'with sorted keys',
    JSON.stringify({ logEvents: CONTROL_EVENTS, messageType: 'CONTROL_MESSAGE' }),
  ],
  ['without events', '{"messageType":"CONTROL_MESSAGE"}'],
])('skips a control message %s without a word', async (_, text) => {
  const { records, rejects, stats } = await readContent(`${text}\n${payload(events)}`);
  expect(rejects).toEqual([]);
  expect(records).toHaveLength(5);
  expect(stats.read).toBe(5);
});

it('takes an empty result as no records and no fault', async () => {
  expect(await readContent('{"events": [], "searchedLogStreams": []}')).toMatchObject({
    records: [],
    rejects: [],
  });
});

describe('the usage report', () => {
  const row =
    '2026-09-01T03:00:29.476Z,96a2,15005550100,Promotional,Message has been accepted by phone carrier,0.90084,0,1';

  it('gives each field by the name of its column, whatever the order of the columns', async () => {
    const expected = {
      PublishTimeUTC: '2026-09-01T03:00:29.476Z',
      MessageId: '96a2',
      DestinationPhoneNumber: '15005550100',
      MessageType: 'Promotional',
      DeliveryStatus: 'Message has been accepted by phone carrier',
      PriceInUSD: '0.90084',
      PartNumber: '0',
      TotalParts: '1',
    };
    const turned = (line: string): string => line.split(',').reverse().join(',');
    for (const text of [
      `${USAGE_HEADER}\n${row}\n`,
      `${BOM}${USAGE_HEADER}\r\n${row}\r\n`,
      `${turned(USAGE_HEADER)}\n${turned(row)}`,
      `${USAGE_HEADER},Extra\n${row},x\n`,
      gzipSync(`${USAGE_HEADER}\n${row}\n`),
    ]) {
      const { records, rejects } = await readContent(text);
      expect(rejects).toEqual([]);
      expect(records).toEqual([
        {
          source: 'usage-row',
          arrivedAtMs: Date.UTC(2026, 8, 1, 3, 0, 29, 476),
          row: expected,
          file: 'input',
          line: 2,
        },
      ]);
    }
  });

  it('reads quoted fields: commas, quotes and line breaks in them', async () => {
    const quoted = '"2026-09-01T03:00:29.476Z","9","1","P","a, ""b""\nc",0.1,"0",1';
    const { records, rejects } = await readContent(`${USAGE_HEADER}\n${quoted}\n${row}\n`);
    expect(rejects).toEqual([]);
    expect(records.map(({ line }) => line)).toEqual([2, 4]);
    expect(records[0]).toMatchObject({ row: { DeliveryStatus: 'a, "b"\nc', TotalParts: '1' } });
  });

  it('takes a repeated header for none of its rows', async () => {
    const { records, rejects } = await readContent(
      `${USAGE_HEADER}\n${row}\n${USAGE_HEADER}\n${row.replace('96a2', '96a3')}\n`,
    );
    expect(rejects).toEqual([]);
    expect(records).toHaveLength(2);
  });

  it('rejects rows that are broken and keeps those around them', async () => {
    const { records, rejects } = await readContent(
      [
        USAGE_HEADER,
        row,
        'yesterday,9,1,P,ok,0.1,0,1',
        '1999-01-01T00:00:00Z,9,1,P,ok,0.1,0,1',
        '2026-09-01T00:00:00Z,9,1',
        '2026-09-01T00:00:00Z,9,1,P,"never closed,0.1,0,1',
        row.replace('96a2', '96a3'),
        '2026-09-01T00:00:00Z,9,1,P,"nor here',
      ].join('\n'),
    );
    expect(rejects.map(({ reason, line }) => [reason, line])).toEqual([
      ['invalid-timestamp', 3],
      ['implausible-timestamp', 4],
      ['invalid-record', 5],
      ['invalid-record', 6],
      ['invalid-record', 8],
    ]);
    expect(records).toHaveLength(2);
  });

  it('gives up a quoted field that swallows too much, in bounded time', async () => {
    const { records, rejects } = await readContent(
      `${USAGE_HEADER}\n${row}\n"${'x\n""\n'.repeat(50_000)}${row.replace('96a2', '96a3')}\n`,
    );
    expect(records).toHaveLength(2);
    expect(rejects.length).toBeGreaterThan(0);
  });
});

describe('a CloudWatch Logs export', () => {
  const at = (second: number): string => `2026-09-01T00:00:0${second}.000Z`;

  it('goes on over several lines where the message is JSON that is still open', async () => {
    const { records, rejects } = await readContent(
      `${at(0)} {\n  "a": "}",\n  "b": [\n1]\n}\n${at(1)} {"c":1}\n`,
    );
    expect(rejects).toEqual([]);
    expect(arrivalsOf(records)).toEqual([
      [START_MS, '{\n  "a": "}",\n  "b": [\n1]\n}'],
      [START_MS + 1_000, '{"c":1}'],
    ]);
    expect(records.map(({ line }) => line)).toEqual([1, 6]);
  });

  it('rejects a line without a time, and the record before it stays whole', async () => {
    const { records, rejects } = await readContent(
      `${at(0)} {"a":1}\nstray\n${at(1)} plain text\nstray too\n2026-13-01T00:00:00.000Z x\n`,
    );
    expect(arrivalsOf(records)).toEqual([
      [START_MS, '{"a":1}'],
      [START_MS + 1_000, 'plain text'],
    ]);
    expect(rejects.map(({ reason, line }) => [reason, line])).toEqual([
      ['invalid-timestamp', 2],
      ['invalid-timestamp', 4],
      ['invalid-timestamp', 5],
    ]);
  });

  it('rejects a message that never closes once it is over 1 MiB', async () => {
    const open = `${at(0)} {\n${'"a": 1,\n'.repeat(200_000)}${at(1)} {"b":1}\n`;
    const { records, rejects } = await readContent(open);
    expect(arrivalsOf(records)).toEqual([[START_MS + 1_000, '{"b":1}']]);
    expect(rejects.map(({ reason, line }) => [reason, line])).toEqual([['line-too-long', 1]]);
  });
});
