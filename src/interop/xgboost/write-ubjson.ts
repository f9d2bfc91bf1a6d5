import { isList, type Written } from './write-json.js';

/** As universal binary JSON of XGBoost's kind: big-endian, every list with its length, names without a mark. */
export function writeUbjson(value: Written): Uint8Array<ArrayBuffer> {
  const writer = new UbjsonWriter();
  writer.value(value);
  return writer.bytes();
}

/** Bytes that grow. */
class UbjsonWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#at);
  }

  value(value: Written): void {
    if (typeof value === 'string') {
      this.#mark('S');
      this.#text(value);
    } else if (typeof value === 'number') {
      this.#mark('L');
      this.#length(value);
    } else if (ArrayBuffer.isView(value)) this.#numbers(value);
    else if (isList(value)) {
      this.#mark('[#L');
      this.#length(value.length);
      for (const item of value) this.value(item);
    } else {
      this.#mark('{');
      for (const [name, item] of Object.entries(value)) {
        this.#text(name);
        this.value(item);
      }
      this.#mark('}');
    }
  }

  #numbers(values: Float32Array | Int32Array | Uint8Array | BigInt64Array): void {
    const type = markOf(values);
    this.#mark(`[$${type}#L`);
    this.#length(values.length);
    this.#reserve(values.byteLength);
    for (let i = 0; i < values.length; i++) {
      if (type === 'd') this.#view.setFloat32(this.#at, Number(values[i]));
      else if (type === 'l') this.#view.setInt32(this.#at, Number(values[i]));
      else if (type === 'L') this.#view.setBigInt64(this.#at, BigInt(values[i]));
      else this.#view.setUint8(this.#at, Number(values[i]));
      this.#at += values.BYTES_PER_ELEMENT;
    }
  }

  /** The length in bytes, and the text. */
  #text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#mark('L');
    this.#length(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #length(length: number): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#at, BigInt(length));
    this.#at += 8;
  }

  #mark(marks: string): void {
    this.#reserve(marks.length);
    for (let i = 0; i < marks.length; i++) this.#bytes[this.#at++] = marks.charCodeAt(i);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function markOf(values: Float32Array | Int32Array | Uint8Array | BigInt64Array): string {
  if (values instanceof Float32Array) return 'd';
  if (values instanceof Int32Array) return 'l';
  return values instanceof Uint8Array ? 'U' : 'L';
}
