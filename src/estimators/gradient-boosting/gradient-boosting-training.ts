import type { Label } from '../../contracts.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import { parseWeights } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { Resolved } from '../../hyperparameters.js';
import type { Training } from '../../progress.js';
import { createRng, randomSeed, type Seed } from '../../random/rng.js';
import { shuffle } from '../../random/sampling.js';
import * as schema from '../../serialization/schema.js';
import { addByWalk, boost } from '../../trees/boosting/boost.js';
import type { BoostingObjective } from '../../trees/boosting/boosting-objectives.js';
import { weightedQuantile } from '../../trees/boosting/boosting-objectives.js';
import { packTrees } from '../../trees/packed-trees.js';
import { splitGain, type Tree } from '../../trees/tree.js';
import { trees } from '../../trees/tree-schema.js';
import { show } from '../../words.js';
import {
  type CustomMetric,
  type EvalMetricName,
  findMetric,
  type MetricSettings,
} from './boosting-metrics.js';
import {
  type BoostingPredictOptions,
  type EvalSet,
  type EvalsResult,
  type GradientBoostingOptions,
  planTrees,
} from './gradient-boosting-options.js';

/** What boosting learns, for classes and numbers alike. */
export interface BoostedState {
  nFeatures: number;
  /** Margins a sample. */
  nOutputs: number;
  /** Round after round, output after output; only the rounds up to the best one where training was stopped. */
  trees: Tree[];
  numParallelTree: number;
  /** The margins before the first round [nOutputs]. */
  start: Float64Array;
  seed: Seed;
  bestIteration: number | null;
  bestScore: number | null;
  evals: EvalCurve[];
}

interface EvalCurve {
  set: string;
  metric: string;
  values: number[];
}

/** Fields of a state's schema, for the faces to add theirs to. */
export function boostedFields() {
  return {
    nFeatures: schema.size('nFeatures'),
    nOutputs: schema.size('nOutputs'),
    trees: trees('nFeatures', 1),
    numParallelTree: schema.number({ integer: true, min: 1 }),
    start: schema.float64('nOutputs'),
    seed: schema.seed(),
    bestIteration: schema.nullable(schema.number({ integer: true, min: 0 })),
    bestScore: schema.nullable(schema.number({ nonFinite: true })),
    evals: schema.list(
      schema.object<EvalCurve>({
        set: schema.string(),
        metric: schema.string(),
        values: schema.list(schema.number({ nonFinite: true })),
      }),
    ),
  };
}

/** What is wrong between the fields, or undefined. */
export function checkBoosted({
  trees: grown,
  nOutputs,
  numParallelTree,
}: BoostedState): string | undefined {
  return grown.length % (nOutputs * numParallelTree) === 0
    ? undefined
    : `${grown.length} trees are not whole rounds of ${nOutputs} × ${numParallelTree}.`;
}

/** Samples to learn from or to watch. */
export interface BoostingSamples {
  readonly samples: Dense;
  /** Numbers, or class numbers [nSamples]. */
  readonly targets: Float64Array;
  /** [nSamples], or undefined for all 1. */
  readonly weights: Float64Array | undefined;
}

export interface BoostingJob extends BoostingSamples {
  readonly owner: string;
  readonly params: Resolved<GradientBoostingOptions>;
  readonly objective: BoostingObjective;
  /** The objective's own limit of a step. */
  readonly maxDeltaStep: number;
  /** The objective's own metric. */
  readonly metric: EvalMetricName;
  readonly settings: MetricSettings;
  /** Classes to hold out alike; 1 for numbers. */
  readonly nClasses: number;
  readonly watched: readonly BoostingSamples[];
  /** The fit to go on from. */
  readonly last: BoostedState | undefined;
}

/** One of the watched sets, and how its predictions move on. */
interface Watch {
  readonly name: string;
  readonly data: BoostingSamples & { readonly weights: Float64Array };
  readonly margins: Float64Array;
}

