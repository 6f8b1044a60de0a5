import { describe, expect, it } from 'vitest';
import { fnv1a } from '../../../lib/core/ingest/fnv1a.ts';

describe('fnv1a', () => {
  // Test vectors of the FNV authors.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('gives the published value for "%s"', (text, expected) => {
    expect(fnv1a(text)).toBe(expected);
  });

  it('depends on every character of a message id', () => {
    const id = '34d9b400-c6dd-5444-820d-fbeb0f1f54cf';
    const hashes = new Set([fnv1a(id)]);
    for (let index = 0; index < id.length; index += 1)
      hashes.add(fnv1a(`${id.slice(0, index)}z${id.slice(index + 1)}`));
    expect(hashes.size).toBe(id.length + 1);
  });
});
