/**
 * Columns of Arrow's memory, told by its form: the chunks that vectors of apache-arrow hold (`Data`), and the batches of
 * flechette. Numbers, truths and dictionaries are read from their arrays; one chunk of float64 without gaps is taken as it
 * is. Source: the columnar format of Apache Arrow, whose `Schema.fbs` numbers the types.
 */

import { InvalidInputError } from '../../errors.js';
import { count, show } from '../../words.js';
import type { Column } from '../columns.js';

const INT = 2;
const FLOAT = 3;
const BOOL = 6;
const DECIMAL = 7;
const DATE = 8;
const TIMESTAMP = 10;
const DICTIONARY = -1;
/** Types whose arrays hold a value, or a bit, a row. */
const IN_ARRAYS = [INT, FLOAT, BOOL, DICTIONARY];
/** Types whose values are no cells, and what they hold. */
const NO_CELLS: Readonly<Record<number, string>> = {
  4: 'bytes',
  11: 'intervals',
  12: 'lists',
  13: 'records',
  14: 'values of several types',
  15: 'bytes',
  16: 'lists',
  17: 'maps',
  19: 'bytes',
  21: 'lists',
  22: 'runs',
  23: 'bytes',
  25: 'lists',
  26: 'lists',
};

/** The column that is read, for messages, and the type that it is to have. */
export interface ColumnPlace {
  readonly name: string;
  readonly type: Column['type'] | undefined;
  readonly where: string;
}

/** A piece of a column. apache-arrow calls the bits of what is there `nullBitmap`, flechette `validity`. */
interface Chunk {
  readonly length: number;
  readonly nullCount: number;
  /** Where its bits begin; its values begin at 0. */
  readonly offset?: number;
  readonly values?: unknown;
  readonly nullBitmap?: Uint8Array | null;
  readonly validity?: Uint8Array | null;
  readonly dictionary?: Iterable<unknown>;
}

/** A column of chunks. */
interface ArrowVector extends Iterable<unknown> {
  readonly length: number;
  readonly type: {
    readonly typeId: number;
    /** Of a float: 0 for half floats, whose arrays hold bits. */
    readonly precision?: number;
    /** Of a decimal: digits behind the point, and bits in all. */
    readonly scale?: number;
    readonly bitWidth?: number;
  };
  readonly data: readonly Chunk[];
}

/** Whether a value has the form of an Arrow column. */
export function isArrowVector(value: unknown): value is ArrowVector {
  const { type, data } = (value ?? {}) as Partial<ArrowVector>;
  return Array.isArray(data) && Number.isInteger(type?.typeId);
}

/**
 * The column of a vector, from its arrays; undefined where these are of no known kind or another type is asked for, so
 * that its values are to be read one by one, from `arrowValues`.
 *
 * @throws InvalidInputError for what is no column of cells, arrays that are shorter than they say, and an integer that no
 *   number holds exactly
 */
export function arrowColumn(vector: ArrowVector, place: ColumnPlace): Column | undefined {
  const { name, type } = place;
  const { typeId } = vector.type;
  const chunks = readChunks(vector, place);
  const isAsked = (own: Column['type']) => type === undefined || type === own;
  const hold = (test: (values: unknown) => boolean) => chunks.every(({ values }) => test(values));
  if (isNumeric(vector) && isAsked('number') && hold(isNumbers))
    return { type: 'number', name, data: numbersOf(chunks, place) };
  if (typeId === BOOL && isAsked('boolean') && hold((values) => values instanceof Uint8Array))
    return { type: 'boolean', name, data: truthsOf(chunks) };
  if (typeId === DICTIONARY && isAsked('text') && hold(isNumbers)) {
    const coded = codesOf(chunks, place);
    return coded && { type: 'text', name, ...coded };
  }
  return undefined;
}

/** Whether the arrays of a vector hold its numbers. Those of half floats hold bits. */
function isNumeric({ type: { typeId, precision } }: ArrowVector): boolean {
  return typeId === INT || (typeId === FLOAT && precision !== 0);
}

/**
 * The values of a vector one by one, as JavaScript has them: days and timestamps as dates, decimals as numbers, or as
 * their digits where text is asked for.
 */
export function* arrowValues(vector: ArrowVector, type: Column['type'] | undefined) {
  const { typeId, scale = 0, bitWidth = 128 } = vector.type;
  for (const value of vector) {
    if ((typeId === DATE || typeId === TIMESTAMP) && typeof value === 'number') {
      yield new Date(value);
    } else if (typeId === DECIMAL && value instanceof Uint32Array) {
      const digits = decimalDigits(value, scale, bitWidth);
      yield type === 'text' ? digits : Number(digits);
    } else yield value;
  }
}

