import type { Label } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { parseTargets } from '../data/targets.js';
import { boolean, type Hyperparameter, resolve } from '../hyperparameters.js';
import { columnMeans } from '../numeric/statistics.js';
import { fSurvival } from '../numeric/survival.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import { drain, type Steps } from '../progress.js';
import { warn } from '../warnings.js';
import { listRemarks } from '../words.js';
import { columnValues } from './column-values.js';
import { type FeatureScores, parseClasses, parseScored } from './scored-samples.js';

/** How `fRegression` treats offsets and what has no F-value. */
export interface FRegressionOptions {
  /** Whether the means are taken off the features and the target. Default true. */
  center?: boolean;
  /**
   * Whether a score that is no finite number becomes one: that of a constant column 0 with the p-value 1, that of a
   * perfect fit the largest number. Default true.
   */
  forceFinite?: boolean;
}

const regressionOptions = {
  center: boolean({
    default: true,
    about: 'whether the means are taken off the features and the target.',
  }),
  forceFinite: boolean({
    default: true,
    about: 'whether a score that is no finite number becomes one.',
  }),
} satisfies Record<keyof FRegressionOptions, Hyperparameter>;

/**
 * How far apart the classes lie in each feature: the F-value of a one-way analysis of variance, and how likely a larger
 * one would be if all classes had the same mean. A constant feature has NaN for both, with a warning; one that is constant
 * in every class has infinity and 0.
 * Source: Fisher, Statistical Methods for Research Workers (1925). Cost: two passes over X.
 *
 * @param X - [nSamples × nFeatures], or a Table of number and boolean columns
 * @param y - labels [nSamples], of two classes or more
 * @throws InvalidInputError when X is ragged, empty, not finite or holds text, or y does not suit
 *
 * @example
 * fClassif([[1, 5], [2, 6], [8, 5], [9, 6]], ['a', 'a', 'b', 'b']).scores // [98, 0]
 */
export function fClassif(X: NumberInput, y: ArrayLike<Label>): Required<FeatureScores> {
  return drain(fClassifOf(parseScored(X, 'fClassif').samples, y, 'fClassif'));
}

/** `fClassif` of features that are checked already, in steps of a feature. */
export function* fClassifOf(
  samples: Dense,
  y: ArrayLike<Label>,
  where: string,
): Steps<Required<FeatureScores>> {
  const { codes, classes } = parseClasses(y, samples.rows, where);
  const { rows, columns } = samples;
  const between = classes.length - 1;
  const within = rows - classes.length;
  const scores = new Array<number>(columns);
  const constant: string[] = [];
  for (let j = 0; j < columns; j++) {
    const { values } = columnValues(samples, j);
    takeOff(values, values[0]);
    const squares = sumsOfSquares(values, codes, classes.length);
    scores[j] = squares.between / between / (squares.within / within);
    if (squares.between === 0 && squares.within === 0) constant.push(`${j}`);
    yield;
  }
  if (constant.length > 0) {
    warn(
      'data',
      `${where}: columns without spread have no F-value, and NaN as their score: ${listRemarks(constant)}. Leave them out with VarianceThreshold.`,
    );
  }
  return { scores, pValues: scores.map((f) => fSurvival(f, between, within)) };
}

/**
 * Squares of the distances of class means to the mean of all, and of values to the mean of their class. Values are taken
 * as differences from the first of their class: a class of equal values has exactly 0.
 *
 * @param values - best near 0, as their differences from one of them are
 */
function sumsOfSquares(values: Float64Array, codes: Int32Array, nClasses: number) {
  const counts = new Float64Array(nClasses);
  const means = new Float64Array(nClasses);
  const origins = new Float64Array(nClasses);
  for (let i = 0; i < values.length; i++) {
    const k = codes[i];
    if (counts[k]++ === 0) origins[k] = values[i];
    means[k] += values[i] - origins[k];
  }
  for (let k = 0; k < nClasses; k++) means[k] = origins[k] + means[k] / counts[k];
  let within = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = values[i] - means[codes[i]];
    within += difference * difference;
  }
  const [mean] = columnMeans({ data: means, rows: nClasses, columns: 1 }, counts);
  let between = 0;
  for (let k = 0; k < nClasses; k++) between += counts[k] * (means[k] - mean) ** 2;
  return { between, within };
}

/**
 * How well a line through each feature alone follows the target: its F-value, and how likely a larger one would be if
 * they had nothing to do with each other.
 * Cost: three passes over X.
 *
 * @param X - [nSamples × nFeatures], or a Table of number and boolean columns
 * @param y - targets [nSamples]
 * @throws InvalidInputError when X is ragged, empty, not finite or holds text, or y is no target
 * @throws InvalidParameterError for an unknown option or one of another type
 *
 * @example
 * fRegression([[1, 3], [2, 1], [3, 1], [4, 3]], [1, 3, 2, 4]).scores // [3.56, 0]
 */
export function fRegression(
  X: NumberInput,
  y: ArrayLike<number>,
  options: FRegressionOptions = {},
): Required<FeatureScores> {
  return drain(fRegressionOf(parseScored(X, 'fRegression').samples, y, 'fRegression', options));
}

/** `fRegression` of features that are checked already, in steps of a feature. */
export function* fRegressionOf(
  samples: Dense,
  y: ArrayLike<number>,
  where: string,
  options: object = {},
): Steps<Required<FeatureScores>> {
  const { center, forceFinite } = resolve<Required<FRegressionOptions>>(
    'fRegression',
    regressionOptions,
    options,
    'option',
  );
  const { rows, columns } = samples;
  const data = parseTargets(y, rows, where);
  const target = columnValues({ data, rows, columns: 1 }, 0).values;
  if (center) takeMeanOff(target);
  const within = rows - (center ? 2 : 1);
  const scores = new Array<number>(columns);
  const pValues = new Array<number>(columns);
  for (let j = 0; j < columns; j++) {
    yield;
    const { values } = columnValues(samples, j);
    if (center) takeMeanOff(values);
    const f = followed(values, target) * within;
    const p = fSurvival(f, 1, within);
    scores[j] = f;
    pValues[j] = p;
    if (!forceFinite) continue;
    if (Number.isNaN(f)) {
      scores[j] = 0;
      pValues[j] = 1;
    } else if (f === Infinity) {
      scores[j] = Number.MAX_VALUE;
    }
  }
  return { scores, pValues };
}

/** Differences from the mean, in place: from the first value before, so that an offset costs no digits. */
function takeMeanOff(values: Float64Array): void {
  takeOff(values, values[0]);
  const [mean] = columnMeans({ data: values, rows: values.length, columns: 1 });
  takeOff(values, mean);
}

function takeOff(values: Float64Array, origin: number): void {
  for (let i = 0; i < values.length; i++) values[i] -= origin;
}

/**
 * r² / (1 - r²): what the line explains of the target over what it leaves. The rest is summed, not taken from 1, which
 * would lose the digits of a good fit. NaN where the feature or the target is 0 throughout.
 */
function followed(values: Float64Array, target: Float64Array): number {
  let square = 0;
  let product = 0;
  for (let i = 0; i < values.length; i++) {
    square += values[i] * values[i];
    product += values[i] * target[i];
  }
  const slope = product / square;
  let left = 0;
  for (let i = 0; i < values.length; i++) {
    const rest = target[i] - slope * values[i];
    left += rest * rest;
  }
  return (slope * product) / left;
}
