import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawAttack, drawEvent, lastMinuteOf } from '../../../lib/simulator/drawn.ts';
import { Random } from '../../../lib/simulator/random.ts';
import { readScenario } from '../../../lib/simulator/read-scenario.ts';
import type { Scenario } from '../../../lib/simulator/scenario.ts';
import { tenantModel } from '../../../lib/simulator/tenant-models.ts';

const tenant = tenantModel({ tenantClass: 'small', seed: 1 });
const place = { tenant, startsAfterMinutes: 600 };
const scenarioWith = (added: Pick<Scenario, 'attacks' | 'confounders'>): Scenario => ({
  seed: 1,
  startMs: Date.UTC(2026, 8, 4),
  days: 5,
  tenant,
  feeds: { verifications: true, cognito: true },
  ...added,
});
describe('what is drawn', () => {
  it('is a scenario that can be stored, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const attack = drawAttack(new Random(seed, 'a'), 'a', place);
        const event = drawEvent(new Random(seed, 'e'), 'e', place);
        const scenario = scenarioWith({ attacks: [attack], confounders: [event] });
        expect(readScenario(JSON.stringify(scenario))).toEqual(scenario);
        expect(attack.startsAfterMinutes).toBe(600);
        expect(lastMinuteOf(event)).toBeGreaterThan(600);
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const attack = (seed: number) => drawAttack(new Random(seed, 'a'), 'a', place);
    expect(attack(1)).toEqual(attack(1));
    expect(attack(1)).not.toEqual(attack(2));
  });

  it('is of every kind, within a few dozen', () => {
    const some = Array.from({ length: 200 }, (_, seed) => seed);
    const events = some.map((seed) => drawEvent(new Random(seed, 'e'), 'e', place).kind);
    expect([...new Set(events)].sort()).toEqual([
      'campaign',
      'group',
      'launch',
      'outage',
      'verifications-lost',
    ]);
    const attacks = some.map((seed) => drawAttack(new Random(seed, 'a'), 'a', place));
    expect(new Set(attacks.map(({ numbers }) => numbers.kind)).size).toBe(6);
    expect(new Set(attacks.map(({ source }) => source.kind)).size).toBe(4);
    expect(attacks.some(({ countries }) => countries.length > 20)).toBe(true);
  });
});