/** Boost to the last round, or until the last watched score has not improved for long enough. */
export function* trainBoosting(job: BoostingJob): Training<BoostedState> {
  const { params, objective, owner, last } = job;
  const { nEstimators, learningRate, subsample, numParallelTree, earlyStoppingRounds } = params;
  const seed = last?.seed ?? params.randomState ?? randomSeed();
  const { learned, watched } = holdOut(job, seed);
  if (earlyStoppingRounds !== null && watched.length === 0) {
    throw new InvalidParameterError(
      `${owner}.fit: earlyStoppingRounds needs samples to watch. Pass evalSet to fit, or set validationFraction.`,
    );
  }
  const { samples, targets } = learned;
  const weights = learned.weights ?? new Float64Array(samples.rows).fill(1);
  const start = last?.start ?? startMargins(job, targets, weights);
  const grown = last?.trees.slice() ?? [];
  const perRound = objective.nOutputs * numParallelTree;
  const done = grown.length / perRound;
  const total = done + nEstimators;

  const marginsFor = (of: Dense) => {
    const margins = repeat(start, of.rows);
    addTrees(grown, numParallelTree, objective.nOutputs, of, margins);
    return margins;
  };
  const margins = marginsFor(samples);
  const watches = watched.map(
    (data, i): Watch => ({
      name: `validation${i}`,
      data: { ...data, weights: data.weights ?? new Float64Array(data.samples.rows).fill(1) },
      margins: marginsFor(data.samples),
    }),
  );
  const metrics = metricsOf(job);
  const curves = watches.flatMap(({ name }) =>
    metrics.map((metric) => ({ set: name, metric: metric.name, values: [] as number[] })),
  );
  const plan = {
    tree: yield* planTrees(params, samples, learned.weights, job.maxDeltaStep, owner),
    samples,
    targets,
    weights,
    objective,
    learningRate,
    subsample,
    numParallelTree,
    seed,
    quantile: weightedQuantile,
  };

  let bestRound = -1;
  let bestScore: number | null = null;
  let round = done;
  for (const treesOfRound of boost(plan, margins, done, total)) {
    if (treesOfRound === undefined) {
      yield;
      continue;
    }
    for (const tree of treesOfRound) grown.push(tree);
    for (const [w, { data, margins: watchedMargins }] of watches.entries()) {
      for (const [t, tree] of treesOfRound.entries()) {
        const output = Math.floor(t / numParallelTree);
        addByWalk(tree, data.samples, objective.nOutputs, output, watchedMargins);
      }
      const predictions = watchedMargins.slice();
      objective.predict(predictions);
      for (const [m, metric] of metrics.entries()) {
        const value = metric.score(predictions, data.targets, data.weights);
        curves[w * metrics.length + m].values.push(value);
      }
    }
    const score = curves.at(-1)?.values.at(-1);
    if (score !== undefined) {
      const improves =
        bestScore === null ||
        (metrics[metrics.length - 1].maximize ? score > bestScore : score < bestScore);
      if (improves) {
        bestScore = score;
        bestRound = round;
      }
    }
    round++;
    const stop =
      earlyStoppingRounds !== null &&
      bestRound >= 0 &&
      round - 1 - bestRound >= earlyStoppingRounds;
    const progress = {
      done: round - done,
      total: stop ? round - done : nEstimators,
      unit: 'round',
    };
    yield score === undefined ? progress : { ...progress, loss: score };
    if (stop) break;
  }
  if (earlyStoppingRounds !== null) grown.length = (bestRound + 1) * perRound;
  return {
    nFeatures: samples.columns,
    nOutputs: objective.nOutputs,
    trees: grown,
    numParallelTree,
    start,
    seed,
    bestIteration: bestRound < 0 ? null : bestRound,
    bestScore,
    evals: curves,
  };
}

function metricsOf({ params, metric, settings }: BoostingJob): Required<CustomMetric>[] {
  const { evalMetric } = params;
  const wanted =
    evalMetric === null ? [metric] : Array.isArray(evalMetric) ? evalMetric : [evalMetric];
  return wanted.map((one: EvalMetricName | CustomMetric) => findMetric(one, settings));
}

