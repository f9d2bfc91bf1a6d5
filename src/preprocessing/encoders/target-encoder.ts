import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike, Transformer } from '../../contracts.js';
import { toMatrix } from '../../data/dense.js';
import type { Cell, Column, Table } from '../../data/table.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  seed,
} from '../../hyperparameters.js';
import { drain, type Steps } from '../../progress.js';
import { createRng, type Seed } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import * as schema from '../../serialization/schema.js';
import { type CellRows, parseCells, parseCellsLike } from '../columns/cells.js';
import { type Known, valueCounts } from '../columns/column-statistics.js';
import { distinctNames, featureNames } from '../columns/feature-names.js';
import { codesOf, encodeColumn, MISSING, UNKNOWN } from './encode-column.js';
import { type EncodedTarget, encodeTarget } from './encoded-target.js';
import { foldsOf, groupMeans, targetMean } from './target-statistics.js';

/** What the target of `TargetEncoder` is, and how far it trusts the mean of a rare value. */
export interface TargetEncoderOptions {
  /**
   * What the target is. Default `'auto'`: text and booleans are classes, two different numbers are two classes, other
   * numbers are amounts.
   */
  targetType?: 'auto' | 'continuous' | 'binary' | 'multiclass';
  /**
   * How far a value's own mean is drawn to that of all: as if so many further samples had the latter, at least 0.
   * Default `'auto'`: by how much the target varies within the value and overall.
   */
  smooth?: 'auto' | number;
  /** The number of parts that `fitTransform` encodes in turn, each by what the others teach. At least 2. Default 5. */
  cv?: number;
  /** Whether to shuffle the samples before parting them. Default true. */
  shuffle?: boolean;
  /** A seed for repeatable results, of the shuffle. Default null: a new one at every fit. */
  randomState?: Seed | null;
}

interface EncodedColumn {
  name: string;
  /** Ascending. */
  categories: Known[];
  /** Whether missing values are a category, which comes last. */
  missing: boolean;
  /** Row-major [nCategories × nOutputs]. */
  encodings: number[];
}

interface TargetEncoderState {
  named: boolean;
  /** null for amounts. */
  classes: Label[] | null;
  /** What a value becomes that fit has not seen [nOutputs]. */
  targetMean: number[];
  columns: EncodedColumn[];
}

const hyperparameters = {
  targetType: oneOf(['auto', 'continuous', 'binary', 'multiclass'], {
    default: 'auto',
    about: 'what the target is.',
  }),
  smooth: parameter(either(aChoice('auto'), aReal({ min: 0 })), {
    default: 'auto',
    about:
      "how far a value's own mean is drawn to that of all: 'auto', or as many samples as that counts for.",
  }),
  cv: integer({
    min: 2,
    default: 5,
    about: 'the number of parts that fitTransform encodes in turn.',
  }),
  shuffle: boolean({ default: true, about: 'whether to shuffle the samples before parting them.' }),
  randomState: seed(),
} satisfies Record<keyof TargetEncoderOptions, Hyperparameter>;

/**
 * Each value becomes the mean target of the samples that have it, drawn towards the mean of all: one feature for
 * numbers and two classes, one a class for more. It suits text with too many values for a feature each. A missing value
 * is a value like others; one that `fit` has not seen becomes the mean of all.
 *
 * `fitTransform` encodes each part of the samples by the others, so that no sample sees its own target; `fit` and then
 * `transform` of the same samples would let a model trust them too much.
 * Source: Micci-Barreca, SIGKDD Explorations 3 (2001); scikit-learn's TargetEncoder.
 *
 * @example
 * const city = [['Bonn'], ['Bonn'], ['Ulm'], ['Ulm'], ['Ulm'], ['Bonn']]
 * const encoder = new TargetEncoder({ smooth: 0 }).fit(city, [1, 2, 7, 8, 9, 3])
 * encoder.transform([['Bonn'], ['Ulm'], ['Rome']])   // [[2], [8], [5]]
 */
