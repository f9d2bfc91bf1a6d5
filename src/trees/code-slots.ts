/** Columns as the splits of a model ask about them, and how values become codes: how many thresholds lie below each. */

/** Buckets for each threshold, so that most values fall where there is none. */
const BUCKETS_A_CUT = 16;
const MOST_BUCKETS = 4096;

/** A column whose missing values go the same way. */
export interface Slot {
  readonly feature: number;
  readonly missingLeft: boolean;
  /** How many thresholds there are. */
  readonly count: number;
  /** The thresholds, each once, ascending; behind them Infinity. */
  readonly cuts: Float64Array;
  /** Buckets to a unit of the feature, from the first threshold on. */
  readonly scale: number;
  /** How many thresholds lie in the buckets before each, and in all. */
  readonly before: Uint16Array;
}

/** Rows that are coded together, column after column. */
export interface Tile {
  readonly X: Float64Array;
  /** Where the first row begins in X. */
  readonly from: number;
  /** Length of a row in X. */
  readonly columns: number;
  readonly rows: number;
  readonly codes: Uint16Array;
  /** Where the first row's code of slot 0 lies, how far from it the next row's, and that of the next slot. */
  readonly to: number;
  readonly nextRow: number;
  readonly nextSlot: number;
}

/** @param ascending - the thresholds, each once */
export function createSlot(feature: number, missingLeft: boolean, ascending: Float64Array): Slot {
  const count = ascending.length;
  const last = count - 1;
  const cuts = new Float64Array(count + 1).fill(Infinity);
  cuts.set(ascending);
  const buckets = Math.min(MOST_BUCKETS, BUCKETS_A_CUT * last);
  const scale = buckets / (cuts[last] - cuts[0]);
  const before = new Uint16Array(buckets + 2);
  const slot: Slot = { feature, missingLeft, count, cuts, scale, before };
  for (let r = 0; r <= last; r++) before[1 + (r === last ? buckets : bucketOf(slot, cuts[r]))]++;
  for (let b = 1; b < before.length; b++) before[b] += before[b - 1];
  return slot;
}

/** Of a number between the first and the last threshold. Rounding keeps the order, so no later bucket holds a smaller number. */
function bucketOf({ cuts, scale }: Slot, x: number): number {
  return ((x - cuts[0]) * scale) | 0;
}

/** The number of a threshold in its slot. */
export function rankIn({ cuts, count }: Slot, threshold: number): number {
  return firstNotBelow(cuts, threshold, 0, count);
}

/**
 * How many thresholds lie below each value, or what stands for a missing one.
 *
 * @param s - the number of the slot
 */
export function encodeColumn(
  { feature, cuts, count, scale, before, missingLeft }: Slot,
  s: number,
  { X, from, columns, rows, codes, to, nextRow, nextSlot }: Tile,
): void {
  const missing = missingLeft ? 0 : count;
  const low = cuts[0];
  const high = cuts[count - 1];
  let at = from + feature;
  let code = to + s * nextSlot;
  for (let i = 0; i < rows; i++, at += columns, code += nextRow) {
    const x = X[at];
    if (x > low && x <= high) {
      const b = ((x - low) * scale) | 0;
      const first = before[b];
      const end = before[b + 1];
      // Whether the only threshold of a bucket is below is not guessed, which would be wrong too often.
      codes[code] =
        end - first > 1 ? firstNotBelow(cuts, x, first, end) : first + Number(cuts[first] < x);
    } else codes[code] = x > high ? count : Number.isNaN(x) ? missing : 0;
  }
}

/** As `encodeColumn`, of finite values and one threshold, four rows at a time: 80 one-hot columns take half as long. */
export function encodeOneCut(
  { feature, cuts }: Slot,
  s: number,
  { X, from, columns, rows, codes, to, nextRow, nextSlot }: Tile,
): void {
  const cut = cuts[0];
  let at = from + feature;
  let code = to + s * nextSlot;
  let i = 0;
  for (; i + 3 < rows; i += 4, at += 4 * columns, code += 4 * nextRow) {
    codes[code] = Number(X[at] > cut);
    codes[code + nextRow] = Number(X[at + columns] > cut);
    codes[code + 2 * nextRow] = Number(X[at + 2 * columns] > cut);
    codes[code + 3 * nextRow] = Number(X[at + 3 * columns] > cut);
  }
  for (; i < rows; i++, at += columns, code += nextRow) codes[code] = Number(X[at] > cut);
}

/** The first place from `from` on whose value is at least x. */
export function firstNotBelow(
  ascending: Float64Array,
  x: number,
  from: number,
  end: number,
): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