function startMargins(
  { params: { baseScore }, objective, owner }: BoostingJob,
  targets: Float64Array,
  weights: Float64Array,
): Float64Array {
  if (baseScore === null) return objective.start(targets, weights);
  const margin = objective.link(baseScore);
  if (!Number.isFinite(margin)) {
    throw new InvalidParameterError(
      `${owner}: baseScore is ${baseScore}, which this objective never predicts. Pass a value between its bounds, or null.`,
    );
  }
  return new Float64Array(objective.nOutputs).fill(margin);
}

function repeat(start: Float64Array, rows: number): Float64Array {
  const margins = new Float64Array(rows * start.length);
  for (let at = 0; at < margins.length; at += start.length) margins.set(start, at);
  return margins;
}

function addTrees(
  grown: readonly Tree[],
  numParallelTree: number,
  nOutputs: number,
  samples: Dense,
  margins: Float64Array,
): void {
  for (const [t, tree] of grown.entries()) {
    addByWalk(tree, samples, nOutputs, Math.floor(t / numParallelTree) % nOutputs, margins);
  }
}

/** Samples to learn from and to watch: those given, or a share of the first, the same of each class. */
function holdOut(
  job: BoostingJob,
  seed: Seed,
): { learned: BoostingSamples; watched: readonly BoostingSamples[] } {
  const { samples, targets, weights, watched, nClasses, owner } = job;
  const { validationFraction } = job.params;
  if (validationFraction === null || watched.length > 0) return { learned: job, watched };
  const order = shuffle(Array.from(targets.keys()), createRng(seed));
  const ofClass: number[][] = Array.from({ length: nClasses }, () => []);
  for (const i of order) ofClass[nClasses === 1 ? 0 : targets[i]].push(i);
  const held = ofClass.flatMap((rows) =>
    rows.slice(0, Math.round(validationFraction * rows.length)),
  );
  const isHeld = new Set(held);
  if (isHeld.size === 0 || isHeld.size === samples.rows) {
    throw new InvalidParameterError(
      `${owner}.fit: validationFraction ${validationFraction} of ${samples.rows} samples leaves none ${isHeld.size === 0 ? 'to watch' : 'to learn from'}. Pass more samples, or an evalSet.`,
    );
  }
  const take = (rows: readonly number[]): BoostingSamples => ({
    samples: takeRows(samples, rows),
    targets: Float64Array.from(rows, (i) => targets[i]),
    weights: weights && Float64Array.from(rows, (i) => weights[i]),
  });
  const kept = Array.from(targets.keys()).filter((i) => !isHeld.has(i));
  return { learned: take(kept), watched: [take(held.sort((a, b) => a - b))] };
}

function takeRows({ data, columns }: Dense, rows: readonly number[]): Dense {
  const taken = new Float64Array(rows.length * columns);
  for (const [at, i] of rows.entries()) {
    taken.set(data.subarray(i * columns, (i + 1) * columns), at * columns);
  }
  return { data: taken, rows: rows.length, columns };
}

/**
 * The sets to watch, parsed.
 *
 * @param encode - labels or targets as numbers
 */
export function parseWatched<T extends Label>(
  evalSet: EvalSet<T> | readonly EvalSet<T>[] | undefined,
  columns: number,
  where: string,
  encode: (y: ArrayLike<T>, rows: number, where: string) => Float64Array,
): BoostingSamples[] {
  if (evalSet === undefined) return [];
  const sets = Array.isArray(evalSet)
    ? (evalSet as readonly EvalSet<T>[])
    : [evalSet as EvalSet<T>];
  return sets.map(({ X, y, sampleWeight }, i) => {
    const at = `${where}: evalSet[${i}]`;
    const samples = parseFeatures(X, at, { columns, allowMissing: true });
    return {
      samples,
      targets: encode(y, samples.rows, at),
      weights: parseWeights(sampleWeight, samples.rows, at),
    };
  });
}

/** Refuse to go on from a fit of other data or another form. */
export function checkContinues(
  last: BoostedState,
  samples: Dense,
  nOutputs: number,
  numParallelTree: number,
  owner: string,
): void {
  const same =
    last.nFeatures === samples.columns &&
    last.nOutputs === nOutputs &&
    last.numParallelTree === numParallelTree;
  if (same) return;
  throw new InvalidInputError(
    `${owner}.fit: with warmStart, the features, classes and numParallelTree must be those of the last fit. Set warmStart to false to begin anew.`,
  );
}

