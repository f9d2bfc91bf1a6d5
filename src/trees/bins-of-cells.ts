/**
 * Bins of equal mass without sorting a whole column: its numbers are put into narrow cells, and only the cells that a bin
 * may begin or end in are sorted. Less than half of the time for a million even or normal numbers.
 */

import { sortInSteps } from '../numeric/sorted-numbers.js';
import { inStretches, type Steps } from '../progress.js';
import { type Bins, evenShare } from './equal-mass.js';

/** Cells that numbers are put into, at most: so many places in memory are written to in turns. */
const MOST_CELLS = 1 << 12;
/** Numbers of a cell, at least, on average. */
const LEAST_NUMBERS = 8;
/** Cells of a bin, at least, on average: else most of them would be sorted. */
const CELLS_OF_BIN = 8;
/** Numbers that tell where most of the others lie: all but some at the ends. */
const SAMPLE = 1024;
const SAMPLE_ENDS = 16;
/** A cell with a larger share of the numbers is crowded, as it will be sorted; with more than this in such cells, all can be. */
const CROWDED = 1 / 32;
const MOST_CROWDED = 1 / 4;
/** Elementary operations that a number costs in each pass. */
const WORK_OF_NUMBER = 4;

/** Memory for the values of a column, which all columns share [at least as long as the column] each. */
export interface BinningRoom {
  readonly values: Float64Array;
  readonly spare: Float64Array;
}

/**
 * As `binsOfEqualMass`, where every number weighs 1.
 *
 * @param numbers - [n] without NaN; those in the values of the room are overwritten where there is a result
 * @returns undefined where the numbers are too few for this, or too many of them lie close together
 */
export function* binsOfCells(
  numbers: Float64Array,
  room: BinningRoom,
  maxBins: number,
): Steps<Bins | undefined> {
  const values = room.spare.subarray(0, numbers.length);
  const begins = yield* putIntoCells(numbers, values, CELLS_OF_BIN * maxBins);
  // As many cells are as many distinct numbers.
  if (begins.length - 1 <= maxBins) return undefined;
  const low = new Float64Array(maxBins);
  const high = new Float64Array(maxBins);
  let massLeft = values.length;
  let bin = 0;
  let held = 0;
  let sorted = -1;
  function* sort(cell: number): Steps<void> {
    if (cell <= sorted) return;
    sorted = cell;
    const own = values.subarray(begins[cell], begins[cell + 1]);
    own.set(yield* sortInSteps(own, room.values.subarray(0, own.length)));
  }
  for (let cell = 0; cell + 1 < begins.length; cell++) {
    const end = begins[cell + 1];
    const size = end - begins[cell];
    const endOfNext = begins[Math.min(cell + 2, begins.length - 1)];
    // Half of the next value's mass decides where a bin ends, and that value may be all of its cell.
    const halfOfNext = (endOfNext - end) / 2;
    const isLast = end === values.length;
    if (held > 0 && !isLast && !mayEnd(held + size + halfOfNext, massLeft, maxBins - bin)) {
      held += size;
      continue;
    }
    yield* sort(cell);
    for (let at = begins[cell]; at < end; ) {
      const value = values[at];
      const next = endOfRun(values, at, end);
      if (held === 0) low[bin] = value;
      held += next - at;
      at = next;
      if (at < values.length) {
        if (at === end) {
          if (!mayEnd(held + halfOfNext, massLeft, maxBins - bin)) break;
          yield* sort(cell + 1);
        }
        const nextMass = endOfRun(values, at, at < end ? end : endOfNext) - at;
        if (!mayEnd(held + nextMass / 2, massLeft, maxBins - bin)) continue;
      }
      high[bin++] = value;
      massLeft -= held;
      held = 0;
    }
  }
  return { low: low.slice(0, bin), high: high.slice(0, bin) };
}

/** Whether a bin that is not the last one has its share with so much mass. */
function mayEnd(mass: number, massLeft: number, binsLeft: number): boolean {
  return binsLeft > 1 && mass >= evenShare(massLeft, binsLeft);
}

/** Where the numbers like the one at `at` end. */
function endOfRun(values: Float64Array, at: number, end: number): number {
  const value = values[at];
  let next = at + 1;
  while (next < end && values[next] === value) next++;
  return next;
}

/** Cells of even width between two numbers, and one on either side. */
interface Grid {
  readonly least: number;
  readonly cells: number;
  readonly cellsPerUnit: number;
}

/**
 * Put numbers into cells, in steps; those of a cell are not in order.
 *
 * @param into - out [n]
 * @param fewest - cells that are wanted, at least
 * @returns where each cell that is not empty begins, and where the last one ends; nothing where none were made
 */
function* putIntoCells(
  numbers: Float64Array,
  into: Float64Array,
  fewest: number,
): Steps<readonly number[]> {
  let cells = MOST_CELLS;
  while (cells * LEAST_NUMBERS > numbers.length) cells /= 2;
  if (cells < fewest) return [];
  const grid = gridOver(numbers, cells);
  if (!(grid.cellsPerUnit > 0 && grid.cellsPerUnit < Infinity)) return [];
  const counts = new Int32Array(cells + 2);
  yield* inStretches(numbers.length, WORK_OF_NUMBER, (from, to) =>
    countCells(numbers.subarray(from, to), grid, counts),
  );
  let crowded = 0;
  for (const count of counts) if (count > CROWDED * numbers.length) crowded += count;
  if (crowded > MOST_CROWDED * numbers.length) return [];
  const begins: number[] = [];
  let start = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell];
    if (count > 0) begins.push(start);
    counts[cell] = start;
    start += count;
  }
  begins.push(start);
  yield* inStretches(numbers.length, WORK_OF_NUMBER, (from, to) =>
    moveToCells(numbers.subarray(from, to), grid, counts, into),
  );
  return begins;
}

function gridOver(numbers: Float64Array, cells: number): Grid {
  const step = numbers.length / SAMPLE;
  const sample = new Float64Array(SAMPLE).map((_, k) => numbers[Math.floor(k * step)]).sort();
  const least = sample[SAMPLE_ENDS];
  return { least, cells, cellsPerUnit: cells / (sample[SAMPLE - 1 - SAMPLE_ENDS] - least) };
}

/** The same rounding for all numbers keeps their order. */
function cellOf(value: number, least: number, cellsPerUnit: number, cells: number): number {
  const cell = (value - least) * cellsPerUnit;
  return cell >= 0 ? (cell < cells ? (cell | 0) + 1 : cells + 1) : 0;
}

/** In functions of their own, as loops in closures take longer. */
function countCells(
  numbers: Float64Array,
  { least, cells, cellsPerUnit }: Grid,
  counts: Int32Array,
): void {
  for (let i = 0; i < numbers.length; i++) counts[cellOf(numbers[i], least, cellsPerUnit, cells)]++;
}

function moveToCells(
  numbers: Float64Array,
  { least, cells, cellsPerUnit }: Grid,
  next: Int32Array,
  into: Float64Array,
): void {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    into[next[cellOf(value, least, cellsPerUnit, cells)]++] = value;
  }
}
