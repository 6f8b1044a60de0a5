import { randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../lib/replay/summary.ts';
import { SAMPLE_LOGS } from '../scenarios/recorded.ts';
import { type Printed, runHere, runProcess } from './command-line.ts';
import { goodLines, logEvent, snsMessage, START_MS } from './records.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'replay-cli-'));
});
afterAll(() => rm(directory, { recursive: true }));

const place = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
};

const replayHere = async (
  inputs: readonly string[],
  options: readonly string[] = [],
): Promise<Printed & { readonly summary: () => Promise<Summary> }> => {
  const out = await mkdtemp(join(directory, 'out-'));
  const printed = await runHere(['replay', ...inputs, '--out', out, ...options]);
  return {
    ...printed,
    summary: async () => JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as Summary,
  };
};

describe('arguments that cannot be used', () => {
  it.each([
    ['no input', ['replay', '--out', '/tmp'], "missing required argument 'inputs'"],
    ['no --out', ['replay', SAMPLE_LOGS], "required option '--out <dir>' not specified"],
    ['an unknown option', ['replay', SAMPLE_LOGS, '--out', 'x', '--frob'], "'--frob'"],
    ['an unknown store', ['replay', SAMPLE_LOGS, '--out', 'x', '--store', 'redis'], 'dynalite'],
    ['an unknown mode', ['replay', SAMPLE_LOGS, '--out', 'x', '--mode', 'panic'], 'enforce'],
    ['an unknown command', ['repaly'], "unknown command 'repaly'"],
    ['no command', [], 'Usage:'],
    ['simulate without --out', ['simulate'], "required option '--out <dir>'"],
    ['a seed that is none', ['simulate', '--out', 'x', '--seed', 'dice'], 'whole number'],
    ['an unknown attack', ['simulate', '--out', 'x', '--attack', 'nuke'], 'burst-one-block'],
    ['an unknown tenant', ['simulate', '--out', 'x', '--tenant', 'huge'], 'small, mid, large'],
  ])('%s: exit code 2 and the reason', async (_, args, reason) => {
    const { exitCode, stdout, stderr } = await runHere(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(reason);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('an input that does not exist, beside one that does: exit code 2, its name, nothing written', async () => {
    const missing = join(directory, 'missing.ndjson');
    const out = join(directory, 'never-made');
    const { exitCode, stderr } = await runHere(['replay', SAMPLE_LOGS, missing, '--out', out]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${missing} does not exist. Check`);
    expect(existsSync(out)).toBe(false);
  });

  it('a directory without a file: exit code 2', async () => {
    const empty = await mkdtemp(join(directory, 'empty-'));
    const { exitCode, stderr } = await replayHere([empty]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`There is no file in ${empty}`);
  });

  it('an --out that is a file, or whose files cannot be written: exit code 2, before any work', async () => {
    const input = await place('for-out.ndjson', goodLines(0, 3));
    const file = await place('a-file', '');
    const blocked = await mkdtemp(join(directory, 'blocked-'));
    await mkdir(join(blocked, 'decisions.ndjson'));
    for (const [out, named] of [
      [file, file],
      [join(file, 'below'), join(file, 'below')],
      [blocked, join(blocked, 'decisions.ndjson')],
    ] as const) {
      const { exitCode, stdout, stderr } = await runHere(['replay', input, '--out', out]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`error: ${named}: cannot be`);
      expect(stderr).toContain('--out');
      expect(stdout).toBe('');
    }
  });

  it.skipIf(!existsSync('/dev/full'))(
    'a disk that is full: exit code 1, and the failure',
    async () => {
      const out = await mkdtemp(join(directory, 'full-'));
      await symlink('/dev/full', join(out, 'decisions.ndjson'));
      const { exitCode, stderr } = await runHere(['replay', SAMPLE_LOGS, '--out', out]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('ENOSPC');
      expect(stderr).toContain('out of resources');
    },
  );
});

describe('settings that cannot be used', () => {
  it.each([
    ['not JSON', '{"mode":', 'is not JSON'],
    ['no object', '["mode"]', 'must hold one JSON object'],
    ['an unknown key', '{"mod":"enforce"}', 'mod: no such setting: keys are mode,'],
    ['an unknown rule', '{"rules/nope/x":1}', 'rules/nope/x: no such rule: rules are'],
    [
      'a value out of range',
      '{"rules/destination-surge/minMessages":-1}',
      'rules/destination-surge/minMessages: -1 is not allowed: must be',
    ],
    [
      'a value of the wrong type',
      '{"rules/destination-surge/minMessages":[25]}',
      'rules/destination-surge/minMessages: must be',
    ],
    ['a mode that is none', '{"mode":"off"}', 'mode: must be monitor or enforce'],
    ['a flag that is none', '{"responses/block-country/enabled":1}', 'must be true or false'],
    ['a country that is none', '{"protectedCountries":"Germany"}', 'ISO 3166-1'],
  ])('%s: exit code 2, the file, the key and what would be right', async (name, text, reason) => {
    const input = await place('for-settings.ndjson', goodLines(0, 3));
    const path = await place(`${name}.json`, text);
    const { exitCode, stdout, stderr } = await replayHere([input], ['--settings', path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(path);
    expect(stderr).toContain(reason);
    expect(stdout).toBe('');
  });

  it('are all told at once', async () => {
    const path = await place('many.json', '{"a":1,"mode":"off","b":2}');
    const { stderr } = await replayHere([SAMPLE_LOGS], ['--settings', path]);
    for (const key of ['a:', 'b:', 'mode:']) expect(stderr).toContain(`\n  ${key}`);
  });

  it('a file that does not exist: exit code 2', async () => {
    const path = join(directory, 'no-settings.json');
    const { exitCode, stderr } = await replayHere([SAMPLE_LOGS], ['--settings', path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${path}: the settings file cannot be read`);
  });

  it('that can are in force, and show in the hash', async () => {
    const input = await place('for-good-settings.ndjson', goodLines(0, 3));
    const path = await place(
      'good.json',
      '{"mode":"enforce","rules/destination-surge/minMessages":"25"}',
    );
    const changed = await replayHere([input], ['--settings', path]);
    expect(changed.exitCode).toBe(0);
    expect(changed.stdout).toContain('mode enforce');
    const plain = await replayHere([input]);
    expect(plain.stdout).toContain('mode monitor');
    expect((await changed.summary()).settingsHash).not.toBe((await plain.summary()).settingsHash);
    const overruled = await replayHere([input], ['--settings', path, '--mode', 'monitor']);
    expect(overruled.stdout).toContain('mode monitor');
  });
});

describe('input that can be read only in part', () => {
  const bad = (name: string, line: string, reason: string) => ({ name, line, reason });
  const someSns = (change: Parameters<typeof snsMessage>[1]) => logEvent(5, snsMessage(5, change));
  it.each([
    bad('a line cut short', logEvent(5).slice(0, 200), 'not-json'),
    bad('a line of 10 MB', logEvent(5, 'x'.repeat(10_000_000)), 'line-too-long'),
    bad('binary rubbish', '\u0000\u0001\u0002\u001f\u0007', 'not-json'),
    bad('an array', '[1,2,3]', 'unknown-record'),
    bad('a number for a line', '42', 'unknown-record'),
    bad('a message that is an object', logEvent(5, '', { message: {} }), 'invalid-record'),
    bad('no message', logEvent(5, '', { message: undefined }), 'invalid-record'),
    bad('a message of no known kind', logEvent(5, '{"hello":1}'), 'unknown-record'),
    bad(
      'a timestamp of 1970',
      logEvent(5, snsMessage(5), { timestamp: 0 }),
      'implausible-timestamp',
    ),
    bad(
      'a timestamp of 2100',
      logEvent(5, snsMessage(5), { timestamp: Date.UTC(2100, 0, 1) }),
      'implausible-timestamp',
    ),
    bad(
      'a timestamp that is text',
      logEvent(5, snsMessage(5), { timestamp: 'yesterday' }),
      'invalid-timestamp',
    ),
    bad(
      'an SMS of 1970',
      someSns({ notification: { timestamp: '1970-01-01 00:00:00.000' } }),
      'implausible-timestamp',
    ),
    bad(
      'an SMS of 2100',
      someSns({ notification: { timestamp: '2100-01-01 00:00:00.000' } }),
      'implausible-timestamp',
    ),
    bad(
      'a number with letters',
      someSns({ delivery: { destination: '+44770x900123' } }),
      'invalid-phone-number',
    ),
    bad(
      'a number that is a number',
      someSns({ delivery: { destination: 447700900123 } }),
      'invalid-record',
    ),
    bad('no number', someSns({ delivery: { destination: undefined } }), 'invalid-record'),
    bad(
      'a status that is an object',
      logEvent(5, { ...snsMessage(5), status: {} }),
      'invalid-record',
    ),
    bad(
      'a delivery that is a list',
      logEvent(5, { ...snsMessage(5), delivery: [] }),
      'invalid-record',
    ),
  ])(
    '$name: told with file and line, and the records around it count',
    async ({ line, reason }) => {
      const path = await place('partly.ndjson', `${goodLines(0, 4)}${line}\n${goodLines(10, 4)}`);
      const { exitCode, stdout, stderr, summary } = await replayHere([path]);
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
      const { events } = await summary();
      expect(events).toEqual({ read: 9, accepted: 8, rejected: { [reason]: 1 } });
      expect(stdout).toContain('1 record could not be read:');
      expect(stdout).toContain(`  ${reason}: 1`);
      expect(stdout).toContain(`${path}:5  `);
    },
  );

  it('a gzip file that was cut short: what came before the cut counts', async () => {
    const whole = gzipSync(goodLines(0, 3_000));
    const path = await place('cut.ndjson.gz', whole.subarray(0, whole.length - 2_000));
    const { exitCode, stdout, summary } = await replayHere([path]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The gzip data ends early');
    const { accepted, rejected } = (await summary()).events;
    expect(accepted).toBeGreaterThan(100);
    expect(rejected).toEqual({ 'unreadable-file': 1 });
  });

  it('files that are empty, of blanks or no text at all: told, and the others count', async () => {
    const rubbish = randomFillSync(Buffer.alloc(200_000));
    rubbish[0] = 0;
    const paths = [
      await place('empty.ndjson', ''),
      await place('blank.ndjson', ' \n\n'),
      await place('rubbish.bin', rubbish),
      await place('good.ndjson', goodLines(0, 5)),
    ];
    const { exitCode, stdout, summary } = await replayHere(paths);
    expect(exitCode).toBe(0);
    expect((await summary()).events).toEqual({
      read: 8,
      accepted: 5,
      rejected: { 'unreadable-file': 3 },
    });
    for (const path of paths.slice(0, 3)) expect(stdout).toContain(`${path}:1  `);
  });

  it.each([
    ['an empty file', ''],
    ['binary rubbish', Buffer.from([0, 1, 2, 3, 255, 254, 0, 7])],
    ['a line of 10 MB', 'x'.repeat(10_000_000)],
    ['records of another world', '{"hello":"world"}\n'],
    ['a truncated gzip header', gzipSync('x').subarray(0, 5)],
  ])('nothing but %s: exit code 2, the file, and what was expected', async (_, content) => {
    const path = await place('hopeless.ndjson', content);
    const { exitCode, stderr } = await replayHere([path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`not one record could be read from ${path} (${path}:1: `);
    expect(stderr).toContain('must be SNS delivery logs');
  });
});

describe('the command as a process', () => {
  it('reads standard input, prints figures without escape codes, and no progress bar into a pipe', async () => {
    const out = join(directory, 'stdin');
    const input = `${goodLines(0, 20)}rubbish\n`;
    const { exitCode, stdout, stderr } = await runProcess(
      'bin/cli.ts',
      ['replay', '-', '--out', out],
      input,
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('20 of 21 records');
    expect(stdout).toContain('    -:21  ');
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    for (const name of ['decisions.ndjson', 'summary.json', 'report.html'])
      expect(stdout).toContain(join(out, name));
    expect(
      (JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as Summary).period,
    ).toEqual({
      from: new Date(START_MS + 500).toISOString(),
      to: new Date(START_MS + 19_500).toISOString(),
    });
  });

  it('prints nothing at all with --quiet, and exits with 2 on what it cannot use', async () => {
    const input = await place('quiet.ndjson', `${goodLines(0, 20)}rubbish\n`);
    const out = join(directory, 'quiet');
    const [quiet, failing] = await Promise.all([
      runProcess('bin/cli.ts', ['replay', input, '--out', out, '--quiet']),
      runProcess('bin/cli.ts', ['replay', join(directory, 'nope'), '--out', out, '--quiet']),
    ]);
    expect(quiet).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(failing.exitCode).toBe(2);
    expect(failing.stdout).toBe('');
    expect(failing.stderr).toMatch(/^error: .*nope does not exist\. .*\n$/);
  });

  it('runs to its end and to its files when its reader has left', async () => {
    const out = join(directory, 'head');
    const args = ['replay', SAMPLE_LOGS, '--out', out, '--mode', 'enforce'];
    const { exitCode, stdout, stderr } = await runProcess('bin/cli.ts', args, '', true);
    expect(stdout).toContain('OPEN');
    expect(stdout).not.toContain('CLOSE');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(await readFile(join(out, 'decisions.ndjson'), 'utf8')).toContain('"kind":"close"');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('</html>');
  });
});

describe('--help', () => {
  it('names every option, argument and default', async () => {
    const replay = await runHere(['replay', '--help']);
    expect(replay.exitCode).toBe(0);
    for (const text of ['<inputs...>', '--out <dir>', '--store <store>', '"memory"', '"dynalite"'])
      expect(replay.stdout).toContain(text);
    for (const text of ['--mode <mode>', '"monitor"', '"enforce"', '--settings <file>', '--quiet'])
      expect(replay.stdout).toContain(text);
    const simulate = await runHere(['simulate', '--help']);
    expect(simulate.exitCode).toBe(0);
    for (const option of [
      '--out',
      '--seed',
      '--days',
      '--start',
      '--tenant',
      '--messages-per-day',
      '--attack',
      '--scenario',
      '--labels',
      '--no-verifications',
      '--no-cognito',
    ])
      expect(simulate.stdout).toContain(`${option} `);
    expect((await runHere(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('simulate, then replay', () => {
  it('finds the attack that was simulated, in every SMS that was written', async () => {
    const logs = join(directory, 'simulated');
    const options =
      '--seed 4 --days 2.5 --tenant small --attack burst-one-block@48 --no-cognito'.split(' ');
    const simulated = await runHere(['simulate', '--out', logs, ...options]);
    expect(simulated.stderr).toBe('');
    expect(simulated.exitCode).toBe(0);
    const written = [...simulated.stdout.matchAll(/: (\d+) log events/g)].map(([, count]) =>
      Number(count),
    );
    const { exitCode, stdout, summary } = await replayHere([logs], ['--mode', 'enforce']);
    expect(exitCode).toBe(0);
    const { events, incidents, actions } = await summary();
    expect(events.read).toBe(written.reduce((sum, count) => sum + count, 0));
    expect(events.accepted).toBe(events.read);
    expect(incidents).toBe(1);
    expect(actions).toHaveProperty('restore');
    expect(stdout).toContain('Uzbekistan (UZ)');
  });
});
