/**
 * Stochastic gradient descent of a linear function f(x) = w·x + b, one sample at a time:
 *
 *   w ← (1 - (1 - l1Ratio) η α) w - η weight L'(y, f(x)) x,   then pulled towards 0 by l1Ratio η α,
 *   b ← b - η weight L'(y, f(x))
 *
 * It lowers the mean of L(y, f(x)) + α ((1 - l1Ratio)/2 ‖w‖² + l1Ratio ‖w‖₁). Sources: Bottou, "Large-scale machine
 * learning with stochastic gradient descent", COMPSTAT (2010); for L1, Tsuruoka, Tsujii and Ananiadou, ACL (2009); for the passive
 * aggressive rates, Crammer et al., JMLR 7 (2006). Steps, rates and the end are those of scikit-learn.
 */

import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { exp, log } from '../../numeric/exp-log.js';
import { inStretches } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { shuffle } from '../../random/sampling.js';
import { dotRow, moveByRow, moveMean, pullToZero, shrinkAll, touchRows } from './row-steps.js';
import type { SgdLoss } from './sgd-losses.js';

/** How the length of a step follows from the number of steps. */
export type SgdRate = 'constant' | 'optimal' | 'invscaling' | 'adaptive' | 'pa1' | 'pa2';

/** What is learned from. */
export interface SgdProblem {
  readonly samples: Dense;
  /** Numbers, or -1 and 1 [nSamples]. */
  readonly targets: Float64Array;
  /** [nSamples] */
  readonly weights: Float64Array;
  /** The samples to learn from, in their first order. */
  readonly rows: Int32Array;
  /** Samples that tell when to stop, in place of the objective: the higher their score, the better. */
  readonly heldOut?: {
    readonly rows: Int32Array;
    score(said: Float64Array): number;
  };
  /** The method that was called, for messages. */
  readonly where: string;
}

export interface SgdPlan {
  readonly loss: SgdLoss;
  /** Of the rate `optimal`, and of the penalty where there is one. */
  readonly alpha: number;
  readonly penalised: boolean;
  /** 0 for L2, 1 for L1. */
  readonly l1Ratio: number;
  readonly learningRate: SgdRate;
  readonly eta0: number;
  readonly powerT: number;
  readonly fitIntercept: boolean;
  /** The step from which on the mean of all is kept; 0 for none. */
  readonly average: number;
  readonly shuffle: boolean;
  readonly maxIter: number;
  /** What an epoch must win at least; null for no end before `maxIter`. */
  readonly tol: number | null;
  readonly nIterNoChange: number;
}

/** A linear function that moves on. */
export interface MovingModel {
  /** [nFeatures] */
  readonly coef: Float64Array;
  intercept: number;
  /** The mean over the steps [nFeatures]; used with `average` alone. */
  readonly meanCoef: Float64Array;
  meanIntercept: number;
}

/** The loss behind an epoch; NaN where samples held out tell when to stop. */
export interface SgdEpoch {
  readonly loss: number;
}

/** Steepest slope that is followed, against overflow. */
const STEEPEST = 1e12;
/** Rows that are fetched at a time. */
const TOUCHED_ROWS = 32;
/** The adaptive rate ends below this. */
const SLOWEST = 1e-6;

/**
 * Epochs until the objective, or the score of what is held out, has stopped improving.
 *
 * @param model - where to start; moved on
 * @param step - number of the first step, from 1
 * @throws InvalidInputError when coefficients or losses leave the range of numbers
 */
export function* descend(
  problem: SgdProblem,
  plan: SgdPlan,
  model: MovingModel,
  step: number,
  rng: Rng,
): Generator<SgdEpoch | undefined, { nIter: number; converged: boolean }, void> {
  const { samples, rows, heldOut, where } = problem;
  const { maxIter, tol, nIterNoChange, learningRate } = plan;
  const order = rows.slice();
  const walker = new Walker(problem, plan, model, step);
  let best = Infinity;
  let fruitless = 0;
  let epoch = 0;
  while (epoch < maxIter) {
    epoch++;
    if (plan.shuffle) shuffle(order, rng);
    walker.objective = 0;
    yield* inStretches(order.length, 4 * samples.columns + 16, (from, to) =>
      walker.walk(order, from, to),
    );
    const { intercept, coef } = model;
    if (![walker.objective, intercept].every(Number.isFinite) || !coef.every(Number.isFinite)) {
      throw new InvalidInputError(
        `${where}: coefficients or losses leave the range of numbers in epoch ${epoch}. Scale the features with StandardScaler, the targets towards 1, or lower eta0.`,
      );
    }
    const objective = walker.objective / order.length;
    const cost =
      heldOut === undefined ? objective : -heldOut.score(say(problem, model, heldOut.rows));
    fruitless = tol !== null && cost > best - tol ? fruitless + 1 : 0;
    best = Math.min(best, cost);
    yield { loss: heldOut === undefined ? objective : Number.NaN };
    if (fruitless < nIterNoChange) continue;
    if (learningRate !== 'adaptive' || walker.rate <= SLOWEST) {
      return { nIter: epoch, converged: true };
    }
    walker.rate /= 5;
    fruitless = 0;
  }
  return { nIter: epoch, converged: false };
}

