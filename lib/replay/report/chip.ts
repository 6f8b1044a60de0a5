import { type Html, html } from './html.ts';

/** How loud a label is. Its words carry the meaning; the tone only repeats it. */
export type Tone = 'attack' | 'blocked' | 'verified' | 'unknown' | 'plain';

/** A short label with an outline: `Attack`, `Skipped`. */
export const chip = (words: string, tone: Tone): Html =>
  html`<span class="chip ${tone}">${words}</span>`;
