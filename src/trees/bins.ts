import type { Dense } from '../data/dense.js';
import { sortInSteps } from '../numeric/sorted-numbers.js';
import type { Steps } from '../progress.js';
import { range } from '../random/sampling.js';
import { type BinningRoom, binsOfCells } from './bins-of-cells.js';
import { ColumnReader } from './column-reader.js';
import { type Bins, binsOfEqualMass } from './equal-mass.js';
import { countFewValues, type ValueCounts } from './few-values.js';
import { codeTwoValues, type TwoValued } from './two-values.js';

/** The code of a missing value among codes of a byte. */
export const MISSING = 255;
/** Codes that values can have in a byte: 0 to 254. */
export const MAX_BINS = 255;
/** The same where codes have two bytes. */
export const WIDE_MISSING = 65535;
export const MAX_WIDE_BINS = 65535;

/** Codes of a column: a byte each, or two where it has more than 255 bins. */
export type BinCodes = Uint8Array | Uint16Array;

/** The code that a missing value has among these. */
export function missingCode(codes: BinCodes): number {
  return codes.BYTES_PER_ELEMENT === 1 ? MISSING : WIDE_MISSING;
}

/** Features as boosted trees see them. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly columns: number;
  /** The codes of each column [nSamples]; `missingCode` is missing. */
  readonly columnCodes: readonly BinCodes[];
  /** Bins of each column; none when all its values are missing. */
  readonly bins: readonly Bins[];
  /** 1 for the columns that have missing values [nFeatures]. */
  readonly hasMissing: Uint8Array;
}

/**
 * Turn columns into codes once, before any tree grows, in steps. Cost: some passes a column.
 *
 * @param samples - [nSamples × nFeatures]; NaN is missing
 * @param weights - [nSamples], or undefined for all 1; bins hold about the same weight each
 * @param maxBins - most bins of a column, from 2 to 65 535; a column with no more distinct values than
 *   that gets one a value
 * @param codeOthers - turns columns of more than two values into codes
 */
export function* binFinelyInSteps(
  samples: Dense,
  weights: Float64Array | undefined,
  maxBins: (column: number) => number,
  codeOthers: typeof codeColumns = codeColumns,
): Steps<BinnedFeatures> {
  const { rows, columns } = samples;
  const hasMissing = new Uint8Array(columns);
  // Rows that weigh nothing draw no borders, and so may have values of their own.
  const allWeigh = weights === undefined || weights.every((weight) => weight > 0);
  const twoValued = allWeigh ? yield* codeTwoValues(samples) : new Map<number, TwoValued>();
  const others = Array.from(range(columns)).filter((j) => !twoValued.has(j));
  const columnCodes: BinCodes[] = [];
  const bins: Bins[] = [];
  for (const [j, { codes, values }] of twoValued) {
    columnCodes[j] = codes;
    bins[j] = { low: values, high: values };
  }
  const coding = { samples, columns: others, weights, maxBins };
  yield* codeOthers(coding, (j, own, codes, isMissing) => {
    bins[j] = own;
    columnCodes[j] = codes;
    hasMissing[j] = isMissing ? 1 : 0;
  });
  return { rows, columns, columnCodes, bins, hasMissing };
}

/** Columns to turn into codes. */
export interface ColumnCoding {
  /** [nSamples × nFeatures] */
  readonly samples: Dense;
  /** Which ones, ascending. */
  readonly columns: readonly number[];
  readonly weights: Float64Array | undefined;
  maxBins(column: number): number;
}

/**
 * Turn some columns into codes, in steps.
 *
 * @param take - told of each column in its order
 */
export function* codeColumns(
  { samples, columns, weights, maxBins }: ColumnCoding,
  take: (column: number, bins: Bins, codes: BinCodes, hasMissing: boolean) => void,
): Steps<void> {
  const { rows } = samples;
  const reader = new ColumnReader(samples, columns);
  const room = { values: new Float64Array(rows), spare: new Float64Array(rows) };
  for (const j of columns) {
    const column = yield* reader.read();
    const own = yield* findBins(column, reader.isWhole, weights, maxBins(j), room);
    yield;
    const codes = own.low.length > MAX_BINS ? new Uint16Array(rows) : new Uint8Array(rows);
    take(j, own, codes, encode(column, cutPoints(own), codes));
    yield;
  }
}

/**
 * Where a split between two bins lies: half-way between the largest value on the left and the smallest on
 * the right, as in scikit-learn. What is at most this has code `last` or less.
 *
 * @param last - the last bin on the left
 * @param next - the first bin on the right that holds samples; bins between the two may be empty
 */
export function thresholdBetween({ low, high }: Bins, last: number, next: number): number {
  const below = high[last];
  const above = low[next];
  const middle = below / 2 + above / 2; // halves first: the sum of two huge values overflows
  return middle >= below && middle < above ? middle : below;
}

/** Upper bounds of all bins but the last [nBins - 1]: what is at most `cuts[b]` has code b or less. */
export function cutPoints(bins: Bins): Float64Array {
  const cuts = new Float64Array(Math.max(0, bins.low.length - 1));
  for (let b = 0; b < cuts.length; b++) cuts[b] = thresholdBetween(bins, b, b + 1);
  return cuts;
}

function* findBins(
  column: Float64Array,
  isWhole: boolean,
  weights: Float64Array | undefined,
  maxBins: number,
  room: BinningRoom,
): Steps<Bins> {
  const held = heldValues(column, isWhole, weights, room.values);
  const few = countFewValues(held);
  if (few === undefined && weights === undefined) {
    const bins = yield* binsOfCells(held, room, maxBins);
    if (bins !== undefined) return bins;
  }
  const { values, counts } = few ?? (yield* distinctValues(held, room));
  if (values.length <= maxBins) {
    const own = values.slice();
    return { low: own, high: own };
  }
  const mass = weights === undefined ? counts : weightOfValues(values, column, weights);
  return binsOfEqualMass(values, mass, maxBins);
}

