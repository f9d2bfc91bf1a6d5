import type { Matrix } from 'ml-matrix';
import type { Label, Transformer } from '../contracts.js';
import type { EstimatorInfo } from '../estimator.js';
import { type Hyperparameter, real } from '../hyperparameters.js';
import { between } from '../numeric/statistics.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import { drain, type Steps } from '../progress.js';
import { object } from '../serialization/schema.js';
import { type ScoreFunctionOptions, scoreFunctionRows } from './score-function.js';
import { comparable, type ScoredColumns, scoreColumns, scoredColumns } from './scored-columns.js';
import { Selector } from './selector.js';

/** What part of the columns `SelectPercentile` keeps, and what scores them. */
export interface SelectPercentileOptions extends ScoreFunctionOptions {
  /** Percent of the columns to keep, from 0 to 100. Default 10. */
  percentile?: number;
}

const hyperparameters = {
  ...scoreFunctionRows(),
  percentile: real({
    min: 0,
    max: 100,
    default: 10,
    about: 'percent of the columns to keep, from 0 to 100.',
  }),
} satisfies Record<keyof SelectPercentileOptions, Hyperparameter>;

/**
 * Keeps the percentage of columns that a scoring function likes best, each judged alone. Of equal scores at the threshold
 * the first columns are kept, as many as the percentage has room for; a score of NaN is the least.
 *
 * @example
 * const { data, target } = loadIris()
 * const selector = new SelectPercentile({ percentile: 50 }).fit(data, target)
 * selector.getSupport({ indices: true }) // [2, 3]
 */
export class SelectPercentile
  extends Selector<SelectPercentileOptions, ScoredColumns>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'SelectPercentile',
    hyperparameters,
    state: object<ScoredColumns>(scoredColumns()),
  };

  constructor(options: SelectPercentileOptions = {}) {
    super(SelectPercentile.info, options, false);
  }

  /**
   * Score the columns.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - labels or targets [nSamples], as the scoring function takes them
   * @throws InvalidInputError when X is ragged, empty, not finite or holds text, or y does not suit the scoring function
   */
  fit(X: NumberInput, y?: ArrayLike<Label>): this {
    return drain(this.#learn(X, y));
  }

  *#learn(X: NumberInput, y: ArrayLike<Label> | undefined): Steps<this> {
    const where = 'SelectPercentile.fit';
    const scored = yield* scoreColumns(X, y, this.params, where);
    const kept = bestPercent(comparable(scored.scores), this.params.percentile);
    this.state = { ...scored, kept };
    return this;
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: ArrayLike<Label>): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of a column or less: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, y?: ArrayLike<Label>): Steps<Matrix> {
    yield* this.#learn(X, y);
    yield;
    return this.transform(X);
  }

  /** What the scoring function said of each column [nFeatures]. */
  get scores(): readonly number[] {
    return this.shown('scores', ({ scores }) => Array.from(scores));
  }

  /** The p-value of each score [nFeatures]; null where the scoring function gives none. */
  get pValues(): readonly number[] | null {
    return this.shown('pValues', ({ pValues }) => pValues && Array.from(pValues));
  }
}

/**
 * 1 for the columns above the percentile of the scores, and for as many of those at it as there is room for.
 *
 * @param scores - none NaN
 */
function bestPercent(scores: Float64Array, percentile: number): Uint8Array {
  const kept = new Uint8Array(scores.length);
  if (percentile === 0) return kept;
  if (percentile === 100) return kept.fill(1);
  const threshold = percentileOf(scores, 100 - percentile);
  let room = Math.floor((scores.length * percentile) / 100);
  for (let j = 0; j < scores.length; j++) {
    if (scores[j] <= threshold) continue;
    kept[j] = 1;
    room--;
  }
  for (let j = 0; j < scores.length && room > 0; j++) {
    if (scores[j] !== threshold) continue;
    kept[j] = 1;
    room--;
  }
  return kept;
}

/** As `quantile`, also where scores are infinite or as far apart as numbers can be. */
function percentileOf(scores: Float64Array, percent: number): number {
  const sorted = scores.slice().sort();
  const place = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const share = place - below;
  if (share === 0) return sorted[below];
  const [low, high] = [sorted[below], sorted[below + 1]];
  if (low === -Infinity || high === Infinity) return high;
  if (Number.isFinite(high - low)) return between(low, high, share);
  return low * (1 - share) + high * share;
}
