import type { Matrix } from 'ml-matrix';
import type { Label, Transformer } from '../contracts.js';
import type { EstimatorInfo } from '../estimator.js';
import { aChoice, anInteger, either, type Hyperparameter, parameter } from '../hyperparameters.js';
import { argsort } from '../numeric/ordering.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import { drain, type Steps } from '../progress.js';
import { object } from '../serialization/schema.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';
import { type ScoreFunctionOptions, scoreFunctionRows } from './score-function.js';
import { comparable, type ScoredColumns, scoreColumns, scoredColumns } from './scored-columns.js';
import { Selector } from './selector.js';

/** How many columns `SelectKBest` keeps, and what scores them. */
export interface SelectKBestOptions extends ScoreFunctionOptions {
  /** How many columns to keep, or `'all'`. Default 10. */
  k?: number | 'all';
}

const hyperparameters = {
  ...scoreFunctionRows(),
  k: parameter(either(anInteger({ min: 0 }), aChoice('all')), {
    default: 10,
    about: "how many columns to keep, or 'all'.",
  }),
} satisfies Record<keyof SelectKBestOptions, Hyperparameter>;

/**
 * Keeps the k columns that a scoring function likes best, each judged alone. Of equal scores the last columns are kept; a
 * score of NaN is the least.
 *
 * @example
 * const { data, target } = loadIris()
 * const selector = new SelectKBest({ k: 2 }).fit(data, target)
 * selector.getSupport({ indices: true }) // [2, 3]
 */
export class SelectKBest
  extends Selector<SelectKBestOptions, ScoredColumns>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'SelectKBest',
    hyperparameters,
    state: object<ScoredColumns>(scoredColumns()),
  };

  constructor(options: SelectKBestOptions = {}) {
    super(SelectKBest.info, options, false);
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
    const where = 'SelectKBest.fit';
    const { k } = this.params;
    const scored = yield* scoreColumns(X, y, this.params, where);
    const { nFeatures } = scored;
    if (k !== 'all' && k > nFeatures) {
      warn('data', `${where}: k is ${k}, but X has ${count(nFeatures, 'column')}. All are kept.`);
    }
    const kept = new Uint8Array(nFeatures);
    const order = argsort(comparable(scored.scores));
    const first = k === 'all' ? 0 : Math.max(0, nFeatures - k);
    for (const j of order.subarray(first)) kept[j] = 1;
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
