/** What the two estimators of stochastic gradient descent share: their state, and a fit of all their functions. */

import type { Dense } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import type { Resolved } from '../../hyperparameters.js';
import { mapReports, type Training } from '../../progress.js';
import { createRng } from '../../random/rng.js';
import { shuffle } from '../../random/sampling.js';
import * as schema from '../../serialization/schema.js';
import { descend, type MovingModel, type SgdProblem } from '../../solvers/sgd/sgd.js';
import {
  createSgdLoss,
  type ErrorLossName,
  type MarginLossName,
} from '../../solvers/sgd/sgd-losses.js';
import { warn } from '../../warnings.js';
import type { SGDOptions } from './sgd-options.js';

/** Where the next steps start, and the mean that they move, while coefficients are averaged. */
export interface SgdMeans {
  /** Row-major [nOutputs × nFeatures] */
  readonly lastCoef: Float64Array;
  /** [nOutputs] */
  readonly lastIntercept: Float64Array;
  readonly meanCoef: Float64Array;
  readonly meanIntercept: Float64Array;
}

/** What both learn, beside the names of classes. */
export interface SgdFit {
  /** Row-major [nOutputs × nFeatures] */
  readonly coef: Float64Array;
  /** [nOutputs] */
  readonly intercept: Float64Array;
  /** Null without averaging. */
  readonly means: SgdMeans | null;
  /** The number of the next step, from 1. */
  readonly nextStep: number;
  readonly nIter: number;
  readonly converged: boolean;
}

/** Fields of the state's schema, for the faces to add theirs to. */
export const sgdFields = (output?: 'nOutputs') => {
  const coef = output === undefined ? ('nFeatures' as const) : ([output, 'nFeatures'] as const);
  return {
    means: schema.nullable(
      schema.object<SgdMeans>({
        lastCoef: schema.float64(coef),
        lastIntercept: schema.float64(output ?? 1),
        meanCoef: schema.float64(coef),
        meanIntercept: schema.float64(output ?? 1),
      }),
    ),
    nextStep: schema.number({ integer: true, min: 1 }),
    nIter: schema.number({ integer: true, min: 0 }),
    converged: schema.boolean(),
  };
};

type Params = Resolved<SGDOptions> & { readonly loss: MarginLossName | ErrorLossName };

/** A call of `fit` or `partialFit`, checked. */
export interface SgdJob {
  readonly owner: string;
  readonly params: Params;
  /** Whether one pass goes on from `start`. */
  readonly isPart: boolean;
  readonly samples: Dense;
  /** Sample weights; samples of weight 0 are not there. */
  readonly given: Float64Array | undefined;
  readonly nOutputs: number;
  /** Targets of an output and their weights [nSamples] each. */
  output(k: number): { readonly targets: Float64Array; readonly weights: Float64Array };
  /** Classes to hold out alike [nSamples]. */
  readonly codes?: Int32Array;
  /** How good what is said of held out targets is. */
  score(targets: Float64Array, said: Float64Array, weights: Float64Array): number;
  readonly start: Pick<SgdFit, 'coef' | 'intercept' | 'means' | 'nextStep'> | undefined;
}

/**
 * Learn each output by itself.
 *
 * @throws InvalidInputError when coefficients leave the range of numbers
 * @throws InvalidParameterError when nothing is left to learn from, or to score
 */
