import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ScoreOptions,
  Transformer,
} from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { checkLength } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import type { AnyEstimator, EstimatorInfo } from '../estimator.js';
import { isClassifier } from '../estimator-kind.js';
import { type Fitting, fitAtOnce, fitInSlices, fitThenTransform, quietly } from '../fitting.js';
import { type Hyperparameter, integer, parameter, readOptions } from '../hyperparameters.js';
import { ofFold } from '../model-selection/fold-errors.js';
import { foldsInSteps } from '../model-selection/folds.js';
import { checkOneScore, type OneScoring, readScoring } from '../model-selection/read-scoring.js';
import { readSamples, type SamplePart } from '../model-selection/sample-set.js';
import type { CrossValidation } from '../model-selection/splitter.js';
import { savedCrossValidation } from '../model-selection/splitter-data.js';
import { readNamed } from '../named-options.js';
import { type NumberInput, parseColumns } from '../preprocessing/columns/number-columns.js';
import { object } from '../serialization/schema.js';
import { show } from '../words.js';
import {
  bestOf,
  type CountScores,
  countScoresFields,
  problemOfCountScores,
  type RFECVResults,
  resultsOf,
} from './count-scores.js';
import { type Elimination, eliminating, type Round, stepOf, stepRow } from './elimination.js';
import {
  estimatorRow,
  type ImportanceGetter,
  importanceGetterRow,
  problemOfEstimator,
} from './importances.js';
import {
  ModelSelector,
  problemOfSelected,
  type SelectedByModel,
  selectedByModel,
} from './model-selector.js';
import { positionsOf, takeColumns } from './selector.js';

/** The model of an `RFECV`, how its features are eliminated, and how their number is found. */
export interface RFECVOptions<E extends AnyEstimator = AnyEstimator> {
  /** What ranks the features: a model with `coef` or `featureImportances`, or a pipeline that ends in one. */
  estimator: E;
  /** How many features to eliminate a round: a count from 1, or a share of all below 1. Default 1. */
  step?: number;
  /** How many features to keep at least. Default 1. */
  minFeaturesToSelect?: number;
  /**
   * How samples are cut into folds: a number of folds, in order, with the shares of the classes kept for a classifier; a
   * splitter, with which the selector cannot be saved; or pairs of training and test indices. Default 5.
   */
  cv?: CrossValidation;
  /**
   * What is measured: the name of a metric, a scorer, or a function of model, X and y, with which the selector cannot be
   * saved. Default null: the estimator's own `score`.
   */
  scoring?: OneScoring | null;
  /**
   * Where the importances of features are found: `'auto'` for `coef` or `featureImportances`, or a function of the fitted
   * estimator, with which the selector cannot be saved. Default `'auto'`.
   */
  importanceGetter?: 'auto' | ImportanceGetter;
}

/** What `RFECV.fit` takes besides the samples. */
export interface RFECVFitOptions extends FitOptions {
  /** The group of each sample [nSamples], for a `cv` that keeps groups together. Default none. */
  groups?: ArrayLike<Label>;
}

/** As `RFECVFitOptions`, with progress and a signal. */
export interface RFECVFitAsyncOptions extends RFECVFitOptions, FitAsyncOptions {}

type RFECVState = SelectedByModel & CountScores;

const hyperparameters = {
  estimator: estimatorRow('what ranks the features.'),
  step: stepRow(),
  minFeaturesToSelect: integer({
    min: 1,
    default: 1,
    about: 'how many features to keep at least.',
  }),
  cv: savedCrossValidation(),
  scoring: parameter(
    { type: 'scoring', range: 'a name, a scorer or a function', accepts: () => true },
    { default: null, about: 'what is measured.' },
  ),
  importanceGetter: importanceGetterRow(),
} satisfies Record<keyof RFECVOptions, Hyperparameter>;

/**
 * Recursive feature elimination that finds how many features to keep: it eliminates on the training part of each fold,
 * scores each number of features on the rest, and then eliminates on all samples down to the best number, the smallest of
 * equal ones.
 * Source: Guyon, Weston, Barnhill and Vapnik, Machine Learning 46 (2002).
 * Cost: as many fits as rounds, for each fold and once more.
 *
 * @example
 * const { data, target } = loadDiabetes()
 * const selector = new RFECV({ estimator: new LinearRegression() }).fit(data, target)
 * selector.nFeatures // how many are kept
 * selector.cvResults.meanTestScore // R² of 1 to 10 features
 */
