/** What second differences of a model add up to along two numbers, without what either does alone. */

import { InvalidInputError } from '../../errors.js';
import type { Training } from '../../progress.js';
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
 * @throws InvalidInputError when no sample of weight has both numbers
 */
export function* effectsOfPairs(
  local: Local,
  [j1, j2]: readonly [number, number],
  both: readonly [Intervals, Intervals],
  where: string,
): Training<Effects> {
  const { response, weights } = local;
  const cells = cellsOfBoth(both);
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
  const { nOutputs } = response;
  const effects: Float64Array[] = [];
  const nearest = nearestFilled(counts, cells.down);
  for (let k = 0; k < nOutputs; k++) {
    const means = new Float64Array(counts.length);
    for (let i = 0; i < cells.of.length; i++) {
      if (cells.of[i] < 0 || weights[i] === 0) continue;
      const at = i * nOutputs + k;
      const [f00, f01, f10, f11] = corners.map((answers) => answers[at]);
      means[cells.of[i]] += (weights[i] / counts[cells.of[i]]) * (f11 - f01 - (f10 - f00));
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

/** For each cell itself where it has samples, else the nearest that has, of several the first. */
function nearestFilled(counts: Float64Array, down: number): Int32Array {
  const filled = Int32Array.from(counts.keys()).filter((cell) => counts[cell] > 0);
  return Int32Array.from(counts.keys(), (cell) => {
    if (counts[cell] > 0) return cell;
    const [a, b] = [Math.floor(cell / down), cell % down];
    let best = filled[0];
    let least = Infinity;
    for (const other of filled) {
      const [da, db] = [Math.floor(other / down) - a, (other % down) - b];
      const distance = da * da + db * db;
      if (distance < least) [best, least] = [other, distance];
    }
    return best;
  });
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
