import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../contracts.js';
import { type Cell, type Column, countMissing } from '../data/columns.js';
import type { Table } from '../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { boolean, type Hyperparameter, oneOf, parameter } from '../hyperparameters.js';
import { drain, type Steps } from '../progress.js';
import * as schema from '../serialization/schema.js';
import { show } from '../words.js';
import { DEFAULT_FILL, fillOf } from './column-fill.js';
import {
  columnOf,
  type IncompleteRows,
  isTableGiven,
  parseCells,
  parseIncomplete,
} from './columns/cells.js';
import { featureNames } from './columns/feature-names.js';
import {
  denseWithMissing,
  indicatorName,
  type Marker,
  markerOf,
  missingValues,
  PLURAL,
  typeOf,
  warnOfEmpty,
  withMissing,
} from './columns/missing-values.js';
import {
  emptyMatrix,
  emptyTable,
  fillMatrix,
  fillTable,
  type ImputedColumn,
} from './fill-columns.js';

/** What `SimpleImputer` fills gaps with, and how it marks them. */
export interface SimpleImputerOptions {
  /**
   * The value that stands for a missing one: NaN (or null) for NaN, null and undefined, or else a number, text or boolean, and
   * then those three are refused. Default NaN.
   */
  missingValues?: number | string | boolean | null;
  /**
   * What a missing value is replaced by: the `'mean'` or `'median'` of its column, its `'mostFrequent'`
   * value (the smallest of them on a tie), or the `'constant'` `fillValue`. Numbers take all four,
   * text and booleans the last two. Default `'mean'`.
   */
  strategy?: 'mean' | 'median' | 'mostFrequent' | 'constant';
  /**
   * What the strategy 'constant' fills in, of the type of the columns. Default null: 0 for numbers,
   * `'missing_value'` for text, false for booleans.
   */
  fillValue?: number | string | boolean | null;
  /**
   * Whether to add columns that tell where values were missing: one of 0 and 1 for each column with missing
   * values in `fit`. Default false.
   */
  addIndicator?: boolean;
  /**
   * Whether to keep columns that are wholly missing, filled with `fillValue` (or its default). Default false:
   * they are dropped, with a warning.
   */
  keepEmptyFeatures?: boolean;
}

export interface SimpleImputerState {
  named: boolean;
  addIndicator: boolean;
  marker: Marker;
  columns: ImputedColumn[];
}

const hyperparameters = {
  missingValues: missingValues(),
  strategy: oneOf(['mean', 'median', 'mostFrequent', 'constant'], {
    default: 'mean',
    about: 'what a missing value is replaced by.',
  }),
  fillValue: parameter(
    {
      type: 'cell',
      range: 'a finite number, text, true, false or null',
      accepts: (value) =>
        value === null ||
        typeof value === 'string' ||
        typeof value === 'boolean' ||
        Number.isFinite(value),
    },
    { default: null, about: 'what the strategy "constant" fills in.' },
  ),
  addIndicator: boolean({
    default: false,
    about: 'whether to add columns that tell where values were missing.',
  }),
  keepEmptyFeatures: boolean({
    default: false,
    about: 'whether to keep columns that are wholly missing.',
  }),
} satisfies Record<keyof SimpleImputerOptions, Hyperparameter>;

/**
 * Fills missing values, column by column, with what `fit` learned. NaN, null and undefined are missing, or the value that
 * `missingValues` names.
 * A matrix comes back as a Matrix, a Table as a Table with its text columns.
 *
 * @example
 * const imputer = new SimpleImputer({ strategy: 'median' })
 * imputer.fitTransform([[1, 10], [NaN, 20], [3, NaN]]) // [[1, 10], [2, 20], [3, 15]]
 */
