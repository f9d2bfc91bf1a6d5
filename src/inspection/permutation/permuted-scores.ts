import { takeColumnRows } from '../../data/columns.js';
import type { Steps, Training } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { choice, permutation, range } from '../../random/sampling.js';
import type { EditableSamples } from '../samples/editable-samples.js';

/** Which columns are put out of order, and how often. */
export interface Permuting {
  /** Columns that are permuted together, as often as there are groups. */
  readonly groups: readonly (readonly number[])[];
  readonly nRepeats: number;
  /** Where each sample takes its values from in a repeat [nSamples]. */
  order(repeat: number): Int32Array;
}

/** What a model scores with its columns in order, and out of it. */
export interface PermutedScores {
  /** Each score with all columns in order [nScores]. */
  readonly baseline: readonly number[];
  /** For each score [nGroups × nRepeats]. */
  readonly permuted: readonly Float64Array[];
}

/** Which of the samples are scored, in their order: all, or as many as asked for. */
export function drawnRows(samples: number, most: number, rng: Rng): Int32Array {
  return samples <= most ? range(samples) : choice(samples, most, rng).sort();
}

/** Orders by chance, the same whichever columns they are for: so features are compared on equal terms. */
export const ordersOf = (samples: number, rng: Rng) => (repeat: number) =>
  permutation(samples, rng.fork(repeat));

/**
 * Where scores are taken: of block 0 those of the samples in their order, then of group after group, repeat after repeat.
 *
 * @param here - takes them on this thread
 */
export type Place = (
  block: number,
  here: () => Steps<readonly number[]>,
) => Steps<readonly number[]>;

/** On this thread. */
export const scoreHere: Place = (_block, here) => here();

/**
 * The scores of samples in which one group of columns at a time is permuted. Reports each as a `'shuffle'`.
 * Each costs its columns and its scores: the others are not touched.
 *
 * @param score - takes the scores of the samples as they are now
 */
export function* permutedScores<S extends EditableSamples>(
  samples: S,
  score: (samples: S) => Steps<readonly number[]>,
  { groups, nRepeats, order }: Permuting,
  place = scoreHere,
): Training<PermutedScores> {
  const baseline = yield* place(0, () => score(samples));
  const permuted = baseline.map(() => new Float64Array(groups.length * nRepeats));
  const total = groups.length * nRepeats;
  for (let repeat = 0, done = 0; repeat < nRepeats; repeat++) {
    const taken = order(repeat);
    yield;
    for (const [g, group] of groups.entries()) {
      const here = () => scoreShuffled(samples, score, group, taken);
      const scores = yield* place(++done, here);
      for (const [s, value] of scores.entries()) permuted[s][g * nRepeats + repeat] = value;
      yield { done, total, unit: 'shuffle' };
    }
  }
  return { baseline, permuted };
}

/** The scores of samples of which some columns take their values in another order; they are put back then. */
export function* scoreShuffled<S extends EditableSamples>(
  samples: S,
  score: (samples: S) => Steps<readonly number[]>,
  group: readonly number[],
  taken: Int32Array,
): Steps<readonly number[]> {
  for (const j of group) {
    samples.set(j, takeColumnRows(samples.column(j), taken));
    yield;
  }
  const scores = yield* score(samples);
  for (const j of group) samples.restore(j);
  return scores;
}

/** The mean of values, and how far they are from it: the root of the mean square. */
export function meanAndSpread(values: Float64Array): { mean: number; std: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { mean, std: Math.sqrt(squares / values.length) };
}
