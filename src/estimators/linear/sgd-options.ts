/** What `SGDClassifier` and `SGDRegressor` share of their options. */

import { InvalidParameterError } from '../../errors.js';
import {
  aBoolean,
  aChoice,
  anInteger,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  type Resolved,
  real,
  seed,
} from '../../hyperparameters.js';
import type { SgdRate } from '../../solvers/sgd/sgd.js';

/** How stochastic gradient descent steps, and when it ends. */
export interface SGDOptions {
  /** What large coefficients cost: the sum of their squares, of their sizes, a mixture, or null for nothing. Default `'l2'`. */
  penalty?: 'l2' | 'l1' | 'elasticnet' | null;
  /** How strong the penalty is; the rate `'optimal'` follows from it too, and needs it above 0. Default 0.0001. */
  alpha?: number;
  /** The share of L1 in the penalty `'elasticnet'`. Default 0.15. */
  l1Ratio?: number;
  /** Whether to learn an intercept, which no penalty acts on. Default true. */
  fitIntercept?: boolean;
  /** The most passes over the samples of `fit`; `partialFit` makes one. Default 1000. */
  maxIter?: number;
  /**
   * What a pass must improve the objective by, or the score of what is held out; null for `maxIter` passes.
   * Default 0.001.
   */
  tol?: number | null;
  /** Whether each pass takes the samples in another order. Default true. */
  shuffle?: boolean;
  /**
   * The size of an error from which on the loss `'huber'` grows slower, and up to which the insensitive losses cost
   * nothing. Default 0.1.
   */
  epsilon?: number;
  /** A seed for repeatable results: the order of the samples, and which are held out. Default null. */
  randomState?: number | string | null;
  /**
   * How long the steps are: always `eta0`; `1 / (alpha (t + t₀))`; `eta0 / t^powerT`; `eta0` until passes
   * stop improving, then a fifth; or by how wrong the sample is, for the losses hinge and epsilonInsensitive: at most `eta0` (`'pa1'`) or damped by it
   * (`'pa2'`). Default as the class says.
   */
  learningRate?: SgdRate;
  /** The length of the first step, or what bounds it. Default 0.01. */
  eta0?: number;
  /** How fast steps shorten with the rate `'invscaling'`. Default as the class says. */
  powerT?: number;
  /** Whether to hold samples out, and to end when their score stops improving. Default false. */
  earlyStopping?: boolean;
  /** The share of samples that `earlyStopping` holds out. Default 0.1. */
  validationFraction?: number;
  /** How many passes without improvement end the fit. Default 5. */
  nIterNoChange?: number;
  /** Whether `fit` starts from the coefficients of the last fit, where features and classes agree. Default false. */
  warmStart?: boolean;
  /** Whether the coefficients are the mean over all steps; a number is the step from which on. Default false. */
  average?: boolean | number;
}

/** The table of the shared options, with the defaults that differ. */
export const sgdHyperparameters = (defaults: {
  readonly learningRate: SgdRate;
  readonly powerT: number;
}) =>
  ({
    penalty: oneOf(['l2', 'l1', 'elasticnet', null], {
      default: 'l2',
      about:
        'what large coefficients cost: the sum of their squares, of their sizes, a mixture, or null for nothing.',
    }),
    alpha: real({ min: 0, default: 0.0001, about: 'how strong the penalty is.' }),
    l1Ratio: real({
      min: 0,
      max: 1,
      default: 0.15,
      about: 'the share of L1 in the penalty "elasticnet".',
    }),
    fitIntercept: boolean({ default: true, about: 'whether to learn an intercept.' }),
    maxIter: integer({
      min: 1,
      default: 1000,
      about: 'the most passes over the samples of fit.',
    }),
    tol: parameter(either(aReal({ min: 0 }), aChoice(null)), {
      default: 1e-3,
      about: 'what a pass must improve the objective by, or null for maxIter passes.',
    }),
    shuffle: boolean({
      default: true,
      about: 'whether each pass takes the samples in another order.',
    }),
    epsilon: real({
      min: 0,
      default: 0.1,
      about:
        'the size of an error from which on the loss "huber" grows slower, and up to which the insensitive losses cost nothing.',
    }),
    randomState: seed(),
    learningRate: oneOf(['constant', 'optimal', 'invscaling', 'adaptive', 'pa1', 'pa2'], {
      default: defaults.learningRate,
      about: 'how long the steps are.',
    }),
    eta0: real({
      above: 0,
      default: 0.01,
      about: 'the length of the first step, or what bounds it.',
    }),
    powerT: real({
      min: 0,
      default: defaults.powerT,
      about: 'how fast steps shorten with the rate "invscaling".',
    }),
    earlyStopping: boolean({
      default: false,
      about: 'whether to hold samples out, and to end when their score stops improving.',
    }),
    validationFraction: real({
      above: 0,
      below: 1,
      default: 0.1,
      about: 'the share of samples that earlyStopping holds out.',
    }),
    nIterNoChange: integer({
      min: 1,
      default: 5,
      about: 'how many passes without improvement end the fit.',
    }),
    warmStart: boolean({
      default: false,
      about: 'whether fit starts from the coefficients of the last fit.',
    }),
    average: parameter(either(aBoolean(), anInteger({ min: 1 })), {
      default: false,
      about: 'whether the coefficients are the mean over all steps, or the step from which on.',
    }),
  }) satisfies Record<keyof SGDOptions, Hyperparameter>;

/** @throws InvalidParameterError for options that do not go together */
export function checkSgdOptions(
  params: Resolved<SGDOptions> & { readonly loss: string },
  owner: string,
  isPart: boolean,
): void {
  const { learningRate, alpha, loss, earlyStopping } = params;
  const aggressive = owner === 'SGDClassifier' ? 'hinge' : 'epsilonInsensitive';
  const wrong =
    learningRate === 'optimal' && alpha === 0
      ? 'the rate "optimal" follows from alpha, which is 0. Pass alpha above 0, or another learningRate.'
      : learningRate.startsWith('pa') && loss !== aggressive
        ? `the rate "${learningRate}" is for the loss "${aggressive}", not "${loss}". Pass loss: "${aggressive}", or another learningRate.`
        : isPart && earlyStopping
          ? 'partialFit makes one pass, so that earlyStopping cannot act. Set it to false.'
          : undefined;
  if (wrong !== undefined) throw new InvalidParameterError(`${owner}: ${wrong}`);
}
