import type { Steps } from '../../progress.js';
import { ClassSearch } from './class-search.js';
import type { Cut } from './cut.js';
import type { CutSearch } from './cut-search.js';
import type { RankedFeatures } from './exact-features.js';
import type { NodeSplitter } from './grow.js';
import { PairSearch } from './pair-search.js';
import { CONSTANT, COUNTABLE, type SampleOrders } from './sample-orders.js';
import type { Split } from './split.js';

/** What the trees of a forest share when they are split exactly. */
export interface ExactOptions {
  readonly criterion: 'gini' | 'entropy' | 'squaredError' | 'poisson';
  /** Classes to tell apart; 0 where targets are numbers. */
  readonly nClasses: number;
  /** Added to the mean target of a node: what was taken off the targets so that they lie around 0. */
  readonly center: number;
  /** Smallest number of samples of a side. */
  readonly minSamples: number;
}

/** Whether two sums a side, weight and moment, say all that the criterion asks. */
export function needsPairs(criterion: ExactOptions['criterion'], nClasses: number): boolean {
  return criterion === 'gini' ? nClasses === 2 : nClasses === 0;
}

/**
 * Splits at the best place between any two values, by sums over samples in the order of a column. How the samples come into
 * order is that of `SampleOrders`.
 */
export class ExactSplitter implements NodeSplitter {
  weight = 0;
  loss = 0;
  score = 0;
  readonly nValues: number;

  readonly #features: RankedFeatures;
  readonly #orders: SampleOrders;
  readonly #minSamples: number;
  readonly #search: CutSearch;
  /** Where sums over codes may do: the same search. */
  readonly #pairs: PairSearch | undefined;
  #start = 0;
  #end = 0;

  /** @param targets - class number or target of each row */
  constructor(
    features: RankedFeatures,
    orders: SampleOrders,
    targets: Float64Array,
    options: ExactOptions,
  ) {
    const { criterion, nClasses, center, minSamples } = options;
    this.#features = features;
    this.#orders = orders;
    this.#minSamples = minSamples;
    this.nValues = Math.max(1, nClasses);
    if (criterion !== 'entropy' && needsPairs(criterion, nClasses)) {
      this.#pairs = new PairSearch(criterion, targets, center);
      this.#search = this.#pairs;
    } else {
      const ofClasses = criterion === 'entropy' ? 'entropy' : 'gini';
      this.#search = new ClassSearch(ofClasses, nClasses, targets);
    }
  }

  /**
   * Take up the samples of a new tree.
   *
   * @param weights - of each row; rows of the weight 0 are left out
   * @param minWeight - smallest weight of a side
   * @returns how many samples there are
   */
  *begin(weights: Float64Array, minWeight: number): Steps<number> {
    const rows = rowsOf(weights);
    this.#search.begin(weights, minWeight);
    yield* this.#orders.begin(rows);
    return rows.length;
  }

  enter(start: number, end: number): void {
    const search = this.#search;
    search.enter(this.#orders.natural, start, end);
    this.#start = start;
    this.#end = end;
    this.weight = search.weight;
    this.score = search.score;
    this.loss = search.loss;
  }

  tryFeature(feature: number, cut: Cut): boolean {
    const orders = this.#orders;
    const { hasMissing, isDistinct } = this.#features;
    const from = orders.sort(feature, this.#start, this.#end);
    if (from === CONSTANT) return false;
    if (from === COUNTABLE) return this.#searchCodes(feature, cut);
    const end = from + this.#end - this.#start;
    const { order } = orders;
    const codes = this.#features.columnCodes[feature];
    let present = end;
    if (hasMissing[feature] === 1) {
      while (codes[order[present - 1]] === this.#features.rows) present--;
    }
    if (present < end) {
      this.#searchMissing(feature, from, present, end, cut);
      return true;
    }
    const least = this.#minSamples;
    const known = isDistinct[feature] === 1 ? undefined : codes;
    const search = this.#search;
    search.search(cut.score, order, known, from, from + least - 1, end - least - 1);
    if (search.position >= 0) {
      this.#take(feature, end, 2 * search.weightOfBest > this.weight, cut);
    }
    return true;
  }

  /** Try the cuts with the missing values, which lie from `present` to `end`, on the right and on the left. */
  #searchMissing(feature: number, from: number, present: number, end: number, cut: Cut): void {
    const least = this.#minSamples;
    const search = this.#search;
    const { order } = this.#orders;
    const codes = this.#features.columnCodes[feature];
    // With the missing values on the right, all others may stand on the left.
    const lastCut = Math.min(present - 1, end - least - 1);
    search.search(cut.score, order, codes, from, from + least - 1, lastCut);
    if (search.position >= 0) this.#take(feature, present, false, cut);
    search.setBefore(order, present, end);
    const firstCut = from + least - 1 - (end - present);
    search.search(cut.score, order, codes, from, firstCut, present - 1 - Math.max(1, least));
    if (search.position >= 0) this.#take(feature, present, true, cut);
    search.setBefore(order, 0, 0);
  }

  /** Note the best cut that the search found, with the values that are not missing up to `present`. */
  #take(feature: number, present: number, missingLeft: boolean, cut: Cut): void {
    const { order } = this.#orders;
    const codes = this.#features.columnCodes[feature];
    const { position, best } = this.#search;
    const next = position + 1 < present ? codes[order[position + 1]] : -1;
    cut.set(best, feature, codes[order[position]], next, missingLeft);
  }

  #searchCodes(feature: number, cut: Cut): boolean {
    const { columnCodes, bins } = this.#features;
    const pairs = this.#pairs as PairSearch;
    const { natural } = this.#orders;
    const codes = columnCodes[feature];
    const size = bins[feature].low.length;
    const found = pairs.searchCodes(cut.score, natural, this.#start, this.#end, codes, size);
    if (found === undefined) return false;
    if (found.last < 0) return true;
    const goesLeft = 2 * pairs.weightOfBest > this.weight;
    cut.set(pairs.best, feature, found.last, found.next, goesLeft);
    return true;
  }

  writeValue(into: Float64Array, at: number): void {
    this.#search.writeValue(into, at);
  }

  part(split: Split): number {
    return this.#orders.part(split);
  }

  partInSteps(split: Split): Steps<number> {
    return this.#orders.partInSteps(split);
  }
}

function rowsOf(weights: Float64Array): Int32Array {
  let size = 0;
  const rows = new Int32Array(weights.length);
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) rows[size++] = i;
  return rows.subarray(0, size);
}
