import { RecentDestinations } from '../../../lib/adapters/local/recent-destinations.ts';
import { hashBlock } from '../../../lib/core/ingest/destinations.ts';
import { createIngest } from '../../../lib/core/ingest/ingest.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { describeDeliveryLog, TOOLS } from './delivery-log-contract.ts';

describeDeliveryLog('the delivery log of a replay', async () => {
  const log = new RecentDestinations({
    clock: new TestClock(),
    blockHashOf: (prefix) => hashBlock(prefix, TOOLS.keyedHash),
  });
  const ingest = createIngest(TOOLS);
  return {
    log,
    add: (message, sentAtMs) => {
      const read = ingest.record({ message, timestampMs: sentAtMs });
      if (read.ok && read.event.kind === 'sms' && read.destination !== null)
        log.add(read.event, read.destination);
    },
    close: async () => {},
  };
});
