import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../../contracts.js';
import { type Cell, type Column, countMissing } from '../../data/columns.js';
import { parseFeatures } from '../../data/dense.js';
import type { Table } from '../../data/table.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  aReal,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
} from '../../hyperparameters.js';
import { drain, type Steps } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
import { type CellRows, type Cells, parseCells, parseCellsLike } from '../columns/cells.js';
import { type Known, valueCounts } from '../columns/column-statistics.js';
import { distinctNames, featureNames } from '../columns/feature-names.js';
import {
  allCategories,
  categoriesOption,
  givenCategories,
  isCell,
  isMissing,
  type KnownCategories,
  missingSchema,
} from './categories.js';
import {
  categoryCount,
  groupValues,
  INFREQUENT,
  infrequentCodes,
  type OneHotColumn,
  oneHotFault,
} from './one-hot-columns.js';
import {
  encode,
  featuresOf,
  type OneHotEncoderState,
  totalWidth,
  valuesOf,
} from './one-hot-features.js';

/** Which categories `OneHotEncoder` gives columns, and what it does with others. */
export interface OneHotEncoderOptions {
  /**
   * The values of each column in the order of their features; null among them is missing. Default `'auto'`:
   * those that `fit` sees, ascending, missing last.
   */
  categories?: 'auto' | readonly (readonly Cell[])[];
  /**
   * Which category of each column gets no feature, so that the features of a column are independent: the `'first'`, the
   * first where there are two (`'ifBinary'`), or one value a column. Default null: none.
   */
  drop?: 'first' | 'ifBinary' | readonly Cell[] | null;
  /**
   * What to do with values that are no category: refuse them (`'error'`), make all features of the column 0
   * (`'ignore'`), or take them for an infrequent one where there are such, and else ignore them
   * (`'infrequentIfExist'`). Default `'error'`.
   */
  handleUnknown?: 'error' | 'ignore' | 'infrequentIfExist';
  /** Categories with fewer samples share one feature: a share of the samples below 1, or a number from 1. Default null. */
  minFrequency?: number | null;
  /** Most features of a column, that of the infrequent categories included: the rarest share it. Default null: any. */
  maxCategories?: number | null;
}

const hyperparameters = {
  categories: categoriesOption('the values of each column in the order of their features.'),
  drop: parameter(
    {
      type: 'drop',
      range: '"first", "ifBinary", one value a column, or null',
      accepts: (value) =>
        value === null ||
        value === 'first' ||
        value === 'ifBinary' ||
        (Array.isArray(value) && value.every(isCell)),
    },
    { default: null, about: 'which category of each column gets no feature.' },
  ),
  handleUnknown: oneOf(['error', 'ignore', 'infrequentIfExist'], {
    default: 'error',
    about: 'what to do with values that are no category.',
  }),
  minFrequency: parameter(
    either(
      { ...aReal({ above: 0, below: 1 }), range: 'a share > 0 and < 1' },
      anInteger({ min: 1 }),
      aChoice(null),
    ),
    { default: null, about: 'categories with fewer samples share one feature.' },
  ),
  maxCategories: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'the most features of a column.',
  }),
} satisfies Record<keyof OneHotEncoderOptions, Hyperparameter>;

/**
 * A feature of 0 and 1 for each value of each column. Numbers, text and booleans are taken; missing values are a
 * category of their own where `fit` sees them.
 *
 * @example
 * const encoder = new OneHotEncoder()
 * encoder.fitTransform([['red'], ['blue'], ['red']]) // [[0, 1], [1, 0], [0, 1]]
 * encoder.getFeatureNamesOut(['colour'])             // ['colour_blue', 'colour_red']
 */
