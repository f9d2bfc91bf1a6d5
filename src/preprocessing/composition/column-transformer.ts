import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver } from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { isTable } from '../../data/is-table.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone, Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Fitting, fitAtOnce } from '../../fitting.js';
import { boolean, type Hyperparameter, parameter } from '../../hyperparameters.js';
import { drain } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { didYouMean, show } from '../../words.js';
import { featureNames } from '../columns/feature-names.js';
import {
  type ColumnPart,
  type ColumnTransformerState,
  type FittedPart,
  firstRepeated,
  isPart,
  isTransformer,
  positionsOf,
} from './column-parts.js';
import { pick, toTable, toTableLike } from './part-inputs.js';
import { call, fitPart, joinBlocks, type PartOutput } from './part-outputs.js';

export type { ColumnChoice, ColumnPart } from './column-parts.js';

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
  fit(X: Table | MatrixLike, y?: PassedOver): this {
    return fitAtOnce(this.fitInSteps(X, y));
  }

  /** As `fit`, in steps of its parts: a generator for who drives it with other work, fits among it. */
  *fitInSteps(X: Table | MatrixLike, y?: PassedOver): Fitting<this> {
    yield* this.#learn(X, y, 'fit', 'ColumnTransformer.fit');
    return this;
  }

  /** `fit`, and what the `fitTransform` of each part gives: that of `TargetEncoder` is not its `transform`. */
  fitTransform(X: Table | MatrixLike, y?: PassedOver): Matrix {
    return fitAtOnce(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of its parts: a generator for who drives it with other work, fits among it. */
  *fitTransformInSteps(X: Table | MatrixLike, y?: PassedOver): Fitting<Matrix> {
    const where = 'ColumnTransformer.fitTransform';
    const parts = yield* this.#learn(X, y, 'fitTransform', where);
    return yield* joinBlocks(parts, countRows(X, where), where);
  }

  /** Fit each part by one of its methods, and return what that gave. */
  *#learn(
    X: Table | MatrixLike,
    y: unknown,
    method: 'fit' | 'fitTransform',
    where: string,
  ): Fitting<PartOutput[]> {
    const { transformers, remainder, verboseFeatureNamesOut: verbose } = this.params;
    const table = toTable(X, where);
    yield;
    const named = isTable(X);
    const parts: FittedPart[] = [];
    const outputs: PartOutput[] = [];
    const taken = new Set<number>();
    function* add(
      name: string,
      what: AnyEstimator | 'drop' | 'passthrough',
      columns: number[],
    ): Fitting<void> {
      if (what === 'drop' || columns.length === 0) return;
      const transformer = what === 'passthrough' ? null : clone(what);
      const own = pick(table, columns, named);
      yield;
      const out =
        transformer === null
          ? own
          : yield* fitPart({ name, estimator: transformer }, method, own, y);
      outputs.push({ name, out });
      parts.push({ name, transformer, columns });
    }
    for (const [name, what, choice] of transformers) {
      const columns = positionsOf(choice, table, named, `${where}: the part ${show(name)}`);
      for (const j of columns) taken.add(j);
      yield* add(name, what, columns);
    }
    const left = table.columns.flatMap((_, j) => (taken.has(j) ? [] : [j]));
    yield* add('remainder', remainder, left);
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
    return drain(joinBlocks(outputs, table.rowCount, where));
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
  if (verbose) return all;
  const twice = firstRepeated(all);
  if (twice === undefined) return all;
  throw new InvalidParameterError(
    `${where}: two outgoing columns are called ${show(twice)}. Pass verboseFeatureNamesOut: true.`,
  );
}
