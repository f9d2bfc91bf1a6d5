import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { parseFeatures, toMatrix } from '../../data/dense.js';
import { type Column, countMissing, Table } from '../../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone, Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter, parameter } from '../../hyperparameters.js';
import { reserveBlock } from '../../memory.js';
import * as schema from '../../serialization/schema.js';
import { count, didYouMean, show } from '../../words.js';
import { columnOf, columnsOfFit, isTable, nameless } from '../columns/cells.js';
import { featureNames } from '../columns/feature-names.js';
import { has } from './pipeline-steps.js';

/** Which columns: names of a Table, positions, or all of a type of a Table. */
export type ColumnChoice = readonly string[] | readonly number[] | Column['type'];

/** A part: its name, what is done, and the columns it is done to. */
export type ColumnPart = readonly [
  name: string,
  transformer: AnyEstimator | 'drop' | 'passthrough',
  columns: ColumnChoice,
];

/** Which transformer works on which columns, and what becomes of the others. */
export interface ColumnTransformerOptions {
  /**
   * The parts, in the order of the outgoing columns. `'drop'` leaves columns out, `'passthrough'` lets them through.
   * `fit` trains copies, so the transformers given here stay as they are.
   */
  transformers: readonly ColumnPart[];
  /** What is done to the columns that no part names; they come last. Default `'drop'`. */
  remainder?: AnyEstimator | 'drop' | 'passthrough';
  /** Whether outgoing columns are called after their part, `part__column`. Without it their names must differ. Default true. */
  verboseFeatureNamesOut?: boolean;
}

interface FittedPart {
  name: string;
  /** null lets the columns through. */
  transformer: AnyEstimator | null;
  /** Positions among the columns of fit. */
  columns: number[];
}

/** What a part gave for its columns. */
interface PartOutput {
  readonly name: string;
  readonly out: unknown;
}

interface ColumnTransformerState {
  named: boolean;
  verbose: boolean;
  columns: { name: string; type: Column['type'] }[];
  parts: FittedPart[];
}

const COLUMN_TYPES: readonly unknown[] = ['number', 'text', 'boolean'];
const TRANSFORMER_METHODS = ['fit', 'transform', 'getFeatureNamesOut'];

const isTransformer = (value: unknown) =>
  value === 'drop' ||
  value === 'passthrough' ||
  (value instanceof Estimator && TRANSFORMER_METHODS.every((method) => has(value, method)));

const hyperparameters = {
  transformers: parameter(
    {
      type: 'parts',
      range: 'an array of [name, transformer, columns]',
      accepts: (value) => Array.isArray(value) && value.every(isPart),
    },
    { default: [], about: 'the parts, in the order of the outgoing columns.' },
  ),
  remainder: parameter(
    {
      type: 'transformer',
      range: '"drop", "passthrough" or a transformer',
      accepts: isTransformer,
    },
    { default: 'drop', about: 'what is done to the columns that no part names.' },
  ),
  verboseFeatureNamesOut: boolean({
    default: true,
    about: 'whether outgoing columns are called after their part.',
  }),
} satisfies Record<keyof ColumnTransformerOptions, Hyperparameter>;

function isPart(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [name, transformer, columns] = value;
  const isChoice =
    COLUMN_TYPES.includes(columns) ||
    (Array.isArray(columns) &&
      (columns.every((column) => typeof column === 'string') ||
        columns.every((column) => Number.isInteger(column) && column >= 0)));
  return typeof name === 'string' && name !== '' && isTransformer(transformer) && isChoice;
}

/**
 * Does different things to different columns, and puts what comes out side by side. At predict time the columns are
 * found by their names, whatever their order, and a column that is missing or of another type is named.
 *
 * @example
 * const table = Table.fromRecords([{ size: 3, colour: 'red' }, { size: 5, colour: 'blue' }])
 * const columns = new ColumnTransformer({
 *   transformers: [['sizes', new StandardScaler(), ['size']], ['texts', new OneHotEncoder(), 'text']],
 * })
 * columns.fitTransform(table)   // [[-1, 0, 1], [1, 1, 0]]
 * columns.getFeatureNamesOut()  // ['sizes__size', 'texts__colour_blue', 'texts__colour_red']
 */
