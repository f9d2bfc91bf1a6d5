/** What second differences of a model add up to along two numbers, without what either does alone. */

import { InvalidInputError } from '../../errors.js';
import { reserve } from '../../memory.js';
import { type Steps, Stretch, type Training } from '../../progress.js';
import { count } from '../../words.js';
import { edgesOf, type Intervals } from './intervals.js';
import {
  answersWith,
  centre,
  type Effects,
  type Local,
  weightsBy,
  zeros,
} from './local-effects.js';

/**
 * Each sample is moved to the four corners of its cell; the second differences are averaged in each cell and added up
 * along both features. What that leaves along either alone is taken off, and the mean over the samples. A cell without
 * samples takes the difference of the nearest that has some, by numbers of intervals.
 * Source: Apley and Zhu, JRSS B 82 (2020), section 3.
 *
 * @param pair - the two columns
 * @param both - their intervals
 * @returns effects [nValues × nValues], the second feature changing fastest
 * @throws InvalidInputError when no sample of weight has both numbers, or there are too many cells
 */
export function* effectsOfPairs(
  local: Local,
  [j1, j2]: readonly [number, number],
  both: readonly [Intervals, Intervals],
  where: string,
): Training<Effects> {
  const { response, weights } = local;
  const cells = cellsOfBoth(both);
  reserve(8 * cells.across * cells.down, {
    where,
    what: `the effects in ${cells.across} × ${count(cells.down, 'cell')}`,
    remedy: 'Pass a smaller gridResolution.',
  });
  const counts = weightsBy(cells.of, weights, cells.across * cells.down);
  if (counts.every((weight) => weight === 0)) {
    throw new InvalidInputError(
      `${where}: no sample with a weight has values of both columns. Pass samples that have.`,
    );
  }
  if (both.some(({ edges }) => edges.length < 2)) {
    yield* answersWith(local, new Map()); // for the number of outputs
    yield { done: 4, total: 4, unit: 'prediction' };
    const size = both[0].edges.length * both[1].edges.length;
    return { effects: zeros(response.nOutputs, size), counts };
  }
  const corners: Float64Array[] = [];
  for (const [side1, side2] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    const ends = new Map([
      [j1, edgesOf(both[0], side1)],
      [j2, edgesOf(both[1], side2)],
    ]);
    corners.push(yield* answersWith(local, ends));
    yield { done: corners.length, total: 4, unit: 'prediction' };
  }
  const [f00, f01, f10, f11] = corners;
  const { nOutputs } = response;
  const effects: Float64Array[] = [];
  const nearest = yield* nearestFilled(counts, cells);
  for (let k = 0; k < nOutputs; k++) {
    const means = new Float64Array(counts.length);
    for (let i = 0; i < cells.of.length; i++) {
      if (cells.of[i] < 0 || weights[i] === 0) continue;
      const at = i * nOutputs + k;
      const difference = f11[at] - f01[at] - (f10[at] - f00[at]);
      means[cells.of[i]] += (weights[i] / counts[cells.of[i]]) * difference;
    }
    effects.push(
      accumulate(
        Float64Array.from(nearest, (cell) => means[cell]),
        cells,
        weights,
      ),
    );
    yield;
  }
  return { effects, counts };
}

/** The cells of two sets of intervals. */
interface Cells {
  /** Intervals of the first feature, and of the second. */
  readonly across: number;
  readonly down: number;
  /** The cell of each sample [nSamples]; -1 where a number is missing. */
  readonly of: Int32Array;
  readonly both: readonly [Intervals, Intervals];
}

function cellsOfBoth(both: readonly [Intervals, Intervals]): Cells {
  const [across, down] = both.map(({ edges }) => Math.max(1, edges.length - 1));
  const [first, second] = both;
  const of = first.of.map((a, i) => (a < 0 || second.of[i] < 0 ? -1 : a * down + second.of[i]));
  return { across, down, of, both };
}

/**
 * For each cell itself where it has samples, else the nearest that has. Rows of cells are looked at from the nearest on,
 * until they are too far: a cell in each row is known to be its nearest there.
 */
