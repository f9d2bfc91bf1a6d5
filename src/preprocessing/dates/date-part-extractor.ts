import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../../contracts.js';
import { toMatrix } from '../../data/dense.js';
import type { Cell, Column, Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter, oneOf, parameter } from '../../hyperparameters.js';
import { reserveBlock } from '../../memory.js';
import { drain, type Steps } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { count, show } from '../../words.js';
import { type CellRows, parseCells, parseCellsLike } from '../columns/cells.js';
import { distinctNames, featureNames } from '../columns/feature-names.js';
import {
  DATE_PARTS,
  type DateOrder,
  dateOrderOf,
  readDate,
  readTimestamp,
} from '../tabular/dates.js';
import {
  comesAround,
  DATE_FEATURES,
  type DateFeature,
  featureOf,
  onCircle,
} from './date-features.js';

/** What `DatePartExtractor` makes of dates, and how they are written. */
export interface DatePartExtractorOptions {
  /** Which parts become columns. Default `['year', 'month', 'day', 'weekday', 'hour', 'minute']`. */
  parts?: readonly DateFeature[];
  /**
   * Whether parts that come around become sine and cosine, so that 23 is as near to 0 as to 22: all but the year.
   * Default false.
   */
  cyclic?: boolean;
  /**
   * Whether day or month is first in dates such as 03/04/2024: `'dayFirst'`, `'monthFirst'`, or `'auto'` to learn it from
   * each column. Default `'auto'`.
   */
  dateOrder?: 'auto' | 'dayFirst' | 'monthFirst';
}

interface DateColumn {
  name: string;
  /** How its texts are written; null for numbers, and where all are missing. */
  order: DateOrder | null;
}

interface DatePartExtractorState {
  named: boolean;
  columns: DateColumn[];
  parts: DateFeature[];
  cyclic: boolean;
}

const ORDERS = ['yearFirst', 'dayFirst', 'monthFirst', 'monthName'] as const;

const hyperparameters = {
  parts: parameter(
    {
      type: 'parts',
      range: `an array of ${DATE_FEATURES.map(show).join(', ')}, each at most once`,
      values: DATE_FEATURES,
      accepts: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        new Set(value).size === value.length &&
        value.every((part) => DATE_FEATURES.includes(part)),
    },
    { default: [...DATE_PARTS], about: 'which parts become columns.' },
  ),
  cyclic: boolean({
    default: false,
    about: 'whether parts that come around become sine and cosine.',
  }),
  dateOrder: oneOf(['auto', 'dayFirst', 'monthFirst'], {
    default: 'auto',
    about: 'whether day or month is first in dates such as 03/04/2024, or "auto" to learn it.',
  }),
} satisfies Record<keyof DatePartExtractorOptions, Hyperparameter>;

/**
 * Dates as numbers that models can learn from: year, month, weekday, hour and so on. Dates are text, as
 * `TabularPreprocessor` reads it (`2024-03-09T18:30`, `09.03.2024`, `Mar 9, 2024`; an offset is not applied, the parts are
 * those that are written), or milliseconds since 1970, whose parts are those of UTC. A missing date has missing parts.
 *
 * @example
 * const dates = new DatePartExtractor({ parts: ['month', 'weekday'] })
 * dates.fitTransform([['2024-03-09'], ['2023-12-25']])  // [[3, 5], [12, 0]]
 */
