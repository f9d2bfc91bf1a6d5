import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { reserve } from '../../memory.js';
import type { Steps, Training } from '../../progress.js';
import { randomSeed } from '../../random/rng.js';
import { boost, overflow } from '../../trees/boosting/boost.js';
import { predictInSteps } from '../../trees/boosting/boosting-objectives.js';
import { fillingThreads } from '../../trees/boosting/boosting-threads.js';
import { blocksOf, type LearnableSamples } from '../../trees/boosting/coded-samples.js';
import { seenByAll } from '../../trees/boosting/shared-arrays.js';
import { SMALLEST_GAIN } from '../../trees/boosting/smallest-gain.js';
import type { Tree } from '../../trees/tree.js';
import { warn } from '../../warnings.js';
import { findMetric } from './boosting-metrics.js';
import type { BoostingJob } from './gradient-boosting-job.js';
import { planTrees } from './gradient-boosting-plan.js';
import { addTrees, boostedMargins, repeatStart } from './gradient-boosting-prediction.js';
import type { BoostedState } from './gradient-boosting-state.js';
import { holdOut, Watch } from './gradient-boosting-watch.js';

/**
 * Boost to the last round, or until the last watched score has not improved for long enough.
 *
 * @param marks - numbers of rounds whose models are wanted as well, ascending; nothing may be watched then
 * @returns what was learned after each of them, and after the last round
 */
export function* trainBoosting(
  job: BoostingJob,
  marks: readonly number[] = [],
): Training<{ state: BoostedState; marked: BoostedState[] }> {
  const { params, objective, owner, last } = job;
  const { nEstimators, learningRate, subsample, numParallelTree, earlyStoppingRounds } = params;
  const { nOutputs } = objective;
  const where = `${owner}.fit`;
  const seed = last?.seed ?? params.randomState ?? randomSeed();
  const { learned, watched } = yield* holdOut(job, seed);
  yield;
  const { samples, targets } = learned;
  const weights = learned.weights ?? new Float64Array(samples.rows).fill(1);
  reserveRounds(job, samples.rows + watched.reduce((sum, set) => sum + set.samples.rows, 0));
  const start = last?.start ?? startMargins(job, targets, weights);
  yield;
  const trees = last?.trees.slice() ?? [];
  const perRound = nOutputs * numParallelTree;
  const done = trees.length / perRound;
  function* marginsOf(of: LearnableSamples): Steps<Float64Array> {
    const margins = repeatStart(start, of.rows, where);
    if (trees.length === 0) return margins;
    for (const { first, block } of blocksOf(of, rowsAStep(trees))) {
      const own = margins.subarray(first * nOutputs);
      addTrees(trees, { nOutputs, numParallelTree }, block, own);
      yield;
    }
    return margins;
  }
  const ownMargins = yield* marginsOf(samples);
  yield;
  const watchedMargins: Float64Array[] = [];
  for (const set of watched) watchedMargins.push(yield* marginsOf(set.samples));
  const watch = new Watch(job, watched, watchedMargins);
  const threads = fillingThreads({
    nJobs: params.nJobs,
    where,
    values: samples.rows * samples.columns,
    passes: nEstimators * perRound * levelsOf(params),
  });
  const margins = seenByAll(threads, ownMargins);
  const settings = { owner, threads, partsAll: objective.leafQuantile !== undefined };
  const { maxDeltaStep } = job;
  const smallestGain = leastGain(job, targets, weights);
  yield;
  const limits = { maxDeltaStep, smallestGain };
  const tree = yield* planTrees(params, samples, learned.weights, limits, settings);
  const plan = {
    tree,
    samples,
    targets,
    weights,
    objective,
    learningRate,
    where,
    threads,
    subsample,
    numParallelTree,
    seed,
  };

  function* conclude(kept: Tree[], isCut: boolean): Steps<BoostedState> {
    const state: BoostedState = {
      nFeatures: samples.columns,
      nOutputs,
      trees: kept,
      numParallelTree,
      start,
      arithmetic: last?.arithmetic ?? 'double',
      seed,
      bestIteration: watch.bestRound < 0 ? null : watch.bestRound,
      bestScore: watch.bestScore,
      evals: [...watch.curves],
    };
    if (isCut) {
      for (const { first, block } of blocksOf(samples, rowsAStep(kept))) {
        margins.set(boostedMargins(state, block, {}, where), first * nOutputs);
        yield;
      }
    }
    const predictions = yield* checkReach(job, state, margins);
    if (job.nClasses > 1) yield* warnIfOvershot(job, predictions, targets, weights);
    return state;
  }

  const marked: BoostedState[] = [];
  let round = done;
  for (const treesOfRound of boost(plan, margins, done, done + nEstimators)) {
    if (treesOfRound === undefined) {
      yield;
      continue;
    }
    for (const one of treesOfRound) trees.push(one);
    const loss = watch.look(round, treesOfRound);
    round++;
    while (marks[marked.length] === round - done) {
      marked.push(yield* conclude(trees.slice(), false));
    }
    const total = watch.isOver ? round - done : nEstimators;
    const progress = { done: round - done, total, unit: 'round' };
    yield loss === undefined ? progress : { ...progress, loss };
    if (watch.isOver) break;
  }
  const isCut = earlyStoppingRounds !== null && watch.bestRound >= 0;
  if (isCut) trees.length = (watch.bestRound + 1) * perRound;
  return { state: yield* conclude(trees, isCut), marked };
}

