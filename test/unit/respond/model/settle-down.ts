import { expect } from 'vitest';
import { minutes } from '../../decide/fixtures.ts';
import { validateDecision } from '../../../decision-schema.ts';
import { accountAt, quietIn } from './commands.ts';
import { COUNTRIES, type World } from './world.ts';

/** So many looks, so far apart, end every incident. */
const LOOKS = 60;
const APART_MS = minutes(5);

/** Lets the attack end and nothing fail any more, until no incident is open. */
export const settleDown = async (world: World): Promise<void> => {
  world.levers.faults.clear();
  for (let count = 0; count < LOOKS; count += 1) {
    await world.respond();
    const open = (await world.incidents()).filter(({ state }) => state !== 'closed');
    if (open.length === 0) return;
    for (const country of COUNTRIES)
      await world.decide(`country/${country}`, quietIn(country, world.nowMs));
    await world.decide('account', accountAt(world.nowMs, false));
    world.pass(APART_MS);
  }
};

/** What must hold once everything has expired or was put back, whatever came before. */
export const expectPeace = async (world: World): Promise<void> => {
  expect(world.broken).toEqual([]);
  const incidents = await world.incidents();
  expect(incidents.filter(({ state }) => state !== 'closed')).toEqual([]);
  expect(incidents.flatMap(({ actions }) => actions)).toEqual([]);
  const values = new Map<string, unknown>();
  for (const lever of world.owners.keys()) values.set(lever, await world.valueOf(lever));
  expect(Object.fromEntries(values)).toEqual(Object.fromEntries(world.owners));

  const decisions = await world.decisions();
  for (const each of decisions)
    expect(validateDecision(JSON.parse(JSON.stringify(each)))).toEqual([]);
  // Nothing that was written down is lost, and nothing is done or told twice.
  const ids = decisions.map(({ decisionId }) => decisionId);
  for (const decisionId of world.planned) expect(ids).toContain(decisionId);
  const actionIds = decisions.flatMap(({ actions }) => actions.map(({ actionId }) => actionId));
  expect(new Set(actionIds).size).toBe(actionIds.length);
  const applied = decisions.flatMap(({ actions }) =>
    actions.filter(({ outcome }) => outcome === 'applied'),
  );
  for (const { target, actionId } of applied)
    expect((await world.audit.find(target, actionId))?.result?.outcome).toBe('applied');
};
