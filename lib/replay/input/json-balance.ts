/** Tells whether JSON text that comes in pieces still has an open bracket or string. */
export class JsonBalance {
  #depth = 0;
  #isInString = false;

  constructor(text: string) {
    this.add(text);
  }

  get isOpen(): boolean {
    return this.#depth > 0;
  }

  add(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      const char = text[index];
      if (this.#isInString) {
        if (char === '\\') index += 1;
        else if (char === '"') this.#isInString = false;
      } else if (char === '"') this.#isInString = true;
      else if (char === '{' || char === '[') this.#depth += 1;
      else if (char === '}' || char === ']') this.#depth -= 1;
    }
  }
}
