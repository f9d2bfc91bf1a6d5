import type { Label } from '../contracts.js';
import { lengthOf } from '../data/array-like.js';
import { InvalidParameterError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { clone } from '../estimator-parts.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../fitting.js';
import { type Hyperparameter, parameter, resolve } from '../hyperparameters.js';
import { readNamedBeside } from '../named-options.js';
import type { AsyncOptions } from '../progress.js';
import { readTrial } from './cross-validating.js';
import { type Curve, type CurvePoint, drawing } from './curve.js';
import { checkOneScore, type OneScoring } from './read-scoring.js';
import { type InputOf, type ValidationOptions, validationOptions } from './validation-options.js';

/** Which parameter is varied, and how each value is tried. */
export interface ValidationCurveOptions<E = AnyEstimator> extends ValidationOptions<OneScoring<E>> {
  /** The name of the parameter, such as `'C'`, or `'svc__C'` for the step `svc` of a pipeline. */
  paramName: string;
  /** Its values, each a point of the curve. */
  paramRange: ArrayLike<unknown>;
}

/** As `ValidationCurveOptions`, with progress and a signal. */
export interface ValidationCurveAsyncOptions<E = AnyEstimator>
  extends ValidationCurveOptions<E>,
    AsyncOptions {}

/** Scores by the value of a parameter: a row a value, in the order given, a column a fold. */
export interface ValidationCurve extends Curve {}

const table = {
  ...validationOptions(),
  paramName: parameter(
    {
      type: 'text',
      range: 'the name of a parameter',
      accepts: (value) => typeof value === 'string',
    },
    { default: undefined, about: 'the name of the parameter to vary.' },
  ),
  paramRange: parameter(
    {
      type: 'array',
      range: 'an array of at least one value',
      accepts: (value) => (lengthOf(value) ?? 0) > 0,
    },
    { default: undefined, about: 'the values to try.' },
  ),
} satisfies Record<keyof ValidationCurveOptions, Hyperparameter>;

/**
 * How the score depends on one parameter: where the model is too simple, both scores are low; where it is too free,
 * that of the training part is high and that of the test part is not.
 *
 * @example
 * const options = { paramName: 'C', paramRange: [0.01, 0.1, 1, 10] }
 * const { trainScores, testScores } = validationCurve(new SVC(), X, y, options)
 *
 * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
 * @param y - targets or labels [nSamples]; undefined where the estimator needs none
 * @throws InvalidParameterError for an unknown option or parameter, a value that the parameter does not take, an
 *   unknown score or no folds
 * @throws InvalidInputError when all fits fail, with the causes
 */
export function validationCurve<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options: ValidationCurveOptions<E>,
): ValidationCurve {
  return fitAtOnce(drawn(estimator, X, y, options));
}

/**
 * As `validationCurve`, in time slices: `onProgress` hears of each fit, and `signal` stops it. The result is the same.
 *
 * @throws the signal's reason, and what `validationCurve` throws
 */
export async function validationCurveAsync<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options: ValidationCurveAsyncOptions<E>,
): Promise<ValidationCurve> {
  const { onProgress, signal, ...rest } = readNamedBeside(options, 'validationCurveAsync', table, [
    'onProgress',
    'signal',
  ]);
  return fitInSlices(drawn(estimator, X, y, rest), { onProgress, signal }, 'validationCurveAsync');
}

function* drawn(
  estimator: AnyEstimator,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
): Fitting<ValidationCurve> {
  const where = 'validationCurve';
  const given = resolve<Partial<ValidationCurveOptions>>(where, table, options, 'option');
  const { paramName, paramRange, cv = 5 } = given;
  if (paramName === undefined || paramRange === undefined) {
    throw new InvalidParameterError(
      `${where}: ${paramName === undefined ? 'paramName' : 'paramRange'} is missing. Pass which parameter to vary, and its values.`,
    );
  }
  const trial = yield* readTrial(estimator, { ...given, cv, X, y }, where);
  checkOneScore(trial.scorers, where);
  const points: CurvePoint[] = [];
  for (let i = 0; i < paramRange.length; i++) {
    if (paramRange[i] === undefined) {
      throw new InvalidParameterError(
        `${where}: paramRange[${i}] is undefined. Pass a value that ${paramName} takes.`,
      );
    }
    const candidate = clone(estimator).setParams({ [paramName]: paramRange[i] });
    points.push((fold) => ({ estimator: candidate, fold }));
  }
  return yield* drawing(trial, points);
}