function say({ samples }: SgdProblem, model: MovingModel, rows: Int32Array): Float64Array {
  const { data, columns } = samples;
  return Float64Array.from(rows, (i) => {
    let said = model.intercept;
    for (let j = 0; j < columns; j++) said += model.coef[j] * data[i * columns + j];
    return said;
  });
}

/** Takes steps, and keeps what goes on from one to the next. */
class Walker {
  /** Sum over the samples since it was set to 0, each before its step. */
  objective = 0;
  /** η, where it does not depend on the step. */
  rate: number;
  readonly #problem: SgdProblem;
  readonly #plan: SgdPlan;
  readonly #model: MovingModel;
  #step: number;
  /** ‖w‖² */
  #squares: number;
  /** L1: how far each coefficient could have been pulled, and has been. */
  #pull = 0;
  readonly #pulled: Float64Array;
  /** Without meaning: what was read of rows to come. */
  touched = 0;
  /** 1 / (η₁ α) of the rate `optimal`. */
  readonly #firstSteps: number;

  constructor(problem: SgdProblem, plan: SgdPlan, model: MovingModel, step: number) {
    this.#problem = problem;
    this.#plan = plan;
    this.#model = model;
    this.#step = step;
    this.rate = plan.eta0;
    this.#pulled = new Float64Array(model.coef.length);
    this.#squares = dotRow(model.coef, model.coef, 0);
    this.#firstSteps = 1 / (Math.sqrt(1 / Math.sqrt(plan.alpha)) * plan.alpha);
  }

  /** One step for each of the samples from `from` up to `to` of an order. */
  walk(order: Int32Array, from: number, to: number): void {
    const { samples, targets, weights } = this.#problem;
    const { loss, alpha, learningRate, fitIntercept, average, l1Ratio } = this.#plan;
    const { data, columns } = samples;
    const model = this.#model;
    const { coef, meanCoef } = model;
    const penalty = this.#plan.penalised ? alpha : 0;
    const isAggressive = learningRate === 'pa1' || learningRate === 'pa2';
    const isPulled = penalty > 0 && l1Ratio > 0;
    let intercept = model.intercept;
    let squares = this.#squares;
    let touched = from;
    for (let at = from; at < to; at++) {
      if (at === touched) {
        touched = Math.min(to, at + TOUCHED_ROWS);
        this.touched = touchRows(this.#problem, order, at, touched);
      }
      const i = order[at];
      const row = i * columns;
      const said = dotRow(coef, data, row) + intercept;
      const cost = loss.value(targets[i], said);
      this.objective += cost;
      if (penalty > 0 && !isAggressive) {
        const sizes = isPulled ? l1Ratio * sizesOf(coef) : 0;
        this.objective += penalty * (((1 - l1Ratio) * squares) / 2 + sizes);
      }
      const rate = this.#rateOfStep();
      const slope = loss.slope(targets[i], said);
      let move: number;
      if (isAggressive) {
        const length = this.#aggressiveness(row, cost);
        if (length === undefined) continue;
        move = slope === 0 ? 0 : -Math.sign(slope) * length;
      } else {
        move = -rate * Math.max(-STEEPEST, Math.min(STEEPEST, slope));
      }
      move *= weights[i];
      const shrink = Math.max(0, 1 - (1 - l1Ratio) * rate * penalty);
      if (move !== 0) squares = moveByRow(coef, data, row, shrink, move);
      else if (shrink !== 1) {
        shrinkAll(coef, shrink);
        squares *= shrink * shrink;
      }
      if (fitIntercept) intercept += move;
      if (average > 0 && average <= this.#step) {
        const share = 1 / (this.#step - average + 1);
        moveMean(meanCoef, coef, share);
        model.meanIntercept += share * (intercept - model.meanIntercept);
      }
      if (isPulled) {
        this.#pull += l1Ratio * rate * penalty;
        pullToZero(coef, this.#pull, this.#pulled);
        squares = dotRow(coef, coef, 0);
      }
      this.#step++;
    }
    model.intercept = intercept;
    this.#squares = squares;
  }

  #rateOfStep(): number {
    const { learningRate, alpha, eta0, powerT } = this.#plan;
    if (learningRate === 'optimal') return 1 / (alpha * (this.#firstSteps + this.#step - 1));
    if (learningRate !== 'invscaling') return this.rate;
    // The usual powers, in a fifth of the time.
    if (powerT === 0.25) return eta0 / Math.sqrt(Math.sqrt(this.#step));
    if (powerT === 0.5) return eta0 / Math.sqrt(this.#step);
    return eta0 * exp(-powerT * log(this.#step));
  }

  /** How far to go for a sample, which the first kind does not for one of zeros. */
  #aggressiveness(row: number, cost: number): number | undefined {
    const { data, columns } = this.#problem.samples;
    const { learningRate, eta0 } = this.#plan;
    let square = 0;
    for (let j = row; j < row + columns; j++) square += data[j] * data[j];
    if (learningRate === 'pa2') return cost / (square + 0.5 / eta0);
    return square === 0 ? undefined : Math.min(eta0, cost / square);
  }
}

/** ‖w‖₁ */
function sizesOf(coef: Float64Array): number {
  let sizes = 0;
  for (let j = 0; j < coef.length; j++) sizes += Math.abs(coef[j]);
  return sizes;
}
