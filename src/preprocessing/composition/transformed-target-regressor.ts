import type {
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  Regressor,
  ScoreOptions,
} from '../../contracts.js';
import { parseFeatures } from '../../data/dense.js';
import { checkLength, parseTargets } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone, Estimator, type EstimatorInfo } from '../../estimator.js';
import { isClassifier } from '../../estimator-kind.js';
import { r2Of } from '../../estimators/scoring.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import { estimator, nullable, object } from '../../serialization/schema.js';
import { show } from '../../words.js';
import { has } from './pipeline-steps.js';

/** A regressor that can be asked for its parameters. */
type RegressorEstimator = AnyEstimator & Pick<Regressor, 'fit' | 'fitAsync' | 'predict'>;

/** A transformer of one column that knows the way back. */
type TargetTransformer = AnyEstimator & {
  fitTransform(X: MatrixLike): MatrixLike;
  inverseTransform(X: MatrixLike): MatrixLike;
};

/** The model of a `TransformedTargetRegressor`, and what its target goes through. */
export interface TransformedTargetRegressorOptions {
  /** What learns the transformed target. `fit` trains a copy, so the one given here stays as it is. */
  regressor: AnyEstimator;
  /** What the target goes through, with a way back, such as `new StandardScaler()`. Default null: as it is. */
  transformer?: AnyEstimator | null;
}

export interface TransformedTargetState {
  regressor: RegressorEstimator;
  transformer: TargetTransformer | null;
}

const isRegressor = (value: unknown): value is RegressorEstimator =>
  value instanceof Estimator &&
  ['fit', 'fitAsync', 'predict'].every((method) => has(value, method)) &&
  !isClassifier(value);

const isTransformer = (value: unknown): value is TargetTransformer =>
  value instanceof Estimator &&
  ['fitTransform', 'inverseTransform'].every((method) => has(value, method));

const hyperparameters = {
  regressor: parameter(
    {
      type: 'regressor',
      range: 'a regressor',
      accepts: (value) => value === null || isRegressor(value), // null, the default, is refused by name
    },
    { default: null, about: 'what learns the transformed target.' },
  ),
  transformer: parameter(
    {
      type: 'transformer',
      range: 'null or a transformer with inverseTransform',
      accepts: (value) => value === null || isTransformer(value),
    },
    { default: null, about: 'what the target goes through, or null to leave it as it is.' },
  ),
} satisfies Record<keyof TransformedTargetRegressorOptions, Hyperparameter>;

/**
 * A regressor of a transformed target, whose predictions come back in the target's own units. Support vectors need it:
 * their `epsilon` and `C` are in units of the target, and mean little where that is in the thousands.
 *
 * @example
 * const model = new TransformedTargetRegressor({ regressor: new SVR(), transformer: new StandardScaler() })
 * model.fit([[1], [2], [3]], [10000, 20000, 30000]).predict([[2]])   // about 20000
 */
export class TransformedTargetRegressor
  extends Estimator<TransformedTargetRegressorOptions, TransformedTargetState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'TransformedTargetRegressor',
    hyperparameters,
    state: object<TransformedTargetState>(
      {
        regressor: estimator<RegressorEstimator>(),
        transformer: nullable(estimator<TargetTransformer>()),
      },
      ({ regressor, transformer }) => {
        if (!isRegressor(regressor) || !regressor.isFitted)
          return 'its regressor is no fitted one.';
        if (transformer === null) return undefined;
        const fits = isTransformer(transformer) && transformer.isFitted;
        return fits ? undefined : 'its transformer is no fitted one with a way back.';
      },
    ),
  };

  constructor(options: TransformedTargetRegressorOptions) {
    super(TransformedTargetRegressor.info, options ?? {});
    if (this.params.regressor === null) {
      throw new InvalidParameterError(
        'TransformedTargetRegressor: regressor is missing. Pass { regressor: new SVR() } or another one.',
      );
    }
  }

  /**
   * Fit the transformer on the targets, and the regressor on what becomes of them.
   *
   * @param X - [nSamples × nFeatures], as the regressor takes it
   * @param y - targets [nSamples]
   * @throws whatever the regressor or the transformer throws; the old model stands then
   */
  fit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    const next = this.#prepare(y);
    next.regressor.fit(X, next.transformed, options);
    return this.#keep(next);
  }

  /** As `fit`, in time slices. */
  async fitAsync(
    X: MatrixLike,
    y: ArrayLike<number>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    const next = this.#prepare(y);
    await next.regressor.fitAsync(X, next.transformed, options);
    return this.#keep(next);
  }

  #prepare(y: ArrayLike<number>): TransformedTargetState & { transformed: Float64Array } {
    const where = 'TransformedTargetRegressor.fit';
    const regressor = clone(this.params.regressor);
    const transformer = this.params.transformer === null ? null : clone(this.params.transformer);
    if (!isRegressor(regressor) || (transformer !== null && !isTransformer(transformer))) {
      throw new InvalidParameterError(`${where}: ${show(regressor)} is no regressor. Pass one.`);
    }
    checkLength(y, y?.length ?? 0, 'y', where);
    const targets = parseTargets(y, y.length, where);
    const transformed =
      transformer === null || targets.length === 0
        ? targets
        : columnOf(
            transformer.fitTransform({ data: targets, rows: targets.length, columns: 1 }),
            where,
          );
    return { regressor, transformer, transformed };
  }

  #keep({ regressor, transformer }: TransformedTargetState): this {
    this.state = { regressor, transformer };
    return this;
  }

  /**
   * Targets in their own units.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples]
   * @throws NotFittedError before fit
   */
  predict(X: MatrixLike): number[] {
    const { regressor, transformer } = this.fitted('predict');
    const predicted = regressor.predict(X);
    if (transformer === null) return predicted;
    const data = Float64Array.from(predicted);
    const back = transformer.inverseTransform({ data, rows: data.length, columns: 1 });
    return Array.from(columnOf(back, 'TransformedTargetRegressor.predict'));
  }

  /** R² of the predictions, at most 1, in the target's own units. */
  score(X: MatrixLike, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.predict(X), y, options, 'TransformedTargetRegressor.score');
  }

  /** The fitted regressor, which predicts the transformed target. */
  get regressor(): AnyEstimator {
    return this.fitted('regressor').regressor;
  }

  /** The fitted transformer of the target; null where it is left as it is. */
  get transformer(): AnyEstimator | null {
    return this.fitted('transformer').transformer;
  }
}

/** The values of a matrix of one column. */
function columnOf(X: MatrixLike, where: string): Float64Array {
  return parseFeatures(X, where, { columns: 1 }).data;
}
