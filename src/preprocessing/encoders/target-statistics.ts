import { inStretches, type Steps } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { range, shuffle } from '../../random/sampling.js';

/** A target as numbers: one of 0 and 1 a class for several classes, else one column. */
export interface TargetColumns {
  /** Row-major [nSamples × nOutputs]. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly outputs: number;
}

/** How much a category's own mean counts beside that of all: by the variances, or as so many samples of the latter. */
export type Smoothing = 'auto' | number;

/** Mean of each output [nOutputs] over some samples, in steps of some of them. */
export function* targetMean(
  { data, outputs }: TargetColumns,
  samples: Int32Array,
): Steps<Float64Array> {
  const mean = new Float64Array(outputs);
  yield* inStretches(samples.length, outputs, (from, to) => {
    for (let at = from; at < to; at++) {
      const row = samples[at] * outputs;
      for (let k = 0; k < outputs; k++) mean[k] += data[row + k];
    }
  });
  return mean.map((sum) => sum / samples.length);
}

/**
 * The mean target of each group of samples, drawn towards the mean of all: one of few samples knows little.
 * Source: Micci-Barreca, SIGKDD Explorations 3 (2001), Eqs. 4 and 5; the weights of `'auto'` are scikit-learn's.
 * In steps of some samples.
 *
 * @param groups - of each sample [nSamples], from 0
 * @param samples - those to learn from, at least one
 * @returns row-major [nGroups × nOutputs]; a group without samples has the mean of all
 */
export function* groupMeans(
  groups: Int32Array,
  nGroups: number,
  target: TargetColumns,
  samples: Int32Array,
  smooth: Smoothing,
): Steps<Float64Array> {
  const { data, outputs } = target;
  const overall = yield* targetMean(target, samples);
  const counts = new Float64Array(nGroups);
  const means = new Float64Array(nGroups * outputs);
  const squares = new Float64Array(nGroups * outputs);
  const spread = new Float64Array(outputs);
  yield* inStretches(samples.length, 8 * outputs, (from, to) => {
    for (let s = from; s < to; s++) {
      const i = samples[s];
      const group = groups[i];
      const n = ++counts[group];
      for (let k = 0; k < outputs; k++) {
        const at = group * outputs + k;
        const value = data[i * outputs + k];
        const difference = value - means[at];
        means[at] += difference / n;
        squares[at] += difference * (value - means[at]);
        spread[k] += (value - overall[k]) ** 2 / samples.length;
      }
    }
  });
  for (let group = 0, at = 0; group < nGroups; group++) {
    const n = counts[group];
    for (let k = 0; k < outputs; k++, at++) {
      const own =
        smooth === 'auto' ? (spread[k] * n) / (spread[k] * n + squares[at] / n) : n / (n + smooth);
      // Not a number without samples, and where nothing differs anywhere.
      means[at] = n > 0 && own >= 0 ? overall[k] + own * (means[at] - overall[k]) : overall[k];
    }
  }
  return means;
}

/**
 * The part that each sample belongs to, of parts of one size: runs of samples as scikit-learn's KFold has them, or runs of
 * each class as its StratifiedKFold.
 *
 * @param strata - class of each sample [nSamples], or undefined
 * @param rng - shuffles the samples first; undefined leaves their order
 * @returns from 0 to nFolds - 1 [nSamples]
 */
export function foldsOf(
  nSamples: number,
  nFolds: number,
  strata: Int32Array | undefined,
  rng: Rng | undefined,
): Int32Array {
  if (strata !== undefined && rng === undefined) return runsOfClasses(strata, nFolds);
  const order = range(nSamples);
  if (rng !== undefined) shuffle(order, rng);
  const folds = new Int32Array(nSamples);
  if (strata === undefined) {
    const size = Math.floor(nSamples / nFolds);
    const longer = (size + 1) * (nSamples % nFolds); // samples in parts that have one more
    for (let at = 0; at < nSamples; at++) {
      folds[order[at]] = at < longer ? at / (size + 1) : (at - (nSamples % nFolds)) / size;
    }
    return folds;
  }
  // Sample after sample is dealt to the next part, class by class; shuffled within a class.
  const next = startsOfClasses(strata);
  for (const i of order) folds[i] = next[strata[i]]++ % nFolds;
  return folds;
}

/**
 * Runs of each class. How many of a class a part gets follows from dealing all samples out, class by class in the order in
 * which they first appear.
 */
function runsOfClasses(strata: Int32Array, nFolds: number): Int32Array {
  const sizes = new Map<number, number>();
  for (const code of strata) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  const parts = new Map<number, Int32Array>();
  let dealt = 0;
  for (const [code, size] of sizes) {
    const from = dealt;
    parts.set(code, new Int32Array(size).map((_, at) => (from + at) % nFolds).sort());
    dealt += size;
  }
  const seen = new Map<number, number>();
  return strata.map((code) => {
    const at = seen.get(code) ?? 0;
    seen.set(code, at + 1);
    return (parts.get(code) as Int32Array)[at];
  });
}

/** How many samples belong to lower classes, for each class. */
function startsOfClasses(strata: Int32Array): number[] {
  const starts = [0];
  for (const k of strata) {
    while (starts.length < k + 2) starts.push(0);
    starts[k + 1]++;
  }
  for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1];
  return starts;
}