/** The digits of a decimal, whose words are a whole number in two's complement, the lowest first. */
function decimalDigits(words: Uint32Array, scale: number, bitWidth: number): string {
  let bits = 0n;
  for (let k = words.length - 1; k >= 0; k--) bits = (bits << 32n) | BigInt(words[k]);
  const whole = BigInt.asIntN(bitWidth, bits);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const fraction = scale > 0 ? `.${digits.slice(point)}` : '';
  return `${whole < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}

/** @throws InvalidInputError for a type that is none of cells, and arrays that are shorter than they say */
function readChunks({ data, length, type }: ArrowVector, { name, where }: ColumnPlace) {
  const { typeId } = type;
  if (Object.hasOwn(NO_CELLS, typeId)) {
    throw new InvalidInputError(
      `${where}: column ${show(name)} holds ${NO_CELLS[typeId]}, which a table does not. Select the other columns first, as in arrow.select(names).`,
    );
  }
  let total = 0;
  for (const chunk of data) {
    const { length: rows, values, offset = 0 } = chunk;
    total += rows;
    const bits = gapsOf(chunk);
    const size = IN_ARRAYS.includes(typeId) && isNumbers(values) ? values.length : Infinity;
    const room = typeId === BOOL ? 8 * size - offset : size;
    if (room >= rows && (bits === undefined || 8 * bits.length >= offset + rows)) continue;
    throw new InvalidInputError(
      `${where}: column ${show(name)} has a chunk of ${count(rows, 'row')} whose arrays are shorter. It is damaged: make it anew.`,
    );
  }
  if (total === length) return data;
  throw new InvalidInputError(
    `${where}: column ${show(name)} has ${show(length)} rows, but ${total} in its chunks. It is damaged: make it anew.`,
  );
}

/** The bits that say what is there; undefined where all is. */
function gapsOf({ nullCount, nullBitmap, validity }: Chunk): Uint8Array | undefined {
  const bits = nullBitmap ?? validity;
  return nullCount === 0 || !bits?.length ? undefined : bits;
}

const hasBit = (bits: Uint8Array, at: number) => ((bits[at >> 3] >> (at & 7)) & 1) === 1;
type Numbers = Float64Array | Int32Array;
type BigNumbers = BigInt64Array | BigUint64Array;
const isBig = (values: unknown): values is BigNumbers =>
  values instanceof BigInt64Array || values instanceof BigUint64Array;
/** Whether values are a typed array. */
const isNumbers = (values: unknown): values is Numbers | BigNumbers =>
  ArrayBuffer.isView(values) && !(values instanceof DataView);

const countRows = (chunks: readonly Chunk[]) =>
  chunks.reduce((rows, { length }) => rows + length, 0);

/** Mark what is missing. */
function markGaps(chunk: Chunk, into: { [i: number]: number }, mark: number): void {
  const bits = gapsOf(chunk);
  if (bits === undefined) return;
  const { offset = 0 } = chunk;
  for (let i = 0; i < chunk.length; i++) if (!hasBit(bits, offset + i)) into[i] = mark;
}

function numbersOf(chunks: readonly Chunk[], place: ColumnPlace): Float64Array {
  const [{ values, length }] = chunks.length === 1 ? chunks : [{ values: undefined, length: 0 }];
  if (values instanceof Float64Array && gapsOf(chunks[0]) === undefined) {
    return values.length === length ? values : values.subarray(0, length);
  }
  const numbers = new Float64Array(countRows(chunks));
  let first = 0;
  for (const chunk of chunks) {
    const own = numbers.subarray(first, first + chunk.length);
    const values = chunk.values as Numbers | BigNumbers;
    if (!isBig(values)) own.set(values.subarray(0, own.length));
    else for (let i = 0; i < own.length; i++) own[i] = Number(values[i]);
    markGaps(chunk, own, Number.NaN);
    if (isBig(values)) {
      const i = own.findIndex((number) => !Number.isSafeInteger(number) && !Number.isNaN(number));
      if (i >= 0) throw tooLarge(values[i], { ...place, i: first + i });
    }
    first += own.length;
  }
  return numbers;
}

/** That no number holds an integer exactly. */
export function tooLarge(
  value: bigint,
  { name, i, where }: { readonly name: string; readonly i: number; readonly where: string },
): InvalidInputError {
  return new InvalidInputError(
    `${where}: row ${i} of column ${show(name)}, ${show(value)}, is more than a number holds exactly. Read the column as text: { types: { ${show(name)}: "text" } }.`,
  );
}

function truthsOf(chunks: readonly Chunk[]): Int8Array {
  const truths = new Int8Array(countRows(chunks));
  let first = 0;
  for (const chunk of chunks) {
    const own = truths.subarray(first, first + chunk.length);
    const { values, offset = 0 } = chunk;
    for (let i = 0; i < own.length; i++) own[i] = hasBit(values as Uint8Array, offset + i) ? 1 : 0;
    markGaps(chunk, own, -1);
    first += own.length;
  }
  return truths;
}

/**
 * Codes of dictionaries, each chunk having its own. Categories are those that occur, in order of first appearance, as in
 * every column of text; undefined where a dictionary holds anything but text.
 */
function codesOf(chunks: readonly Chunk[], { name, where }: ColumnPlace) {
  const codes = new Int32Array(countRows(chunks));
  const known = new Map<string, number>();
  let first = 0;
  let last: Iterable<unknown> | undefined;
  let entries: unknown[] = [];
  let translated = new Int32Array(0);
  for (const chunk of chunks) {
    const { dictionary = [] } = chunk;
    if (dictionary !== last) {
      entries = Array.from(dictionary);
      if (!entries.every((entry) => entry === null || typeof entry === 'string')) return undefined;
      translated = new Int32Array(entries.length).fill(-1);
      last = dictionary;
    }
    const own = codes.subarray(first, first + chunk.length);
    const indices = chunk.values as Numbers | BigNumbers;
    const bits = gapsOf(chunk);
    const { offset = 0 } = chunk;
    for (let i = 0; i < own.length; i++) {
      own[i] = -1;
      if (bits !== undefined && !hasBit(bits, offset + i)) continue;
      const index = Number(indices[i]);
      const entry = entries[index];
      if (entry === undefined) {
        throw new InvalidInputError(
          `${where}: row ${first + i} of column ${show(name)} is number ${index} of a dictionary of ${count(entries.length, 'value')}. It is damaged: make it anew.`,
        );
      }
      if (entry === null) continue;
      if (translated[index] < 0) {
        const text = entry as string;
        if (!known.has(text)) known.set(text, known.size);
        translated[index] = known.get(text) as number;
      }
      own[i] = translated[index];
    }
    first += own.length;
  }
  return { codes, categories: [...known.keys()] };
}