export class SimpleImputer
  extends Estimator<SimpleImputerOptions, SimpleImputerState>
  implements Transformer
{
  static readonly info: EstimatorInfo = {
    type: 'SimpleImputer',
    hyperparameters,
    state: schema.object<SimpleImputerState>(
      {
        named: schema.boolean(),
        addIndicator: schema.boolean(),
        marker: schema.younger<Marker>(schema.nullable(schema.label()), null),
        columns: schema.list(
          schema.object<ImputedColumn>(
            {
              name: schema.string(),
              type: schema.oneOf('number', 'text', 'boolean'),
              fill: schema.nullable(schema.label()),
              incomplete: schema.boolean(),
            },
            ({ type, fill }) =>
              fill === null || typeOf(fill) === type ? undefined : `fill is no ${type}`,
          ),
        ),
      },
      ({ named, columns }) =>
        named || columns.every(({ type }) => type === 'number')
          ? undefined
          : 'a matrix has columns of numbers only',
    ),
  };

  constructor(options: SimpleImputerOptions = {}) {
    super(SimpleImputer.info, options);
  }

  /**
   * Learn what to fill each column with.
   *
   * @param X - [nSamples × nFeatures]
   * @throws InvalidInputError when X is ragged, empty or infinite, when the strategy or `fillValue` does not suit a
   *   column, when every column is wholly missing, or when NaN or null stand beside another `missingValues`
   */
  fit(X: Table | MatrixLike | IncompleteRows, _y?: PassedOver): this {
    drain(this.#learnColumns(X));
    return this;
  }

  *#learnColumns(X: Table | MatrixLike | IncompleteRows): Steps<void> {
    const where = 'SimpleImputer.fit';
    const named = isTableGiven(X, where);
    const given = named ? X : parseIncomplete(X, where);
    yield;
    const cells = parseCells(given, where);
    const { strategy, addIndicator } = this.params;
    const marker = markerOf(this.params.missingValues);
    const columns = withMissing(cells.columns, marker, where);
    const learned: ImputedColumn[] = [];
    for (const column of columns) {
      yield;
      learned.push(this.#learn(column, named, where));
    }
    const dropped = learned.filter(({ fill }) => fill === null).map(({ name }) => name);
    const effect = `there is no ${strategy} value and the column is dropped`;
    warnOfEmpty(dropped, learned.length - dropped.length, effect, where);
    this.state = { named, addIndicator, marker, columns: learned };
  }

  #learn(column: Column, named: boolean, where: string): ImputedColumn {
    const { strategy, fillValue, keepEmptyFeatures } = this.params;
    const { name } = column;
    const missing = countMissing(column);
    const empty = missing === (column.type === 'text' ? column.codes : column.data).length;
    const constant = strategy === 'constant' ? (fillValue === 0 ? 0 : fillValue) : null;
    // A wholly missing column of a table has no type of its own, so it takes that of fillValue.
    const type = empty && named && constant !== null ? typeOf(constant) : column.type;
    if (empty && !keepEmptyFeatures) return { name, type, fill: null, incomplete: true };
    const fill = constant ?? (empty ? DEFAULT_FILL[type] : fillOf(column, strategy, where));
    if (typeOf(fill) !== type) {
      throw new InvalidInputError(
        `${where}: fillValue is ${show(fill)}, but column ${show(name)} holds ${PLURAL[type]}. Pass a value of that type, or impute such columns apart.`,
      );
    }
    return { name, type, fill, incomplete: missing > 0 };
  }

  /**
   * Fill missing values with what `fit` learned.
   *
   * @param X - [nSamples × nFeatures]: a matrix with the columns of fit, or a Table that holds them by name
   * @returns a Matrix for a matrix and a Table for a Table, without the dropped columns, the indicator columns last
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, of the other kind, or lacks a column
   */
  transform(X: Table): Table;
  transform(X: MatrixLike | IncompleteRows): Matrix;
  transform(X: Table | MatrixLike | IncompleteRows): Table | Matrix;
  transform(X: Table | MatrixLike | IncompleteRows): Table | Matrix {
    const { named, addIndicator, marker, columns } = this.fitted('transform');
    const where = 'SimpleImputer.transform';
    if (named !== isTableGiven(X, where)) {
      throw new InvalidInputError(
        named
          ? `${where}: X is no Table, but fit was given one. Pass a Table with the same columns.`
          : `${where}: X is a Table, but fit was given a matrix. Pass a matrix, table.toMatrix() for example.`,
      );
    }
    if (isTableGiven(X, where)) {
      const given = columns.map(({ name }) => columnOf(X, name, where));
      return fillTable(withMissing(given, marker, where), columns, addIndicator, where);
    }
    const samples = parseIncomplete(X, where, columns.length);
    return fillMatrix(denseWithMissing(samples, marker, where), columns, addIndicator);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Table, y?: PassedOver): Table;
  fitTransform(X: MatrixLike | IncompleteRows, y?: PassedOver): Matrix;
  fitTransform(X: Table | MatrixLike | IncompleteRows, y?: PassedOver): Table | Matrix;
  fitTransform(X: Table | MatrixLike | IncompleteRows, y?: PassedOver): Table | Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in a step a column: a generator for who drives it with other work. */
  *fitTransformInSteps(
    X: Table | MatrixLike | IncompleteRows,
    _y?: PassedOver,
  ): Steps<Table | Matrix> {
    yield* this.#learnColumns(X);
    yield;
    return this.transform(X);
  }

  /**
   * The way back: what the indicators mark is missing again, as `missingValues` writes it, and so are the columns that
   * were dropped.
   *
   * @param X - what `transform` returned, the indicator columns last
   * @returns a Matrix (NaN is missing) for a matrix and a Table for a Table, with the columns of fit
   * @throws NotFittedError before fit
   * @throws InvalidParameterError without `addIndicator`: what was filled in is not known then
   * @throws InvalidInputError when X is ragged, infinite, of the other kind, or lacks a column
   */
  inverseTransform(X: Table): Table;
  inverseTransform(X: MatrixLike): Matrix;
  inverseTransform(X: Table | MatrixLike): Table | Matrix {
    const { named, addIndicator, marker, columns } = this.fitted('inverseTransform');
    const where = 'SimpleImputer.inverseTransform';
    if (!addIndicator) {
      throw new InvalidParameterError(
        `${where}: without indicators there is no telling what was filled in. Fit with addIndicator: true.`,
      );
    }
    if (named !== isTableGiven(X, where)) {
      throw new InvalidInputError(
        `${where}: X is ${named ? 'no' : 'a'} Table, but transform gives ${named ? 'one' : 'a matrix'}. Pass what it returned.`,
      );
    }
    return isTableGiven(X, where)
      ? emptyTable(X, columns, marker, where)
      : emptyMatrix(X, columns, typeof marker === 'number' ? marker : Number.NaN, where);
  }

  /** Names of the outgoing columns: those kept, then `missingindicator_` and the name of each incomplete one. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const where = 'SimpleImputer.getFeatureNamesOut';
    const { addIndicator, columns } = this.fitted('getFeatureNamesOut');
    const own = columns.map(({ name }) => name);
    const names = featureNames(inputNames ?? own, columns.length, where);
    const kept = names.filter((_, j) => columns[j].fill !== null);
    if (!addIndicator) return kept;
    return [...kept, ...names.filter((_, j) => columns[j].incomplete).map(indicatorName)];
  }

  /** What missing values of each column become [nFeatures]; null for a dropped column. */
  get statistics(): readonly Cell[] {
    return this.shown('statistics', ({ columns }) => columns.map(({ fill }) => fill));
  }
}
