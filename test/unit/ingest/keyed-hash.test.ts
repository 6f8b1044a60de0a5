import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyedHash } from '../../../lib/adapters/keyed-hash.ts';

const reference = (key: Uint8Array, text: string): number =>
  createHmac('sha256', key).update(text).digest().readUInt32BE(0);

const keys = fc.uint8Array({ minLength: 16, maxLength: 200 });

describe('createKeyedHash', () => {
  it('is HMAC-SHA256 cut to 32 bits, whatever the key and the text', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 70 }),
      fc.string({ unit: 'grapheme', maxLength: 70 }),
      fc.string({ unit: 'binary', maxLength: 70 }),
    );
    fc.assert(
      fc.property(keys, fc.array(texts, { minLength: 1, maxLength: 5 }), (key, list) => {
        const hash = createKeyedHash(key);
        for (const text of list) expect(hash(text)).toBe(reference(key, text));
      }),
    );
  });

  it('agrees with node:crypto at every length around the size of a block', () => {
    const key = new Uint8Array(32).fill(3);
    const hash = createKeyedHash(key);
    for (let length = 0; length <= 130; length += 1) {
      const text = '7'.repeat(length);
      expect(hash(text)).toBe(reference(key, text));
    }
  });

  it.each([63, 64, 65, 100])('agrees with node:crypto for a key of %i bytes', (length) => {
    const key = new Uint8Array(length).fill(9);
    expect(createKeyedHash(key)('number:+447700900123')).toBe(
      reference(key, 'number:+447700900123'),
    );
  });

  it('refuses a key of fewer than 16 bytes', () => {
    expect(() => createKeyedHash(new Uint8Array(15))).toThrow(RangeError);
    expect(() => createKeyedHash(new Uint8Array(16))).not.toThrow();
  });

  it('keeps its own copy of the key', () => {
    const key = new Uint8Array(32).fill(1);
    const hash = createKeyedHash(key);
    const short = hash('a');
    const long = hash('a'.repeat(100));
    key.fill(0);
    expect(hash('a')).toBe(short);
    expect(hash('a'.repeat(100))).toBe(long);
  });

  it('differs between keys', () => {
    expect(createKeyedHash(new Uint8Array(16).fill(1))('a')).not.toBe(
      createKeyedHash(new Uint8Array(16).fill(2))('a'),
    );
  });
});
