import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrivals,
  arrivalsOf,
  filterOutput,
  logEventLine,
  makeEvents,
  ndjson,
  payload,
  readAll,
  readContent,
  readStdin,
  s3Export,
  START_MS,
  USAGE_HEADER,
  withoutIngestion,
} from './harness.ts';

const events = makeEvents(6);
const lines = events.map(logEventLine);
const good = { timestamp: START_MS, message: '+15555550100' };

describe('a record of the wrong types', () => {
  const CASES: readonly (readonly [string, unknown, string])[] = [
    ['a number', 42, 'unknown-record'],
    ['null', null, 'unknown-record'],
    ['an array of numbers', [1], 'unknown-record'],
    ['an empty object', {}, 'unknown-record'],
    ['some other object', { notification: {}, delivery: {} }, 'unknown-record'],
    ['no message', { timestamp: START_MS, logStream: 's' }, 'invalid-record'],
    ['null for a message', { ...good, message: null }, 'invalid-record'],
    ['an object for a message', { ...good, message: { a: 1 } }, 'invalid-record'],
    ['a number for a message', { ...good, message: 5 }, 'invalid-record'],
    ['no timestamp', { message: 'm' }, 'invalid-timestamp'],
    ['null for a timestamp', { ...good, timestamp: null }, 'invalid-timestamp'],
    ['text for a timestamp', { ...good, timestamp: '+15555550100' }, 'invalid-timestamp'],
    ['an object for a timestamp', { ...good, timestamp: {} }, 'invalid-timestamp'],
    ['a huge timestamp', { ...good, timestamp: 1e300 }, 'invalid-timestamp'],
    ['seconds for milliseconds', { ...good, timestamp: 1_788_220_800 }, 'implausible-timestamp'],
    ['a negative timestamp', { ...good, timestamp: -1 }, 'implausible-timestamp'],
    ['2014', { ...good, timestamp: Date.UTC(2015, 0, 1) - 1 }, 'implausible-timestamp'],
    ['2100', { ...good, timestamp: Date.UTC(2100, 0, 1) }, 'implausible-timestamp'],
    ['text for an ingestion time', { ...good, ingestionTime: 'x' }, 'invalid-timestamp'],
    ['true for an ingestion time', { ...good, ingestionTime: true }, 'invalid-timestamp'],
    ['an early ingestion time', { ...good, ingestionTime: 0 }, 'implausible-timestamp'],
    ['text for events', { events: 'x' }, 'invalid-record'],
    ['null for logEvents', { messageType: 'DATA_MESSAGE', logEvents: null }, 'invalid-record'],
    ['a payload without events', { messageType: 'DATA_MESSAGE' }, 'invalid-record'],
  ];

  it.each(CASES)('is rejected on its line: %s', async (_, value, reason) => {
    const text = `${lines[0]}\n${JSON.stringify(value)}\n${lines[1]}\n`;
    const { records, rejects, stats } = await readContent(text);
    expect(arrivalsOf(records)).toEqual(arrivals(events.slice(0, 2)));
    expect(rejects).toEqual([{ reason, file: 'input', line: 2, detail: expect.any(String) }]);
    expect(rejects[0]!.detail).not.toContain('5555550100');
    expect(rejects[0]!.detail.length).toBeGreaterThan(20);
    expect(stats.read).toBe(3);
  });

  const elements = CASES.filter(([, value]) => !JSON.stringify(value).includes('vents'));
  it.each(elements)('is rejected as an event of a document: %s', async (_, value) => {
    for (const indent of [0, 4]) {
      const all = [good, value, { ...good, timestamp: START_MS + 1 }];
      const { records, rejects } = await readContent(JSON.stringify({ events: all }, null, indent));
      expect(records).toHaveLength(2);
      expect(rejects).toHaveLength(1);
      expect(rejects[0]!.detail).toMatch(/^Event 2 of the document: /);
      expect(rejects[0]!.detail).not.toContain('5555550100');
    }
  });

  it('takes null for no ingestion time', async () => {
    const { records } = await readContent(JSON.stringify({ ...good, ingestionTime: null }));
    expect(records[0]).toMatchObject({ arrivedAtMs: START_MS });
  });
});