/** Rows that are sent through all trees in some ms. */
function rowsAStep(trees: readonly Tree[]): number {
  return Math.max(FEWEST_ROWS, Math.ceil(STEP_WALKS / trees.length));
}

const STEP_WALKS = 2 ** 15;
/** Fewer rows would cost more to call for than to walk. */
const FEWEST_ROWS = 32;

/** Levels of a tree at which half of the samples are added to histograms, about. */
function levelsOf({ maxDepth, maxLeaves }: BoostingJob['params']): number {
  return Math.min(16, maxDepth ?? Infinity, 32 - Math.clz32(maxLeaves ?? 2 ** 15)) / 2;
}

/** Where predictions start, as margins. */
function startMargins(
  { params: { baseScore }, objective, owner }: BoostingJob,
  targets: Float64Array,
  weights: Float64Array,
): Float64Array {
  if (baseScore === null) {
    const start = objective.start(targets, weights);
    if (start.every(Number.isFinite)) return start;
    throw overflow(`${owner}.fit: the best constant of these targets and weights`);
  }
  const margin = objective.link(baseScore);
  if (!Number.isFinite(margin)) {
    throw new InvalidParameterError(
      `${owner}: baseScore is ${baseScore}, which this objective never predicts. Pass a value between its bounds, or null.`,
    );
  }
  return new Float64Array(objective.nOutputs).fill(margin);
}

/** What a split must gain; squares of what the targets differ by must not underflow, unless they do not differ. */
function leastGain(
  { objective, owner }: BoostingJob,
  targets: Float64Array,
  weights: Float64Array,
) {
  const least = objective.smallestGain?.(targets, weights) ?? SMALLEST_GAIN;
  if (least > 0) return least;
  const first = targets[weights.findIndex((weight) => weight > 0)];
  if (targets.every((target, i) => target === first || weights[i] === 0)) return least;
  throw new InvalidInputError(
    `${owner}.fit: the targets differ by so little that squares of it leave the range of numbers, which begins at 2.2e-308. Scale the targets towards 1.`,
  );
}

/** Bytes of the smallest tree: its arrays hold little, but each is an object. */
const SMALLEST_TREE = 1500;

/** Refuse more classes than memory may hold: each has its own trees in each round, and numbers for each row. */
function reserveRounds({ params, objective, owner }: BoostingJob, rows: number): void {
  const { nOutputs } = objective;
  const trees = params.nEstimators * params.numParallelTree * nOutputs;
  if (nOutputs === 1) return;
  reserve(trees * SMALLEST_TREE + 24 * rows * nOutputs, {
    where: `${owner}.fit`,
    what: `${trees} trees and the margins of ${rows} rows for ${nOutputs} classes`,
    remedy: 'Lower nEstimators, or pass fewer classes.',
  });
}

/**
 * Refuse a model whose predictions could overflow: its start and the largest leaf of every tree, added up,
 * bound the margins of any sample; what margins are turned into is tried on those of training, in steps.
 *
 * @returns the predictions for the samples of training
 */
function* checkReach(
  { objective, owner }: BoostingJob,
  state: BoostedState,
  margins: Float64Array,
): Steps<Float64Array> {
  let reach = largest(state.start);
  for (const { value } of state.trees) reach += largest(value);
  if (state.arithmetic === 'single') reach = Math.fround(reach);
  const predictions = margins.slice();
  yield;
  yield* predictInSteps(objective, predictions);
  if (Number.isFinite(reach) && predictions.every(Number.isFinite)) return predictions;
  throw overflow(`${owner}.fit: the sum of the trees`);
}

/** NaN where one is. */
function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/** Say when the trees explain the classes worse than always predicting their shares, in steps. */
function* warnIfOvershot(
  { objective, owner, metric, settings }: BoostingJob,
  predictions: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
): Steps<void> {
  const { score } = findMetric(metric, settings);
  yield;
  const loss = score(predictions, targets, weights);
  yield;
  const shares = objective.start(targets, weights);
  objective.predict(shares);
  const constant = score(repeatStart(shares, targets.length, `${owner}.fit`), targets, weights);
  if (loss <= constant * (1 + LOSS_SLACK)) return;
  const [ours, theirs] = [loss, constant].map((value) => value.toPrecision(3));
  warn(
    'convergence',
    `${owner}.fit: the log loss of training, ${ours}, is above the ${theirs} of always predicting the shares of the classes: the trees overshoot. Lower learningRate, or set maxDeltaStep to 1.`,
  );
}

/** What rounding may add to a log loss that the trees leave as it was. */
const LOSS_SLACK = 1e-9;