export function* trainSgd(job: SgdJob): Training<SgdFit> {
  const { owner, params, isPart, samples, nOutputs, start } = job;
  const { columns } = samples;
  const where = `${owner}.${isPart ? 'partialFit' : 'fit'}`;
  const firstStep = start !== undefined && isPart ? start.nextStep : 1;
  const rng = createRng(params.randomState);
  const { rows, held } = divide(job);
  yield;
  const plan = planOf(job);
  const { maxIter } = plan;
  const total = nOutputs * maxIter;
  const { coef, intercept } = beginning(job);
  const means = plan.average === 0 ? null : meansOf(job, coef, intercept);
  let nIter = 0;
  let converged = true;
  for (let k = 0; k < nOutputs; k++) {
    const between = [k * columns, (k + 1) * columns] as const;
    const model: MovingModel = {
      coef: (means?.lastCoef ?? coef).subarray(...between),
      intercept: (means?.lastIntercept ?? intercept)[k],
      meanCoef: (means?.meanCoef ?? coef).subarray(...between),
      meanIntercept: (means?.meanIntercept ?? intercept)[k],
    };
    const output = job.output(k);
    yield;
    const problem: SgdProblem = {
      samples,
      ...output,
      rows,
      where,
      ...heldOut(job, output.targets, held),
    };
    // A stream of its own for each part and class: a model that was saved in between goes on alike.
    const stream = rng.fork(firstStep).fork(k);
    const steps = descend(problem, plan, model, firstStep, stream);
    const end = yield* mapReports(steps, ({ loss }, epoch) => {
      const progress = { done: k * maxIter + epoch, total, unit: 'epoch' };
      return Number.isNaN(loss) ? progress : { ...progress, loss };
    });
    nIter = Math.max(nIter, end.nIter);
    converged &&= end.converged;
    (means?.lastIntercept ?? intercept)[k] = model.intercept;
    if (means !== null) means.meanIntercept[k] = model.meanIntercept;
  }
  yield { done: total, total, unit: 'epoch' };
  if (!isPart && params.tol !== null && !converged) {
    warn(
      'convergence',
      `${where}: stopped after ${nIter} passes that still improved. Scale the features with StandardScaler, or raise maxIter or tol.`,
    );
  }
  const nextStep = firstStep + nIter * rows.length;
  if (means !== null) {
    const isMean = plan.average < nextStep;
    coef.set(isMean ? means.meanCoef : means.lastCoef);
    intercept.set(isMean ? means.meanIntercept : means.lastIntercept);
  }
  return { coef, intercept, means, nextStep, nIter, converged: converged && !isPart };
}

function planOf({ params, isPart }: SgdJob) {
  const { penalty, l1Ratio, average } = params;
  return {
    ...params,
    loss: createSgdLoss(params.loss, params.epsilon),
    penalised: penalty !== null,
    l1Ratio: penalty === 'l1' ? 1 : penalty === 'elasticnet' ? l1Ratio : 0,
    average: Number(average),
    maxIter: isPart ? 1 : params.maxIter,
  };
}

/** Coefficients to move, as copies. */
function beginning({ start, nOutputs, samples }: SgdJob) {
  if (start === undefined) {
    return {
      coef: new Float64Array(nOutputs * samples.columns),
      intercept: new Float64Array(nOutputs),
    };
  }
  return { coef: start.coef.slice(), intercept: start.intercept.slice() };
}

function meansOf({ isPart, start }: SgdJob, coef: Float64Array, intercept: Float64Array): SgdMeans {
  const last = isPart ? start?.means : undefined;
  return {
    lastCoef: (last?.lastCoef ?? coef).slice(),
    lastIntercept: (last?.lastIntercept ?? intercept).slice(),
    meanCoef: (last?.meanCoef ?? coef).slice(),
    meanIntercept: (last?.meanIntercept ?? intercept).slice(),
  };
}

/** Samples to learn from and, with early stopping, to hold out: the same share of each class, in the order of the rows. */
function divide({ owner, params, samples, given, codes }: SgdJob) {
  const weighty = Int32Array.from({ length: samples.rows }, (_, i) => i).filter(
    (i) => given === undefined || given[i] > 0,
  );
  if (!params.earlyStopping) return { rows: weighty, held: undefined };
  const ofClass = new Map<number, number[]>();
  for (const i of shuffle(weighty.slice(), createRng(params.randomState))) {
    const code = codes?.[i] ?? 0;
    const own = ofClass.get(code);
    if (own === undefined) ofClass.set(code, [i]);
    else own.push(i);
  }
  const isHeld = new Uint8Array(samples.rows);
  for (const own of ofClass.values()) {
    const size = Math.min(own.length - 1, Math.round(params.validationFraction * own.length));
    for (const i of own.slice(0, size)) isHeld[i] = 1;
  }
  const rows = weighty.filter((i) => isHeld[i] === 0);
  const held = weighty.filter((i) => isHeld[i] === 1);
  if (held.length > 0) return { rows, held };
  throw new InvalidParameterError(
    `${owner}: validationFraction ${params.validationFraction} of ${weighty.length} samples holds none out. Pass more samples, or set earlyStopping to false.`,
  );
}

function heldOut(job: SgdJob, targets: Float64Array, rows: Int32Array | undefined) {
  if (rows === undefined) return {};
  const own = Float64Array.from(rows, (i) => targets[i]);
  const weights = Float64Array.from(rows, (i) => job.given?.[i] ?? 1);
  return { heldOut: { rows, score: (said: Float64Array) => job.score(own, said, weights) } };
}