/** Cells of the grid that tells where to look for a value among all. */
const WEIGHT_CELLS = 2 ** 14;

/** What the rows of each value weigh. A grid says between which values to search, as all of them are far apart in memory. */
function weightOfValues(
  values: Float64Array,
  column: Float64Array,
  weights: Float64Array,
): Float64Array {
  const mass = new Float64Array(values.length);
  const lowest = values[0];
  const cellsPerUnit = WEIGHT_CELLS / (values[values.length - 1] - lowest);
  const begins = new Int32Array(WEIGHT_CELLS + 3);
  for (let v = 0; v < values.length; v++) {
    begins[cellOf(values[v], lowest, cellsPerUnit, WEIGHT_CELLS) + 1]++;
  }
  for (let cell = 1; cell < begins.length; cell++) begins[cell] += begins[cell - 1];
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (!Number.isNaN(value) && weights[i] > 0) {
      const cell = cellOf(value, lowest, cellsPerUnit, WEIGHT_CELLS);
      mass[position(values, value, begins[cell], begins[cell + 1])] += weights[i];
    }
  }
  return mass;
}

/**
 * The values of samples that weigh something (the others must not draw borders), without NaN: the column itself where that
 * is all of it.
 *
 * @param isWhole - whether the column is known to have no NaN
 * @param room - where they may go
 */
function heldValues(
  column: Float64Array,
  isWhole: boolean,
  weights: Float64Array | undefined,
  room: Float64Array,
): Float64Array {
  if (weights === undefined && (isWhole || !hasNaN(column))) return column;
  let size = 0;
  for (let i = 0; i < column.length; i++) {
    if (Number.isNaN(column[i]) || (weights !== undefined && !(weights[i] > 0))) continue;
    room[size++] = column[i];
  }
  return room.subarray(0, size);
}

function hasNaN(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i++) if (Number.isNaN(column[i])) return true;
  return false;
}

/** Distinct values, ascending, and how often each occurs: both lie in the room. */
function* distinctValues(held: Float64Array, room: BinningRoom): Steps<ValueCounts> {
  const values = room.values.subarray(0, held.length);
  const spare = room.spare.subarray(0, held.length);
  if (held.buffer !== values.buffer) values.set(held);
  const sorted = yield* sortInSteps(values, spare);
  const counts = sorted === values ? spare : values;
  let distinct = 0;
  for (let i = 0; i < sorted.length; distinct++) {
    const value = sorted[i];
    const first = i;
    while (i < sorted.length && sorted[i] === value) i++;
    sorted[distinct] = value;
    counts[distinct] = i - first;
  }
  return { values: sorted.subarray(0, distinct), counts: counts.subarray(0, distinct) };
}

/** Where `value` is, or would be, among ascending values: how many are smaller, which is from `least` to `most`. */
function position(values: Float64Array, value: number, least = 0, most = values.length): number {
  let low = least;
  let high = most;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cells for a cut of the grid that tells `encode` where to look: a cell mostly has one cut or none. */
const CELLS_PER_CUT = 4;

/**
 * Codes of a column's values. A grid over the range of the cuts says where to begin, so that most values
 * take a step or two instead of the eight of a binary search: 5 instead of 25 ns on even data.
 *
 * @param cuts - upper bounds of all bins but the last, from `cutPoints`
 * @param codes - out [nSamples]
 * @returns whether any value is missing
 */
export function encode(column: Float64Array, cuts: Float64Array, codes: BinCodes): boolean {
  const nCuts = cuts.length;
  const noCode = missingCode(codes);
  const cells = CELLS_PER_CUT * (nCuts < MAX_BINS ? MAX_BINS + 1 : nCuts);
  const lowest = nCuts > 0 ? cuts[0] : 0;
  const cellsPerUnit = nCuts > 1 ? cells / (cuts[nCuts - 1] - lowest) : 0;
  const usable = cellsPerUnit > 0 && cellsPerUnit < Infinity;
  const grid = new Uint16Array(cells + 2);
  if (usable) {
    // Cell g begins the search at the first cut of its own cell: all earlier ones are smaller than its values.
    for (let b = 0, g = 0; g < grid.length; g++) {
      while (b < nCuts && cellOf(cuts[b], lowest, cellsPerUnit, cells) < g) b++;
      grid[g] = b;
    }
  }
  // No value lies above the last of these.
  const bounds = new Float64Array(nCuts + 1).fill(Infinity);
  bounds.set(cuts);
  let missing = false;
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (Number.isNaN(value)) {
      codes[i] = noCode;
      missing = true;
      continue;
    }
    if (!usable) {
      codes[i] = position(cuts, value);
      continue;
    }
    let code = grid[cellOf(value, lowest, cellsPerUnit, cells)];
    // The first step without a branch, which would often be guessed wrong: 0.77 of the time.
    code += Number(bounds[code] < value);
    while (bounds[code] < value) code++;
    codes[i] = code;
  }
  return missing;
}

/** The grid cell of a value, 0 below the range: the same rounding for cuts and values keeps their order. */
function cellOf(value: number, lowest: number, cellsPerUnit: number, cells: number): number {
  const cell = (value - lowest) * cellsPerUnit;
  return cell > 0 ? (cell < cells + 1 ? cell | 0 : cells + 1) : 0;
}
