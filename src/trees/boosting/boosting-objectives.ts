import { exp, log } from '../../numeric/exp-log.js';
import { weightedQuantile } from '../../numeric/quantiles.js';
import { logistic, softmax } from '../../numeric/special.js';
import { inStretches, type Steps } from '../../progress.js';
import { bestConstant, mean } from './best-constant.js';
import { type GradientTotals, LEAST_CURVATURE } from './gradient-totals.js';
import {
  differentiateLogLoss,
  differentiateSoftmax,
  differentiateSquares,
  EXPONENTIAL,
  type QUICK_LOSSES,
} from './quick-gradients.js';
import { smallestGain } from './smallest-gain.js';
import {
  createUnitSquares,
  type Gradients,
  roundUnitGradients,
  type UnitGradients,
} from './unit-gradients.js';

/**
 * What boosting minimises: a loss between targets and margins, which its gradient and curvature
 * stand for. Formulas and limits are XGBoost's.
 */
export interface BoostingObjective {
  /** Margins a sample. */
  readonly nOutputs: number;
  /**
   * Gradient and curvature of every sample's loss, in steps of some samples.
   *
   * @param margins - [nSamples × nOutputs]
   * @param targets - [nSamples]: numbers, or class numbers
   * @param weights - [nSamples]
   * @param gradients - out, side by side, of output k at [2 × nSamples × k …]
   * @returns their sums, sample after sample, where these are known and there is one output
   */
  differentiate(
    margins: Float64Array,
    targets: Float64Array,
    weights: Float64Array,
    gradients: Float64Array,
  ): Steps<GradientTotals> | Steps<void>;
  /** The best constant margins [nOutputs]. */
  start(targets: Float64Array, weights: Float64Array): Float64Array;
  /** From margins to predictions, in place [nSamples × nOutputs]. */
  predict(margins: Float64Array): void;
  /** A constant prediction as the margin that gives it; the base score is given so. */
  link(prediction: number): number;
  /** The name of what differentiates, where threads can do it together. */
  readonly quick?: keyof typeof QUICK_LOSSES;
  /** Where leaves take a quantile of what is left to explain, not a Newton step: which quantile. */
  readonly leafQuantile?: number;
  /** Where gradients have the unit of the targets: what a split must gain, 0 where squares of it underflow. */
  smallestGain?(targets: Float64Array, weights: Float64Array): number;
  /** Where curvatures may all be 1: makes the gradients of one output quicker to add. */
  pack?(pairs: Float64Array, integers: Int32Array): Steps<Gradients>;
  /** The same without pairs, where no sample has a weight; undefined where it must be done by pairs. */
  units?(
    margins: Float64Array,
    targets: Float64Array,
    integers: Int32Array,
  ): Steps<UnitGradients | undefined>;
}

/** Loss of one margin: its gradient and curvature at a target. */
interface Pointwise {
  gradient(margin: number, target: number): number;
  curvature(margin: number, target: number): number;
  start(targets: Float64Array, weights: Float64Array): number;
  predict?(margin: number): number;
  link?(prediction: number): number;
  readonly leafQuantile?: number;
}

/** What an objective of one output may know besides. */
type Extras = Partial<
  Pick<BoostingObjective, 'differentiate' | 'quick' | 'smallestGain' | 'pack' | 'units'>
>;

/** One literal for all: of an object spread into another engines forget the shape between fits, and compile loops anew. */
function pointwise(loss: Pointwise, extras: Extras = {}): BoostingObjective {
  const differentiate: BoostingObjective['differentiate'] = (
    margins,
    targets,
    weights,
    gradients,
  ) =>
    inStretches(targets.length, EXPONENTIAL, (from, to) => {
      for (let i = from; i < to; i++) {
        gradients[2 * i] = weights[i] * loss.gradient(margins[i], targets[i]);
        const curvature = loss.curvature(margins[i], targets[i]);
        gradients[2 * i + 1] = weights[i] * Math.max(curvature, LEAST_CURVATURE);
      }
    });
  return {
    nOutputs: 1,
    differentiate: extras.differentiate ?? differentiate,
    start: (targets, weights) => Float64Array.of(loss.start(targets, weights)),
    predict(margins) {
      const { predict } = loss;
      if (predict === undefined) return;
      for (let i = 0; i < margins.length; i++) margins[i] = predict(margins[i]);
    },
    link: loss.link ?? ((prediction) => prediction),
    leafQuantile: loss.leafQuantile,
    quick: extras.quick,
    smallestGain: extras.smallestGain,
    pack: extras.pack,
    units: extras.units,
  };
}

/** A loss whose curvature is 1 everywhere. */
function ofUnitCurvature(
  loss: Omit<Pointwise, 'curvature'>,
  extras: Extras = {},
): BoostingObjective {
  return pointwise({ ...loss, curvature: () => 1 }, { ...extras, pack: roundUnitGradients });
}