describe('a damaged line', () => {
  it.each([
    ['garbage', '%%%% +15555550100'],
    ['a log event cut short', lines[1]!.slice(0, 60)],
    ['binary', Buffer.from([0, 1, 2, 0xff, 0xfe]).toString('latin1')],
    ['too many brackets', '{"a":1}}'],
  ])('costs that line only: %s', async (_, damaged) => {
    for (const position of [0, 3, 6]) {
      const text = lines.toSpliced(position, 0, damaged).join('\n');
      const { records, rejects } = await readContent(text);
      expect(arrivalsOf(records)).toEqual(arrivals(events));
      expect(rejects).toEqual([
        { reason: 'not-json', file: 'input', line: position + 1, detail: expect.any(String) },
      ]);
      expect(rejects[0]!.detail).not.toContain('5555550100');
    }
  });

  it('costs that payload only', async () => {
    const [first, second, third] = [0, 2, 4].map((from) => payload(events.slice(from, from + 2)));
    const around = arrivals(withoutIngestion([...events.slice(0, 2), ...events.slice(4)]));
    for (let cut = 1; cut < second!.length; cut += 1) {
      const damaged = second!.slice(0, cut);
      // Cut behind a comma or colon, the next line could be the value that is missing: it is lost too.
      if (/[,:[]$/.test(damaged)) continue;
      const { records, rejects } = await readContent(`${first}\n${damaged}\n${third}\n`);
      expect(arrivalsOf(records)).toEqual(expect.arrayContaining([...around]));
      expect(rejects[0]!.line).toBe(2);
    }
  });

  it('in a pretty document costs the event that it is in', async () => {
    const pretty = filterOutput(events, 4).split('\n');
    const broken = pretty.findIndex((line) => line.includes('m-2'));
    const text = pretty.toSpliced(broken, 1, '            "message": "cut').join('\n');
    const { records, rejects } = await readContent(text);
    expect(arrivalsOf(records)).toEqual(arrivals(events.toSpliced(2, 1)));
    expect(rejects.map(({ reason }) => reason)).toEqual(['not-json']);
  });
});

describe('a file that ends too early', () => {
  it('is read as far as it goes: a document', async () => {
    for (const indent of [0, 4]) {
      const whole = filterOutput(events, indent);
      const text = whole.slice(0, whole.indexOf('m-3'));
      const { records, rejects } = await readContent(text);
      expect(arrivalsOf(records)).toEqual(arrivals(events.slice(0, 3)));
      expect(rejects).toMatchObject([
        { reason: 'not-json', line: indent === 0 ? 1 : text.split('\n').length },
      ]);
    }
  });

  it('is read as far as it goes: gzip, cut anywhere', async () => {
    const many = makeEvents(2_000);
    const texts = [ndjson(many), filterOutput(many, 4), s3Export(many)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1_000, 100_000),
        async (text, share, pieceBytes) => {
          const packed = gzipSync(text);
          const cut = packed.subarray(0, 3 + Math.floor(share * (packed.length - 4)));
          const { records, rejects } = await readStdin(cut, pieceBytes);
          const readable = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
          const messages = readable.split('m-').length - 1;
          expect(rejects.map(({ reason }) => reason)).toEqual(['unreadable-file']);
          expect(rejects[0]!.detail).toContain('cut short');
          expect(records.length).toBeGreaterThanOrEqual(messages - 1);
          expect(records.length).toBeLessThanOrEqual(messages);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('names the line at which gzip is damaged, the same every time', async () => {
    const packed = gzipSync(ndjson(makeEvents(20_000)), { level: 1 });
    packed.fill(0xaa, packed.length >> 1, (packed.length >> 1) + 64);
    const first = await readContent(packed);
    expect(first.rejects.at(-1)).toMatchObject({ reason: 'unreadable-file' });
    expect(first.records.length).toBeGreaterThan(1_000);
    expect(await readContent(packed)).toEqual(first);
  });

  it('reads gzip files that were joined', async () => {
    const joined = Buffer.concat([0, 3].map((at) => gzipSync(ndjson(events.slice(at, at + 3)))));
    const { records, rejects } = await readContent(joined);
    expect(rejects).toEqual([]);
    expect(arrivalsOf(records)).toEqual(arrivals(events));
  });
});

describe('a file that holds nothing to read', () => {
  const only = async (content: string | Buffer): Promise<unknown> => {
    const { records, rejects, stats } = await readContent(content);
    expect(records).toEqual([]);
    expect(stats.read).toBe(1);
    return rejects[0];
  };

  it.each([
    ['empty', '', 'The file is empty.'],
    ['empty but packed', gzipSync(''), 'The file is empty.'],
    ['blank', ' \n\r\n\t', 'empty but for blanks'],
    ['binary', Buffer.from('PAR1\0\0\0\u0001', 'latin1'), 'not text'],
    ['UTF-16', Buffer.from(`\uFEFF${lines[0]}`, 'utf16le'), 'UTF-16'],
    ['some other text', 'Dear Sir,\nor Madam\n', 'The format is not known'],
    ['some other CSV', 'a,b,c\n1,2,3\n', 'The format is not known'],
  ])('is one fault: %s', async (_, content, detail) => {
    expect(await only(content)).toEqual({
      reason: 'unreadable-file',
      file: 'input',
      line: 1,
      detail: expect.stringContaining(detail),
    });
  });

  it('is one fault: a megabyte of noise', async () => {
    expect(await only(Buffer.concat([Buffer.from('\n'), randomBytes(1 << 20)]))).toMatchObject({
      reason: 'unreadable-file',
    });
  });

  it('never throws, whatever the bytes', async () => {
    const starts = ['', '{', '[{"events":[', '{"events":[', `${lines[0]}\n`, `${USAGE_HEADER}\n`];
    const more = ['2026-09-01T00:00:00.000Z {', '\u001f\u008b'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts, ...more),
        fc.array(
          fc.oneof(
            fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '\n', '\n{', ' ', '1'),
            fc.string({ unit: 'binary' }),
          ),
        ),
        fc.integer({ min: 1, max: 50 }),
        async (start, parts, pieceBytes) => {
          const bytes = Buffer.from(start + parts.join(''), 'latin1');
          const { records, rejects, stats } = await readStdin(bytes, pieceBytes);
          expect(stats.read).toBe(records.length + stats.duplicates + rejects.length);
          const whole = await readStdin(bytes, bytes.length + 1);
          expect({ records: whole.records, rejects: whole.rejects }).toEqual({ records, rejects });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a line of 10 MB', () => {
  const long = 'x'.repeat(10_000_000);

  it.each([
    ['NDJSON', [lines[0]!, `{"message":"${long}"}`, lines[1]!], 2],
    ['NDJSON at its start', [`{"message":"${long}"}`, lines[0]!, lines[1]!], 1],
    ['NDJSON, of rubbish, at its start', [long, lines[0]!, lines[1]!], 1],
    ['an event of a compact document', [`{"events":[${lines[0]},{"a":"${long}"},${lines[1]}]}`], 1],
    ['a pretty document', ['{"events":[', `${lines[0]},`, `{"a":"${long}"},`, lines[1]!, ']}'], 3],
  ])('costs that line only: %s', async (_, parts, line) => {
    const { records, rejects } = await readContent(parts.join('\n'));
    expect(arrivalsOf(records)).toEqual(arrivals(events.slice(0, 2)));
    expect(rejects.map((rejected) => [rejected.reason, rejected.line])).toEqual([
      ['line-too-long', line],
    ]);
  });

  it('costs that line only: an export and a usage report', async () => {
    const time = '2026-09-01T00:00:00.000Z';
    const exported = await readContent(`${time} a\n${time} ${long}\n${time} b\n`);
    expect(exported.records).toHaveLength(2);
    expect(exported.rejects).toMatchObject([{ reason: 'line-too-long', line: 2 }]);
    const row = `${time},9,1,P,ok,0.1,0,1`;
    const usage = await readContent(`${USAGE_HEADER}\n${row}\n${long}\n${row}7\n`);
    expect(usage.records).toHaveLength(2);
    expect(usage.rejects).toMatchObject([{ reason: 'line-too-long', line: 3 }]);
  });

  it('is the last line that is not too long at 1 MiB', async () => {
    const sized = (bytes: number): string => {
      const empty = logEventLine({ ...events[0]!, message: '' });
      return logEventLine({ ...events[0]!, message: 'x'.repeat(bytes - empty.length) });
    };
    expect((await readContent(sized(1024 * 1024))).rejects).toEqual([]);
    expect((await readContent(sized(1024 * 1024 + 1))).rejects).toMatchObject([
      { reason: 'line-too-long' },
    ]);
  });

  it('is skipped in bounded memory', async () => {
    const piece = Buffer.alloc(1 << 20, 'x');
    let peakBytes = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${lines[0]}\n{"message":"`);
      for (let count = 0; count < 200; count += 1) {
        peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers);
        yield piece;
      }
      yield Buffer.from(`"}\n${lines[1]}`);
    }
    const before = process.memoryUsage().arrayBuffers;
    const { records, rejects } = await readAll(['-'], { stdin: Readable.from(endless()) });
    expect(records).toHaveLength(2);
    expect(rejects).toMatchObject([{ reason: 'line-too-long', line: 2 }]);
    expect(peakBytes - before).toBeLessThan(50e6);
  });
});