/** Trees by the output they are for, in the order of the rounds; kept so that they are packed once. */
const byOutput = /* @__PURE__ */ new WeakMap<readonly Tree[], readonly (readonly Tree[])[]>();

function treesByOutput({ trees: grown, nOutputs, numParallelTree }: BoostedState) {
  let found = byOutput.get(grown);
  if (found === undefined) {
    found = Array.from({ length: nOutputs }, (_, k) =>
      grown.filter((_tree, t) => Math.floor(t / numParallelTree) % nOutputs === k),
    );
    byOutput.set(grown, found);
  }
  return found;
}

/**
 * Margins of samples [nSamples × nOutputs].
 *
 * @throws InvalidParameterError for a range of rounds that are not there
 */
export function boostedMargins(
  state: BoostedState,
  samples: Dense,
  { iterationRange }: BoostingPredictOptions,
  where: string,
): Float64Array {
  const { nOutputs, start, trees: grown, numParallelTree } = state;
  const margins = repeat(start, samples.rows);
  if (iterationRange !== undefined) {
    const perRound = nOutputs * numParallelTree;
    const [from, to] = checkRange(iterationRange, grown.length / perRound, where);
    const chosen = grown.slice(from * perRound, to * perRound);
    addTrees(chosen, numParallelTree, nOutputs, samples, margins);
    return margins;
  }
  for (const [k, own] of treesByOutput(state).entries()) {
    if (nOutputs === 1) {
      packTrees(own, 1).addLeafValues(samples, margins);
      continue;
    }
    const said = new Float64Array(samples.rows);
    packTrees(own, 1).addLeafValues(samples, said);
    for (let i = 0; i < said.length; i++) margins[i * nOutputs + k] += said[i];
  }
  return margins;
}

function checkRange(
  range: readonly [number, number],
  rounds: number,
  where: string,
): readonly [number, number] {
  const [from, to] = range;
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to >= from && to <= rounds) {
    return range;
  }
  throw new InvalidParameterError(
    `${where}: iterationRange must be two rounds from 0 to ${rounds}, the first not after the second, but got ${show(range)}.`,
  );
}

/** What a feature's importance is measured by: mean or total gain or cover of its splits, or their number. */
export type ImportanceType = 'gain' | 'weight' | 'cover' | 'totalGain' | 'totalCover';

/** Importance of every feature [nFeatures], in the measure's own units. */
export function boostedImportances(
  { trees: grown, nFeatures }: BoostedState,
  type: ImportanceType,
  where: string,
): number[] {
  const splits = new Float64Array(nFeatures);
  const gain = new Float64Array(nFeatures);
  const cover = new Float64Array(nFeatures);
  for (const tree of grown) {
    for (let node = 0; node < tree.left.length; node++) {
      if (tree.left[node] === 0) continue;
      const feature = tree.feature[node];
      splits[feature]++;
      gain[feature] += Math.max(0, splitGain(tree, node));
      cover[feature] += tree.cover[node];
    }
  }
  const perSplit = (total: Float64Array) =>
    Array.from(total, (value, j) => (splits[j] === 0 ? 0 : value / splits[j]));
  switch (type) {
    case 'gain':
      return perSplit(gain);
    case 'cover':
      return perSplit(cover);
    case 'weight':
      return Array.from(splits);
    case 'totalGain':
      return Array.from(gain);
    case 'totalCover':
      return Array.from(cover);
    default:
      throw new InvalidParameterError(
        `${where}: the type must be one of "gain", "weight", "cover", "totalGain", "totalCover", but got ${show(type)}.`,
      );
  }
}

/** Shares of a sum; all 0 when that is 0. */
export function asShares(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => (total > 0 ? value / total : 0));
}

/** The curves as users read them. */
export function evalsResult({ evals }: BoostedState): EvalsResult {
  const sets = [...new Set(evals.map(({ set }) => set))];
  return Object.fromEntries(
    sets.map((name) => [
      name,
      Object.fromEntries(
        evals
          .filter(({ set }) => set === name)
          .map(({ metric, values }) => [metric, values.slice()]),
      ),
    ]),
  );
}
