import { log } from '../../numeric/exp-log.js';
import type { CutSearch } from './cut-search.js';
import type { Numbers } from './exact-features.js';
import { IMPURITIES } from './impurity.js';
import { addByCode, searchDistinct, searchSums, searchTied } from './pair-cuts.js';

/** Criteria that are functions of two sums a side. */
export type PairCriterion = keyof typeof IMPURITIES;

/**
 * The best cut for criteria that are functions of two sums a side: weight, and weight × target, which of two classes is the
 * weight of the second.
 *
 * Filter, then score: what a cut removes is c · (moment - mean · weight)² / (weight left · weight right), so that most
 * cuts are turned down by a comparison of products. Those that come near the best are scored as everywhere, with
 * divisions; the filter is wider than what the two forms differ by rounding.
 */
export class PairSearch implements CutSearch {
  weight = 0;
  score = 0;
  loss = 0;
  position = -1;
  weightOfBest = 0;
  best = -Infinity;
  /** Of the node. */
  mean = 0;
  /** What the products of a cut must reach. */
  limit = -Infinity;
  /** Sums over the samples that lie on the left of every cut. */
  weightBefore = 0;
  momentBefore = 0;

  readonly #criterion: PairCriterion;
  readonly #center: number;
  readonly #targets: Float64Array;
  /** Weight and moment of each sample. */
  readonly #pairs: Float64Array;
  /** Sums over the codes of a column that has few. */
  readonly #sums: Float64Array;
  #minWeight = 0;
  #moment = 0;

  /**
   * @param targets - of each row; numbers of two classes for gini
   * @param center - added to the mean target of a node: what was taken off the targets so that they lie around 0
   */
  constructor(criterion: PairCriterion, targets: Float64Array, center: number) {
    this.#criterion = criterion;
    this.#center = center;
    this.#targets = targets;
    this.#sums = new Float64Array(2 * targets.length);
    this.#pairs = new Float64Array(2 * targets.length);
  }

  begin(weights: Float64Array, minWeight: number): void {
    this.#minWeight = minWeight;
    for (let i = 0; i < weights.length; i++) {
      this.#pairs[2 * i] = weights[i];
      this.#pairs[2 * i + 1] = weights[i] * this.#targets[i];
    }
  }

