import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../contracts.js';
import { type Dense, toMatrix } from '../data/dense.js';
import type { Table } from '../data/table.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { boolean, type Hyperparameter, integer, oneOf, parameter } from '../hyperparameters.js';
import { fillByNeighbors } from '../neighbors/incomplete-neighbors.js';
import { drain, inStretches, type Steps } from '../progress.js';
import * as schema from '../serialization/schema.js';
import { type IncompleteRows, isTableGiven, parseIncomplete } from './columns/cells.js';
import { mean } from './columns/column-statistics.js';
import {
  denseWithMissing,
  indicatorName,
  markerOf,
  warnOfEmpty,
} from './columns/missing-values.js';
import {
  keptNames,
  type NumberColumns,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  sortedKnown,
} from './columns/number-columns.js';

/** How many neighbours `KNNImputer` fills gaps from, and how each counts. */
export interface KNNImputerOptions {
  /** The number that stands for a missing value: NaN, or a number, and then NaN is refused. Default NaN. */
  missingValues?: number;
  /** How many of the nearest samples to use. Default 5. */
  nNeighbors?: number;
  /** How the nearest samples count: all the same (`'uniform'`) or by the inverse of their distance. Default `'uniform'`. */
  weights?: 'uniform' | 'distance';
  /** Whether to add columns that tell where values were missing: one of 0 and 1 for each with gaps in `fit`. Default false. */
  addIndicator?: boolean;
  /** Whether to keep columns that are wholly missing, as zeros. Default false: they are dropped, with a warning. */
  keepEmptyFeatures?: boolean;
}

interface KNNImputerState extends NumberColumns {
  nNeighbors: number;
  weights: 'uniform' | 'distance';
  addIndicator: boolean;
  keepEmptyFeatures: boolean;
  marker: number | null;
  /** The samples of fit [nSamples × nFeatures]; NaN is missing. */
  X: Float64Array;
}

const hyperparameters = {
  missingValues: parameter(
    {
      type: 'real',
      range: 'NaN or a finite number',
      accepts: (value) => typeof value === 'number' && Math.abs(value) !== Infinity,
    },
    { default: Number.NaN, about: 'the number that stands for a missing value.' },
  ),
  nNeighbors: integer({ min: 1, default: 5, about: 'how many of the nearest samples to use.' }),
  weights: oneOf(['uniform', 'distance'], {
    default: 'uniform',
    about: 'how the nearest samples count.',
  }),
  addIndicator: boolean({
    default: false,
    about: 'whether to add columns that tell where values were missing.',
  }),
  keepEmptyFeatures: boolean({
    default: false,
    about: 'whether to keep columns that are wholly missing.',
  }),
} satisfies Record<keyof KNNImputerOptions, Hyperparameter>;

type Input = Table | MatrixLike | IncompleteRows;

/**
 * Fills missing numbers with the mean of the nearest samples of fit that have them. Nearest is by the columns that two
 * samples both have, so columns want one scale first: `StandardScaler` lets missing values be.
 * Source: Troyanskaya and others, Bioinformatics 17 (2001). Cost: samples with gaps × samples of fit × columns; a saved
 * model holds the samples of fit.
 *
 * @example
 * const imputer = new KNNImputer({ nNeighbors: 2 })
 * imputer.fitTransform([[1, 2], [3, 4], [NaN, 6], [8, 8]]) // [[1, 2], [3, 4], [5.5, 6], [8, 8]]
 */