export class ColumnTransformer extends Estimator<ColumnTransformerOptions, ColumnTransformerState> {
  static readonly info: EstimatorInfo = {
    type: 'ColumnTransformer',
    hyperparameters,
    members: { of: 'transformers', word: 'part' },
    state: schema.object<ColumnTransformerState>(
      {
        named: schema.boolean(),
        verbose: schema.boolean(),
        columns: schema.list(
          schema.object<ColumnTransformerState['columns'][number]>({
            name: schema.string(),
            type: schema.oneOf('number', 'text', 'boolean'),
          }),
        ),
        parts: schema.list(
          schema.object<FittedPart>({
            name: schema.string(),
            transformer: schema.nullable(schema.estimator<AnyEstimator>()),
            columns: schema.list(schema.number({ integer: true, min: 0 })),
          }),
        ),
      },
      ({ columns, parts }) => {
        const wrong = parts.find((part) => part.columns.some((j) => j >= columns.length));
        if (wrong !== undefined)
          return `the part ${show(wrong.name)} has a column that does not exist`;
        const unfit = parts.find(
          ({ transformer }) =>
            transformer !== null && !(isTransformer(transformer) && transformer.isFitted),
        );
        return unfit && `the part ${show(unfit.name)} is no fitted transformer`;
      },
    ),
  };

  constructor(options: ColumnTransformerOptions) {
    super(ColumnTransformer.info, options ?? {});
  }

  /**
   * Fit each part on its columns.
   *
   * @param X - a Table, or a matrix [nSamples × nFeatures], in which NaN is missing
   * @param y - targets or labels [nSamples], where a part needs them
   * @throws InvalidInputError when X is empty, or a part names a column that is not there
   * @throws whatever a part throws; the old model stands then
   */
  fit(X: Table | MatrixLike, y?: unknown): this {
    this.#learn(X, y, 'fit', 'ColumnTransformer.fit');
    return this;
  }

  /** `fit`, and what the `fitTransform` of each part gives: that of `TargetEncoder` is not its `transform`. */
  fitTransform(X: Table | MatrixLike, y?: unknown): Matrix {
    const where = 'ColumnTransformer.fitTransform';
    const parts = this.#learn(X, y, 'fitTransform', where);
    const rows =
      X instanceof Table ? X.rowCount : parseFeatures(X, where, { allowMissing: true }).rows;
    return joinBlocks(parts, rows, where);
  }

