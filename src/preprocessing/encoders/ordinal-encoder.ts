import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../../contracts.js';
import type { Cell } from '../../data/columns.js';
import { parseFeatures, toMatrix } from '../../data/dense.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
  type Rule,
} from '../../hyperparameters.js';
import { drain, type Steps } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
import { type CellRows, parseCells, parseCellsLike } from '../columns/cells.js';
import type { Known } from '../columns/column-statistics.js';
import { featureNames } from '../columns/feature-names.js';
import { allCategories, categoriesFault, categoriesOption, missingSchema } from './categories.js';
import { codesOf, encodeColumn, MISSING, UNKNOWN } from './encode-column.js';
import {
  checkCodes,
  codedValues,
  type EncodedColumn,
  encodeKnown,
  given,
  mostFrequentCode,
  seenIn,
} from './ordinal-columns.js';

/** Which numbers `OrdinalEncoder` gives categories, and what it does with others. */
export interface OrdinalEncoderOptions {
  /**
   * The values of each column in the order of their codes; null among them is missing and counts as a place, though
   * its code is `encodedMissingValue`. Default `'auto'`: those that `fit` sees, ascending.
   */
  categories?: 'auto' | readonly (readonly Cell[])[];
  /**
   * What to do with values that are no category: refuse them (`'error'`), write `unknownValue`
   * (`'useEncodedValue'`), or take them for the most frequent value of fit (`'useMostFrequent'`). Default
   * `'error'`.
   */
  handleUnknown?: 'error' | 'useEncodedValue' | 'useMostFrequent';
  /** The code of unknown values when `handleUnknown` is `'useEncodedValue'`: an integer that is no category's code, or NaN. Default null: none. */
  unknownValue?: number | null;
  /** The code of missing values: an integer that is no category's code, or NaN. Default NaN. */
  encodedMissingValue?: number;
}

export interface OrdinalEncoderState {
  named: boolean;
  handleUnknown: 'error' | 'useEncodedValue' | 'useMostFrequent';
  unknownValue: number;
  encodedMissingValue: number;
  columns: EncodedColumn[];
}

const aNaN: Rule = { type: 'NaN', range: 'NaN', accepts: Number.isNaN };

const hyperparameters = {
  categories: categoriesOption('the values of each column in the order of their codes.'),
  handleUnknown: oneOf(['error', 'useEncodedValue', 'useMostFrequent'], {
    default: 'error',
    about: 'what to do with values that are no category.',
  }),
  unknownValue: parameter(either(anInteger(), aNaN, aChoice(null)), {
    default: null,
    about: 'the code of unknown values when handleUnknown is "useEncodedValue".',
  }),
  encodedMissingValue: parameter(either(anInteger(), aNaN), {
    default: Number.NaN,
    about: 'the code of missing values.',
  }),
} satisfies Record<keyof OrdinalEncoderOptions, Hyperparameter>;

/**
 * The values of each column as the integers 0 to nCategories - 1, in ascending order of the values.
 * Numbers, text and booleans are taken; a missing value gets `encodedMissingValue`.
 *
 * @example
 * const encoder = new OrdinalEncoder()
 * encoder.fitTransform([['red', 3], ['blue', 1], ['red', 2]]) // [[1, 2], [0, 0], [1, 1]]
 * encoder.inverseTransform([[0, 1]])                          // [['blue', 2]]
 */
