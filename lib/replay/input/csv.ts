/**
 * The fields of one CSV record (RFC 4180), or `null` when a quoted field is still open at its end:
 * the record goes on in the next line.
 */
export const splitCsv = (text: string): string[] | null => {
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  let index = 0;
  for (;;) {
    if (text[index] !== '"') {
      const comma = text.indexOf(',', index);
      if (comma === -1) {
        fields.push(text.slice(index));
        return fields;
      }
      fields.push(text.slice(index, comma));
      index = comma + 1;
      continue;
    }
    const end = closingQuote(text, index + 1);
    if (end === -1) return null;
    const comma = text.indexOf(',', end);
    // What stands between the closing quote and the comma is against the RFC; it is kept.
    const after = text.slice(end + 1, comma === -1 ? text.length : comma);
    fields.push(text.slice(index + 1, end).replaceAll('""', '"') + after);
    if (comma === -1) return fields;
    index = comma + 1;
  }
};

const closingQuote = (text: string, from: number): number => {
  let index = from;
  for (;;) {
    const quote = text.indexOf('"', index);
    if (quote === -1 || text[quote + 1] !== '"') return quote;
    index = quote + 2;
  }
};
