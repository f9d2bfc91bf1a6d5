import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { readOptions } from '../hyperparameters.js';
import { createRng, type Seed } from '../random/rng.js';
import { shuffle } from '../random/sampling.js';
import { show } from '../words.js';

export interface PermutationImportanceOptions {
  /** How often each column is shuffled. Default 5. */
  nRepeats?: number;
  /** Seed of the shuffles. Default null: new ones at every call. */
  randomState?: Seed | null;
}

export interface PermutationImportance {
  /** Mean loss of score when the column is shuffled [nFeatures], in units of the score. */
  readonly importancesMean: number[];
  /** Its standard deviation over the repeats [nFeatures]. */
  readonly importancesStd: number[];
}

/**
 * How much worse a model scores when one column at a time is shuffled: what it really uses, whatever
 * its kind.
 * Source: Breiman, Machine Learning 45 (2001); Fisher, Rudin and Dominici, JMLR 20 (2019).
 * Cost: nRepeats × nFeatures scores.
 *
 * @param estimator - fitted, with a `score`
 * @param X - [nSamples × nFeatures], best held out from training
 * @param y - [nSamples]
 * @throws InvalidParameterError when nRepeats is no integer >= 1
 */
export function permutationImportance<L extends Label>(
  estimator: { score(X: MatrixLike, y: ArrayLike<L>): number },
  X: MatrixLike,
  y: ArrayLike<L>,
  options: PermutationImportanceOptions = {},
): PermutationImportance {
  const { nRepeats = 5, randomState = null } = readOptions(options, 'permutationImportance');
  if (!(Number.isSafeInteger(nRepeats) && nRepeats >= 1)) {
    throw new InvalidParameterError(
      `permutationImportance: nRepeats must be an integer >= 1, but got ${show(nRepeats)}. Pass how often to shuffle each column.`,
    );
  }
  const { data, rows, columns } = parseFeatures(X, 'permutationImportance');
  const rng = createRng(randomState);
  const baseline = estimator.score(X, y);
  const shuffled = { data: data.slice(), rows, columns };
  const importancesMean: number[] = [];
  const importancesStd: number[] = [];
  for (let j = 0; j < columns; j++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]);
    const losses = Array.from({ length: nRepeats }, () => {
      shuffle(column, rng);
      for (let i = 0; i < rows; i++) shuffled.data[i * columns + j] = column[i];
      return baseline - estimator.score(shuffled, y);
    });
    for (let i = 0; i < rows; i++) shuffled.data[i * columns + j] = data[i * columns + j];
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / nRepeats;
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
    importancesMean.push(mean);
    importancesStd.push(Math.sqrt(squares / nRepeats));
  }
  return { importancesMean, importancesStd };
}
