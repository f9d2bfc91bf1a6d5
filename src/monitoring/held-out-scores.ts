import type { Label } from '../contracts.js';
import { averageOfClasses } from '../metrics/class-scores.js';
import { type ClassCounts, countClasses } from '../metrics/classification.js';
import { meanAbsoluteError, r2Score, rootMeanSquaredError } from '../metrics/regression.js';

/** Scores by name. */
export type Scores = Readonly<Record<string, number>>;

/**
 * Scores of predictions, ready to be taken again with other weights.
 *
 * @param isNumbers - then R², the root of the mean squared error and the mean error, where they are finite; else accuracy,
 *   balanced accuracy and the weighted F1 of labels, which are compared as text
 * @returns from weights [nRows], all 1 where none are given, to scores
 */
export function scorerOf(
  isNumbers: boolean,
  truth: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
): (weights?: Float64Array) => Scores {
  if (isNumbers) {
    const [y, said] = [Float64Array.from(truth, Number), Float64Array.from(predicted, Number)];
    return (sampleWeight) => numberScores(y, said, sampleWeight);
  }
  const codes = new Map<string, number>();
  const code = (label: Label) => {
    const known = codes.get(String(label)) ?? codes.size;
    codes.set(String(label), known);
    return known;
  };
  const pairs = {
    truth: Int32Array.from(truth, code),
    predicted: Int32Array.from(predicted, code),
  };
  const classes = [...codes.keys()];
  return (weights) => labelScores(countClasses({ ...pairs, classes, weights }));
}

function numberScores(y: Float64Array, said: Float64Array, sampleWeight?: Float64Array): Scores {
  const scores = {
    r2: y.length > 1 ? r2Score(y, said, { sampleWeight }) : Number.NaN,
    rmse: rootMeanSquaredError(y, said, { sampleWeight }),
    mae: meanAbsoluteError(y, said, { sampleWeight }),
  };
  return Object.fromEntries(Object.entries(scores).filter(([, score]) => Number.isFinite(score)));
}

function labelScores(counts: ClassCounts): Scores {
  const { truePositive, truth } = counts;
  let right = 0;
  let all = 0;
  let recalls = 0;
  let occurring = 0;
  for (let k = 0; k < truth.length; k++) {
    right += truePositive[k];
    all += truth[k];
    if (truth[k] === 0) continue;
    recalls += truePositive[k] / truth[k];
    occurring++;
  }
  const { fscore } = averageOfClasses(counts, { zeroDivision: 0 }, 'weighted', 'scorerOf');
  return { accuracy: right / all, balancedAccuracy: recalls / occurring, f1: fscore };
}
