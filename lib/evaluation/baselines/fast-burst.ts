import { SECOND_MS } from '../../core/time.ts';
import type { Baseline } from './baseline.ts';
import { SlidingCount } from './sliding-count.ts';

/**
 * (d) More than 30 direct-to-phone messages in ten seconds
 * (elastic/detection-rules hunting/aws/queries/sns_direct_to_phone_messaging_spike.toml@14cf530f).
 * It sees the account only. Elastic reads CloudTrail; here it gets the faster delivery log.
 */
export const fastBurst: Baseline = {
  id: 'fast-burst',
  title: 'messages of the account in 10 s',
  parameter: {
    name: 'messages in 10 s',
    defaultValue: 30,
    candidates: [3, 5, 8, 12, 20, 30, 50, 100, 200],
  },
  create: (inTenSeconds) => {
    // By the time of sending: the log shows messages late and in heaps.
    const sends = new SlidingCount(10 * SECOND_MS);
    return {
      onSms({ sentAtMs }, act) {
        sends.add(sentAtMs);
        if (sends.at(sentAtMs) > inTenSeconds) act({ kind: 'all' });
      },
    };
  },
};
