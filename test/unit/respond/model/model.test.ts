import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalLevers } from '../../../../lib/adapters/local/local-levers.ts';
import { TestClock } from '../fixtures.ts';
import type { Account } from './account.ts';
import { COMMANDS } from './commands.ts';
import { expectPeace, settleDown } from './settle-down.ts';
import { OWNER_LIMIT_USD, World } from './world.ts';

const localAccount = (): Account => {
  const clock = new TestClock();
  const levers = new LocalLevers({ clock, ownerLimitUsd: OWNER_LIMIT_USD });
  return {
    clock,
    levers,
    spend: async (usd) =>
      levers.charge({ sentAtMs: clock.nowMs(), spendMicroUsd: usd * 1e6 } as never),
    monthToDateUsd: async () => (await levers.readSpendLimit()).monthToDateUsd,
  };
};

const RUNS = Number(process.env['MODEL_RUNS'] ?? 400);

describe('whatever is decided, fails, crashes, or is changed by hand', () => {
  it('keeps every rule of the house, and ends with every lever as its owner last set it', {
    timeout: 600_000,
  }, () => {
    expect.hasAssertions();
    return fc.assert(
      fc.asyncProperty(
        fc.commands(COMMANDS, { maxCommands: 40, size: 'max' }),
        async (commands) => {
          const world = new World(localAccount());
          await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
          await settleDown(world);
          await expectPeace(world);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