  /** Fit each part by one of its methods, and return what that gave. */
  #learn(
    X: Table | MatrixLike,
    y: unknown,
    method: 'fit' | 'fitTransform',
    where: string,
  ): PartOutput[] {
    const { transformers, remainder, verboseFeatureNamesOut: verbose } = this.params;
    const table = toTable(X, where);
    const named = X instanceof Table;
    const parts: FittedPart[] = [];
    const outputs: PartOutput[] = [];
    const taken = new Set<number>();
    const add = (name: string, what: AnyEstimator | 'drop' | 'passthrough', columns: number[]) => {
      if (what === 'drop' || columns.length === 0) return;
      const transformer = what === 'passthrough' ? null : clone(what);
      const own = pick(table, columns, named);
      outputs.push({
        name,
        out: transformer === null ? own : fitPart(transformer, method, own, y),
      });
      parts.push({ name, transformer, columns });
    };
    for (const [name, what, choice] of transformers) {
      const columns = positionsOf(choice, table, named, `${where}: the part ${show(name)}`);
      for (const j of columns) taken.add(j);
      add(name, what, columns);
    }
    const left = table.columns.flatMap((_, j) => (taken.has(j) ? [] : [j]));
    add('remainder', remainder, left);
    if (parts.length === 0) {
      throw new InvalidInputError(
        `${where}: no column is left. Name columns in transformers, or pass remainder: "passthrough".`,
      );
    }
    const columns = table.columns.map(({ name, type }) => ({ name, type }));
    const state = { named, verbose, columns, parts };
    namesOut(state, undefined, where);
    this.state = state;
    return outputs;
  }

  /**
   * The outgoing columns of all parts, side by side.
   *
   * @param X - the columns of fit: of a Table by name, where others are ignored; of a matrix by position
   * @returns [nSamples × nFeaturesOut]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when a column is missing or holds another type than in fit, or a part returns text
   */
  transform(X: Table | MatrixLike): Matrix {
    const where = 'ColumnTransformer.transform';
    const state = this.fitted('transform');
    const table = toTableLike(X, state, where);
    const outputs = state.parts.map(({ name, transformer, columns }) => {
      const own = pick(table, columns, state.named);
      return { name, out: transformer === null ? own : call(transformer, 'transform', [own]) };
    });
    return joinBlocks(outputs, table.rowCount, where);
  }

  /**
   * Names of the outgoing columns.
   *
   * @param inputNames - names of all columns of fit; by default those they had
   */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    return namesOut(
      this.fitted('getFeatureNamesOut'),
      inputNames,
      'ColumnTransformer.getFeatureNamesOut',
    );
  }

  /** The fitted transformer of a part; undefined where its columns are dropped or let through. */
  namedTransformer(name: string): AnyEstimator | undefined {
    const { parts } = this.fitted('namedTransformer');
    const known = [...this.params.transformers.map(([own]) => own), 'remainder'];
    if (!known.includes(name)) {
      throw new InvalidParameterError(
        `ColumnTransformer.namedTransformer: there is no part ${show(name)}. ${didYouMean(name, known)}`,
      );
    }
    return parts.find((part) => part.name === name)?.transformer ?? undefined;
  }
}

/** A matrix becomes a table of columns `x0, x1, …`. */
function toTable(X: Table | MatrixLike, where: string): Table {
  if (isTable(X, where)) {
    if (X.rowCount > 0 && X.columns.length > 0) return X;
    throw new InvalidInputError(`${where}: X has no rows or no columns. Pass data.`);
  }
  const { data, rows, columns } = parseFeatures(X, where, { allowMissing: true });
  return new Table(
    Array.from({ length: columns }, (_, j) => ({
      type: 'number' as const,
      name: `x${j}`,
      data: Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]),
    })),
  );
}

/** The columns of fit, of the types of fit; what no part takes need not be there. */
function toTableLike(X: Table | MatrixLike, state: ColumnTransformerState, where: string): Table {
  const used = new Set(state.parts.flatMap(({ columns }) => columns));
  const names = state.columns.flatMap(({ name }, j) => (used.has(j) ? [name] : []));
  const found = columnsOfFit(state.named ? names : state.columns.length, X, where);
  const given = toTable(X, where);
  if (found === null) {
    if (state.named) throw nameless(where);
    if (given.columns.length === state.columns.length) return given;
    throw new InvalidInputError(
      `${where}: X has ${count(given.columns.length, 'feature')}, but the model was fitted on ${state.columns.length}. Pass the columns of fit, in the same order.`,
    );
  }
  const byName = new Map(found.map((column) => [column.name, column]));
  return new Table(
    state.columns.map(({ name, type }) => {
      const column = byName.get(name);
      if (column === undefined) return emptyColumn(name, given.rowCount);
      if (column.type !== type && countMissing(column) < given.rowCount) {
        throw new InvalidInputError(
          `${where}: column ${show(name)} is of type ${column.type}, but was of type ${type} in fit. Pass the type of fit.`,
        );
      }
      return column;
    }),
  );
}

function emptyColumn(name: string, rows: number): Column {
  return { type: 'number', name, data: new Float64Array(rows).fill(Number.NaN) };
}

