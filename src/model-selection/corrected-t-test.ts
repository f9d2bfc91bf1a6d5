import { fSurvival } from '../numeric/survival.js';

/** How the scores of two models on the same folds differ. */
export interface PairedTest {
  /** Mean of the differences, first minus second. */
  readonly difference: number;
  /** The statistic t; infinite where all folds differ by the same amount, NaN where there is one fold. */
  readonly t: number;
  /** How likely a difference of this size, either way, is between equally good models; NaN where there is one fold. */
  readonly pValue: number;
}

/**
 * Whether two models differ by more than the noise of the folds: the corrected resampled t-test. The plain paired test
 * takes folds for independent, though their training parts overlap, and finds leads everywhere; the correction adds the
 * share of the test part to the variance: t = d̄ / √((1/k + test/train) s²), with k - 1 degrees of freedom.
 * Source: Nadeau and Bengio, Machine Learning 52 (2003); Bouckaert and Frank, PAKDD (2004).
 *
 * @param first - scores [nFolds]
 * @param second - those of another model on the same folds [nFolds]
 * @param testToTrain - samples of a test part divided by those of its training part
 */
export function correctedTTest(
  first: readonly number[],
  second: readonly number[],
  testToTrain: number,
): PairedTest {
  const folds = first.length;
  const differences = first.map((score, i) => score - second[i]);
  const difference = differences.reduce((sum, d) => sum + d, 0) / folds;
  if (folds < 2) return { difference, t: Number.NaN, pValue: Number.NaN };
  const squares = differences.reduce((sum, d) => sum + (d - difference) ** 2, 0);
  const variance = squares / (folds - 1);
  const t = difference === 0 ? 0 : difference / Math.sqrt((1 / folds + testToTrain) * variance);
  // The square of a t-variable is an F-variable with one degree of freedom above: its tail is both tails of t.
  return { difference, t, pValue: fSurvival(t ** 2, 1, folds - 1) };
}