function* nearestFilled(counts: Float64Array, { across, down }: Cells): Steps<Int32Array> {
  const inRow = nearestInRows(counts, across, down);
  const nearest = new Int32Array(counts.length);
  const stretch = new Stretch();
  for (let cell = 0; cell < counts.length; cell++) {
    nearest[cell] = cell;
    if (counts[cell] > 0) continue;
    const [a, b] = [Math.floor(cell / down), cell % down];
    let least = Infinity;
    for (let away = 0; away < across && away * away < least; away++) {
      for (const row of away === 0 ? [a] : [a - away, a + away]) {
        const column = row < 0 || row >= across ? -1 : inRow[row * down + b];
        if (column < 0) continue;
        const distance = away * away + (column - b) * (column - b);
        if (distance >= least) continue;
        least = distance;
        nearest[cell] = row * down + column;
      }
      if (stretch.spend(16)) yield;
    }
  }
  return nearest;
}

/** For each cell the column of the nearest in its row that has samples; -1 where the row has none. */
function nearestInRows(counts: Float64Array, across: number, down: number): Int32Array {
  const nearest = new Int32Array(counts.length).fill(-1);
  for (let row = 0; row < across * down; row += down) {
    for (let b = 0, last = -1; b < down; b++) {
      if (counts[row + b] > 0) last = b;
      nearest[row + b] = last;
    }
    for (let b = down - 1, last = -1; b >= 0; b--) {
      if (counts[row + b] > 0) last = b;
      const before = nearest[row + b];
      if (last >= 0 && (before < 0 || last - b < b - before)) nearest[row + b] = last;
    }
  }
  return nearest;
}

/** The sums of second differences at all corners of cells, freed of what goes along one feature alone, and of their mean. */
function accumulate(steps: Float64Array, cells: Cells, weights: Float64Array): Float64Array {
  const { across, down, of, both } = cells;
  const width = down + 1;
  const surface = new Float64Array((across + 1) * width);
  for (let a = 0; a < across; a++) {
    for (let b = 0; b < down; b++) {
      const at = a * width + b;
      surface[at + width + 1] =
        surface[at + width] + surface[at + 1] - surface[at] + steps[a * down + b];
    }
  }
  const [first, second] = both;
  const alongFirst = alone(first, of, weights, (i) => {
    const at = first.of[i] * width + second.of[i];
    return line(
      surface[at + width] - surface[at],
      surface[at + width + 1] - surface[at + 1],
      second.place[i],
    );
  });
  const alongSecond = alone(second, of, weights, (i) => {
    const at = first.of[i] * width + second.of[i];
    return line(
      surface[at + 1] - surface[at],
      surface[at + width + 1] - surface[at + width],
      first.place[i],
    );
  });
  for (let a = 0; a <= across; a++) {
    for (let b = 0; b <= down; b++) surface[a * width + b] -= alongFirst[a] + alongSecond[b];
  }
  centre(surface, of, weights, (i) => {
    const at = first.of[i] * width + second.of[i];
    const low = line(surface[at], surface[at + 1], second.place[i]);
    const high = line(surface[at + width], surface[at + width + 1], second.place[i]);
    return line(low, high, first.place[i]);
  });
  return surface;
}

const line = (low: number, high: number, share: number) => low + share * (high - low);

/** The means of steps in each interval of one feature, added up: its own effect in a surface. */
function alone(
  { edges, of: intervals }: Intervals,
  cells: Int32Array,
  weights: Float64Array,
  step: (i: number) => number,
): Float64Array {
  const nIntervals = edges.length - 1;
  const sums = new Float64Array(nIntervals);
  const totals = new Float64Array(nIntervals);
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] < 0 || weights[i] === 0) continue;
    sums[intervals[i]] += weights[i] * step(i);
    totals[intervals[i]] += weights[i];
  }
  const curve = new Float64Array(edges.length);
  for (let a = 0; a < nIntervals; a++) {
    curve[a + 1] = curve[a] + (totals[a] > 0 ? sums[a] / totals[a] : 0);
  }
  return curve;
}
