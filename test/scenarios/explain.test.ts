import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { decideAgain } from '../../lib/core/explain/decide-again.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { Rejects } from '../../lib/replay/rejects.ts';
import { ReplayClock, Run } from '../../lib/replay/run.ts';
import { openStores } from '../../lib/replay/stores.ts';
import { attackedTenant } from './attack-outcome.ts';
import { attackRecords, HASH_KEY, optionsFor, simulatedRecords } from './recorded.ts';

/** Decides each decision of a run once more, and lists those that come out otherwise. */
const differences = async (
  records: readonly ArrivedRecord[],
): Promise<{ readonly decided: number; readonly differing: readonly unknown[] }> => {
  const clock = new ReplayClock();
  const stores = await openStores('memory', clock);
  const options = optionsFor('enforce');
  const differing: unknown[] = [];
  let decided = 0;
  const run = new Run(
    {
      clock,
      stores,
      tools: createIngestTools(HASH_KEY),
      digest: sha256Hex,
      rejects: new Rejects(),
      onDecision: async () => {},
      onLook: (look) => {
        for (const taken of look.steps) {
          decided += 1;
          const { decision } = taken;
          const did = {
            verdict: decision.verdict,
            step: taken.step,
            levers: decision.actions.map(({ kind, target }) => ({ kind, target })),
          };
          // Every rule is asked again, each by itself, as for a counterfactual.
          for (const changedRuleId of [null, ...RULES.map(({ meta }) => meta.id)]) {
            const { verdict, step, planned } = decideAgain(
              look,
              taken,
              options.settings,
              RULES,
              changedRuleId,
            );
            const levers = (planned ?? did.levers).map(({ kind, target }) => ({ kind, target }));
            const again = { verdict, step, levers };
            if (JSON.stringify(again) !== JSON.stringify(did))
              differing.push({ at: decision.evaluatedAt, changedRuleId, did, again });
          }
        }
      },
    },
    options,
  );
  await run.take(records);
  await run.end();
  await stores.close();
  return { decided, differing };
};

describe('deciding a look again with nothing changed', () => {
  it('comes to the same, for every decision of the sample', async () => {
    const { decided, differing } = await differences(await attackRecords());
    expect(decided).toBeGreaterThan(4);
    expect(differing).toEqual([]);
  });

  it('comes to the same, for every decision of a campaign through quiet countries', async () => {
    const scenario = attackedTenant({
      preset: 'rotating-countries',
      seed: 1,
      days: 3,
      startsAfterHours: 48,
    });
    const { decided, differing } = await differences(simulatedRecords(scenario));
    expect(decided).toBeGreaterThan(2);
    expect(differing).toEqual([]);
  }, 240_000);
});
