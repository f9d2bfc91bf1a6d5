import { float64, int32, size } from '../serialization/schema.js';

/** How each number of features did in each fold. */
export interface CountScores {
  /** The numbers of features that were tried [nCounts], ascending. */
  counts: Int32Array;
  nFolds: number;
  /** [nFolds × nCounts] */
  testScores: Float64Array;
  /** Ranks of the features when so many were left [nFolds × nCounts × nFeatures]; 1 is left. */
  rankings: Int32Array;
}

/** The form of `CountScores` in a model file; `nFeatures` is bound before. */
export const countScoresFields = () => ({
  counts: int32('nCounts', { min: 1 }),
  nFolds: size('nFolds'),
  testScores: float64(['nFolds', 'nCounts']),
  rankings: int32(['nFolds', 'nCounts', 'nFeatures'], { min: 1 }),
});

/** What must hold between its fields: returns what is wrong, or undefined. */
export function problemOfCountScores({ counts }: CountScores): string | undefined {
  return counts.every((count, at) => at === 0 || count > counts[at - 1])
    ? undefined
    : 'its counts do not ascend.';
}

/** How each number of features did; arrays are [nCounts], from the fewest features to all. */
export interface RFECVResults {
  /** The numbers of features. */
  readonly nFeatures: readonly number[];
  /** Mean of the scores over the folds. */
  readonly meanTestScore: readonly number[];
  /** Their standard deviation. */
  readonly stdTestScore: readonly number[];
  /** The scores of fold k, `split0TestScore` and so on. */
  readonly [split: `split${number}TestScore`]: readonly number[];
  /** The ranks of all features in fold k [nCounts × nFeatures]; 1 is left. */
  readonly [split: `split${number}Ranking`]: readonly (readonly number[])[];
  /** Which features were left in fold k [nCounts × nFeatures]. */
  readonly [split: `split${number}Support`]: readonly (readonly boolean[])[];
}

/** The number of features with the best sum of scores, the smallest of equal ones. */
export function bestOf({ counts, testScores, nFolds }: CountScores): number {
  const sums = new Float64Array(counts.length);
  for (let fold = 0, at = 0; fold < nFolds; fold++) {
    for (let n = 0; n < sums.length; n++) sums[n] += testScores[at++];
  }
  let best = 0;
  for (let n = 1; n < sums.length; n++) if (sums[n] > sums[best]) best = n;
  return counts[best];
}

/** The scores as users read them. */
export function resultsOf({ counts, testScores, nFolds, rankings }: CountScores): RFECVResults {
  const { length: nCounts } = counts;
  const width = rankings.length / testScores.length;
  const byFold = Array.from({ length: nFolds }, (_, fold) =>
    Array.from(testScores.subarray(fold * nCounts, (fold + 1) * nCounts)),
  );
  const means = Array.from(counts, (_, n) => meanOf(byFold.map((scores) => scores[n])));
  const splits: Record<string, unknown> = {};
  for (const [fold, scores] of byFold.entries()) {
    const ranks = scores.map((_, n) => {
      const at = (fold * nCounts + n) * width;
      return Array.from(rankings.subarray(at, at + width));
    });
    splits[`split${fold}TestScore`] = scores;
    splits[`split${fold}Ranking`] = ranks;
    splits[`split${fold}Support`] = ranks.map((row) => row.map((rank) => rank === 1));
  }
  return {
    nFeatures: Array.from(counts),
    meanTestScore: means,
    stdTestScore: means.map((mean, n) =>
      Math.sqrt(meanOf(byFold.map((scores) => (scores[n] - mean) ** 2))),
    ),
    ...splits,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
