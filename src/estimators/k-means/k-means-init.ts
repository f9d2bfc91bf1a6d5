import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  parameter,
  type Rule,
  readOptions,
} from '../../hyperparameters.js';
import type { Steps } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { kMeansPlusPlus, randomCenters } from '../../solvers/k-means/k-means-plus-plus.js';
import { warn } from '../../warnings.js';
import { count } from '../../words.js';

/*
 * How `KMeans` and `MiniBatchKMeans` take their initial centres.
 */

/**
 * Makes initial centres.
 *
 * @param X - [nSamples × nFeatures], a copy
 * @param options.randomState - a seed, another one at every run
 * @returns [nClusters × nFeatures], in the units of X
 */
export type InitFunction = (
  X: Matrix,
  nClusters: number,
  options: { randomState: number },
) => MatrixLike;

/**
 * Where centres begin: `'k-means++'` spreads them, `'random'` draws samples, or the centres [nClusters ×
 * nFeatures], or a function that makes them.
 */
export type Init = 'k-means++' | 'random' | MatrixLike | InitFunction;

/** The row of `init` in a table of hyperparameters. */
export function initParameter(): Hyperparameter {
  const rule: Rule = {
    type: 'init',
    range: '"k-means++", "random", a matrix of centres or a function',
    values: ['k-means++', 'random'],
    accepts: (value) =>
      value === 'k-means++' || value === 'random' || typeof value === 'function' || isRows(value),
  };
  return parameter(rule, {
    default: 'k-means++',
    about:
      'how to start: by k-means++, from random samples, from given centres [nClusters × nFeatures], or from those that a function (X, nClusters, { randomState }) returns.',
  });
}

/** The row of `nInit` in a table of hyperparameters. */
export function nInitParameter(): Hyperparameter {
  return parameter(either(anInteger({ min: 1 }), aChoice('auto')), {
    default: 'auto',
    about:
      'how many runs to take the best of; "auto" is one from k-means++ or given centres, and more from random ones.',
  });
}

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row));
}

/**
 * Options whose `init`, if it is a matrix, has become plain rows: a copy, which a model file can hold.
 *
 * @throws InvalidInputError when it is ragged or not finite
 */
export function withPlainInit<Options extends { init?: Init }>(
  owner: string,
  options: Options,
): Options {
  const { init } = readOptions(options, owner);
  if (typeof init !== 'object' || init === null) return options;
  const { data, rows, columns } = parseFeatures(init, `${owner}.init`);
  return { ...options, init: toMatrix(data, rows, columns).to2DArray() };
}

/**
 * The state of a fit, whose numbers did not overflow: weights and distances multiply.
 *
 * @throws InvalidInputError when they did
 */
export function withoutOverflow<
  S extends {
    readonly inertia: number;
    readonly centers: Float64Array;
    readonly shift?: Float64Array;
  },
>(state: S, where: string): S {
  const { inertia, centers, shift } = state;
  const finite = Number.isFinite(inertia) && centers.every(Number.isFinite);
  if (finite && (shift === undefined || shift.every(Number.isFinite))) return state;
  throw new InvalidInputError(
    `${where}: sums of weighted distances overflow. Divide all weights by the same number, or scale the features first.`,
  );
}

/** @throws InvalidInputError when there are fewer samples than clusters */
export function checkEnoughSamples(rows: number, nClusters: number, where: string): void {
  if (rows >= nClusters) return;
  throw new InvalidInputError(
    `${where}: X has ${count(rows, 'row')}, but nClusters is ${nClusters}. Pass at least one sample a cluster, or lower nClusters.`,
  );
}

/** How many runs there are; warns where given centres make more than one pointless. */
export function countRuns(
  owner: string,
  init: Init,
  nInit: number | 'auto',
  runsFromRandom: number,
): number {
  const given = typeof init === 'object';
  if (nInit === 'auto') return init === 'k-means++' || given ? 1 : runsFromRandom;
  if (!given || nInit === 1) return nInit;
  warn(
    'data',
    `${owner}: init gives the centres, so one run is made instead of nInit = ${nInit}. Leave nInit out.`,
  );
  return 1;
}

/** What a run starts from. */
interface Start {
  readonly samples: Dense;
  readonly weights: Float64Array | undefined;
  /** What has been taken off the features [nFeatures]; centres come back without it too. */
  readonly shift: Float64Array;
}

/**
 * Initial centres, by whatever `init` says; yields where there is a pause to be made.
 *
 * @param where - the method that was called, for messages
 * @returns row-major [nClusters × nFeatures], shifted as the samples are
 * @throws InvalidInputError when given centres do not fit the samples
 */
export function* initialCenters(
  init: Init,
  nClusters: number,
  { samples, weights, shift }: Start,
  rng: Rng,
  where: string,
): Steps<Float64Array> {
  if (init === 'k-means++') return yield* kMeansPlusPlus({ samples, weights }, nClusters, rng);
  if (init === 'random') return randomCenters({ samples, weights }, nClusters, rng);
  const { columns } = samples;
  const given =
    typeof init === 'function'
      ? init(unshifted(samples, shift), nClusters, { randomState: rng.nextUint32() })
      : init;
  const source = typeof init === 'function' ? 'the result of init' : 'init';
  const centers = parseFeatures(given as MatrixLike, `${where}: ${source}`);
  if (centers.rows !== nClusters || centers.columns !== columns) {
    throw new InvalidInputError(
      `${where}: ${source} is ${centers.rows} × ${centers.columns}, but nClusters × features is ${nClusters} × ${columns}. Pass one row a cluster, with the columns of X.`,
    );
  }
  return centers.data.map((value, at) => value - shift[at % columns]);
}

function unshifted({ data, rows, columns }: Dense, shift: Float64Array): Matrix {
  const original = data.map((value, at) => value + shift[at % columns]);
  return toMatrix(original, rows, columns);
}

/** What is wrong with labels of a model file, if anything. */
export function labelsFault(labels: Int32Array, nClusters: number): string | undefined {
  if (nClusters < 1) return 'there are no centres';
  const stray = labels.find((label) => label >= nClusters);
  return stray === undefined ? undefined : `label ${stray} has no centre among ${nClusters}`;
}
