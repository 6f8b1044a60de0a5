import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIngestTools } from '../../../lib/adapters/ingest-tools.ts';
import type { DeliveryLog } from '../../../lib/core/evaluate/range-profile.ts';
import { formatIso, HOUR_MS } from '../../../lib/core/time.ts';
import { NOW_MS } from '../../unit/decide/fixtures.ts';

export const TOOLS = createIngestTools(new Uint8Array(32).fill(7));

/** A delivery log, and how an SMS gets into it. */
export interface DeliveryLogWorld {
  readonly log: DeliveryLog;
  /** One SNS delivery status, logged right after it was sent. */
  add(message: string, sentAtMs: number): void;
  close(): Promise<void>;
}

let ids = 0;

export const statusOf = (
  number: string,
  sentAtMs: number,
  messageId = `message-${++ids}`,
  status: 'SUCCESS' | 'FAILURE' = 'SUCCESS',
): string =>
  JSON.stringify({
    notification: { messageId, timestamp: formatIso(sentAtMs).replace('T', ' ').replace('Z', '') },
    delivery: {
      destination: number,
      priceInUSD: 0.2,
      mcc: 0,
      mnc: 0,
      providerResponse: status === 'SUCCESS' ? 'accepted' : 'Invalid phone number',
    },
    status,
  });

/** What each delivery log must do, wherever it keeps what was sent. */
export const describeDeliveryLog = (name: string, open: () => Promise<DeliveryLogWorld>): void => {
  describe(`${name}: a drill-down`, () => {
    let world: DeliveryLogWorld;
    const send = (number: string, sentAtMs: number, messageId?: string) =>
      world.add(statusOf(number, sentAtMs, messageId), sentAtMs);
    const profile = (country = 'TJ', fromMs = NOW_MS - HOUR_MS) =>
      world.log.profileRanges(country, fromMs, NOW_MS);
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    it('takes what was sent in the window: from its start, and before its end', async () => {
      for (const [index, ms] of [-1, 0, HOUR_MS - 1, HOUR_MS].entries())
        send(`+99290123000${index}`, NOW_MS - HOUR_MS + ms);
      const found = await profile();
      expect(found).toMatchObject({ windowSeconds: 3_600, distinctNumbers: 2 });
      expect(found?.ranges).toMatchObject([
        { prefix: '+99290123', messages: 2, distinctNumbers: 2, neighbours: 1 },
      ]);
    });

    it('counts a message that is logged twice once, and a resend twice', async () => {
      send('+992901230001', NOW_MS - 3_000, 'a');
      send('+992901230001', NOW_MS - 3_000, 'a');
      send('+992901230001', NOW_MS - 2_000, 'b');
      const found = await profile();
      expect(found).toMatchObject({ distinctNumbers: 1 });
      expect(found?.ranges[0]?.messages).toBe(2);
    });

    it('tells countries apart, those that share a calling code too', async () => {
      send('+998901230001', NOW_MS - 1_000);
      send('+12025550101', NOW_MS - 1_000);
      send('+14165550101', NOW_MS - 1_000);
      expect(await profile('TJ')).toEqual({ windowSeconds: 3_600, distinctNumbers: 0, ranges: [] });
      expect((await profile('CA'))?.ranges.map(({ prefix }) => prefix)).toEqual(['+1416555']);
    });

    it('names most numbers first, hashes as counters do, and no number whole', async () => {
      for (let index = 0; index < 30; index += 1)
        send(`+9929012${index % 3 === 0 ? 3 : 4}${1_000 + index}`, NOW_MS - 1_000);
      const found = await profile();
      expect(found?.ranges.map(({ prefix, distinctNumbers }) => [prefix, distinctNumbers])).toEqual(
        [
          ['+99290124', 20],
          ['+99290123', 10],
        ],
      );
      expect(found?.ranges[0]?.blockHash).toBe(TOOLS.keyedHash('block:+99290124') & 0xff_ff);
      expect(JSON.stringify(found)).not.toMatch(/\+\d{10}/);
    });
  });
};
