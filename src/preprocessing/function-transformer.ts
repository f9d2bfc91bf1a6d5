import type { Matrix } from 'ml-matrix';
import type { MatrixLike, PassedOver, Transformer } from '../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { aChoice, either, type Hyperparameter, parameter, type Rule } from '../hyperparameters.js';
import { object } from '../serialization/schema.js';
import { show } from '../words.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
} from './columns/number-columns.js';

/** Features in, features out, a row for each: `X` may be kept, changed or replaced. */
export type FeatureFunction = (X: Matrix) => MatrixLike;

/** The functions of a `FunctionTransformer`, and the names of what they give. */
export interface FunctionTransformerOptions {
  /** What `transform` does. Default null: nothing. */
  func?: FeatureFunction | null;
  /** What `inverseTransform` does. Default null: nothing. */
  inverseFunc?: FeatureFunction | null;
  /**
   * Names of the outgoing columns: those of the incoming (`'oneToOne'`), or a function of them. Default
   * `'oneToOne'`.
   */
  featureNamesOut?: 'oneToOne' | ((inputNames: readonly string[]) => readonly string[]);
}

type FunctionTransformerState = NumberColumns;

const aFunction: Rule = {
  type: 'function',
  range: 'a function',
  accepts: (value) => typeof value === 'function',
};

const hyperparameters = {
  func: parameter(either(aFunction, aChoice(null)), {
    default: null,
    about: 'what transform does, or null for nothing.',
  }),
  inverseFunc: parameter(either(aFunction, aChoice(null)), {
    default: null,
    about: 'what inverseTransform does, or null for nothing.',
  }),
  featureNamesOut: parameter(either(aFunction, aChoice('oneToOne')), {
    default: 'oneToOne',
    about: 'the names of the outgoing columns, or a function that makes them of the incoming.',
  }),
} satisfies Record<keyof FunctionTransformerOptions, Hyperparameter>;

/**
 * Any function as a step of a pipeline. A function is code, so it cannot be saved: a pipeline that is to be stored does
 * without, or has a class of one's own in its place.
 *
 * @example
 * const logs = new FunctionTransformer({ func: (X) => X.clone().log1p(), inverseFunc: (X) => X.clone().expm1() })
 * logs.fitTransform([[0], [Math.E - 1]]) // [[0], [1]]
 */
export class FunctionTransformer
  extends Estimator<FunctionTransformerOptions, FunctionTransformerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'FunctionTransformer',
    hyperparameters,
    state: object<FunctionTransformerState>({
      ...numberColumnsFields(),
    }),
  };

  constructor(options: FunctionTransformerOptions = {}) {
    super(FunctionTransformer.info, options);
  }

  /**
   * Learn what the columns are, and nothing else.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    const { nFeatures, names } = parseColumns(X, 'FunctionTransformer.fit');
    this.state = { nFeatures, names };
    return this;
  }

  /**
   * What `func` makes of X, which it gets as a copy: of a Table the columns of fit, as numbers.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeaturesOut]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns, or `func` returns no matrix of as many
   *   rows, or infinite numbers
   */
  transform(X: NumberInput): Matrix {
    const where = 'FunctionTransformer.transform';
    const given = parseColumnsLike(X, this.fitted('transform'), where);
    return apply(this.params.func, given, where, 'func');
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** What `inverseFunc` makes of X. Parameters and errors as `transform`, but for the number of columns. */
  inverseTransform(X: MatrixLike): Matrix {
    this.fitted('inverseTransform');
    const where = 'FunctionTransformer.inverseTransform';
    const given = parseFeatures(X, where, { allowMissing: true });
    return apply(this.params.inverseFunc, given, where, 'inverseFunc');
  }

  /** Names of the outgoing columns, as `featureNamesOut` has it. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const names = keptNames(inputNames, state, 'FunctionTransformer.getFeatureNamesOut');
    const { featureNamesOut } = this.params;
    return typeof featureNamesOut === 'function' ? [...featureNamesOut(names)] : names;
  }
}

function apply(
  func: FeatureFunction | null,
  { data, rows, columns }: Dense,
  where: string,
  option: string,
): Matrix {
  const copy = toMatrix(data.slice(), rows, columns);
  if (func === null) return copy;
  const made = parseFeatures(func(copy), `${where}, what ${option} returned`, {
    allowMissing: true,
  });
  if (made.rows !== rows) {
    throw new InvalidInputError(
      `${where}: ${option} returned ${show(made.rows)} rows for ${rows}. Return one for each.`,
    );
  }
  return toMatrix(made.data.slice(), made.rows, made.columns);
}
