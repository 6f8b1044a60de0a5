import { LocalLevers } from '../../../lib/adapters/local/local-levers.ts';
import type { SmsEvent } from '../../../lib/core/ingest/events.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { describeLevers, OWNER_LIMIT_USD } from './levers-contract.ts';

describeLevers('local', async () => {
  const clock = new TestClock();
  const levers = new LocalLevers({ clock, ownerLimitUsd: OWNER_LIMIT_USD });
  return {
    levers,
    clock,
    spend: (usd) =>
      levers.charge({ sentAtMs: clock.nowMs(), spendMicroUsd: usd * 1e6 } as SmsEvent),
    close: async () => {},
  };
});
