import { command } from '../command-line.ts';
import type { World } from '../world.ts';
import { ruleIs } from './attack.ts';

/** `status`, `incidents` and `rollback`, as on-call would use them. */
export const rollsBack = async (
  world: World,
  country: string,
  say: (line: string) => void,
): Promise<void> => {
  const { tables, rangesTable } = world;
  const status = JSON.stringify(await command('status', '--check', ...tables, ...rangesTable));
  if (!status.includes(`"${country}"`)) throw new Error(`status does not name ${country}`);
  const incidents = (await command('incidents', 'list', ...tables)) as readonly {
    readonly incidentId: string;
  }[];
  const [first] = incidents;
  if (first === undefined) throw new Error('incidents lists none');
  await command('incidents', 'show', first.incidentId, ...tables);
  await command('rollback', '--all', '--apply', ...tables, ...rangesTable);
  await ruleIs(world, country, 'ALLOW');
  say(`status, incidents and rollback did their work: ${country} is allowed again`);
};
