import type { Page } from 'playwright-core';

/**
 * Runs in the page: every text that is shown, its colour against the first opaque background
 * behind it, as WCAG 2 computes contrast.
 */
const MEASURE = `(() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => {
      const s = v / 255;
      return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const ground = parse(getComputedStyle(at).backgroundColor);
      if (ground.a === 1) return ground;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const failures = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let measured = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (text === '' || !element.checkVisibility()) continue;
    measured += 1;
    const style = getComputedStyle(element);
    const isSvg = element.namespaceURI.endsWith('svg');
    const ink = light(parse(isSvg ? style.fill : style.color));
    const ground = light(groundOf(element));
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (ratio < 4.5) failures.push(ratio.toFixed(2) + ' ' + text.slice(0, 40));
  }
  if (measured === 0) failures.push('no text was measured');
  return [...new Set(failures)];
})()`;

/** The texts of a page that are hard to read, each with its contrast; none should be. */
export const contrastFailures = (page: Page): Promise<readonly string[]> => page.evaluate(MEASURE);
