import type { Matrix } from 'ml-matrix';
import { type Cell, type Column, columnLength, columnNumbers } from '../../data/columns.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { parseWeights } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { isClassifier } from '../../estimator-kind.js';
import { snapshotOf } from '../../estimator-parts.js';
import {
  type Hyperparameter,
  holdsOptions,
  integer,
  oneOf,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { reserve } from '../../memory.js';
import type { InputOf } from '../../model-selection/validation-options.js';
import { readNamedBeside } from '../../named-options.js';
import { type AsyncOptions, drain, drainInSlices, type Training } from '../../progress.js';
import { count } from '../../words.js';
import { SLICE_ROWS, WHOLE_ROWS } from '../samples/editable-samples.js';
import { editableSamples } from '../samples/parse-samples.js';
import { askedDependence, placesOf } from './asked-dependence.js';
import { dependenceOfTrees, treesToWalk } from './dependence-of-trees.js';
import {
  type DependenceGrid,
  type DependenceOptions,
  dependenceOptions,
  readFeatures,
} from './dependence-options.js';
import { cellsOf, checkPercentiles, gridOf, readColumns, readCustomValues } from './grid-values.js';
import { classesOf, type NumbersOf, Response } from './response.js';

/** What a model says as features change: on average, of each sample, or both. */
export interface DependenceByKind {
  /** The mean over all samples. */
  readonly average: PartialDependence;
  /** Each sample by itself. */
  readonly individual: IndividualDependence;
  /** The mean and the samples, one call for both. */
  readonly both: PartialDependence & IndividualDependence;
}

/** Which features are looked at, at which values, and how. */
export interface PartialDependenceOptions<K extends keyof DependenceByKind = 'average'>
  extends DependenceOptions {
  /** What is given: the `'average'`, `'individual'` curves, or `'both'`. Default `'average'`. */
  kind?: K;
  /** The shares of the samples that lie below the grid's ends. Default `[0.05, 0.95]`. */
  percentiles?: readonly [number, number];
  /** How many values of a feature; where the samples have fewer, these. Default 100. */
  gridResolution?: number;
  /** Values of your own by the name or the number of the feature, in place of those of the samples. Default: none. */
  customValues?: Readonly<Record<string, ArrayLike<Cell | undefined>>>;
  /**
   * How the average is taken: `'brute'` asks the model about the samples at every point; `'recursion'` walks the trees
   * of a forest or of boosting, and gives the margins of boosting; `'auto'` is recursion for averages of regressors made
   * of trees and of boosting without weights, else brute. Default `'auto'`.
   */
  method?: 'auto' | 'brute' | 'recursion';
}

/** As `PartialDependenceOptions`, with progress and a signal. */
export interface PartialDependenceAsyncOptions<K extends keyof DependenceByKind = 'average'>
  extends PartialDependenceOptions<K>,
    AsyncOptions {}

/** What a model says on average as features change. */
export interface PartialDependence extends DependenceGrid {
  /** For each output [nPoints]: one point a value, of two features all pairs, the second changing fastest. */
  readonly average: [number[], ...number[][]];
}

/** What a model says of each sample as features change: individual conditional expectations. */
export interface IndividualDependence extends DependenceGrid {
  /** For each output [nSamples × nPoints], points as those of averages. */
  readonly individual: [Matrix, ...Matrix[]];
}

const table = {
  ...dependenceOptions(),
  kind: oneOf(['average', 'individual', 'both'], {
    default: 'average',
    about: 'what is given.',
  }),
  percentiles: parameter(
    {
      type: 'percentiles',
      range: 'an array of two numbers',
      accepts: (value) =>
        Array.isArray(value) && value.length === 2 && value.every((p) => typeof p === 'number'),
    },
    { default: [0.05, 0.95], about: 'the shares of the samples below both ends of the grid.' },
  ),
  gridResolution: integer({ min: 2, default: 100, about: 'how many values of a feature.' }),
  customValues: parameter(
    {
      type: 'object',
      range: 'an object of arrays by column',
      accepts: (value) => value === null || holdsOptions(value),
    },
    { default: null, about: '{ age: [20, 40, 60] } for example.' },
  ),
  method: oneOf(['auto', 'brute', 'recursion'], {
    default: 'auto',
    about: 'how the average is taken.',
  }),
} satisfies Record<keyof PartialDependenceOptions, Hyperparameter>;

/**
 * What a model says as one feature changes, or several, and all else stays as it is in the samples: on average, or of each
 * sample. Columns are those of X as given: of a table that goes into a pipeline the raw ones.
 *
 * Where features go along with each other, many of the samples that it makes up are such as nobody has;
 * `accumulatedLocalEffects` asks about neighbours alone.
 * Sources: Friedman, Annals of Statistics 29 (2001); Goldstein et al., JCGS 24 (2015).
 * Cost: as many predictions of all samples as there are points; by recursion a walk of the trees a point.
 *
 * @example
 * const { gridValues, average } = partialDependence(model, X, { features: 'age', gridResolution: 20 })
 * gridValues[0].map((age, at) => [age, average[0][at]])
 *
 * @param model - a fitted regressor, classifier, pipeline or model of `trainModel`, or a function of X that gives numbers
 * @param X - [nSamples × nFeatures] of any kind that the model takes, tables and records included
 * @throws InvalidParameterError for an unknown option, a value out of range, and what does not go together
 * @throws InvalidInputError when X or the weights do not fit, a feature is not there, or the result would take too much memory
 */
export function partialDependence<
  E extends object | NumbersOf,
  K extends keyof DependenceByKind = 'average',
>(model: E, X: InputOf<E>, options: PartialDependenceOptions<K>): DependenceByKind[K];
export function partialDependence(
  model: object,
  X: unknown,
  options: PartialDependenceOptions<keyof DependenceByKind>,
): DependenceByKind[keyof DependenceByKind] {
  return drain(depending(model, X, options, WHOLE_ROWS));
}

/**
 * As `partialDependence`, in time slices: follows `onProgress`, a point a step or a tree, and stops on `signal`. The model is
 * asked about 64 samples at a time.
 *
 * @throws the signal's reason, and what `partialDependence` throws
 */
export async function partialDependenceAsync<
  E extends object | NumbersOf,
  K extends keyof DependenceByKind = 'average',
>(model: E, X: InputOf<E>, options: PartialDependenceAsyncOptions<K>): Promise<DependenceByKind[K]>;
export async function partialDependenceAsync(
  model: object,
  X: unknown,
  options: PartialDependenceAsyncOptions<keyof DependenceByKind>,
): Promise<DependenceByKind[keyof DependenceByKind]> {
  const { onProgress, signal, ...rest } = readNamedBeside(
    options,
    'partialDependenceAsync',
    table,
    ['onProgress', 'signal'],
  );
  return drainInSlices(
    depending(snapshotOf(model), X, rest, SLICE_ROWS),
    { onProgress, signal },
    'partialDependenceAsync',
  );
}

type Settings = Resolved<PartialDependenceOptions<keyof DependenceByKind>>;

function* depending(
  model: object,
  X: unknown,
  options: object,
  blockRows: number,
): Training<DependenceByKind[keyof DependenceByKind]> {
  const where = 'partialDependence';
  const given = resolve<Settings>(where, table, options, 'option');
  const { kind, percentiles, gridResolution } = given;
  checkPercentiles(percentiles, where);
  if (kind === 'individual' && given.sampleWeight !== null) {
    throw new InvalidParameterError(
      `${where}: there is a sampleWeight, but kind is "individual", where nothing is averaged. Leave one of them out.`,
    );
  }
  const response = new Response(model, given.responseMethod, where);
  const samples = editableSamples(X, model, where);
  const weights = parseWeights(given.sampleWeight ?? undefined, samples.rows, where);
  const features = readFeatures(given.features, samples, where);
  const rules = {
    percentiles,
    gridResolution,
    customValues: readCustomValues(given.customValues, features, samples, where),
    categorical: readColumns(given.categoricalFeatures, 'categoricalFeatures', samples, where),
  };
  const grids: Column[] = [];
  for (const j of features) {
    grids.push(yield* gridOf(samples, j, rules, where));
    yield;
  }
  const told = {
    features: features.map((j) => samples.names[j]),
    gridValues: grids.map(cellsOf) as [Cell[], ...Cell[][]],
  };
  const trees = treesToWalk(model, given, samples, where);
  if (trees !== undefined) {
    const points = pointsOf(grids, where);
    const curves = yield* dependenceOfTrees(trees, features, points, isClassifier(model));
    const classes = isClassifier(model) ? classesOf(model, curves.length) : [];
    return { ...told, classes, average: lists(curves) };
  }
  const asked = { samples, features, grids, response, weights, kind, blockRows, where };
  const { average, individual } = yield* askedDependence(asked);
  const { classes } = response;
  const matrices = () =>
    individual.map((block) =>
      toMatrix(block, samples.rows, block.length / samples.rows),
    ) as IndividualDependence['individual'];
  if (kind === 'average') return { ...told, classes, average: lists(average) };
  if (kind === 'individual') return { ...told, classes, individual: matrices() };
  return { ...told, classes, average: lists(average), individual: matrices() };
}

const lists = (curves: readonly Float64Array[]) =>
  curves.map((curve) => Array.from(curve)) as PartialDependence['average'];

/** All points of grids [nPoints × nFeatures], the last feature changing fastest. */
function pointsOf(grids: readonly Column[], where: string): Dense {
  const sizes = grids.map(columnLength);
  const rows = sizes.reduce((product, size) => product * size, 1);
  const columns = grids.length;
  reserve(8 * rows * columns, {
    where,
    what: `a grid of ${count(rows, 'point')}`,
    remedy: 'Pass fewer features, or a smaller gridResolution.',
  });
  const values = grids.map((grid) => columnNumbers(grid, where));
  const data = new Float64Array(rows * columns);
  for (let point = 0; point < rows; point++) {
    for (const [f, at] of placesOf(point, sizes).entries())
      data[point * columns + f] = values[f][at];
  }
  return { data, rows, columns };
}
