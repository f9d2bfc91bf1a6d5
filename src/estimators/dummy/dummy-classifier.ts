import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { toMatrix } from '../../data/dense.js';
import { decodeLabels, encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, oneOf, parameter, seed } from '../../hyperparameters.js';
import { sumOfWeights } from '../../numeric/statistics.js';
import { toArray } from '../../numeric/vectors.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import { createRng, randomSeed, type Seed } from '../../random/rng.js';
import { cumulate, drawIndex } from '../../random/weighted-sampling.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
import { didYouMean, show } from '../../words.js';
import { classColumns, reserveClasses } from '../class-columns.js';
import { accuracyOf } from '../scoring.js';

type Strategy = 'mostFrequent' | 'prior' | 'stratified' | 'uniform' | 'constant';

/** What a `DummyClassifier` says instead of learning. */
export interface DummyClassifierOptions {
  /**
   * What is predicted: `'prior'` the most frequent label, with the shares of the labels as probabilities; `'mostFrequent'`
   * that label for certain; `'stratified'` labels drawn by their shares; `'uniform'` labels drawn alike; `'constant'` one
   * label of one's own. Default 'prior'.
   */
  strategy?: Strategy;
  /** The label that the strategy `'constant'` predicts, one of y. Default null. */
  constant?: Label | null;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
}

interface DummyClassifierState {
  classes: Label[];
  prior: Float64Array;
  strategy: Strategy;
  /** Position of the constant label in `classes`; null for other strategies. */
  constant: number | null;
  seed: number | string;
}

const STRATEGIES = ['mostFrequent', 'prior', 'stratified', 'uniform', 'constant'] as const;

const hyperparameters = {
  strategy: oneOf(STRATEGIES, { default: 'prior', about: 'what is predicted.' }),
  constant: parameter(
    {
      type: 'label',
      range: 'a label or null',
      accepts: (value) =>
        value === null ||
        typeof value === 'string' ||
        typeof value === 'boolean' ||
        Number.isFinite(value),
    },
    { default: null, about: 'the label that the strategy "constant" predicts.' },
  ),
  randomState: seed(),
} satisfies Record<keyof DummyClassifierOptions, Hyperparameter>;

/**
 * A classifier that looks at no feature: what a model must beat to have learned anything.
 *
 * @example
 * const baseline = new DummyClassifier().fit([[1], [2], [3]], ['no', 'no', 'yes'])
 * baseline.predict([[9]]) // ['no']
 * baseline.score([[1], [2], [3]], ['no', 'no', 'yes']) // 2/3
 */