  enter(samples: Numbers, start: number, end: number): void {
    const pairs = this.#pairs;
    const targets = this.#targets;
    const sample = samples[start];
    if (end - start === 1) {
      this.weight = pairs[2 * sample];
      this.#moment = pairs[2 * sample + 1];
      this.mean = this.#moment / this.weight;
      this.loss = 0;
      return;
    }
    const impurity = IMPURITIES[this.#criterion];
    const first = targets[sample];
    let weight = 0;
    let moment = 0;
    let alone = 0;
    let alike = 0; // of the second class, or with the target of the first sample
    if (this.#criterion === 'gini') {
      // Moments tell classes: targets lie elsewhere, and to read them too took a twelfth of a fit.
      for (let i = start; i < end; i++) {
        const at = samples[i] << 1;
        weight += pairs[at];
        moment += pairs[at | 1];
        alike += Number(pairs[at | 1] !== 0);
      }
      alone = weight;
    } else if (this.#criterion === 'squaredError') {
      for (let i = start; i < end; i++) {
        const at = samples[i] << 1;
        const target = targets[samples[i]];
        weight += pairs[at];
        moment += pairs[at | 1];
        alone += pairs[at] * (target * target);
        alike += Number(target === first);
      }
    } else {
      for (let i = start; i < end; i++) {
        const sample = samples[i];
        const own = pairs[2 * sample];
        weight += own;
        moment += pairs[2 * sample + 1];
        alone += own * impurity.alone(targets[sample]);
        alike += Number(targets[sample] === first);
      }
    }
    this.weight = weight;
    this.mean = moment / weight;
    this.#moment = moment;
    this.score = impurity.score(this.#criterion === 'gini' ? weight - moment : weight, moment);
    // Exactly 0, so that rounding makes no pure node look as if it could be split.
    const pure = alike === 0 || alike === end - start;
    this.loss = pure ? 0 : Math.max(0, alone - this.score);
  }

  writeValue(into: Float64Array, at: number): void {
    if (this.#criterion === 'gini') {
      into[at] = (this.weight - this.#moment) / this.weight;
      into[at + 1] = this.mean;
    } else {
      into[at] = this.#center + this.mean;
    }
  }

  setBefore(order: Numbers, from: number, to: number): void {
    this.weightBefore = 0;
    this.momentBefore = 0;
    for (let i = from; i < to; i++) {
      this.weightBefore += this.#pairs[2 * order[i]];
      this.momentBefore += this.#pairs[2 * order[i] + 1];
    }
  }

  search(
    best: number,
    order: Numbers,
    codes: Numbers | undefined,
    from: number,
    firstCut: number,
    lastCut: number,
  ): void {
    this.#begin(best);
    if (codes === undefined) searchDistinct(this, order, this.#pairs, from, firstCut, lastCut);
    else searchTied(this, order, this.#pairs, codes, from, firstCut, lastCut);
  }

  /**
   * Look for a cut by sums over codes, of which there are no more than samples.
   *
   * @param size - how many codes there are
   * @returns the code before the best cut and the one behind it, -1 when none is better; undefined where only one occurs
   */
  searchCodes(
    best: number,
    samples: Numbers,
    start: number,
    end: number,
    codes: Numbers,
    size: number,
  ): { last: number; next: number } | undefined {
    const sums = this.#sums;
    this.#begin(best);
    addByCode(samples, start, end, codes, this.#pairs, sums);
    let first = 0;
    while (sums[2 * first] === 0) first++;
    let most = size - 1;
    while (sums[2 * most] === 0) most--;
    if (first < most) searchSums(this, sums, first, most);
    const last = this.position;
    let next = last + 1;
    while (sums[2 * next] === 0) next++;
    sums.fill(0, 0, 2 * size);
    return first < most ? { last, next } : undefined;
  }

  #begin(best: number): void {
    this.best = best;
    this.position = -1;
    this.limit = this.#limitOf(best);
  }

  /** Score the cut behind `position`, with these sums on its left; returns the limit from now on. */
  judge(position: number, weight: number, moment: number): number {
    const right = this.weight - weight;
    const minWeight = this.#minWeight;
    if (minWeight > 0 && (weight < minWeight || right < minWeight)) return this.limit;
    const score = this.#scoreOf(weight, moment, right, this.#moment - moment);
    if (!(score > this.best)) return this.limit;
    this.best = score;
    this.position = position;
    this.weightOfBest = weight;
    this.limit = this.#limitOf(score);
    return this.limit;
  }

  #scoreOf(weight: number, moment: number, right: number, ofRight: number): number {
    if (this.#criterion === 'squaredError') {
      return (moment * moment) / weight + (ofRight * ofRight) / right;
    }
    if (this.#criterion === 'gini') {
      const others = weight - moment;
      const othersRight = right - ofRight;
      return (
        (others * others + moment * moment) / weight +
        (othersRight * othersRight + ofRight * ofRight) / right
      );
    }
    // As in scikit-learn: the deviance from a mean of 0 has no value. What rounding leaves of 0 counts as 0.
    const least = this.#moment * 1e-14;
    if (!(moment > least && ofRight > least)) return -Infinity;
    return moment * log(moment / weight) + ofRight * log(ofRight / right);
  }

  #limitOf(best: number): number {
    if (best === -Infinity || this.#criterion === 'poisson') return -Infinity;
    const slack = ROUNDING * Math.max(this.score, best); // neither is negative
    const sides = this.#criterion === 'gini' ? 2 : 1;
    return (best - this.score - slack) / (sides * this.weight);
  }
}

/** More than the two forms of a score differ by rounding, as a share of it: 2 √n ε for n samples. */
const ROUNDING = 1e-11;
