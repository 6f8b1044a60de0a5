import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Volume } from './cost-model.ts';
import { costLines } from './cost-model.ts';
import { renderCost } from './render-cost.ts';

const PAGE = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');

/** The measured figures as the page has them: measuring them again is the bench's. */
const measured = (): readonly Volume[] =>
  [...PAGE.matchAll(/^\| (\d+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|$/gm)].map(
    ([, sms, perSms, perVerification, countries]) => ({
      smsPerMonth: Number(sms),
      writeUnitsPerSms: Number(perSms),
      writeUnitsPerVerification: Number(perVerification),
      countries: Number(countries),
    }),
  );

it('docs/cost.md is what the template costs today; run `npm run docs:cost`', () => {
  expect(measured()).toHaveLength(3);
  expect(renderCost(measured())).toBe(PAGE);
});

it('a hundred million SMS cost below five dollars a million', () => {
  const large = measured().filter(({ smsPerMonth }) => smsPerMonth === 100_000_000);
  const usd = costLines(large).reduce((sum, line) => sum + (line.usd[0] ?? 0), 0);
  expect(usd / 100).toBeLessThan(5);
});
