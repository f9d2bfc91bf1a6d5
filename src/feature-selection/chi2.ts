import type { Label } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { chiSquareSurvival } from '../numeric/survival.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import { drain, inStretches, type Steps } from '../progress.js';
import { type FeatureScores, parseClasses, parseScored } from './scored-samples.js';

/**
 * How far the sums of each feature by class are from what the sizes of the classes would make them, and how likely it would
 * be to be farther by chance: Pearson's chi-square of counts, such as those of words. A feature of zeros has NaN for both.
 * Source: Pearson, Philosophical Magazine 50 (1900). Cost: a pass over X.
 *
 * @param X - [nSamples × nFeatures] counts or flags, at least 0, or a Table of number and boolean columns
 * @param y - labels [nSamples], of two classes or more
 * @throws InvalidInputError when X is ragged, empty, negative, not finite or holds text, or y does not suit
 *
 * @example
 * chi2([[1, 1], [3, 1], [0, 1], [0, 1]], ['a', 'a', 'b', 'b']).scores // [4, 0]
 */
export function chi2(X: NumberInput, y: ArrayLike<Label>): Required<FeatureScores> {
  return drain(chi2Of(parseScored(X, 'chi2').samples, y, 'chi2'));
}

/** `chi2` of features that are checked already, in steps of some rows. */
export function* chi2Of(
  samples: Dense,
  y: ArrayLike<Label>,
  where: string,
): Steps<Required<FeatureScores>> {
  const { codes, classes } = parseClasses(y, samples.rows, where);
  const { data, rows, columns } = samples;
  const observed = new Float64Array(classes.length * columns);
  const totals = new Float64Array(columns);
  const counts = new Float64Array(classes.length);
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from, at = from * columns; i < to; i++) {
      counts[codes[i]]++;
      const sums = codes[i] * columns;
      for (let j = 0; j < columns; j++, at++) {
        if (data[at] < 0) {
          throw new InvalidInputError(
            `${where}: X[${i}][${j}] is ${data[at]}, but chi2 compares counts, which are at least 0. Use fClassif for numbers of any sign.`,
          );
        }
        observed[sums + j] += data[at];
        totals[j] += data[at];
      }
    }
  });
  const scores = Array.from(totals, (total, j) => {
    if (total === Infinity) {
      throw new InvalidInputError(
        `${where}: the counts of column ${j} sum to more than numbers hold. Divide them.`,
      );
    }
    let score = 0;
    for (let k = 0; k < classes.length; k++) {
      const expected = (counts[k] / rows) * total;
      const difference = observed[k * columns + j] - expected;
      score += (difference / expected) * difference;
    }
    return score;
  });
  return { scores, pValues: scores.map((score) => chiSquareSurvival(score, classes.length - 1)) };
}