function positionsOf(choice: ColumnChoice, table: Table, named: boolean, where: string): number[] {
  if (typeof choice === 'string') {
    return table.columns.flatMap(({ type }, j) => (type === choice ? [j] : []));
  }
  const positions = choice.map((column) => {
    if (typeof column === 'string') {
      if (!named) {
        throw new InvalidInputError(
          `${where} names the column ${show(column)}, but X has no column names. Pass a Table, or positions.`,
        );
      }
      columnOf(table, column, where);
      return table.columnNames.indexOf(column);
    }
    if (column < table.columns.length) return column;
    throw new InvalidInputError(
      `${where} names column ${column}, but X has ${count(table.columns.length, 'column')}. Positions begin at 0.`,
    );
  });
  const twice = positions.find((j, at) => positions.indexOf(j) < at);
  if (twice === undefined) return positions;
  throw new InvalidInputError(
    `${where} names the column ${show(table.columns[twice].name)} twice. Name it once, or in two parts.`,
  );
}

/** Some columns, of the kind that fit was given. */
function pick(table: Table, columns: readonly number[], named: boolean): Table | Matrix {
  const own = new Table(columns.map((j) => table.columns[j]));
  return named ? own : own.toMatrix();
}

/** Fit a part; one without a `fitTransform` transforms what it was fitted on. */
function fitPart(
  transformer: AnyEstimator,
  method: 'fit' | 'fitTransform',
  own: Table | Matrix,
  y: unknown,
): unknown {
  if (method === 'fit' || has(transformer, 'fitTransform'))
    return call(transformer, method, [own, y]);
  call(transformer, 'fit', [own, y]);
  return call(transformer, 'transform', [own]);
}

/** What the parts gave, side by side. */
function joinBlocks(outputs: readonly PartOutput[], rows: number, where: string): Matrix {
  const blocks = outputs.map(({ name, out }) => toBlock(out, `${where}: the part ${show(name)}`));
  const width = blocks.reduce((sum, { columns }) => sum + columns, 0);
  const joined = reserveBlock(rows, width, {
    where,
    what: `${count(rows, 'row')} of ${count(width, 'column')}`,
    remedy: 'Let the parts return fewer columns, or transform fewer rows at a time.',
  });
  let first = 0;
  for (const { data, columns } of blocks) {
    for (let i = 0; i < rows; i++) {
      const row = i * columns;
      for (let j = 0; j < columns; j++) joined[i * width + first + j] = data[row + j];
    }
    first += columns;
  }
  return toMatrix(joined, rows, width);
}

function toBlock(out: unknown, where: string) {
  if (!(out instanceof Table))
    return parseFeatures(out as MatrixLike, where, { allowMissing: true });
  const text = out.columns.find(({ type }) => type === 'text');
  if (text === undefined) return parseFeatures(out.toMatrix(), where, { allowMissing: true });
  throw new InvalidInputError(
    `${where} leaves column ${show(text.name)} as text, which cannot stand beside numbers. Encode it: put an encoder behind it in a Pipeline, or drop it.`,
  );
}

function namesOut(
  { columns, parts, verbose }: ColumnTransformerState,
  inputNames: readonly string[] | undefined,
  where: string,
): string[] {
  const own = columns.map(({ name }) => name);
  const names = featureNames(inputNames ?? own, columns.length, where);
  const all = parts.flatMap((part) => {
    const given = part.columns.map((j) => names[j]);
    const out =
      part.transformer === null
        ? given
        : (call(part.transformer, 'getFeatureNamesOut', [given]) as string[]);
    return verbose ? out.map((name) => `${part.name}__${name}`) : out;
  });
  const twice = all.find((name, at) => all.indexOf(name) < at);
  if (twice === undefined || verbose) return all;
  throw new InvalidParameterError(
    `${where}: two outgoing columns are called ${show(twice)}. Pass verboseFeatureNamesOut: true.`,
  );
}

function call(estimator: AnyEstimator, method: string, args: readonly unknown[]): unknown {
  return (Reflect.get(estimator, method) as (...args: unknown[]) => unknown).apply(estimator, [
    ...args,
  ]);
}
