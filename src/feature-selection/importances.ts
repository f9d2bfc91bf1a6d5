import type { MatrixLike } from '../contracts.js';
import { lengthOf, reading } from '../data/array-like.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { type AnyEstimator, Estimator } from '../estimator.js';
import { IMPORTANCES, partsOf } from '../estimator-parts.js';
import { aChoice, either, parameter } from '../hyperparameters.js';
import { floorLog2 } from '../numeric/exp-log.js';
import { Pipeline } from '../preprocessing/composition/pipeline.js';
import type { Steps } from '../progress.js';
import { count } from '../words.js';

/** Where the importances of features are found, for models that keep them elsewhere. */
export type ImportanceGetter = (
  estimator: AnyEstimator,
) => ArrayLike<number> | ArrayLike<ArrayLike<number>> | MatrixLike;

/** A model whose `featureImportances` take long. */
interface Stepping {
  [IMPORTANCES](): Steps<Float64Array>;
}

/** `estimator` in a table of hyperparameters. */
export const estimatorRow = (about: string) =>
  parameter(
    {
      type: 'estimator',
      range: 'an estimator with coef or featureImportances',
      // null, the default, is refused by name
      accepts: (value) =>
        value === null ||
        (value instanceof Estimator && typeof Reflect.get(value, 'fit') === 'function'),
    },
    { default: null, about },
  );

/** `importanceGetter` in a table of hyperparameters. */
export const importanceGetterRow = () =>
  parameter(
    either(aChoice('auto'), {
      type: 'function',
      range: 'a function of the fitted estimator',
      accepts: (value) => typeof value === 'function',
    }),
    { default: 'auto', about: 'where the importances of features are found.' },
  );

/** What is wrong where no estimator was given: the `check` of those that need one. */
export function problemOfEstimator({ estimator }: { estimator?: unknown }): string | undefined {
  return estimator === null
    ? 'estimator is missing. Pass { estimator: new LogisticRegression() } or another one with coef or featureImportances.'
    : undefined;
}

/**
 * What a fitted model holds of its features [nOutputs × nFeatures], as it is: negative coefficients too. In steps where
 * the model has them.
 *
 * @throws InvalidParameterError when the model has no importances
 * @throws InvalidInputError when they are not one finite number a feature
 */
export function* importancesOf(
  estimator: AnyEstimator,
  getter: 'auto' | ImportanceGetter,
  nFeatures: number,
  where: string,
): Steps<Dense> {
  const given: unknown =
    getter === 'auto' ? yield* ownImportances(estimator, where) : getter(estimator);
  const flat = reading(where, 'the importances', () => isFlat(given));
  const importances = parseFeatures(
    (flat ? [given] : given) as MatrixLike,
    `${where}, the importances of ${typeOf(estimator)}`,
  );
  if (importances.columns === nFeatures) return importances;
  throw new InvalidInputError(
    `${where}: ${typeOf(estimator)} has ${count(importances.columns, 'importance')} for ${count(nFeatures, 'feature')}. Use a model, or an importanceGetter, that gives one for each.`,
  );
}

function isFlat(given: unknown): given is ArrayLike<number> {
  return lengthOf(given) !== undefined && typeof (given as ArrayLike<unknown>)[0] === 'number';
}

/** `coef` or `featureImportances`; of a pipeline those of its last step. */
function* ownImportances(estimator: AnyEstimator, where: string): Steps<unknown> {
  if (estimator instanceof Pipeline) {
    const [name] = estimator.getParams().steps.at(-1) as [string, AnyEstimator];
    return yield* ownImportances(estimator.step(name), where);
  }
  if (IMPORTANCES in estimator) return yield* (estimator as Stepping)[IMPORTANCES]();
  if ('coef' in estimator) return estimator.coef;
  if ('featureImportances' in estimator) return estimator.featureImportances;
  throw new InvalidParameterError(
    `${where}: ${typeOf(estimator)} has neither coef nor featureImportances. Use a model that has them, or pass importanceGetter.`,
  );
}

const typeOf = (estimator: AnyEstimator): string => partsOf(estimator).info.type;

/** How the importances of several outputs become one. */
export type NormOrder = 1 | 2 | typeof Infinity;

/** The size of each feature's importances over the outputs: their sum, Euclidean length or largest [nFeatures]. */
export function normsOf(importances: Dense, order: NormOrder): Float64Array {
  const { data, rows, columns } = importances;
  if (order === 2 && rows > 1) {
    const unit = unitOf(data);
    return squaresOf(importances).map((square) => Math.sqrt(square) * unit);
  }
  const norms = new Float64Array(columns);
  for (let k = 0, at = 0; k < rows; k++) {
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(data[at++]);
      norms[j] = order === 1 ? norms[j] + size : Math.max(norms[j], size);
    }
  }
  return norms;
}

/** Numbers that order features as the sums of the squares of their importances do [nFeatures]. */
export function orderOfSquares(importances: Dense): Float64Array {
  return importances.rows === 1 ? normsOf(importances, 1) : squaresOf(importances);
}

/** Sums of squares [nFeatures], in squares of the unit. */
function squaresOf({ data, rows, columns }: Dense): Float64Array {
  const unit = unitOf(data);
  const squares = new Float64Array(columns);
  for (let k = 0, at = 0; k < rows; k++) {
    for (let j = 0; j < columns; j++) squares[j] += (data[at++] / unit) ** 2;
  }
  return squares;
}

/** The power of two at the largest number, in which squares stay within the range of numbers; 1 for zeros. */
function unitOf(data: Float64Array): number {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 2 ** floorLog2(largest);
}