export class DummyClassifier<L extends Label = Label>
  extends Estimator<DummyClassifierOptions, DummyClassifierState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'DummyClassifier',
    hyperparameters,
    check: ({ strategy, constant }: DummyClassifierOptions) =>
      strategy === 'constant' && constant === null
        ? 'the strategy "constant" needs a label. Pass constant, one of the labels of y.'
        : undefined,
    state: schema.object<DummyClassifierState>(
      {
        classes: schema.labels('nClasses'),
        prior: schema.float64('nClasses', { min: 0, max: 1 }),
        strategy: schema.oneOf(...STRATEGIES),
        constant: schema.nullable(schema.number({ integer: true, min: 0 })),
        seed: schema.seed(),
      },
      ({ classes, prior, strategy, constant }) => {
        const sum = prior.reduce((total, share) => total + share, 0);
        if (classes.length < 2) return 'it has fewer than two classes.';
        if (Math.abs(sum - 1) > 1e-6) return `its shares of the classes sum to ${sum}, not 1.`;
        if ((strategy === 'constant') !== (constant !== null)) {
          return 'its constant does not go with its strategy.';
        }
        return (constant ?? 0) < classes.length ? undefined : 'its constant is no class.';
      },
    ),
  };

  constructor(options: DummyClassifierOptions = {}) {
    super(DummyClassifier.info, options);
  }

  /**
   * Count the labels.
   *
   * @param X - as many rows as y has labels; nothing else of them matters
   * @param y - labels [nSamples], at least two different ones
   * @throws InvalidInputError when y or the weights do not fit
   * @throws InvalidParameterError when `constant` is no label of y
   */
  fit<M extends L>(X: Splittable, y: ArrayLike<M>, options: FitOptions = {}): DummyClassifier<M> {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`; the one step has an end, after which `signal` and `onProgress` are heard. */
  async fitAsync<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<DummyClassifier<M>> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Training<DummyClassifier<M>> {
    const where = 'DummyClassifier.fit';
    const { strategy, constant, randomState } = this.params;
    const rows = countRows(X, where);
    const weights = weightsOf(options, rows, where);
    const { codes, classes } = encodeClasses<Label>(y, rows, where, weights);
    const prior = new Float64Array(classes.length);
    const total = sumOfWeights(rows, weights);
    for (let i = 0; i < rows; i++) {
      if (codes[i] >= 0) prior[codes[i]] += (weights === undefined ? 1 : weights[i]) / total;
    }
    yield { done: 1, total: 1, unit: 'step' };
    this.state = {
      classes,
      prior,
      strategy,
      constant: strategy === 'constant' ? positionOf(constant, classes, where) : null,
      seed: randomState ?? randomSeed(),
    };
    return this as DummyClassifier as DummyClassifier<M>;
  }

  /**
   * Labels by the strategy. Those that are drawn are the same at every call with as many rows.
   *
   * @param X - [nSamples], of whatever kind
   * @throws NotFittedError before fit
   */
  predict(X: Splittable): L[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): L[] {
    const state = this.fitted(method);
    const { classes } = state;
    const where = `DummyClassifier.${method}`;
    const rows = countRows(X, where);
    reserveClasses(rows, classes.length, where);
    const codes =
      state.strategy === 'uniform'
        ? drawn(state, rows, new Float64Array(classes.length).fill(1))
        : argmaxRows(this.#shares(rows, method), classes.length);
    return decodeLabels(codes, classes as L[]);
  }

  /**
   * Probabilities by the strategy: of drawn labels 1 for the label drawn, but for `'uniform'`, where all are alike.
   *
   * @param X - [nSamples], of whatever kind
   * @returns [nSamples × nClasses], rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   */
  predictProba(X: Splittable): Matrix {
    const { classes } = this.fitted('predictProba');
    const rows = countRows(X, 'DummyClassifier.predictProba');
    return toMatrix(this.#shares(rows, 'predictProba'), rows, classes.length);
  }

  #shares(rows: number, method: string): Float64Array {
    const state = this.fitted(method);
    const { classes, prior, strategy, constant } = state;
    const nClasses = classes.length;
    const shares = classColumns(rows, nClasses, `DummyClassifier.${method}`);
    if (strategy === 'uniform') return shares.fill(1 / nClasses);
    if (strategy === 'prior') {
      for (let i = 0; i < rows; i++) shares.set(prior, i * nClasses);
      return shares;
    }
    const labels = strategy === 'stratified' ? drawn(state, rows, prior) : undefined;
    const sole = constant ?? argmaxRows(prior, nClasses)[0];
    for (let i = 0; i < rows; i++) shares[i * nClasses + (labels?.[i] ?? sole)] = 1;
    return shares;
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: Splittable, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    return accuracyOf(this.#predict(X, 'score'), y, options, 'DummyClassifier.score');
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The share of each label in y [nClasses], weighted. */
  get classPrior(): readonly number[] {
    return this.shown('classPrior', ({ prior }) => toArray(prior));
  }
}

/** Classes drawn by weights, the same at every call. */
function drawn({ seed }: DummyClassifierState, rows: number, weights: Float64Array): Int32Array {
  const rng = createRng(seed);
  const cumulative = cumulate(weights);
  return new Int32Array(rows).map(() => drawIndex(cumulative, rng.next()));
}

function positionOf(constant: Label | null, classes: readonly Label[], where: string): number {
  const position = constant === null ? -1 : classes.indexOf(constant);
  if (position >= 0) return position;
  throw new InvalidParameterError(
    `${where}: constant is ${show(constant)}, which is no label of y. ${didYouMean(String(constant), classes.map(String))}`,
  );
}