export class OrdinalEncoder
  extends Estimator<OrdinalEncoderOptions, OrdinalEncoderState>
  implements Transformer<Table | MatrixLike | CellRows>
{
  static readonly info: EstimatorInfo = {
    type: 'OrdinalEncoder',
    hyperparameters,
    state: schema.object<OrdinalEncoderState>(
      {
        named: schema.boolean(),
        handleUnknown: schema.oneOf('error', 'useEncodedValue', 'useMostFrequent'),
        unknownValue: schema.number({ nonFinite: true }),
        encodedMissingValue: schema.number({ nonFinite: true }),
        columns: schema.list(
          schema.object<EncodedColumn>(
            {
              name: schema.string(),
              categories: schema.labels<Known>(),
              missing: missingSchema(),
              mostFrequent: schema.number({ integer: true, min: 0 }),
            },
            categoriesFault,
          ),
        ),
      },
      ({ unknownValue, encodedMissingValue, columns }) => {
        if ([unknownValue, encodedMissingValue].some((code) => Math.abs(code) === Infinity)) {
          return 'a code is infinite';
        }
        const beyond = columns.some(
          (column) => column.mostFrequent > Math.max(0, codedValues(column).length - 1),
        );
        return beyond ? 'the most frequent value of a column is none of its categories' : undefined;
      },
    ),
  };

  constructor(options: OrdinalEncoderOptions = {}) {
    super(OrdinalEncoder.info, options);
  }

  /**
   * Learn the values of each column, or check them against those that were given.
   *
   * @param X - [nSamples × nFeatures]: a Table, a matrix, or rows of numbers, text and booleans; a column holds one type
   * @throws InvalidParameterError when `unknownValue` is missing, not used, or the code of a category; when
   *   `encodedMissingValue` is the code of a category; when `categories` are not one array a column
   * @throws InvalidInputError when X is ragged or empty, mixes types in a column, or holds a value that is not among the given categories
   */
  fit(X: Table | MatrixLike | CellRows, _y?: PassedOver): this {
    return drain(this.#learn(X));
  }

  *#learn(X: Table | MatrixLike | CellRows): Steps<this> {
    const where = 'OrdinalEncoder.fit';
    const { categories, handleUnknown, unknownValue, encodedMissingValue } = this.params;
    checkUnknownValue(handleUnknown, unknownValue, where);
    const { columns, named } = parseCells(X, where);
    if (categories !== 'auto' && categories.length !== columns.length) {
      throw new InvalidParameterError(
        `${where}: categories has ${categories.length} arrays, but X has ${columns.length} columns. Pass one array of values a column.`,
      );
    }
    const learned: EncodedColumn[] = [];
    for (const [j, column] of columns.entries()) {
      learned.push(categories === 'auto' ? seenIn(column) : given(column.name, categories[j]));
      yield;
    }
    for (const [j, column] of learned.entries()) {
      checkCodes(column, handleUnknown, unknownValue, encodedMissingValue, where);
      if (handleUnknown === 'error') encodeKnown(columns[j], column, where);
      yield;
      column.mostFrequent = mostFrequentCode(columns[j], column);
      yield;
    }
    this.state = {
      named,
      handleUnknown,
      unknownValue: unknownValue ?? Number.NaN,
      encodedMissingValue,
      columns: learned,
    };
    return this;
  }

  /**
   * The code of each value.
   *
   * @param X - [nSamples × nFeatures]: the columns of fit; of a Table they are taken by name
   * @returns codes [nSamples × nFeatures]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when a column is missing, or a value is unknown and `handleUnknown` is `'error'`
   */
  transform(X: Table | MatrixLike | CellRows): Matrix {
    return drain(this.#encode(X));
  }

  *#encode(X: Table | MatrixLike | CellRows): Steps<Matrix> {
    const state = this.fitted('transform');
    const where = 'OrdinalEncoder.transform';
    const { columns, rows } = parseCellsLike(X, state, where);
    const width = columns.length;
    const codes = new Float64Array(rows * width);
    for (const [j, fitted] of state.columns.entries()) {
      const strict = state.handleUnknown === 'error';
      const positions = strict
        ? encodeKnown(columns[j], fitted, where)
        : encodeColumn(columns[j], codesOf(codedValues(fitted)));
      const unknown =
        state.handleUnknown === 'useMostFrequent' ? fitted.mostFrequent : state.unknownValue;
      const missing = fitted.missing !== false ? state.encodedMissingValue : unknown;
      for (let i = 0, at = j; i < rows; i++, at += width) {
        const code = positions[i];
        codes[at] = code === UNKNOWN ? unknown : code === MISSING ? missing : code;
      }
      yield;
    }
    return toMatrix(codes, rows, width);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Table | MatrixLike | CellRows, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: Table | MatrixLike | CellRows, _y?: PassedOver): Steps<Matrix> {
    yield* this.#learn(X);
    yield;
    return yield* this.#encode(X);
  }

  /**
   * The value of each code.
   *
   * @param X - codes [nSamples × nFeatures]
   * @returns rows of cells [nSamples × nFeatures]; null for a missing value and for an unknown one
   * @throws NotFittedError before fit
   * @throws InvalidInputError for a number that is no code
   */
  inverseTransform(X: MatrixLike): Cell[][] {
    const { columns, ...state } = this.fitted('inverseTransform');
    const where = 'OrdinalEncoder.inverseTransform';
    const width = columns.length;
    const { data, rows } = parseFeatures(X, where, { columns: width, allowMissing: true });
    const coded = columns.map(codedValues);
    return Array.from({ length: rows }, (_, i) =>
      columns.map(({ name, missing }, j) => {
        const code = data[i * width + j];
        if (missing !== false && Object.is(code, state.encodedMissingValue)) return null;
        if (state.handleUnknown === 'useEncodedValue' && Object.is(code, state.unknownValue))
          return null;
        const value = coded[j][code];
        if (value !== undefined) return value;
        throw new InvalidInputError(
          `${where}: X[${i}][${j}] is ${show(code)}, but the codes of column ${show(name)} go from 0 to ${coded[j].length - 1}. Pass what transform returned.`,
        );
      }),
    );
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const { columns } = this.fitted('getFeatureNamesOut');
    const own = columns.map(({ name }) => name);
    return featureNames(inputNames ?? own, columns.length, 'OrdinalEncoder.getFeatureNamesOut');
  }

  /** The values of each column in the order of their codes; null is missing, and last where `fit` found it. */
  get categories(): readonly (readonly Cell[])[] {
    return this.shown('categories', ({ columns }) => columns.map(allCategories));
  }
}

function checkUnknownValue(
  handleUnknown: string,
  unknownValue: number | null,
  where: string,
): void {
  if (handleUnknown === 'useEncodedValue' && unknownValue === null) {
    throw new InvalidParameterError(
      `${where}: handleUnknown is "useEncodedValue", but unknownValue is null. Pass the code of unknown values, -1 for example.`,
    );
  }
  if (handleUnknown !== 'useEncodedValue' && unknownValue !== null) {
    throw new InvalidParameterError(
      `${where}: unknownValue is ${unknownValue}, but handleUnknown is ${show(handleUnknown)}, which does not use it. Pass handleUnknown: "useEncodedValue".`,
    );
  }
}
