/** What first differences of a model add up to along one feature, centred: numbers, and categories in an order. */

import { type Column, takeColumnRows } from '../../data/columns.js';
import type { Steps, Training } from '../../progress.js';
import type { EditableSamples } from '../samples/editable-samples.js';
import { edgesOf, type Intervals } from './intervals.js';
import type { Response } from './response.js';

/** Whom to ask about which samples. */
export interface Local {
  readonly samples: EditableSamples;
  readonly response: Response;
  /** How much each sample counts [nSamples]. */
  readonly weights: Float64Array;
  readonly blockRows: number;
}

/** Effects, and what they rest on. */
export interface Effects {
  /** For each output, at each value of the grid. */
  readonly effects: Float64Array[];
  /** Weight of the samples in each interval or cell, or of each category. */
  readonly counts: Float64Array;
}

/** What the model says of all samples when columns have other values [nSamples × nOutputs]. */
export function* answersWith(
  { samples, response, blockRows }: Local,
  changes: ReadonlyMap<number, Column>,
): Steps<Float64Array> {
  for (const [j, values] of changes) samples.set(j, values);
  yield;
  const answers = yield* response.to(samples, blockRows);
  for (const j of changes.keys()) samples.restore(j);
  return answers;
}

/**
 * Along numbers: each sample is moved to both ends of its interval, the differences are averaged in each and added up. What
 * lies between two ends is on a line, and the mean over the samples is taken off.
 * Source: Apley and Zhu, JRSS B 82 (2020), section 3.
 */
export function* effectsOfNumbers(
  local: Local,
  j: number,
  intervals: Intervals,
): Training<Effects> {
  const { edges, of, place } = intervals;
  const { response, weights } = local;
  const nIntervals = edges.length - 1;
  const counts = weightsBy(of, weights, Math.max(1, nIntervals));
  if (nIntervals === 0) {
    yield* answersWith(local, new Map()); // for the number of outputs
    yield { done: 2, total: 2, unit: 'prediction' };
    return { effects: zeros(response.nOutputs, 1), counts };
  }
  const low = yield* answersWith(local, new Map([[j, edgesOf(intervals, 0)]]));
  yield { done: 1, total: 2, unit: 'prediction' };
  const high = yield* answersWith(local, new Map([[j, edgesOf(intervals, 1)]]));
  const { nOutputs } = response;
  const effects = zeros(nOutputs, edges.length);
  for (let k = 0; k < nOutputs; k++) {
    const steps = new Float64Array(nIntervals);
    for (let i = 0; i < of.length; i++) {
      if (of[i] < 0 || weights[i] === 0) continue;
      const at = i * nOutputs + k;
      steps[of[i]] += (weights[i] / counts[of[i]]) * (high[at] - low[at]);
    }
    const curve = effects[k];
    for (let b = 0; b < nIntervals; b++) curve[b + 1] = curve[b] + steps[b];
    centre(curve, of, weights, (i) => curve[of[i]] + place[i] * steps[of[i]]);
    yield;
  }
  yield { done: 2, total: 2, unit: 'prediction' };
  return { effects, counts };
}

/** Categories in the order in which differences are added up. */
export interface Levels {
  /** One value each [nLevels]. */
  readonly grid: Column;
  /** The category of each sample by its place in the order [nSamples]; -1 where it is missing. */
  readonly of: Int32Array;
}

/**
 * Along categories: each sample is moved to the next one and to the one before; each step is the mean over the samples
 * on both sides of it.
 * Source: Apley and Zhu, JRSS B 82 (2020), supplement.
 */
export function* effectsOfCategories(
  local: Local,
  j: number,
  { grid, of }: Levels,
  nLevels: number,
): Training<Effects> {
  const { response, weights } = local;
  const total = 3;
  const moved = (by: number) => {
    const to = of.map((level) => Math.min(nLevels - 1, Math.max(0, level + by)));
    return new Map([[j, takeColumnRows(grid, to)]]);
  };
  const here = yield* answersWith(local, moved(0));
  yield { done: 1, total, unit: 'prediction' };
  const above = yield* answersWith(local, moved(1));
  yield { done: 2, total, unit: 'prediction' };
  const below = yield* answersWith(local, moved(-1));
  const { nOutputs } = response;
  const counts = weightsBy(of, weights, nLevels);
  const effects = zeros(nOutputs, nLevels);
  for (let k = 0; k < nOutputs; k++) {
    const steps = new Float64Array(nLevels); // from each level to the next
    for (let i = 0; i < of.length; i++) {
      const level = of[i];
      if (level < 0 || weights[i] === 0) continue;
      const at = i * nOutputs + k;
      const share = (next: number) => weights[i] / (counts[next] + counts[next + 1]);
      if (level < nLevels - 1) steps[level] += share(level) * (above[at] - here[at]);
      if (level > 0) steps[level - 1] += share(level - 1) * (here[at] - below[at]);
    }
    const curve = effects[k];
    for (let level = 1; level < nLevels; level++)
      curve[level] = curve[level - 1] + steps[level - 1];
    centre(curve, of, weights, (i) => curve[of[i]]);
    yield;
  }
  yield { done: 3, total, unit: 'prediction' };
  return { effects, counts };
}

/** The weight of the samples in each of `n` parts; those in -1 are in none. */
export function weightsBy(of: Int32Array, weights: Float64Array, n: number): Float64Array {
  const counts = new Float64Array(n);
  for (let i = 0; i < of.length; i++) if (of[i] >= 0) counts[of[i]] += weights[i];
  return counts;
}

export const zeros = (blocks: number, size: number): Float64Array[] =>
  Array.from({ length: blocks }, () => new Float64Array(size));

/** Take off the mean over the samples that are in a part. */
export function centre(
  curve: Float64Array,
  of: Int32Array,
  weights: Float64Array,
  at: (i: number) => number,
): void {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < of.length; i++) {
    if (of[i] < 0 || weights[i] === 0) continue;
    sum += weights[i] * at(i);
    total += weights[i];
  }
  const mean = sum / total;
  for (let point = 0; point < curve.length; point++) curve[point] -= mean;
}