export class KNNImputer
  extends Estimator<KNNImputerOptions, KNNImputerState>
  implements Transformer<Input>
{
  static readonly info: EstimatorInfo = {
    type: 'KNNImputer',
    hyperparameters,
    state: schema.object<KNNImputerState>(
      {
        ...numberColumnsFields(),
        nNeighbors: schema.number({ integer: true, min: 1 }),
        weights: schema.oneOf('uniform', 'distance'),
        addIndicator: schema.boolean(),
        keepEmptyFeatures: schema.boolean(),
        marker: schema.nullable(schema.number()),
        X: schema.float64(['nSamples', 'nFeatures'], { nonFinite: true }),
      },
      ({ X }) => (X.some((value) => Math.abs(value) === Infinity) ? 'X is infinite' : undefined),
    ),
  };

  constructor(options: KNNImputerOptions = {}) {
    super(KNNImputer.info, options);
  }

  /**
   * Keep the samples to take values from.
   *
   * @param X - [nSamples × nFeatures], a matrix or a Table of numbers and booleans
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, when every column is wholly missing, or
   *   when NaN stands beside another `missingValues`
   */
  fit(X: Input, _y?: PassedOver): this {
    drain(this.#learn(X));
    return this;
  }

  *#learn(X: Input): Steps<void> {
    const where = 'KNNImputer.fit';
    const { missingValues, nNeighbors, weights, addIndicator, keepEmptyFeatures } = this.params;
    const marker = markerOf(missingValues) as number | null;
    const { samples, nFeatures, names } = parseColumns(withoutNulls(X, where), where);
    yield;
    const known = denseWithMissing(samples, marker, where);
    yield;
    if (!keepEmptyFeatures) {
      const missing = yield* countMissing(known);
      const empty = keptNames(undefined, { nFeatures, names }, where).filter(
        (_, j) => missing[j] === known.rows,
      );
      warnOfEmpty(empty, nFeatures - empty.length, 'the column is dropped', where);
    }
    this.state = {
      nFeatures,
      names,
      nNeighbors,
      weights,
      addIndicator,
      keepEmptyFeatures,
      marker,
      X: known.data.slice(),
    };
  }

  /**
   * Fill missing values from the nearest samples of `fit`; where none can be compared, with the mean of their column.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeaturesOut], without the columns that were dropped, the indicator columns last
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  transform(X: Input): Matrix {
    return drain(this.#fill(X));
  }

  *#fill(X: Input): Steps<Matrix> {
    const state = this.fitted('transform');
    const where = 'KNNImputer.transform';
    const given = parseColumnsLike(withoutNulls(X, where), state, where);
    yield;
    const samples = denseWithMissing(given, state.marker, where);
    yield;
    const { rows, columns } = samples;
    const filled = { ...samples, data: samples.data.slice() };
    const donors = { data: state.X, rows: state.X.length / columns, columns };
    const means: number[] = [];
    yield* fillByNeighbors(filled, {
      donors,
      nNeighbors: state.nNeighbors,
      byDistance: state.weights === 'distance',
      fallback: (j) => {
        means[j] ??= meanOfKnown(donors, j);
        return means[j];
      },
    });
    const { kept, flagged, empty } = yield* layoutOf(state);
    const width = kept.length + flagged.length;
    const out = new Float64Array(rows * width);
    yield* inStretches(rows, columns + width, (from, to) => {
      for (let row = from * columns, at = from * width; row < to * columns; row += columns) {
        for (const j of kept) out[at++] = empty[j] ? 0 : filled.data[row + j];
        for (const j of flagged) out[at++] = Number.isNaN(samples.data[row + j]) ? 1 : 0;
      }
    });
    return toMatrix(out, rows, width);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Input, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: Input): Steps<Matrix> {
    yield* this.#learn(X);
    yield;
    return yield* this.#fill(X);
  }

  /** Names of the outgoing columns: those kept, then `missingindicator_` and the name of each incomplete one. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const names = keptNames(inputNames, state, 'KNNImputer.getFeatureNamesOut');
    const { kept, flagged } = drain(layoutOf(state));
    return [...kept.map((j) => names[j]), ...flagged.map((j) => indicatorName(names[j]))];
  }
}

function withoutNulls(X: Input, where: string): Table | MatrixLike {
  return isTableGiven(X, where) ? X : parseIncomplete(X, where);
}

/** The mean of column j, 0 where it is wholly missing. */
function meanOfKnown(donors: Dense, j: number): number {
  const known = sortedKnown(donors, j);
  return known.length === 0 ? 0 : mean(known);
}

/** How many values of each column are missing [nFeatures], counted in steps of some rows. */
function* countMissing({ data, rows, columns }: Dense): Steps<Int32Array> {
  const counts = new Int32Array(columns);
  yield* inStretches(rows, columns, (from, to) => {
    for (let row = from * columns; row < to * columns; row += columns) {
      for (let j = 0; j < columns; j++) if (Number.isNaN(data[row + j])) counts[j]++;
    }
  });
  return counts;
}

interface Layout {
  /** Which columns were wholly missing [nFeatures]. */
  readonly empty: readonly boolean[];
  /** Columns that go out. */
  readonly kept: readonly number[];
  /** Columns that have an indicator. */
  readonly flagged: readonly number[];
}

/** By what was learned, which is replaced whole: a model is often asked about a few samples after others. */
const layouts = /* @__PURE__ */ new WeakMap<KNNImputerState, Layout>();

function* layoutOf(state: KNNImputerState): Steps<Layout> {
  const known = layouts.get(state);
  if (known !== undefined) return known;
  const layout = yield* layOut(state);
  layouts.set(state, layout);
  return layout;
}

function* layOut({
  X,
  nFeatures,
  addIndicator,
  keepEmptyFeatures,
}: KNNImputerState): Steps<Layout> {
  const rows = X.length / nFeatures;
  const missing = yield* countMissing({ data: X, rows, columns: nFeatures });
  const empty = Array.from(missing, (count) => count === rows);
  const all = Array.from(missing.keys());
  return {
    empty,
    kept: all.filter((j) => keepEmptyFeatures || !empty[j]),
    flagged: all.filter((j) => addIndicator && missing[j] > 0),
  };
}