export class DatePartExtractor
  extends Estimator<DatePartExtractorOptions, DatePartExtractorState>
  implements Transformer<Table | MatrixLike | CellRows>
{
  static readonly info: EstimatorInfo = {
    type: 'DatePartExtractor',
    hyperparameters,
    state: schema.object<DatePartExtractorState>(
      {
        named: schema.boolean(),
        columns: schema.list(
          schema.object<DateColumn>({
            name: schema.string(),
            order: schema.nullable(schema.oneOf(...ORDERS)),
          }),
        ),
        parts: schema.list(schema.oneOf(...DATE_FEATURES)),
        cyclic: schema.boolean(),
      },
      ({ columns, parts }) =>
        columns.length > 0 && parts.length > 0 && new Set(parts).size === parts.length
          ? undefined
          : 'there must be columns, and parts that differ',
    ),
  };

  constructor(options: DatePartExtractorOptions = {}) {
    super(DatePartExtractor.info, options);
  }

  /**
   * Learn how the dates of each column are written.
   *
   * @param X - [nSamples × nFeatures]: a Table, a matrix, or rows of text and numbers
   * @throws InvalidInputError when X is ragged or empty, a value is no date, or day and month cannot be told apart
   */
  fit(X: Table | MatrixLike | CellRows, _y?: PassedOver): this {
    return drain(this.#learn(X));
  }

  *#learn(X: Table | MatrixLike | CellRows): Steps<this> {
    const where = 'DatePartExtractor.fit';
    const { columns, named } = parseCells(X, where);
    const { parts, cyclic, dateOrder } = this.params;
    const learned: DateColumn[] = [];
    for (const column of columns) {
      const order = column.type === 'text' ? orderOf(column, dateOrder, where) : null;
      yield;
      readColumn(column, order, where);
      learned.push({ name: column.name, order });
      yield;
    }
    const ordered = DATE_FEATURES.filter((part) => parts.includes(part));
    this.state = { named, columns: learned, parts: ordered, cyclic };
    return this;
  }

  /**
   * The parts of each date.
   *
   * @param X - [nSamples × nFeatures]: the columns of fit; of a Table they are taken by name
   * @returns [nSamples × nFeaturesOut]; NaN where the date is missing
   * @throws NotFittedError before fit
   * @throws InvalidInputError when a column is missing, X is of the other kind, or a value is no date
   */
  transform(X: Table | MatrixLike | CellRows): Matrix {
    return drain(this.#takeApart(X));
  }

  *#takeApart(X: Table | MatrixLike | CellRows): Steps<Matrix> {
    const where = 'DatePartExtractor.transform';
    const state = this.fitted('transform');
    const { columns, rows } = parseCellsLike(X, state, where);
    const ownWidth = suffixesOf(state).length;
    const width = columns.length * ownWidth;
    const out = reserveBlock(rows, width, {
      where,
      what: `${count(rows, 'row')} of ${count(width, 'part')}`,
      remedy: 'Transform fewer rows at a time.',
    });
    for (const [j, column] of columns.entries()) {
      const order = state.columns[j].order ?? 'yearFirst';
      const parts = readColumn(column, order, where);
      yield;
      for (let i = 0, at = j * ownWidth; i < rows; i++, at += width) {
        const date = parts.subarray(i * DATE_PARTS.length, (i + 1) * DATE_PARTS.length);
        writeFeatures(date, state, out, at);
      }
      yield;
    }
    return toMatrix(out, rows, width);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Table | MatrixLike | CellRows, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: Table | MatrixLike | CellRows, _y?: PassedOver): Steps<Matrix> {
    yield* this.#learn(X);
    yield;
    return yield* this.#takeApart(X);
  }

  /** Names of the outgoing columns: the part behind the name, as `sold_month`, and `sold_month_sin` on the circle. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const own = state.columns.map(({ name }) => name);
    const where = 'DatePartExtractor.getFeatureNamesOut';
    const names = featureNames(inputNames ?? own, own.length, where);
    const suffixes = suffixesOf(state);
    return distinctNames(names.flatMap((name) => suffixes.map((suffix) => `${name}_${suffix}`)));
  }

  /** How the dates of each column are written, by the order of day and month; null for numbers. */
  get dateOrders(): readonly (DateOrder | null)[] {
    return this.shown('dateOrders', ({ columns }) => columns.map(({ order }) => order));
  }
}

/** What stands behind the name of a column in those that it becomes. */
function suffixesOf({ parts, cyclic }: DatePartExtractorState): string[] {
  return parts.flatMap((part) =>
    cyclic && comesAround(part) ? [`${part}_sin`, `${part}_cos`] : [part],
  );
}

function writeFeatures(
  date: Float64Array,
  { parts, cyclic }: DatePartExtractorState,
  out: Float64Array,
  at: number,
): void {
  let to = at;
  for (const part of parts) {
    const value = Number.isNaN(date[0]) ? Number.NaN : featureOf(part, date);
    if (cyclic && comesAround(part)) {
      const [sine, cosine] = onCircle(part, value);
      out[to++] = sine;
      out[to++] = cosine;
    } else out[to++] = value;
  }
}

/** How the texts of a column are written. */
function orderOf(
  column: Column & { type: 'text' },
  asked: 'auto' | 'dayFirst' | 'monthFirst',
  where: string,
): DateOrder | null {
  const used = new Set(column.codes);
  const texts = column.categories.filter((_, code) => used.has(code));
  if (texts.length === 0) return null;
  const order = dateOrderOf(texts);
  if (asked !== 'auto') return order === 'yearFirst' || order === 'monthName' ? order : asked;
  if (order === 'ambiguous') {
    throw new InvalidInputError(
      `${where}: day and month of column ${show(column.name)} cannot be told apart, as in ${show(texts[0])}. Pass dateOrder: "dayFirst" or "monthFirst".`,
    );
  }
  return order ?? 'yearFirst';
}

/**
 * The numbers of `DATE_PARTS` of each date [nSamples × 6]; NaN where it is missing.
 *
 * @throws InvalidInputError for what is no date
 */
function readColumn(column: Column, order: DateOrder | null, where: string): Float64Array {
  const width = DATE_PARTS.length;
  if (column.type === 'text') {
    const { codes, categories } = column;
    const known = new Float64Array(categories.length * width);
    const isDate = categories.map((text, code) =>
      readDate(text, order ?? 'yearFirst', known, code * width),
    );
    const out = new Float64Array(codes.length * width).fill(Number.NaN);
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i];
      if (code < 0) continue;
      if (!isDate[code]) throw noDate(categories[code], i, column, where);
      out.set(known.subarray(code * width, (code + 1) * width), i * width);
    }
    return out;
  }
  const { data } = column;
  const out = new Float64Array(data.length * width).fill(Number.NaN);
  for (let i = 0; i < data.length; i++) {
    const missing = column.type === 'boolean' ? data[i] < 0 : Number.isNaN(data[i]);
    if (missing) continue;
    const value = column.type === 'boolean' ? data[i] === 1 : data[i];
    if (typeof value === 'boolean' || !readTimestamp(value, out, i * width)) {
      throw noDate(value, i, column, where);
    }
  }
  return out;
}

function noDate(value: Cell, row: number, { name }: Column, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: row ${row} of column ${show(name)} is ${show(value)}, which is no date. Write it as in 2024-03-09T18:30, pass milliseconds since 1970, or null where it is missing.`,
  );
}
