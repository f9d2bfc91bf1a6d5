import type { Label } from '../../contracts.js';
import { type Dense, parseFeatures, takeRows } from '../../data/dense.js';
import { encodeLabels } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type Resolved, readOptions } from '../../hyperparameters.js';
import type { Steps } from '../../progress.js';
import { createRng, type Seed } from '../../random/rng.js';
import { shuffle } from '../../random/sampling.js';
import { isCoded, type LearnableSamples } from '../../trees/boosting/coded-samples.js';
import type { Tree } from '../../trees/tree.js';
import { warn } from '../../warnings.js';
import { show } from '../../words.js';
import { type CustomMetric, type EvalMetricName, findMetric } from './boosting-metrics.js';
import type { BoostingJob, BoostingSamples } from './gradient-boosting-job.js';
import type { EvalSet, GradientBoostingOptions } from './gradient-boosting-options.js';
import { addTrees } from './gradient-boosting-prediction.js';
import type { EvalCurve } from './gradient-boosting-state.js';

/** One of the watched sets, and how its predictions move on. */
interface WatchedSet {
  readonly name: string;
  readonly samples: Dense;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  readonly margins: Float64Array;
}

/** Follows the watched sets through the rounds: their scores, and which round was the best on the last of them. */
export class Watch {
  /** By set, then by metric. */
  readonly curves: readonly EvalCurve[];
  /** -1 while no score was a number. */
  bestRound = -1;
  bestScore: number | null = null;
  /** Whether the best round is as long ago as `earlyStoppingRounds` allows. */
  isOver = false;
  readonly #job: BoostingJob;
  readonly #sets: readonly WatchedSet[];
  readonly #metrics: readonly Required<CustomMetric>[];
  #hasWarned = false;

  /** @param margins - of each set before the first round to watch */
  constructor(
    job: BoostingJob,
    watched: readonly BoostingSamples[],
    margins: readonly Float64Array[],
  ) {
    if (job.params.earlyStoppingRounds !== null && watched.length === 0) {
      throw new InvalidParameterError(
        `${job.owner}.fit: earlyStoppingRounds needs samples to watch. Pass evalSet to fit, or set validationFraction.`,
      );
    }
    this.#job = job;
    this.#metrics = metricsOf(job);
    this.#sets = watched.map(({ samples, targets, weights }, i) => ({
      name: `validation${i}`,
      samples,
      targets,
      weights: weights ?? new Float64Array(samples.rows).fill(1),
      margins: margins[i],
    }));
    this.curves = this.#sets.flatMap(({ name }) =>
      this.#metrics.map((metric) => ({ set: name, metric: metric.name, values: [] as number[] })),
    );
  }

  /**
   * Score every set after a round.
   *
   * @returns the score that decides: of the last set by the last metric; undefined when nothing is watched
   */
  look(round: number, trees: readonly Tree[]): number | undefined {
    const { objective, params } = this.#job;
    const form = { nOutputs: objective.nOutputs, numParallelTree: params.numParallelTree };
    let curve = 0;
    for (const { samples, targets, weights, margins } of this.#sets) {
      addTrees(trees, form, samples, margins);
      const predictions = margins.slice();
      objective.predict(predictions);
      for (const metric of this.#metrics) {
        const value = this.#check(metric.score(predictions, targets, weights), curve, round);
        this.curves[curve++].values.push(value);
      }
    }
    const score = this.curves.at(-1)?.values.at(-1);
    if (score === undefined) return undefined;
    const { maximize } = this.#metrics[this.#metrics.length - 1];
    if (isBetter(score, this.bestScore, maximize)) {
      this.bestScore = score;
      this.bestRound = round;
    }
    const patience = params.earlyStoppingRounds ?? Infinity;
    this.isOver = this.bestRound >= 0 && round - this.bestRound >= patience;
    return score;
  }

  /** Refuse what is no number; of NaN warn, once. */
  #check(value: unknown, curve: number, round: number): number {
    const { owner } = this.#job;
    const { set, metric } = this.curves[curve];
    const where = `${owner}.fit: the metric ${show(metric)} of ${set} in round ${round}`;
    if (typeof value !== 'number') {
      throw new InvalidInputError(`${where} is ${show(value)}. Let its score return a number.`);
    }
    if (Number.isNaN(value) && !this.#hasWarned) {
      this.#hasWarned = true;
      warn('data', `${where} is NaN, which counts as worse than any number. Check the metric.`);
    }
    return value;
  }
}

