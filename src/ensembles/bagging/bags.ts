/*
 * Copies of one estimator, each trained on its own draw of samples and features.
 * Source: Breiman, Bagging predictors, Machine Learning 24 (1996); of features, Ho, IEEE PAMI 20 (1998).
 */

import type { FitOptions, Label } from '../../contracts.js';
import { pickRows } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone } from '../../estimator.js';
import { planBootstrap } from '../../estimators/random-forest/random-forest-plan.js';
import type { Fitting } from '../../fitting.js';
import { countOf, type Resolved } from '../../hyperparameters.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { choice, range } from '../../random/sampling.js';
import { drawRows } from '../../trees/forest/bootstrap.js';
import { count } from '../../words.js';
import { type Bags, checkRepeatable } from './bag-input.js';
import type { BaggingOptions } from './bagging-options.js';

/** What a bagging is trained on and with. */
export interface BaggingJob {
  readonly owner: string;
  readonly params: Resolved<BaggingOptions>;
  readonly template: AnyEstimator;
  readonly bags: Bags;
  /** Labels or targets [nSamples], as the copies are to see them. */
  readonly y: ArrayLike<Label>;
  /** Class of each sample [nSamples]; undefined for a regression. */
  readonly codes: Int32Array | undefined;
  readonly weights: Float64Array | undefined;
  readonly seed: Seed;
}

/** A copy that was trained, on which features, and which samples it has not seen. */
export interface TrainedCopy {
  readonly estimator: AnyEstimator;
  /** null for all. */
  readonly features: Int32Array | null;
  /** Samples that were not drawn, of those that weigh something. */
  readonly outside: Int32Array;
}

/**
 * Train copies number `from` to `nEstimators` - 1. Each draws from a stream of its own, so that it is the same whether it
 * is trained with the others or added later.
 *
 * @param onTrained - called with each copy
 */
export function* fitBags(
  job: BaggingJob,
  from: number,
  onTrained: (copy: TrainedCopy) => void,
): Fitting<void> {
  const { params, template, bags, y, owner } = job;
  const { nEstimators } = params;
  const draw = planRows(job);
  const root = createRng(job.seed);
  for (let t = from; t < nEstimators; t++) {
    const rng = root.fork(t);
    const estimator = seeded(clone(template), rng);
    const features = drawFeatures(params, bags, rng, owner);
    const rows = drawUsable(job, draw, rng);
    yield;
    const X = bags.take(rows, features);
    yield { estimator, X, y: Array.from(rows, (i) => y[i]), options: draw.optionsFor(rows) };
    onTrained({ estimator, features, outside: others(rows, job.weights, bags.rows) });
    yield { done: t + 1, total: nEstimators, unit: 'estimator' };
  }
  if (from === nEstimators) yield { done: from, total: from, unit: 'estimator' };
}

interface RowPlan {
  /** Numbers of the samples, ascending; a sample may come more than once. */
  rows(rng: Rng): Int32Array;
  /** What a copy is told besides the samples. */
  optionsFor(rows: Int32Array): FitOptions | undefined;
}

/**
 * With replacement, weights decide how likely a sample is drawn, and the copies see none. Without, all would be drawn
 * whatever they weigh, so weights go to the copies.
 */
function planRows({ params, bags, weights, owner }: BaggingJob): RowPlan {
  const bootstrap = params.bootstrap ? planBootstrap(params, bags.rows, weights, owner) : undefined;
  if (bootstrap !== undefined) {
    return { rows: (rng) => drawRows(bootstrap, bags.rows, rng), optionsFor: () => undefined };
  }
  const { maxSamples } = params;
  const size = maxSamples === null ? bags.rows : countOf(maxSamples, bags.rows);
  if (size > bags.rows) {
    throw new InvalidParameterError(
      `${owner}: maxSamples is ${size}, but X has only ${count(bags.rows, 'sample')}. Pass at most that, or set bootstrap.`,
    );
  }
  return {
    rows: (rng) =>
      size === bags.rows ? range(size) : choice(bags.rows, size, rng).sort((a, b) => a - b),
    optionsFor: (rows) =>
      weights === undefined ? undefined : { sampleWeight: pickRows(weights, 1, rows) },
  };
}

/** So often a draw of one class is drawn again, as nothing can be learned of it. */
const MOST_TRIES = 100;

function drawUsable({ codes, weights, owner }: BaggingJob, plan: RowPlan, rng: Rng): Int32Array {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const rows = plan.rows(rng);
    if (codes === undefined) return rows;
    const weighs = (i: number) => weights === undefined || weights[i] > 0;
    const first = rows.find(weighs);
    if (first !== undefined && rows.some((i) => weighs(i) && codes[i] !== codes[first]))
      return rows;
  }
  throw new InvalidInputError(
    `${owner}.fit: ${MOST_TRIES} draws of samples held one class each. Raise maxSamples, or pass more samples of the rare classes.`,
  );
}

function drawFeatures(
  { maxFeatures, bootstrapFeatures }: Resolved<BaggingOptions>,
  bags: Bags,
  rng: Rng,
  owner: string,
): Int32Array | null {
  const size = countOf(maxFeatures, bags.columns);
  if (size > bags.columns) {
    throw new InvalidParameterError(
      `${owner}: maxFeatures is ${size}, but X has only ${count(bags.columns, 'feature')}. Pass at most that, or 1 for all.`,
    );
  }
  if (bootstrapFeatures) {
    checkRepeatable(bags, owner);
    return new Int32Array(size).map(() => rng.nextInteger(bags.columns)).sort();
  }
  return size === bags.columns ? null : choice(bags.columns, size, rng).sort();
}

/** An estimator whose chance, and that of estimators inside it, comes from a generator. */
function seeded(estimator: AnyEstimator, rng: Rng): AnyEstimator {
  const seeds = Object.keys(estimator.getParams())
    .filter((name) => name === 'randomState' || name.endsWith('__randomState'))
    .sort()
    .map((name) => [name, rng.nextUint32()]);
  return seeds.length === 0 ? estimator : estimator.setParams(Object.fromEntries(seeds));
}

function others(rows: Int32Array, weights: Float64Array | undefined, n: number): Int32Array {
  const seen = new Uint8Array(n);
  for (const i of rows) seen[i] = 1;
  return range(n).filter((i) => seen[i] === 0 && (weights === undefined || weights[i] > 0));
}

/**
 * Where to go on: at the copies of the last fit, or at none.
 *
 * @throws InvalidParameterError when there are more copies than `nEstimators` asks for, or X or y are of another form
 */
export function startOf<State extends { estimators: readonly AnyEstimator[]; nFeatures: number }>(
  { warmStart, nEstimators }: Resolved<BaggingOptions>,
  last: State | undefined,
  columns: number,
  owner: string,
): State | undefined {
  if (!warmStart || last === undefined) return undefined;
  if (last.nFeatures !== columns) {
    throw new InvalidParameterError(
      `${owner}: with warmStart, X must have the ${count(last.nFeatures, 'feature')} of the last fit, but has ${columns}. Pass the same columns, or set warmStart to false.`,
    );
  }
  if (last.estimators.length <= nEstimators) return last;
  throw new InvalidParameterError(
    `${owner}: with warmStart, nEstimators must be at least the ${last.estimators.length} copies there are, but got ${nEstimators}. Raise it, or set warmStart to false.`,
  );
}
