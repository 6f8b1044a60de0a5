import type { Contestant } from './comparison.ts';
import { leakedOfAll, wrongBlocksPerMonth } from './comparison.ts';

const WIDTH_PX = 720;
const HEIGHT_PX = 440;
const MARGIN_PX = { top: 48, right: 24, bottom: 56, left: 64 };
const COLORS = { ours: '#0b6e4f', default: '#b08900', tuned: '#3b5b92' } as const;
const TICKS_A_MONTH = [0, 0.1, 1, 10, 100, 1_000];
const TICKS_LEAK = [0, 0.25, 0.5, 0.75, 1];
/** Below this, wrong blocks are drawn on a linear scale, so that none has a place too. */
const LINEAR_BELOW = 0.1;
const LABEL_PX = 13;

/** A point of the plot: what leaks, against what it costs honest people. */
interface Point {
  readonly label: string;
  readonly variant: Contestant['variant'];
  readonly x: number;
  readonly y: number;
}

/** Dollars leaked against wrong blocks, one dot a contender: the lower left corner is where one wants to be. */
export const tradeOffPlot = (title: string, contestants: readonly Contestant[]): string => {
  const points = contestants.flatMap((contestant): Point[] => {
    const leaked = leakedOfAll(contestant);
    const wrong = wrongBlocksPerMonth(contestant);
    if (leaked === null || wrong === null) return [];
    const { name, variant } = contestant;
    const label = variant === 'ours' ? name : `${name} (${variant})`;
    return [{ label, variant, x: toX(wrong), y: toY(leaked) }];
  });
  const ticks = [
    ...TICKS_A_MONTH.map((value) =>
      [
        `<line class="grid" x1="${px(toX(value))}" x2="${px(toX(value))}" y1="${MARGIN_PX.top}" y2="${HEIGHT_PX - MARGIN_PX.bottom}"/>`,
        `<text x="${px(toX(value))}" y="${HEIGHT_PX - MARGIN_PX.bottom + 18}" text-anchor="middle">${value}</text>`,
      ].join(''),
    ),
    ...TICKS_LEAK.map((value) =>
      [
        `<line class="grid" x1="${MARGIN_PX.left}" x2="${WIDTH_PX - MARGIN_PX.right}" y1="${px(toY(value))}" y2="${px(toY(value))}"/>`,
        `<text x="${MARGIN_PX.left - 8}" y="${px(toY(value) + 4)}" text-anchor="end">${100 * value} %</text>`,
      ].join(''),
    ),
  ];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX} ${HEIGHT_PX}" role="img" aria-label="${escapeXml(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}.grid{stroke:#ddd}.dot{stroke:#fff}.lead{stroke:#bbb}</style>',
    `<rect width="${WIDTH_PX}" height="${HEIGHT_PX}" fill="#fff"/>`,
    `<text class="title" x="${MARGIN_PX.left}" y="24">${escapeXml(title)}</text>`,
    ...ticks,
    `<text x="${(WIDTH_PX + MARGIN_PX.left) / 2}" y="${HEIGHT_PX - 14}" text-anchor="middle">wrong blocks per tenant-month of honest traffic</text>`,
    `<text transform="translate(16 ${HEIGHT_PX / 2}) rotate(-90)" text-anchor="middle">of all attack dollars leaked</text>`,
    ...points.map(
      ({ x, y, variant }) =>
        `<circle class="dot" cx="${px(x)}" cy="${px(y)}" r="${variant === 'ours' ? 7 : 5}" fill="${COLORS[variant]}"/>`,
    ),
    ...placeLabels(points),
    '</svg>',
  ].join('\n')}\n`;
};

/**
 * Beside the dots, those nearest to the plot's edge first, each moved towards its middle until it
 * hides none before it, and joined with its dot by a line if it was moved.
 */
const placeLabels = (points: readonly Point[]): readonly string[] => {
  const placed: { readonly x: number; readonly y: number; readonly width: number }[] = [];
  const middle = HEIGHT_PX / 2;
  const fromEdges = points.toSorted((a, b) => Math.abs(b.y - middle) - Math.abs(a.y - middle));
  return fromEdges.map(({ label, x, y, variant }) => {
    const width = 6.4 * label.length;
    const isLeft = x + 10 + width > WIDTH_PX - MARGIN_PX.right;
    const left = isLeft ? x - 10 - width : x + 10;
    const step = y > middle ? -LABEL_PX : LABEL_PX;
    let top = y + 4;
    while (
      placed.some(
        (other) =>
          left < other.x + other.width &&
          other.x < left + width &&
          Math.abs(other.y - top) < LABEL_PX,
      )
    )
      top += step;
    placed.push({ x: left, y: top, width });
    const line =
      top === y + 4
        ? ''
        : `<line class="lead" x1="${px(x)}" y1="${px(y)}" x2="${px(isLeft ? left + width + 2 : left - 2)}" y2="${px(top - 4)}"/>`;
    return `${line}<text x="${px(left)}" y="${px(top)}" style="fill:${COLORS[variant]}">${escapeXml(label)}</text>`;
  });
};

/** Linear up to `LINEAR_BELOW`, then logarithmic. */
const stretch = (value: number): number =>
  value <= LINEAR_BELOW ? value / LINEAR_BELOW : 1 + Math.log10(value / LINEAR_BELOW);

const toX = (value: number): number => {
  const share = Math.min(1, stretch(value) / stretch(TICKS_A_MONTH.at(-1) ?? 1));
  return MARGIN_PX.left + share * (WIDTH_PX - MARGIN_PX.left - MARGIN_PX.right);
};

const toY = (share: number): number =>
  HEIGHT_PX - MARGIN_PX.bottom - share * (HEIGHT_PX - MARGIN_PX.top - MARGIN_PX.bottom);

const px = (value: number): string => value.toFixed(1);

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