export class TargetEncoder
  extends Estimator<TargetEncoderOptions, TargetEncoderState>
  implements Transformer<Table | MatrixLike | CellRows>
{
  static readonly info: EstimatorInfo = {
    type: 'TargetEncoder',
    hyperparameters,
    state: schema.object<TargetEncoderState>(
      {
        named: schema.boolean(),
        classes: schema.nullable(schema.labels()),
        targetMean: schema.list(schema.number()),
        columns: schema.list(
          schema.object<EncodedColumn>({
            name: schema.string(),
            categories: schema.labels<Known>(),
            missing: schema.boolean(),
            encodings: schema.list(schema.number()),
          }),
        ),
      },
      ({ classes, targetMean: { length: outputs }, columns }) => {
        const expected = classes === null || classes.length === 2 ? 1 : classes.length;
        if (outputs !== expected) return 'the mean of the target does not fit its classes';
        return columns.every((column) => column.encodings.length === groupCount(column) * outputs)
          ? undefined
          : 'a column does not have one encoding a category';
      },
    ),
  };

  constructor(options: TargetEncoderOptions = {}) {
    super(TargetEncoder.info, options);
  }

  /**
   * Learn the mean target of each value.
   *
   * @param X - [nSamples × nFeatures]: a Table, a matrix, or rows of numbers, text and booleans
   * @param y - targets or labels [nSamples]
   * @throws InvalidInputError when X is ragged or empty, mixes types in a column, or y does not suit `targetType`
   */
  fit(X: Table | MatrixLike | CellRows, y: ArrayLike<Label>): this {
    return drain(this.fitInSteps(X, y));
  }

  /** As `fit`, in steps of a column: a generator for who drives it with other work. */
  *fitInSteps(X: Table | MatrixLike | CellRows, y: ArrayLike<Label>): Steps<this> {
    this.state = (yield* this.#learn(X, y, 'TargetEncoder.fit')).state;
    return this;
  }

  /**
   * `fit`, and the samples encoded part by part: each by what the samples outside of its part teach.
   *
   * @returns [nSamples × nFeatures × nOutputs]
   */
  fitTransform(X: Table | MatrixLike | CellRows, y: ArrayLike<Label>): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: Table | MatrixLike | CellRows, y: ArrayLike<Label>): Steps<Matrix> {
    const { cv, smooth, shuffle, randomState } = this.params;
    const learned = yield* this.#learn(X, y, 'TargetEncoder.fitTransform');
    const { state, groups, target } = learned;
    const { rows, outputs } = target;
    const nFolds = Math.min(cv, rows);
    const rng = shuffle ? createRng(randomState) : undefined;
    const folds = foldsOf(rows, nFolds, target.strata, rng);
    const width = state.columns.length * outputs;
    const out = new Float64Array(rows * width);
    const all = range(rows);
    for (let fold = 0; fold < nFolds; fold++) {
      const others = nFolds > 1 ? all.filter((i) => folds[i] !== fold) : all;
      const own = all.filter((i) => folds[i] === fold);
      yield;
      for (const [j, column] of state.columns.entries()) {
        const means = yield* groupMeans(groups[j], groupCount(column), target, others, smooth);
        for (const i of own) {
          const at = i * width + j * outputs;
          for (let k = 0; k < outputs; k++) out[at + k] = means[groups[j][i] * outputs + k];
        }
        yield;
      }
    }
    this.state = state;
    return toMatrix(out, rows, width);
  }

  /** What the samples teach, the group of each in each column, and their target. */
  *#learn(
    X: Table | MatrixLike | CellRows,
    y: ArrayLike<Label>,
    where: string,
  ): Steps<{ state: TargetEncoderState; groups: Int32Array[]; target: EncodedTarget }> {
    const cells = parseCells(X, where);
    yield;
    const target = encodeTarget(y, cells.rows, this.params.targetType, where);
    yield;
    const all = range(cells.rows);
    const columns: EncodedColumn[] = [];
    const groups: Int32Array[] = [];
    for (const column of cells.columns) {
      const { name } = column;
      const categories = valueCounts(column).map(({ value }) => value);
      const learned = { name, categories, missing: hasMissing(column), encodings: [] };
      const own = groupsOf(column, learned);
      yield;
      const means = yield* groupMeans(own, groupCount(learned), target, all, this.params.smooth);
      columns.push({ ...learned, encodings: Array.from(means) });
      groups.push(own);
    }
    const mean = Array.from(yield* targetMean(target, all));
    const state = { named: cells.named, classes: target.classes, targetMean: mean, columns };
    return { state, groups, target };
  }

  /**
   * The mean target of each value.
   *
   * @param X - [nSamples × nFeatures]: the columns of fit; of a Table they are taken by name
   * @returns [nSamples × nFeatures × nOutputs]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when a column is missing or X is of the other kind
   */
  transform(X: Table | MatrixLike | CellRows): Matrix {
    const state = this.fitted('transform');
    const { columns, rows } = parseCellsLike(X, state, 'TargetEncoder.transform');
    const outputs = state.targetMean.length;
    const width = columns.length * outputs;
    const out = new Float64Array(rows * width);
    for (const [j, { categories, missing, encodings }] of state.columns.entries()) {
      const codes = encodeColumn(columns[j], codesOf(categories));
      for (let i = 0, at = j * outputs; i < rows; i++, at += width) {
        const group = codes[i] === MISSING && missing ? categories.length : codes[i];
        for (let k = 0; k < outputs; k++) {
          out[at + k] = group < 0 ? state.targetMean[k] : encodings[group * outputs + k];
        }
      }
    }
    return toMatrix(out, rows, width);
  }

  /** Names of the outgoing columns: those of the incoming ones, and the class behind `_` for more than two. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const { columns, classes } = this.fitted('getFeatureNamesOut');
    const own = columns.map(({ name }) => name);
    const where = 'TargetEncoder.getFeatureNamesOut';
    const names = featureNames(inputNames ?? own, columns.length, where);
    if (classes === null || classes.length === 2) return names;
    return distinctNames(names.flatMap((name) => classes.map((label) => `${name}_${label}`)));
  }

  /** The values of each column, ascending; null comes last where values were missing. */
  get categories(): readonly (readonly Cell[])[] {
    return this.shown('categories', ({ columns }) =>
      columns.map(({ categories, missing }) => (missing ? [...categories, null] : [...categories])),
    );
  }

  /** What each of `categories` becomes: for each column [nCategories × nOutputs], row-major. */
  get encodings(): readonly (readonly number[])[] {
    return this.shown('encodings', ({ columns }) => columns.map((column) => [...column.encodings]));
  }

  /** The mean target of all samples [nOutputs]. */
  get targetMean(): readonly number[] {
    return this.shown('targetMean', (state) => [...state.targetMean]);
  }

  /** The labels of the target, ascending; null for amounts. */
  get classes(): readonly Label[] | null {
    return this.shown('classes', ({ classes }) => classes?.slice() ?? null);
  }
}

function hasMissing(column: Column): boolean {
  if (column.type === 'number') return column.data.some(Number.isNaN);
  const codes: ArrayLike<number> = column.type === 'text' ? column.codes : column.data;
  return Array.prototype.some.call(codes, (code) => code < 0);
}

function groupCount({ categories, missing }: EncodedColumn): number {
  return categories.length + (missing ? 1 : 0);
}

/** The category of each value of the column that was learned from. */
function groupsOf(column: Column, { categories }: EncodedColumn): Int32Array {
  const codes = encodeColumn(column, codesOf(categories));
  return codes.map((code) => (code === MISSING || code === UNKNOWN ? categories.length : code));
}
