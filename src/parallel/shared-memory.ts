/** Data on their way to workers: in memory that all threads see, where there is such. */

import { canShareMemory } from '../parallel-work.js';

/** Copies smaller than this are cheaper than sharing. */
const WORTH_SHARING = 4096;

/**
 * The same data with the memory of typed arrays shared, once for all workers; what lies in shared memory already stays there.
 * Where memory cannot be shared, the data themselves, which a message then copies for each worker.
 */
export function shareMemory<T>(data: T): T {
  if (!canShareMemory()) return data;
  const shared = new Map<ArrayBufferLike, SharedArrayBuffer>();
  const share = (buffer: ArrayBufferLike): SharedArrayBuffer => {
    let copy = shared.get(buffer);
    if (copy === undefined) {
      copy = new SharedArrayBuffer(buffer.byteLength);
      new Uint8Array(copy).set(new Uint8Array(buffer));
      shared.set(buffer, copy);
    }
    return copy;
  };
  return mapArrays(data, (array) =>
    array.buffer instanceof SharedArrayBuffer || array.buffer.byteLength < WORTH_SHARING
      ? array
      : viewOf(array, share(array.buffer)),
  ) as T;
}

/** The memory of the typed arrays in a result, which can be moved out of a worker instead of copied. */
export function movableMemory(result: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  mapArrays(result, (array) => {
    const whole = array.byteLength === array.buffer.byteLength;
    if (array.buffer instanceof ArrayBuffer && whole) buffers.add(array.buffer);
    return array;
  });
  return [...buffers];
}

type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Int8Array;

function viewOf(array: NumberArray, buffer: SharedArrayBuffer): unknown {
  const View = array.constructor as new (
    buffer: SharedArrayBuffer,
    offset: number,
    length: number,
  ) => NumberArray;
  return new View(buffer, array.byteOffset, array.length);
}

/** A copy of plain data in which typed arrays are what is made of each; arrays of plain values are not looked into. */
function mapArrays(data: unknown, map: (array: NumberArray) => unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (ArrayBuffer.isView(data)) return data instanceof DataView ? data : map(data as NumberArray);
  if (Array.isArray(data)) {
    return typeof data[0] === 'object' ? data.map((item) => mapArrays(item, map)) : data;
  }
  if (Object.getPrototypeOf(data) !== Object.prototype) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, mapArrays(value, map)]),
  );
}
