/** A 64-bit hash of what a value holds: two engines give equal ones where every number has the same bits. */
export function bitHash(value: unknown): string {
  const hash = new BitHash();
  hash.add(value);
  return hash.toString();
}

class BitHash {
  readonly #words = new DataView(new ArrayBuffer(8));
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;

  add(value: unknown): void {
    if (typeof value === 'number') this.#addNumber(value);
    else if (typeof value === 'string') this.#addText(value);
    else if (typeof value !== 'object' || value === null) this.#addText(`<${String(value)}>`);
    else if (value instanceof Date) this.add(['Date', value.getTime()]);
    else if (value instanceof Map || value instanceof Set) this.add([...value]);
    else if ('to2DArray' in value) this.add((value as { to2DArray(): number[][] }).to2DArray());
    else if ('toRecords' in value) this.add((value as { toRecords(): object[] }).toRecords());
    else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const items = value as ArrayLike<unknown>;
      this.#addWord(items.length);
      for (let i = 0; i < items.length; i++) this.add(items[i]);
    } else for (const [key, part] of Object.entries(value)) this.add([key, part]);
  }

  toString(): string {
    return [this.#high, this.#low]
      .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
      .join('');
  }

  #addNumber(value: number): void {
    // The standard leaves open which of the bits that mean NaN are written.
    if (Number.isNaN(value)) {
      this.#addText('<NaN>');
      return;
    }
    this.#words.setFloat64(0, value);
    this.#addWord(this.#words.getUint32(0));
    this.#addWord(this.#words.getUint32(4));
  }

  #addText(text: string): void {
    this.#addWord(text.length);
    for (let i = 0; i < text.length; i++) this.#addWord(text.charCodeAt(i));
  }

  #addWord(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193) ^ (this.#low >>> 15);
    this.#high = Math.imul(this.#high ^ word ^ this.#low, 0x85ebca6b) ^ (this.#high >>> 13);
  }
}
