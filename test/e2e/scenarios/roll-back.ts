import { command } from '../command-line.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** `status`, `incidents` and `rollback`, as on-call would use them. */
export const rollsBack = async (world: World, say: (line: string) => void): Promise<void> => {
  const { tables, rangesTable } = world;
  const blocked = async (): Promise<readonly string[]> =>
    [...(await world.account.rules())].flatMap(([country, rule]) =>
      rule === 'BLOCK' ? [country] : [],
    );
  const held = await blocked();
  const status = JSON.stringify(await command('status', '--check', ...tables, ...rangesTable));
  for (const country of held)
    if (!status.includes(`"${country}"`)) throw new Error(`status does not name ${country}`);
  const incidents = (await command('incidents', 'list', ...tables)) as readonly {
    readonly incidentId: string;
  }[];
  const [first] = incidents;
  if (first === undefined) throw new Error('incidents lists none');
  await command('incidents', 'show', first.incidentId, ...tables);
  await command('rollback', '--all', '--apply', ...tables, ...rangesTable);
  await until('every rule is back', async () => (await blocked()).length === 0 || null);
  say(`status, incidents and rollback did their work: ${held.length} countries are allowed again`);
};
