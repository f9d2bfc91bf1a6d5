import { createHash, type Hash } from 'node:crypto';
import { serialize } from 'node:v8';

/**
 * SHA-256 of what plain data say, as hexadecimal text: the same whenever they are equal. That of what `serialize` writes is not:
 * an engine holds the same number, text or list in one of several forms, which change while a program runs, and writes each
 * form in a way of its own.
 */
export function checksumOfData(data: unknown): string {
  const told = new Told();
  tell(data, told);
  return told.checksum();
}

/** Characters that are told at a time: a call of the hash costs as much as hundreds of them. */
const PIECE = 2 ** 16;

/** What was told so far. */
class Told {
  readonly #hash: Hash = createHash('sha256');
  #text = '';

  text(text: string): void {
    this.#text += text;
    if (this.#text.length > PIECE) this.#flush();
  }

  /** Bytes, how many of which there are was told before. */
  bytes(bytes: Uint8Array): void {
    this.#flush();
    this.#hash.update(bytes);
  }

  checksum(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#text);
    this.#text = '';
  }
}

/** Each value ends with a comma or a bracket, so that no two different ones read alike. */
function tell(value: unknown, told: Told): void {
  if (typeof value !== 'object' || value === null) {
    told.text(`${wordOf(value)},`);
  } else if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    told.text(`${value.constructor.name} ${byteLength}:`);
    told.bytes(new Uint8Array(buffer, byteOffset, byteLength));
  } else if (Array.isArray(value)) {
    told.text('[');
    for (const item of value) tell(item, told);
    told.text(']');
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    told.text('{');
    for (const [name, item] of Object.entries(value)) {
      told.text(`${JSON.stringify(name)}:`);
      tell(item, told);
    }
    told.text('}');
  } else {
    const bytes = serialize(value);
    told.text(`${bytes.length}:`);
    told.bytes(bytes);
  }
}

function wordOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value); // also halves of characters, which UTF-8 does not tell apart
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}
