/** A piece of markup that is safe to put into the page: everything in it has been escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template may hold: text is escaped, markup is taken over, nothing renders as nothing. */
export type Child = Html | string | number | null | undefined | false | readonly Child[];

/**
 * Characters that a reader cannot see but that change what is seen: controls, zero-width and
 * direction marks, halves of surrogate pairs. They are shown by their code, so that a value from
 * a log cannot disguise itself.
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu;

const showCode = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for element content and for quoted attribute values alike. */
export const escapeText = (text: string): string =>
  text.replace(INVISIBLE, showCode).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const render = (child: Child): string => {
  if (child instanceof Html) return child.markup;
  if (typeof child === 'string') return escapeText(child);
  if (typeof child === 'number') return String(child);
  if (child === null || child === undefined || child === false) return '';
  return child.map(render).join('');
};

/** Template tag for HTML and SVG. Attribute values must stand in double quotes. */
export const html = (strings: TemplateStringsArray, ...children: readonly Child[]): Html =>
  new Html(strings.reduce((markup, text, index) => markup + render(children[index - 1]) + text));

/** Takes over a constant of this program as markup. Never for anything that comes from data. */
export const trusted = (markup: string): Html => new Html(markup);

/** Puts `separator` between the pieces. */
export const joinHtml = (pieces: readonly Child[], separator: string): Html =>
  new Html(pieces.map(render).join(escapeText(separator)));
