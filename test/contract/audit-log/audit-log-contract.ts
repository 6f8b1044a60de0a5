import { describe, expect, it } from 'vitest';
import type { ActionTarget } from '../../../lib/core/decide/decision.ts';
import type { AuditLog, AuditRecord, AuditResult } from '../../../lib/core/respond/audit.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';

const days = (count: number): number => minutes(count * 24 * 60);

export const TJ = { country: 'TJ' };
export const RANGE = { country: 'TJ', prefix: '+9929012' };
const LIMIT = { limitUsd: 140, monthToDateUsd: 90 };

export const recordOf = (
  actionId: string,
  target: ActionTarget = TJ,
  fields: Partial<AuditRecord> = {},
): AuditRecord => ({
  actionId,
  incidentId: 'inc_1',
  kind: 'block-country',
  target,
  before: 'ALLOW',
  toBe: 'BLOCK',
  previous: 'ALLOW',
  expiresAtMs: NOW_MS + minutes(30),
  atMs: NOW_MS,
  mode: 'enforce',
  result: null,
  ...fields,
});
export const APPLIED: AuditResult = {
  outcome: 'applied',
  reason: null,
  atMs: NOW_MS + 1,
  isInDoubt: false,
};
const FAILED: AuditResult = { ...APPLIED, outcome: 'failed', reason: 'refused', isInDoubt: true };

/** The facts that hold for every `AuditLog`; `openLog` gives a new, empty one. */
export const describeAuditLog = (
  name: string,
  openLog: (clock: TestClock) => Promise<AuditLog>,
): void => {
  const makeLog = (): Promise<AuditLog> => openLog(new TestClock());
  describe(`${name}: audit records`, () => {
    it('a new log knows no action and no lever', async () => {
      const log = await makeLog();
      expect(await log.find(TJ, 'act_1')).toBeNull();
      expect(await log.latest(TJ)).toBeNull();
    });

    for (const target of [TJ, RANGE, LIMIT])
      it(`of ${JSON.stringify(target)} are found as they were begun, and then with their result`, async () => {
        const log = await makeLog();
        const record = recordOf('act_1', target, { before: null, toBe: 140, expiresAtMs: null });
        await log.begin(record);
        expect(await log.find(target, 'act_1')).toEqual(record);
        await log.finish(record, FAILED);
        expect(await log.find(target, 'act_1')).toEqual({ ...record, result: FAILED });
      });

    it('begun again stay as they were first, and whoever comes second is told', async () => {
      const log = await makeLog();
      expect(await log.begin(recordOf('act_1'))).toEqual(recordOf('act_1'));
      const second = recordOf('act_1', TJ, { before: 'BLOCK', previous: 'BLOCK' });
      expect(await log.begin(second)).toEqual(recordOf('act_1'));
      expect(await log.find(TJ, 'act_1')).toEqual(recordOf('act_1'));
      await log.finish(recordOf('act_1'), APPLIED);
      expect(await log.begin(recordOf('act_1'))).toEqual({ ...recordOf('act_1'), result: APPLIED });
      expect(await log.find(TJ, 'act_1')).toMatchObject({ result: APPLIED });
    });

    it('finished again keep their first result, and whoever comes second is told', async () => {
      const log = await makeLog();
      await log.begin(recordOf('act_1'));
      expect(await log.finish(recordOf('act_1'), APPLIED)).toEqual(APPLIED);
      expect(await log.finish(recordOf('act_1'), FAILED)).toEqual(APPLIED);
      expect(await log.find(TJ, 'act_1')).toMatchObject({ result: APPLIED });
    });

    it('that were never begun cannot be finished', async () => {
      const log = await makeLog();
      await expect(log.finish(recordOf('act_1'), APPLIED)).rejects.toMatchObject({
        code: 'store-unavailable',
        retryable: false,
      });
      expect(await log.find(TJ, 'act_1')).toBeNull();
    });

    it('two that begin one action at once: one stays', async () => {
      const log = await makeLog();
      const both = [recordOf('act_1'), recordOf('act_1', TJ, { before: 'MONITOR' })];
      const answers = await Promise.all(both.map((record) => log.begin(record)));
      const stands = await log.find(TJ, 'act_1');
      expect(both).toContainEqual(stands);
      expect(answers).toEqual([stands, stands]);
    });

    it('the latest of a lever is that of the last action, whatever the order of writing', async () => {
      const log = await makeLog();
      await log.begin(recordOf('act_2'));
      await log.begin(recordOf('act_3', RANGE));
      await log.begin(recordOf('act_1'));
      expect(await log.latest(TJ)).toEqual(recordOf('act_2'));
      expect(await log.latest({ country: 'TJ', prefix: '+9929012' })).toEqual(
        recordOf('act_3', RANGE),
      );
      expect(await log.latest({ country: 'UZ' })).toBeNull();
    });

    it('the spend limit is one lever, whatever its value', async () => {
      const log = await makeLog();
      await log.begin(recordOf('act_1', LIMIT));
      expect(await log.latest({ limitUsd: 50, monthToDateUsd: 0 })).toEqual(
        recordOf('act_1', LIMIT),
      );
    });

    it('what was refused, and so begins with its result, is found and is no latest', async () => {
      const log = await makeLog();
      await log.begin(recordOf('act_1'));
      const refused = recordOf('act_2', TJ, { result: { ...FAILED, isInDoubt: false } });
      expect(await log.begin(refused)).toEqual(refused);
      expect(await log.find(TJ, 'act_2')).toEqual(refused);
      expect(await log.latest(TJ)).toEqual(recordOf('act_1'));
    });

    it('what was only said in monitor is no latest, however much of it there is', async () => {
      const log = await makeLog();
      await log.begin(recordOf('act_00'));
      for (let index = 10; index < 35; index += 1)
        await log.begin(recordOf(`act_${index}`, TJ, { mode: 'monitor' }));
      expect(await log.latest(TJ)).toEqual(recordOf('act_00'));
    });

    it('are returned for 400 days, and not after', async () => {
      const clock = new TestClock();
      const log = await openLog(clock);
      await log.begin(recordOf('act_1'));
      clock.set(NOW_MS + days(400) - 1);
      expect(await log.find(TJ, 'act_1')).toEqual(recordOf('act_1'));
      expect(await log.latest(TJ)).toEqual(recordOf('act_1'));
      clock.set(NOW_MS + days(400));
      expect(await log.find(TJ, 'act_1')).toBeNull();
      expect(await log.latest(TJ)).toBeNull();
      // It is there all the same, until it is deleted: the first stands.
      expect(await log.begin(recordOf('act_1', TJ, { before: 'MONITOR' }))).toEqual(
        recordOf('act_1'),
      );
    });
  });
};
