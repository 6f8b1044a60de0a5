import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, joinHtml } from '../../../lib/replay/report/html.ts';

describe('html', () => {
  it('escapes text and takes over markup', () => {
    expect(html`<p>${'<b>&"\''}${html`<i>x</i>`}</p>`.markup).toBe(
      '<p>&lt;b&gt;&amp;&quot;&#39;<i>x</i></p>',
    );
  });

  it('renders nothing for what is not there, and a zero for a zero', () => {
    expect(html`${null}${undefined}${false}${[]}${0}`.markup).toBe('0');
  });

  it('shows characters that could disguise a value', () => {
    expect(escapeText('a\u202Eb\u0000\u200Bc\uD800')).toBe('a\\u202eb\\u0000\\u200bc\\ud800');
    expect(escapeText('São Tomé, 日本, \u{1F600}')).toBe('São Tomé, 日本, \u{1F600}');
  });

  it('leaves no character that could end a text or a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('joins pieces with a separator', () => {
    expect(joinHtml([html`<b>1</b>`, '<'], ', ').markup).toBe('<b>1</b>, &lt;');
  });
});