/** (y - m)² / 2 */
export function squaredError(): BoostingObjective {
  return ofUnitCurvature(
    { gradient: (margin, target) => margin - target, start: mean },
    // The same in one loop: half of the time.
    { differentiate: differentiateSquares, smallestGain, units: createUnitSquares() },
  );
}

/** |y - m|: leaves are medians of what is left. */
export function absoluteError(): BoostingObjective {
  return ofUnitCurvature({
    gradient: (margin, target) => Math.sign(margin - target),
    start: (targets, weights) => weightedQuantile(targets, weights, 0.5),
    leafQuantile: 0.5,
  });
}

/** The pinball loss, least at the quantile `alpha`: leaves are quantiles of what is left. */
export function quantileError(alpha: number): BoostingObjective {
  return ofUnitCurvature({
    gradient: (margin, target) => (margin >= target ? 1 - alpha : -alpha),
    start: (targets, weights) => weightedQuantile(targets, weights, alpha),
    leafQuantile: alpha,
  });
}

/** slope² (√(1 + ((m - y) / slope)²) - 1): squared when near, straight when far. */
export function pseudoHuber(slope: number): BoostingObjective {
  const stretch = (margin: number, target: number) => rootOfOneAnd((margin - target) / slope);
  const loss = {
    gradient: (margin: number, target: number) => (margin - target) / stretch(margin, target),
    curvature(margin: number, target: number) {
      const root = stretch(margin, target);
      return 1 / (root * root * root);
    },
  };
  return pointwise(
    { ...loss, start: (targets, weights) => bestConstant(loss, targets, weights) },
    { smallestGain: (targets, weights) => smallestGain(targets, weights, slope) },
  );
}

/** √(1 + x²), also where the square overflows. */
function rootOfOneAnd(x: number): number {
  const size = Math.abs(x);
  return size < 1e150 ? Math.sqrt(1 + size * size) : size;
}

/** exp(m) - y m: counts. XGBoost adds `maxDeltaStep` to the margin in the curvature, to keep steps small. */
export function poissonLoss(maxDeltaStep: number): BoostingObjective {
  return pointwise({
    gradient: (margin, target) => exp(margin) - target,
    curvature: (margin) => exp(margin + maxDeltaStep),
    start: logMean,
    predict: exp,
    link: log,
  });
}

/** m + y exp(-m): positive numbers whose spread grows with their size. */
export function gammaLoss(): BoostingObjective {
  return pointwise({
    gradient: (margin, target) => 1 - target * exp(-margin),
    curvature: (margin, target) => target * exp(-margin),
    start: logMean,
    predict: exp,
    link: log,
  });
}

/** Deviance of the Tweedie distribution with a variance power between 1 and 2: many zeros, else like gamma. */
export function tweedieLoss(power: number): BoostingObjective {
  return pointwise({
    gradient: (margin, target) => -target * exp((1 - power) * margin) + exp((2 - power) * margin),
    curvature: (margin, target) =>
      -target * (1 - power) * exp((1 - power) * margin) + (2 - power) * exp((2 - power) * margin),
    start: logMean,
    predict: exp,
    link: log,
  });
}

/** Log loss of two classes; the margin is the log-odds of class 1. */
export function logLossOfTwo(): BoostingObjective {
  return pointwise(
    {
      gradient: (margin, target) => logistic(margin) - target,
      curvature: (margin) => {
        const p = logistic(margin);
        return p * (1 - p);
      },
      start(targets, weights) {
        const share = mean(targets, weights);
        return log(share / (1 - share));
      },
      predict: logistic,
      link: (share) => log(share / (1 - share)),
    },
    // The same in one loop, with one exponential a sample: half of the time.
    { differentiate: differentiateLogLoss, quick: 'logLoss' },
  );
}

/** Log loss of several classes, a margin each. */
export function logLossOfMany(nClasses: number): BoostingObjective {
  return {
    nOutputs: nClasses,
    differentiate: differentiateSoftmax,
    quick: 'softmaxLoss',
    start(targets, weights) {
      const shares = new Float64Array(nClasses);
      let total = 0;
      for (let i = 0; i < targets.length; i++) {
        shares[targets[i]] += weights[i];
        total += weights[i];
      }
      return shares.map((weight) => log(weight / total));
    },
    predict(margins) {
      for (let row = 0; row < margins.length; row += nClasses) softmax(margins, row, nClasses);
    },
    link: (prediction) => prediction,
  };
}

function logMean(values: Float64Array, weights: Float64Array): number {
  return log(mean(values, weights));
}

/** Margins to predictions, in place, in steps of some samples. */
export function predictInSteps(
  { nOutputs, predict }: Pick<BoostingObjective, 'nOutputs' | 'predict'>,
  margins: Float64Array,
): Steps<void> {
  return inStretches(margins.length / nOutputs, EXPONENTIAL * nOutputs, (from, to) =>
    predict(margins.subarray(from * nOutputs, to * nOutputs)),
  );
}
