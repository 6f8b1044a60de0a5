/** The keys of the object that `text` begins with, as far as the text goes. It need not be complete or valid. */
export const topLevelKeys = (text: string): ReadonlySet<string> => {
  const keys = new Set<string>();
  let depth = 0;
  let last = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '"') {
      const end = endOfString(text, index + 1);
      if (end === -1) return keys;
      last = text.slice(index + 1, end);
      index = end;
    } else if (char === ':' && depth === 1) keys.add(last);
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
  }
  return keys;
};

const endOfString = (text: string, from: number): number => {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index;
  }
  return -1;
};
