import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../lib/replay/report/render-report.ts';
import type { ReportData } from '../../lib/replay/report/report-data.ts';
import {
  attackReport,
  calmReport,
  emptyReport,
  monitorReport,
  monthReport,
  troubledReport,
  unassessedReport,
} from '../unit/report/report-fixture.ts';
import { launchChromium } from './chromium.ts';
import { contrastFailures } from './contrast.ts';

const OUT = fileURLToPath(new URL('../../out/report-screenshots/', import.meta.url));

const REPORTS: Readonly<Record<string, ReportData>> = {
  attack: attackReport,
  monitor: monitorReport,
  troubled: troubledReport,
  calm: calmReport,
  empty: emptyReport,
  unassessed: unassessedReport,
  month: monthReport,
};

const HOSTILE = `"'><img src=x onerror=alert(1)></style><script>alert(1)</script>`;

const hostileReport: ReportData = {
  ...troubledReport,
  inputs: [HOSTILE],
  codeVersion: HOSTILE,
  countries: troubledReport.countries.map((country) => ({ ...country, country: HOSTILE })),
  decisions: troubledReport.decisions.map((entry) => ({
    ...entry,
    message: HOSTILE,
    subject: { kind: 'number-range', country: HOSTILE, prefix: HOSTILE },
    reasons: entry.reasons.map((one) => ({
      ...one,
      ruleId: HOSTILE,
      evidence: { [HOSTILE]: HOSTILE },
      tune: [HOSTILE],
    })),
  })),
};

const VIEWS = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 900 },
} as const;

type View = keyof typeof VIEWS;
type Scheme = 'light' | 'dark';

interface Opened {
  readonly page: Page;
  readonly problems: readonly string[];
  readonly requests: readonly string[];
}

let browser: Browser;

beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  for (const [name, data] of Object.entries({ ...REPORTS, hostile: hostileReport }))
    writeFileSync(`${OUT}${name}.html`, renderReport(data));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

const urlOf = (name: string): string => pathToFileURL(`${OUT}${name}.html`).href;

const withReport = async (
  name: string,
  view: View,
  scheme: Scheme,
  check: (opened: Opened) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({ viewport: VIEWS[view], colorScheme: scheme });
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(urlOf(name));
    await check({ page, problems, requests });
  } finally {
    await context.close();
  }
};

const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const backgroundOf = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.body).backgroundColor');

const views = Object.keys(VIEWS) as readonly View[];
const schemes = ['light', 'dark'] as const;

describe.each(Object.keys(REPORTS))('the %s report in a browser', (name) => {
  it.each(views)('fits a %s without scrolling sideways and loads nothing', async (view) => {
    await withReport(name, view, 'light', async ({ page, problems, requests }) => {
      expect(await overflowOf(page)).toBe(0);
      await page.evaluate(
        'document.querySelectorAll("details").forEach((d) => { d.open = true; })',
      );
      expect(await overflowOf(page)).toBe(0);
      expect(problems).toEqual([]);
      await page.waitForLoadState('networkidle');
      expect(requests).toEqual([urlOf(name)]);
    });
  });

  it('shows its headings, in order', async () => {
    await withReport(name, 'phone', 'light', async ({ page }) => {
      const levels: readonly number[] = await page.evaluate(
        '[...document.querySelectorAll("h1,h2,h3,h4")].map((h) => Number(h.tagName[1]))',
      );
      expect(levels[0]).toBe(1);
      for (const [index, level] of levels.entries())
        expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
      for (const title of ['Incidents', 'Traffic and spend', 'What could not be read'])
        expect(await page.getByRole('heading', { level: 2, name: title }).isVisible()).toBe(true);
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('contentinfo').count()).toBe(1);
    });
  });
});

describe('the report in a browser', () => {
  it('shows every incident as a card', async () => {
    await withReport('troubled', 'phone', 'light', async ({ page }) => {
      const cards = page.getByRole('article', { name: /^Incident \d+/ });
      expect(await cards.count()).toBe(2);
      for (const card of await cards.all()) expect(await card.isVisible()).toBe(true);
    });
  });

  it('follows the colour scheme of the reader', async () => {
    const backgrounds: string[] = [];
    for (const scheme of schemes)
      await withReport('attack', 'desktop', scheme, async ({ page }) => {
        backgrounds.push(await backgroundOf(page));
      });
    expect(backgrounds[0]).not.toBe(backgrounds[1]);
  });

  it.each(schemes)('keeps all text at a contrast of 4.5 or more in %s', async (scheme) => {
    for (const name of ['troubled', 'monitor', 'calm', 'unassessed'])
      await withReport(name, 'desktop', scheme, async ({ page }) => {
        await page.evaluate(
          'document.querySelectorAll("details").forEach((d) => { d.open = true; })',
        );
        expect(await contrastFailures(page)).toEqual([]);
      });
  });

  it.each(views)('keeps the text of charts at 11 pixels or more on a %s', async (view) => {
    await withReport('attack', view, 'light', async ({ page }) => {
      const heights: readonly number[] = await page.evaluate(
        '[...document.querySelectorAll(".chart text")].map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().d)',
      );
      expect(heights.length).toBeGreaterThan(10);
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(11);
    });
  });

  it('opens what is folded when it is printed', async () => {
    await withReport('attack', 'desktop', 'dark', async ({ page }) => {
      const folded = page.locator('.folded ol > li').first();
      expect(await folded.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await folded.isVisible()).toBe(true);
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    });
  });

  it('treats hostile text as text', async () => {
    await withReport('hostile', 'desktop', 'light', async ({ page, problems, requests }) => {
      expect(problems).toEqual([]);
      await page.waitForLoadState('networkidle');
      expect(requests).toEqual([urlOf('hostile')]);
      const planted = page.locator('script, img, iframe, [onerror], [onload], [onmouseover]');
      expect(await planted.count()).toBe(0);
      expect(await page.getByText(HOSTILE).first().isVisible()).toBe(true);
    });
  });

  it.each(['attack', 'troubled', 'empty'])(
    'leaves screenshots of the %s report for people to look at',
    async (name) => {
      for (const [view, scheme] of [
        ['phone', 'light'],
        ['desktop', 'light'],
        ['desktop', 'dark'],
      ] as const)
        await withReport(name, view, scheme, async ({ page }) => {
          const path = `${OUT}${name}-${view}-${scheme}.png`;
          const image = await page.screenshot({ path, fullPage: true });
          expect(image.length).toBeGreaterThan(5_000);
        });
    },
  );
});
