/**
 * Large arrays of a work, each stored once under the checksum of its bytes: the samples of a search are those of the next, and
 * need not be sent again.
 */

import { mapArrays, type NumberArray } from '../parallel/shared-memory.js';
import { sha256 } from '../storage/hash.js';

/** Bytes from which an array is stored by itself. */
const LARGE = 2 ** 16;

const TYPES = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
  Int8Array,
} as const;

/** An array that is stored by itself. */
export interface ArrayReference {
  /** SHA-256 of its bytes, as hexadecimal text. */
  readonly id: string;
  readonly type: keyof typeof TYPES;
}

/**
 * Plain data with a mark in the place of each large array, and these arrays.
 *
 * @throws TypeError for an array of the type that marks are of, which no data of the library are of
 */
export function takeOutArrays(data: object): { rest: object; arrays: readonly NumberArray[] } {
  const places = new Map<NumberArray, number>();
  const rest = mapArrays(data, (array) => {
    if (isMark(array)) throw new TypeError('it holds whole numbers of 64 bits.');
    if (array.byteLength < LARGE || !(typeOf(array) in TYPES)) return array;
    const place = places.get(array) ?? places.size;
    places.set(array, place);
    return BigUint64Array.of(BigInt(place));
  });
  return { rest: rest as object, arrays: [...places.keys()] };
}

/** The data again. */
export function putInArrays(rest: object, arrays: readonly NumberArray[]): object {
  return mapArrays(rest, (array) => (isMark(array) ? arrays[Number(array[0])] : array)) as object;
}

const isMark = (array: ArrayBufferView): array is BigUint64Array => array instanceof BigUint64Array;

/** What is stored of an array, and how it is referred to. */
export async function arrayFile(
  array: NumberArray,
): Promise<{ reference: ArrayReference; bytes: Uint8Array<ArrayBuffer> }> {
  const { buffer, byteOffset, byteLength } = array;
  const bytes =
    buffer instanceof ArrayBuffer
      ? new Uint8Array(buffer, byteOffset, byteLength)
      : new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)); // shared memory may change
  return { reference: { id: await sha256(bytes), type: typeOf(array) }, bytes };
}

/** The array whose bytes these are. */
export function arrayOf({ type }: ArrayReference, bytes: Uint8Array<ArrayBuffer>): NumberArray {
  const own = bytes.byteOffset === 0 ? bytes : bytes.slice();
  const Type = TYPES[type];
  return new Type(own.buffer, 0, own.byteLength / Type.BYTES_PER_ELEMENT);
}

const typeOf = (array: NumberArray) => array.constructor.name as ArrayReference['type'];
