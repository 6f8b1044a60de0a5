/** The bytes that JSON's structure is told from. */
export const LINE_FEED = 0x0a;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** Blanks, and the bytes of a UTF-8 byte order mark, which may stand before any document. */
export const isBlank = (byte: number): boolean =>
  byte === 0x20 ||
  byte === 0x09 ||
  byte === 0x0d ||
  byte === 0xef ||
  byte === 0xbb ||
  byte === 0xbf;