export class RFECV<E extends AnyEstimator = AnyEstimator>
  extends ModelSelector<E, RFECVOptions<E>, RFECVState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'RFECV',
    hyperparameters,
    state: object<RFECVState>(
      { ...selectedByModel(), ...countScoresFields() },
      (state) => problemOfSelected(state) ?? problemOfCountScores(state),
    ),
    check: problemOfEstimator,
  };

  constructor(options: RFECVOptions<E>) {
    super(RFECV.info, options ?? {});
  }

  /**
   * Find how many features to keep, and which.
   *
   * @param X - [nSamples × nFeatures], as the estimator takes it; NaN is missing
   * @param y - labels or targets [nSamples], as the estimator takes them
   * @param options - weights, for fits and scores, and groups
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, the samples cannot be cut so, the estimator
   *   has no importance for each feature, or a score is no finite number
   * @throws InvalidParameterError for an unknown score, or several
   * @throws whatever the estimator throws; what was learned before stands then
   */
  fit(X: NumberInput, y?: ArrayLike<Label>, options: RFECVFitOptions = {}): this {
    return fitAtOnce(this.#learn(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each fold and of the last elimination, and `signal` stops them. */
  async fitAsync(
    X: NumberInput,
    y?: ArrayLike<Label>,
    options: RFECVFitAsyncOptions = {},
  ): Promise<this> {
    const { onProgress, signal, ...rest } = readOptions(options, 'RFECV.fitAsync');
    return fitInSlices(this.#learn(X, y, rest), { onProgress, signal });
  }

  *#learn(X: NumberInput, y: ArrayLike<Label> | undefined, given: RFECVFitOptions): Fitting<this> {
    const where = 'RFECV.fit';
    const { estimator, importanceGetter, minFeaturesToSelect, step, cv } = this.params;
    const { samples, nFeatures, names } = parseColumns(X, where);
    const { groups, sampleWeight } = readNamed(given, where, ['groups', 'sampleWeight']);
    const set = readSamples(estimator, { X: samples, y, sampleWeight }, where);
    if (groups !== undefined) checkLength(groups, samples.rows, 'groups', where);
    yield;
    const folds = yield* foldsInSteps(
      cv,
      { X: samples, y, groups },
      { classifier: isClassifier(estimator), where },
    );
    const score = this.#scorer(where);
    const eliminate = (part: SamplePart, nToSelect: number): Elimination => ({
      samples: denseOf(part, where),
      y: part.y,
      options: part.options ?? {},
      estimator,
      importanceGetter,
      nToSelect,
      step: stepOf(step, nFeatures),
      where,
    });
    const least = Math.min(minFeaturesToSelect, nFeatures);
    const rounds: ScoredRound[][] = [];
    for (const [fold, [train, test]] of folds.entries()) {
      const held = set.part(test, train);
      const tried: ScoredRound[] = [];
      const work = eliminating(eliminate(set.part(train), least), (round) => {
        const columns = takeColumns(denseOf(held, where), positionsOf(round.kept));
        const testScore = score(round.model, columns, held.y, held.options);
        checkScore(testScore, fold, columns.columns, where);
        tried.push({ ...round, testScore });
      });
      yield* quietly(ofFold({ fold, stage: 'elimination', where }, work));
      rounds.push(tried.reverse()); // from the fewest features to all
      yield { done: fold + 1, total: folds.length + 1, unit: 'fold' };
    }
    const scored = countScoresOf(rounds);
    const all = set.part(Int32Array.from({ length: samples.rows }, (_, i) => i));
    const last = yield* quietly(eliminating(eliminate(all, bestOf(scored))));
    yield { done: folds.length + 1, total: folds.length + 1, unit: 'fold' };
    const { model, kept, ranking } = last;
    this.state = { nFeatures, names, kept, ranking, estimator: model, ...scored };
    return this;
  }

  /** The one score that `scoring` means. */
  #scorer(where: string) {
    const scorers = readScoring(this.params.scoring, this.params.estimator, where);
    checkOneScore(scorers, where);
    const [scorer] = scorers.all;
    return (
      model: AnyEstimator,
      X: MatrixLike,
      y: ArrayLike<Label> | undefined,
      options: ScoreOptions = {},
    ) => scorer.take(model, X, y as ArrayLike<Label>, options);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: ArrayLike<Label>, options: RFECVFitOptions = {}): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: NumberInput, y?: ArrayLike<Label>): Fitting<Matrix> {
    return fitThenTransform(this, X, y);
  }

  /** What `scoring` says of the model on the selected columns. */
  override score(X: NumberInput, y: ArrayLike<Label>, options: ScoreOptions = {}): number {
    const where = 'RFECV.score';
    const { estimator } = this.fitted('score');
    const given = readNamed(options, where, ['sampleWeight']);
    return this.#scorer(where)(estimator, this.transform(X), y, given) as number;
  }

  /** How each number of features did, from the fewest to all. */
  get cvResults(): RFECVResults {
    return this.shown('cvResults', resultsOf);
  }
}

interface ScoredRound extends Round {
  readonly testScore: number;
}

function denseOf({ X }: SamplePart, where: string): Dense {
  return parseFeatures(X as MatrixLike, where, { allowMissing: true });
}

/** The scores and ranks of the rounds of each fold, in one block each. */
function countScoresOf(rounds: readonly (readonly ScoredRound[])[]): CountScores {
  const [first] = rounds;
  const all = rounds.flat();
  const { length: width } = first[0].ranking;
  const rankings = new Int32Array(all.length * width);
  for (const [at, { ranking }] of all.entries()) rankings.set(ranking, at * width);
  return {
    counts: Int32Array.from(first, ({ kept }) => positionsOf(kept).length),
    testScores: Float64Array.from(all, ({ testScore }) => testScore),
    nFolds: rounds.length,
    rankings,
  };
}

function checkScore(
  score: unknown,
  fold: number,
  nFeatures: number,
  where: string,
): asserts score is number {
  if (typeof score === 'number' && Number.isFinite(score)) return;
  throw new InvalidInputError(
    `${where}: the score of fold ${fold} with ${nFeatures} features is ${show(score)}, not a finite number. Choose larger folds, or a score that is defined for them.`,
  );
}
