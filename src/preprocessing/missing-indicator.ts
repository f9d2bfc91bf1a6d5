import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../contracts.js';
import { type Column, cellAt, countMissing } from '../data/columns.js';
import { toMatrix } from '../data/dense.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { boolean, type Hyperparameter, oneOf } from '../hyperparameters.js';
import { drain, type Steps } from '../progress.js';
import * as schema from '../serialization/schema.js';
import { show } from '../words.js';
import { type CellRows, parseCells, parseCellsLike } from './columns/cells.js';
import { featureNames } from './columns/feature-names.js';
import {
  indicatorName,
  type Marker,
  markerOf,
  missingValues,
  withMissing,
} from './columns/missing-values.js';

/** Which columns `MissingIndicator` tells of, and what is missing to it. */
export interface MissingIndicatorOptions {
  /**
   * The value that stands for a missing one: NaN (or null) for NaN, null and undefined, or else a number, text or boolean, and
   * then those three are refused. Default NaN.
   */
  missingValues?: number | string | boolean | null;
  /** Which columns are told of: those with missing values in `fit` (`'missingOnly'`), or `'all'`. Default `'missingOnly'`. */
  features?: 'missingOnly' | 'all';
  /**
   * Whether to refuse missing values where fit saw none, in a column that is not told of. Default true.
   */
  errorOnNew?: boolean;
}

interface SeenColumn {
  name: string;
  /** Whether it is told of. */
  told: boolean;
}

interface MissingIndicatorState {
  named: boolean;
  marker: Marker;
  errorOnNew: boolean;
  columns: SeenColumn[];
}

const hyperparameters = {
  missingValues: missingValues(),
  features: oneOf(['missingOnly', 'all'], {
    default: 'missingOnly',
    about: 'which columns are told of.',
  }),
  errorOnNew: boolean({
    default: true,
    about: 'whether to refuse missing values where fit saw none.',
  }),
} satisfies Record<keyof MissingIndicatorOptions, Hyperparameter>;

type Input = Table | MatrixLike | CellRows;

/**
 * Where values are missing: a feature of 0 and 1 for each column, since that a value is missing can say as much as the
 * value. Numbers, text and booleans are taken.
 *
 * @example
 * const indicator = new MissingIndicator()
 * indicator.fitTransform([[1, null], [2, 'b']]) // [[1], [0]]
 * indicator.getFeatureNamesOut(['size', 'colour']) // ['missingindicator_colour']
 */
export class MissingIndicator
  extends Estimator<MissingIndicatorOptions, MissingIndicatorState>
  implements Transformer<Input>
{
  static readonly info: EstimatorInfo = {
    type: 'MissingIndicator',
    hyperparameters,
    state: schema.object<MissingIndicatorState>({
      named: schema.boolean(),
      marker: schema.nullable<string | number | boolean>(schema.label()),
      errorOnNew: schema.boolean(),
      columns: schema.list(
        schema.object<SeenColumn>({ name: schema.string(), told: schema.boolean() }),
      ),
    }),
  };

  constructor(options: MissingIndicatorOptions = {}) {
    super(MissingIndicator.info, options);
  }

  /**
   * Learn which columns have missing values.
   *
   * @param X - [nSamples × nFeatures]: a Table, a matrix, or rows of numbers, text and booleans; a column holds one type
   * @throws InvalidInputError when X is ragged, empty or infinite, mixes types in a column, or when NaN or null stand
   *   beside another `missingValues`
   */
  fit(X: Input, _y?: PassedOver): this {
    return drain(this.#learn(X));
  }

  *#learn(X: Input): Steps<this> {
    const where = 'MissingIndicator.fit';
    const { features, errorOnNew } = this.params;
    const marker = markerOf(this.params.missingValues);
    const { columns, named } = parseCells(X, where);
    yield;
    const seen = withMissing(columns, marker, where).map((column) => ({
      name: column.name,
      told: features === 'all' || countMissing(column) > 0,
    }));
    this.state = { named, marker, errorOnNew, columns: seen };
    return this;
  }

  /**
   * Where values are missing.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; of a Table they are taken by name
   * @returns 1 where a value is missing, else 0 [nSamples × columns that are told of]
   * @throws NotFittedError before fit
   * @throws InvalidInputError as `fit`, when a column is missing, or with `errorOnNew` when a column that is not told of
   *   has missing values
   */
  transform(X: Input): Matrix {
    return drain(this.#flag(X));
  }

  *#flag(X: Input): Steps<Matrix> {
    const state = this.fitted('transform');
    const where = 'MissingIndicator.transform';
    const { columns, rows } = parseCellsLike(X, state, where);
    const given = withMissing(columns, state.marker, where);
    if (state.errorOnNew) {
      for (const [j, { told }] of state.columns.entries()) if (!told) refuseNew(given[j], where);
    }
    const told = given.filter((_, j) => state.columns[j].told);
    const flags = new Float64Array(rows * told.length);
    for (const [j, column] of told.entries()) {
      yield;
      for (let i = 0, at = j; i < rows; i++, at += told.length) {
        flags[at] = cellAt(column, i) === null ? 1 : 0;
      }
    }
    return toMatrix(flags, rows, told.length);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Input, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: Input, _y?: PassedOver): Steps<Matrix> {
    yield* this.#learn(X);
    yield;
    return yield* this.#flag(X);
  }

  /** Names of the outgoing columns: `missingindicator_` and the name of each that is told of. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const { columns } = this.fitted('getFeatureNamesOut');
    const own = columns.map(({ name }) => name);
    const where = 'MissingIndicator.getFeatureNamesOut';
    const names = featureNames(inputNames ?? own, columns.length, where);
    return names.filter((_, j) => columns[j].told).map(indicatorName);
  }

  /** Positions of the columns that are told of, ascending. */
  get features(): readonly number[] {
    return this.shown('features', ({ columns }) =>
      columns.flatMap(({ told }, j) => (told ? [j] : [])),
    );
  }
}

function refuseNew(column: Column, where: string): void {
  if (countMissing(column) === 0) return;
  throw new InvalidInputError(
    `${where}: column ${show(column.name)} has missing values, but had none in fit. Pass features: "all" to be told of them, or errorOnNew: false to leave them out.`,
  );
}