export class OneHotEncoder
  extends Estimator<OneHotEncoderOptions, OneHotEncoderState>
  implements Transformer<Table | MatrixLike | CellRows>
{
  static readonly info: EstimatorInfo = {
    type: 'OneHotEncoder',
    hyperparameters,
    state: schema.object<OneHotEncoderState>({
      named: schema.boolean(),
      handleUnknown: schema.oneOf('error', 'ignore', 'infrequentIfExist'),
      columns: schema.list(
        schema.object<OneHotColumn>(
          {
            name: schema.string(),
            categories: schema.labels<Known>(),
            missing: missingSchema(),
            infrequent: schema.list(schema.number({ integer: true, min: 0 })),
            dropped: schema.nullable(schema.number({ integer: true, min: 0 })),
          },
          oneHotFault,
        ),
      ),
    }),
  };

  constructor(options: OneHotEncoderOptions = {}) {
    super(OneHotEncoder.info, options);
  }

  /**
   * Learn the values of each column, or check them against those that were given.
   *
   * @param X - [nSamples × nFeatures]: a Table, a matrix, or rows of numbers, text and booleans; a column holds one type
   * @throws InvalidParameterError when `categories` or `drop` do not fit the columns
   * @throws InvalidInputError when X is ragged or empty, mixes types in a column, or holds a value that is not among the given categories
   */
  fit(X: Table | MatrixLike | CellRows, _y?: PassedOver): this {
    return drain(this.fitInSteps(X));
  }

  /** As `fit`, in steps of a column: a generator for who drives it with other work. */
  *fitInSteps(X: Table | MatrixLike | CellRows): Steps<this> {
    const where = 'OneHotEncoder.fit';
    this.state = yield* this.#learn(parseCells(X, where), where);
    return this;
  }

  *#learn({ columns, rows, named }: Cells, where: string): Steps<OneHotEncoderState> {
    const { categories, drop, handleUnknown, minFrequency, maxCategories } = this.params;
    for (const [name, given] of Object.entries({ categories, drop })) {
      if (Array.isArray(given) && given.length !== columns.length) {
        throw new InvalidParameterError(
          `${where}: ${name} has ${given.length} entries, but X has ${columns.length} columns. Pass one a column.`,
        );
      }
    }
    const learned: OneHotColumn[] = [];
    for (const [j, column] of columns.entries()) {
      const { own, counts } =
        categories === 'auto' ? seenIn(column) : given(column, categories[j], handleUnknown, where);
      own.infrequent = infrequentCodes(counts, rows, minFrequency, maxCategories);
      learned.push({ ...own, dropped: droppedGroup(own, drop, j, where) });
      yield;
    }
    return { named, handleUnknown, columns: learned };
  }

  /**
   * The features of each value.
   *
   * @param X - [nSamples × nFeatures]: the columns of fit; of a Table they are taken by name
   * @returns 0 and 1 [nSamples × nFeaturesOut]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when a column is missing, or a value is unknown and `handleUnknown` is `'error'`
   */
  transform(X: Table | MatrixLike | CellRows): Matrix {
    const state = this.fitted('transform');
    const where = 'OneHotEncoder.transform';
    return drain(featuresOf(parseCellsLike(X, state, where), state, where));
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Table | MatrixLike | CellRows, y?: PassedOver): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: Table | MatrixLike | CellRows, _y?: PassedOver): Steps<Matrix> {
    const where = 'OneHotEncoder.fitTransform';
    const cells = parseCells(X, where);
    const state = yield* this.#learn(cells, where);
    const features = yield* featuresOf(cells, state, where);
    this.state = state;
    return features;
  }

  /**
   * The value of each row of features.
   *
   * @param X - what `transform` returned [nSamples × nFeaturesOut]
   * @returns rows of cells [nSamples × nFeatures]; null for a missing value and for an unknown one, `'infrequent'` for
   *   one of the rare categories
   * @throws NotFittedError before fit
   * @throws InvalidInputError for a row in which no feature of a column is 1, where that means nothing
   */
  inverseTransform(X: MatrixLike): Cell[][] {
    const state = this.fitted('inverseTransform');
    const where = 'OneHotEncoder.inverseTransform';
    const samples = parseFeatures(X, where, { columns: totalWidth(state) });
    return valuesOf(samples, state, where);
  }

  /**
   * Names of the features: the column, `_` and the value; `nan` for missing, `infrequent` for the rare ones.
   *
   * @param inputNames - names of the columns; by default those of fit
   */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const { columns } = this.fitted('getFeatureNamesOut');
    const given = inputNames ?? columns.map(({ name }) => name);
    const names = featureNames(given, columns.length, 'OneHotEncoder.getFeatureNamesOut');
    return distinctNames(
      columns.flatMap((column, j) =>
        groupValues(column)
          .filter((_, group) => group !== column.dropped)
          .map((value) => `${names[j]}_${value ?? 'nan'}`),
      ),
    );
  }

  /** The values of each column in the order of their features, before any are dropped or shared; null is missing. */
  get categories(): readonly (readonly Cell[])[] {
    return this.shown('categories', ({ columns }) => columns.map(allCategories));
  }

  /** The values of each column that share a feature. */
  get infrequentCategories(): readonly (readonly Cell[])[] {
    return this.shown('infrequentCategories', ({ columns }) =>
      columns.map((column) => {
        const all = allCategories(column);
        return column.infrequent.map((code) => all[code]);
      }),
    );
  }
}

/** A column whose categories are the values that are there, and the samples of each. */
function seenIn(column: Column) {
  const known = valueCounts(column);
  const counts = known.map(({ count }) => count);
  const nMissing = countMissing(column);
  if (nMissing > 0) counts.push(nMissing);
  const categories = known.map(({ value }) => value);
  return { own: plainColumn(column.name, { categories, missing: nMissing > 0 }), counts };
}

/** A column of categories that were given, and the samples of each. */
function given(column: Column, values: readonly Cell[], handleUnknown: string, where: string) {
  const own = plainColumn(column.name, givenCategories(values));
  const codes = encode(column, own, handleUnknown, where);
  const counts = new Array<number>(categoryCount(own)).fill(0);
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) counts[codes[i]]++;
  return { own, counts };
}

function plainColumn(name: string, known: KnownCategories): OneHotColumn {
  return { name, ...known, infrequent: [], dropped: null };
}

/** The group that gets no feature, or null. */
function droppedGroup(
  column: OneHotColumn,
  drop: 'first' | 'ifBinary' | readonly Cell[] | null,
  j: number,
  where: string,
): number | null {
  const values = groupValues(column);
  if (drop === null) return null;
  if (drop === 'first') return 0;
  if (drop === 'ifBinary') return values.length === 2 ? 0 : null;
  const wanted = isMissing(drop[j]) ? null : drop[j];
  const group = values.indexOf(wanted);
  if (group >= 0 && (wanted !== INFREQUENT || column.infrequent.length === 0)) return group;
  throw new InvalidParameterError(
    `${where}: drop has ${show(drop[j])} for column ${show(column.name)}, which is no category with a feature of its own. Pass one of ${show(values.slice(0, 5))}.`,
  );
}