/** NaN is worse than any number. */
function isBetter(score: number, best: number | null, maximize: boolean): boolean {
  if (Number.isNaN(score)) return false;
  if (best === null) return true;
  return maximize ? score > best : score < best;
}

function metricsOf({ params, metric, settings }: BoostingJob): Required<CustomMetric>[] {
  const { evalMetric } = params;
  const wanted =
    evalMetric === null ? [metric] : Array.isArray(evalMetric) ? evalMetric : [evalMetric];
  return wanted.map((one: EvalMetricName | CustomMetric) => findMetric(one, settings));
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
  return sets.map((set, i) => {
    const at = `${where}: evalSet[${i}]`;
    const { X, y, ...options } = readOptions(set, at);
    const samples = parseFeatures(X, at, { columns, allowMissing: true });
    return {
      samples,
      targets: encode(y, samples.rows, at),
      weights: weightsOf(options, samples.rows, at),
    };
  });
}

/** Watched labels as numbers of the classes that training knows. */
export function encodeKnown(
  y: ArrayLike<Label>,
  rows: number,
  classes: readonly Label[],
  where: string,
): Float64Array {
  const { codes, classes: found } = encodeLabels(y, rows, where);
  const numbers = found.map((label) => classes.indexOf(label));
  const unknown = numbers.indexOf(-1);
  if (unknown >= 0) {
    throw new InvalidInputError(
      `${where}: y holds ${show(found[unknown])}, which is not among the classes of training ${show(classes)}. Leave those samples out.`,
    );
  }
  return Float64Array.from(codes, (code) => numbers[code]);
}

/** Whether how many rounds are learned depends on watched samples, or on the fit before. */
export function isWatched(
  { validationFraction, earlyStoppingRounds, warmStart }: Resolved<GradientBoostingOptions>,
  options: object,
): boolean {
  return (
    validationFraction !== null ||
    earlyStoppingRounds !== null ||
    warmStart ||
    Object.hasOwn(options, 'evalSet')
  );
}

/**
 * Samples to learn from and to watch: those given, or a share of the first, the same of each class. A class
 * keeps a sample to learn from; samples without weight are not watched. In a step each.
 */
export function* holdOut(
  job: BoostingJob,
  seed: Seed,
): Steps<{
  learned: BoostingSamples<LearnableSamples>;
  watched: readonly BoostingSamples[];
}> {
  const { samples, targets, weights, watched, nClasses, owner } = job;
  const { validationFraction } = job.params;
  if (validationFraction === null || watched.length > 0) return { learned: job, watched };
  if (isCoded(samples)) {
    throw new InvalidParameterError(
      `${owner}.fit: of samples in parts none can be held out. Set validationFraction to null, and pass evalSet.`,
    );
  }
  const order = shuffle(Array.from(targets.keys()), createRng(seed)).filter(
    (i) => weights === undefined || weights[i] > 0,
  );
  const ofClass: number[][] = Array.from({ length: nClasses }, () => []);
  for (const i of order) ofClass[nClasses === 1 ? 0 : targets[i]].push(i);
  const held = ofClass.flatMap((rows) => {
    const size = Math.round(validationFraction * rows.length);
    return rows.slice(0, nClasses === 1 ? size : Math.min(size, rows.length - 1));
  });
  const isHeld = new Set(held);
  if (isHeld.size === 0 || isHeld.size === order.length) {
    throw new InvalidParameterError(
      `${owner}.fit: validationFraction ${validationFraction} of ${order.length} samples leaves none ${isHeld.size === 0 ? 'to watch' : 'to learn from'}. Pass more samples, or an evalSet.`,
    );
  }
  const take = (rows: readonly number[]): BoostingSamples => ({
    samples: takeRows(samples, rows),
    targets: Float64Array.from(rows, (i) => targets[i]),
    weights: weights && Float64Array.from(rows, (i) => weights[i]),
  });
  yield;
  const kept = Array.from(targets.keys()).filter((i) => !isHeld.has(i));
  yield;
  const learned = take(kept);
  yield;
  return { learned, watched: [take(held.sort((a, b) => a - b))] };
}
