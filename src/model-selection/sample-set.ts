import type { FitOptions, FlatMatrix, Label, MatrixLike } from '../contracts.js';
import { reading } from '../data/array-like.js';
import { type Dense, parseFeatures, pickRows } from '../data/dense.js';
import { checkLength, parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { isPairwise } from '../estimator-kind.js';
import { isEstimator } from '../estimator-parts.js';
import { parseSplittable } from '../preprocessing/splitting/splittable.js';
import { show } from '../words.js';

/** Some of the samples, as an estimator takes them. */
export interface SamplePart {
  readonly X: unknown;
  readonly y: ArrayLike<Label> | undefined;
  /** Their weights, where there are any: for `fit` and for `score`. */
  readonly options: FitOptions | undefined;
}

/** Samples that parts are taken of. */
export interface SampleSet {
  /** How many there are. */
  readonly length: number;
  readonly X: unknown;
  readonly y: ArrayLike<Label> | undefined;
  /** How much each counts, where that is told. */
  readonly weights: Float64Array | undefined;
  /**
   * The samples of these numbers, in this order.
   *
   * @param learned - the samples that the model is fitted on: the columns, where X holds a value a pair. Default these
   */
  part(indices: Int32Array, learned?: Int32Array): SamplePart;
  /** As `part`, X alone. */
  features(indices: Int32Array, learned: Int32Array): unknown;
  /** The same samples with other targets [nSamples]. */
  withTargets(y: ArrayLike<Label>): SampleSet;
}

/** What is to be learned from, as users give it. */
export interface SampleInput {
  readonly X: unknown;
  readonly y: ArrayLike<Label> | undefined;
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * Samples, checked once for all folds: X is taken as it is, since only the estimator knows what it may hold.
 *
 * @param estimator - what is to learn from them
 * @throws InvalidParameterError when it is no estimator
 * @throws InvalidInputError when X has no rows, and when y or the weights have another length
 */
export function readSamples(
  estimator: AnyEstimator,
  { X, y, sampleWeight }: SampleInput,
  where: string,
): SampleSet {
  const fits = () => isEstimator(estimator) && typeof Reflect.get(estimator, 'fit') === 'function';
  if (!reading(where, 'estimator', fits)) {
    throw new InvalidParameterError(
      `${where}: estimator must be an estimator, but got ${show(estimator)}. Pass one such as new LogisticRegression().`,
    );
  }
  const rows = reading(where, 'X', () => parseSplittable(X, 'X', where));
  const { length } = rows;
  if (y !== undefined) checkLength(y, length, 'y', where);
  const weights = parseWeights(sampleWeight, length, where);
  const pairs = isPairwise(estimator) ? parsePairs(X as MatrixLike, length, where) : undefined;
  const features = (indices: Int32Array, learned: Int32Array) =>
    pairs === undefined
      ? reading(where, 'X', () => rows.take(indices))
      : takePairs(pairs, indices, learned);
  const withTargets = (y: ArrayLike<Label> | undefined): SampleSet => {
    const targets = y === undefined ? undefined : parseSplittable(y, 'y', where);
    return {
      length,
      X,
      y,
      weights,
      features,
      withTargets,
      part: (indices, learned = indices) => ({
        X: features(indices, learned),
        y: reading(where, 'y', () => targets?.take(indices)) as ArrayLike<Label> | undefined,
        options: weights && { sampleWeight: pickRows(weights, 1, indices) },
      }),
    };
  };
  return withTargets(y);
}

function parsePairs(X: MatrixLike, length: number, where: string): Dense {
  const pairs = parseFeatures(X, where);
  if (pairs.columns === length) return pairs;
  throw new InvalidInputError(
    `${where}: X is ${length} × ${pairs.columns}, but a precomputed kernel or distance has a value for each pair of samples. Pass a square matrix.`,
  );
}

function takePairs({ data, columns }: Dense, rows: Int32Array, learned: Int32Array): FlatMatrix {
  const taken = new Float64Array(rows.length * learned.length);
  for (let i = 0, at = 0; i < rows.length; i++) {
    const row = rows[i] * columns;
    for (let j = 0; j < learned.length; j++) taken[at++] = data[row + learned[j]];
  }
  return { data: taken, rows: rows.length, columns: learned.length };
}
