import { ModelFormatError } from '../errors.js';
import { show } from '../words.js';
import { arrayFromJson, exactKeys, malformed, objectFromJson, stringFromJson } from './json.js';
import { TENSOR_TYPES, type Tensor, type TypedArray, tensorShape, tensorType } from './tensors.js';

/**
 * The safetensors format: 8 bytes with the length of a JSON header, the header, then the arrays one
 * after another, little-endian as every platform of this library is.
 * Source: the format section of the safetensors project's README.
 */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const LENGTH_BYTES = 8;
/** Arrays of so many bytes are used where they lie in the file, as long as they are aligned there. */
const IN_PLACE = 2 ** 20;
/** What to do with a file that is not what was saved. */
const WHOLE = 'Pass all bytes of the file, or save the model again.';
/** The reference implementation's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

export function encodeSafetensors({ metadata, tensors }: Safetensors): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  // Wide types first: then every array starts at a multiple of its own element size.
  const ordered = [...tensors].sort(
    ([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT,
  );
  let end = 0;
  for (const [name, { type, shape, values }] of ordered) {
    header[name] = { dtype: type, shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const start = LENGTH_BYTES + padded;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, LENGTH_BYTES, start); // spaces, as the format asks
  bytes.set(text, LENGTH_BYTES);
  let at = start;
  for (const [, { type, values }] of ordered) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    if (type === 'F64' || type === 'F32') writeNaNs(values, NAN_BYTES[type], bytes, at);
    at += values.byteLength;
  }
  return bytes;
}

/** The quiet NaN that numpy writes: arithmetic makes others in other engines, and files must not tell engines apart. */
const NAN_BYTES = { F64: [0, 0, 0, 0, 0, 0, 0xf8, 0x7f], F32: [0, 0, 0xc0, 0x7f] } as const;

function writeNaNs(
  values: TypedArray,
  nan: readonly number[],
  bytes: Uint8Array,
  start: number,
): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) bytes.set(nan, start + i * nan.length);
  }
}

/**
 * Read the format, believing nothing: no size is allocated before it is checked against the bytes there are.
 *
 * @throws ModelFormatError when anything in it does not fit
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { header, start } = readHeader(bytes);
  const length = bytes.length - start;
  const metadata: Record<string, string> = {};
  const tensors = new Map<string, Tensor>();
  const places: { name: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(objectFromJson(entry, name))) {
        if (key !== '__proto__') metadata[key] = stringFromJson(value, `${name}.${key}`);
      }
      continue;
    }
    const { tensor, begin, end } = readTensor(bytes, start, length, name, entry);
    tensors.set(name, tensor);
    places.push({ name, begin, end });
  }
  checkCoverage(places, length);
  return { metadata, tensors };
}

function readHeader(bytes: Uint8Array): {
  header: Readonly<Record<string, unknown>>;
  start: number;
} {
  if (bytes.length < LENGTH_BYTES) {
    throw new ModelFormatError(`This is no model: it has only ${bytes.length} bytes. ${WHOLE}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getBigUint64(0, true);
  const following = bytes.length - LENGTH_BYTES;
  if (declared > BigInt(Math.min(following, MAX_HEADER_BYTES))) {
    const beginning = show(String.fromCharCode(...bytes.subarray(0, 24))); // that of a page, for one
    throw new ModelFormatError(
      `This is no model, or a truncated one: it begins with ${beginning}, so its header declares ${declared} bytes, but ${following} follow. ${WHOLE}`,
    );
  }
  const start = LENGTH_BYTES + Number(declared);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(LENGTH_BYTES, start),
    );
    return { header: objectFromJson(JSON.parse(text), 'header'), start };
  } catch (cause) {
    if (cause instanceof ModelFormatError) throw cause;
    throw new ModelFormatError(`This is no model: its header is not JSON. ${WHOLE}`, { cause });
  }
}

function readTensor(
  bytes: Uint8Array,
  start: number,
  length: number,
  name: string,
  entry: unknown,
): { tensor: Tensor; begin: number; end: number } {
  const path = `header.${name}`;
  const { dtype, shape, data_offsets } = exactKeys(entry, ['dtype', 'shape', 'data_offsets'], path);
  const type = tensorType(dtype, `${path}.dtype`);
  const Type = TENSOR_TYPES[type];
  const offsets = arrayFromJson(data_offsets, `${path}.data_offsets`);
  const [begin, end] = offsets as [number, number];
  const whole = Number.isSafeInteger(begin) && Number.isSafeInteger(end) && offsets.length === 2;
  if (whole && begin >= 0 && end > length) {
    throw new ModelFormatError(
      `The file is truncated: ${path} ends at byte ${end} of the data, which has ${length}. ${WHOLE}`,
    );
  }
  if (!whole || begin < 0 || end < begin) {
    throw malformed(`${path}.data_offsets`, `a place within the ${length} bytes of data`, offsets);
  }
  const count = (end - begin) / Type.BYTES_PER_ELEMENT;
  const sizes = tensorShape(shape, count, `${path}.shape`);
  const part = bytes.subarray(start + begin, start + end);
  const { buffer, byteOffset } = part;
  const isUsable = part.length >= IN_PLACE && byteOffset % Type.BYTES_PER_ELEMENT === 0;
  // A copy is always aligned. `slice` would not do: that of Node's Buffer copies nothing.
  const values =
    isUsable && buffer instanceof ArrayBuffer
      ? new Type(buffer, byteOffset, count)
      : new Type(new Uint8Array(part).buffer);
  return { tensor: { type, shape: sizes, values }, begin, end };
}

/** Every byte belongs to exactly one array, so nothing is hidden and nothing is read twice. */
function checkCoverage(
  places: { name: string; begin: number; end: number }[],
  length: number,
): void {
  let covered = 0;
  for (const { name, begin, end } of places.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw new ModelFormatError(
        `header.${name} leaves a gap or overlaps: it begins at byte ${begin}, not ${covered}. ${WHOLE}`,
      );
    }
    covered = end;
  }
  if (covered !== length) {
    throw new ModelFormatError(`${length - covered} bytes at the end belong to no array. ${WHOLE}`);
  }
}
