import { describe, expect, it } from 'vitest';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import { CampaignWatch } from '../../../lib/core/decide/campaign.ts';
import { IncidentBook } from '../../../lib/core/decide/incident-book.ts';
import type { Incident, Restored } from '../../../lib/core/decide/incident.ts';
import { POOL_KEY } from '../../../lib/core/decide/pool.ts';
import type { Baselines } from '../../../lib/core/evaluate/baseline.ts';
import {
  activeAction,
  baseline,
  contained,
  decision,
  incident,
  minutes,
  NOW_MS,
} from './fixtures.ts';

/** Germany is busy, everywhere else hardly anybody is. */
const BASELINES: Baselines = {
  account: { observedHours: 100, spendUsdPerDay: 10, conversionRate: 0.8, countries: ['DE'] },
  of: (country) =>
    baseline({
      country,
      firstSendsPerHour: country === 'DE' ? 100 : 0.5,
      trafficShare: country === 'DE' ? 0.9 : 0.001,
    }),
};
const watchOf = async (...incidents: readonly Incident[]): Promise<CampaignWatch> => {
  const book = new IncidentBook(new MemoryIncidentStore({ clock: { nowMs: () => NOW_MS } }));
  for (const each of incidents)
    await book.record({ ...each, version: 1 }, decision({ incidentId: each.incidentId }));
  return new CampaignWatch(book);
};
const letGo = (agoMs: number, fields: Partial<Restored> = {}): Incident =>
  incident({
    state: 'released',
    restored: [
      {
        kind: 'block-country',
        target: { country: 'TJ' },
        appliedAtMs: NOW_MS - agoMs - minutes(30),
        atMs: NOW_MS - agoMs,
        step: 0,
        by: 'detector',
        ...fields,
      },
    ],
  });
/** Blocked so many minutes ago, until so many ago; 0 for still. */
const heldOnce = (
  fromMinutesAgo: number,
  toMinutesAgo: number,
  {
    key = 'country/TJ',
    target = { country: 'TJ' },
  }: Partial<Pick<Incident, 'key'> & Restored> = {},
): Incident => {
  const appliedAtMs = NOW_MS - minutes(fromMinutesAgo);
  const atMs = NOW_MS - minutes(toMinutesAgo);
  const fields = { incidentId: `inc-${key}-${fromMinutesAgo}`, key };
  if (toMinutesAgo === 0)
    return contained({ ...fields, actions: [activeAction({ target, appliedAtMs })] });
  const restored = { kind: 'block-country', target, appliedAtMs, atMs, step: 0, by: 'detector' };
  return incident({
    ...fields,
    state: 'closed',
    closedAtMs: atMs,
    restored: [restored as Restored],
  });
};

describe('a campaign', () => {
  const rows: readonly (readonly [string, readonly Incident[], 'rotation' | 'none'])[] = [
    ['no incident', [], 'none'],
    ['an incident that held no lever', [incident()], 'none'],
    ['one destination with hardly any customers is blocked', [contained()], 'rotation'],
    ['it was blocked three hours ago, and is no more', [heldOnce(180, 60)], 'rotation'],
    ['it was blocked before that, and is still', [heldOnce(181, 0)], 'none'],
    [
      'it has moved on to the next within three hours',
      [heldOnce(600, 0), heldOnce(179, 0, { key: 'country/NP', target: { country: 'NP' } })],
      'rotation',
    ],
    [
      'it is blocked again, a day after its block ended: its own attack, and not the next',
      [heldOnce(60 * 26, 60 * 24 + 20), heldOnce(20, 0)],
      'none',
    ],
    [
      'it is blocked again after more than a day',
      [heldOnce(60 * 26, 60 * 24 + 21), heldOnce(20, 0)],
      'rotation',
    ],
    [
      'a busy destination is blocked',
      [heldOnce(20, 0, { key: 'country/DE', target: { country: 'DE' } })],
      'none',
    ],
    ['one of many is blocked', [heldOnce(20, 0, { key: POOL_KEY })], 'rotation'],
    [
      'it is being probed',
      [
        incident({
          state: 'probing',
          probe: { fromMs: NOW_MS, toMs: null, held: [activeAction({ appliedAtMs: NOW_MS })] },
        }),
      ],
      'rotation',
    ],
  ];
  for (const [name, incidents, kind] of rows)
    it(`${name}: ${kind}`, async () => {
      expect((await watchOf(...incidents)).kindAt(NOW_MS, BASELINES)).toBe(kind);
    });
});

describe('a relapse', () => {
  const isRelapse = async (each: Incident, country = 'TJ') =>
    (await watchOf(each)).isRelapse(country, NOW_MS);

  it('is of a destination that was blocked within a day', async () => {
    expect(await isRelapse(letGo(minutes(24 * 60)))).toBe(true);
    expect(await isRelapse(letGo(minutes(24 * 60) + 1))).toBe(false);
  });

  it('is of that destination and no other', async () => {
    expect(await isRelapse(letGo(0), 'NP')).toBe(false);
  });

  it('is not of a destination that was only filtered', async () => {
    expect(await isRelapse(letGo(0, { kind: 'filter-country' }))).toBe(false);
  });

  it('is also of one that was blocked with others, though the incident is closed', async () => {
    const closed = {
      ...letGo(minutes(60), { target: { country: 'NP' } }),
      key: POOL_KEY,
      state: 'closed' as const,
      closedAtMs: NOW_MS,
    };
    expect(await isRelapse(closed, 'NP')).toBe(true);
  });

  it('is of one that is blocked now', async () => {
    expect(await isRelapse(contained({ actions: [activeAction()] }))).toBe(true);
  });
});
