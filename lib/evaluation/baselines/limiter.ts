import { HOUR_MS } from '../../core/time.ts';
import type { Baseline } from './baseline.ts';
import { SlidingCounts } from './sliding-count.ts';

const PER_NUMBER = 5;
const PER_ADDRESS = 10;

/**
 * (e) A limiter before the send: five an hour for a number, ten an hour for an IP address. Counts
 * of this size are common, for one in achrafsouk/sms-pumping@5eb27a49 (five a day for a number and
 * for an address). It knows each request at once, so it has no latency, and refuses only that one.
 */
export const limiter: Baseline = {
  id: 'limiter',
  title: 'limits by number and by IP address',
  parameter: {
    name: 'times 5 an hour for a number and 10 for an address',
    defaultValue: 1,
    candidates: [0.4, 0.6, 1, 2, 4, 10],
  },
  create: (times) => {
    const byNumber = new SlidingCounts(HOUR_MS);
    const byAddress = new SlidingCounts(HOUR_MS);
    return {
      refuse({ number, address }, atMs) {
        const ofNumber = byNumber.of(number);
        const ofAddress = byAddress.of(address);
        if (ofNumber.at(atMs) >= PER_NUMBER * times) return { kind: 'number', number };
        if (ofAddress.at(atMs) >= PER_ADDRESS * times) return { kind: 'address', address };
        ofNumber.add(atMs);
        ofAddress.add(atMs);
        return null;
      },
    };
  },
};
