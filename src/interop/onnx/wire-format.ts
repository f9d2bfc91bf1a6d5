/**
 * The wire format of Protocol Buffers, as far as ONNX files need it: https://protobuf.dev/programming-guides/encoding.
 * A message is a sequence of fields; what a field means, `write-model.ts` and `read-model.ts` know.
 */

import { ModelFormatError } from '../../errors.js';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const utf8 = /* @__PURE__ */ new TextEncoder();

/** One message while it is written, field after field. */
export class MessageWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** An integer; a negative one in two's complement of 64 bits. */
  integer(field: number, value: number): void {
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
  }

  /** Integers in one field. */
  integers(field: number, values: ArrayLike<number>): void {
    const packed = new MessageWriter();
    for (let i = 0; i < values.length; i++) packed.#varint(values[i]);
    this.bytes(field, packed.finish());
  }

  text(field: number, value: string): void {
    this.bytes(field, utf8.encode(value));
  }

  bytes(field: number, value: Uint8Array): void {
    this.#varint(field * 8 + BYTES);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A message inside this one. */
  message(field: number, write: (inner: MessageWriter) => void): void {
    const inner = new MessageWriter();
    write(inner);
    this.bytes(field, inner.finish());
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Seven bits a byte, the lowest first; all but the last byte have the eighth bit. */
  #varint(value: number): void {
    this.#reserve(10);
    if (value < 0) {
      let left = BigInt.asUintN(64, BigInt(value));
      for (; left > 127n; left >>= 7n) this.#bytes[this.#length++] = Number(left & 127n) | 128;
      this.#bytes[this.#length++] = Number(left);
      return;
    }
    let left = value;
    for (; left > 127; left = Math.floor(left / 128))
      this.#bytes[this.#length++] = (left % 128) | 128;
    this.#bytes[this.#length++] = left;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** A field of a message: an integer, or bytes that are text, numbers or a message. */
export interface Field {
  readonly field: number;
  readonly value: number | Uint8Array;
}

/**
 * The fields of a message.
 *
 * @throws ModelFormatError when it ends within a field
 */
export function* fieldsOf(message: Uint8Array): Generator<Field, void, void> {
  const at = { position: 0 };
  while (at.position < message.length) {
    const key = readVarint(message, at);
    const field = Math.floor(key / 8);
    const kind = key % 8;
    if (kind === VARINT) yield { field, value: readVarint(message, at) };
    else {
      const length =
        kind === BYTES
          ? readVarint(message, at)
          : kind === FIXED64
            ? 8
            : kind === FIXED32
              ? 4
              : Number.NaN;
      const end = at.position + length;
      if (!(length >= 0 && end <= message.length)) throw damaged();
      yield { field, value: message.subarray(at.position, end) };
      at.position = end;
    }
  }
}

/** The integers of a packed field. */
export function integersOf(packed: Uint8Array): number[] {
  const at = { position: 0 };
  const values: number[] = [];
  while (at.position < packed.length) values.push(readVarint(packed, at));
  return values;
}

function readVarint(bytes: Uint8Array, at: { position: number }): number {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[at.position++];
    if (byte === undefined) throw damaged();
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw damaged();
}

function damaged(): ModelFormatError {
  return new ModelFormatError('The ONNX file is damaged or cut off. Write it again with toONNX.');
}
