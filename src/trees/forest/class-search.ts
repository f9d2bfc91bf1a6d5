import { log } from '../../numeric/exp-log.js';
import type { CutSearch } from './cut-search.js';
import type { Numbers } from './exact-features.js';

/**
 * The best cut of a column for criteria of many classes. A sample that goes from the right to the left changes the sums
 * of its own class alone, so that a cut costs the same however many classes there are, and a node knows only the classes
 * that it has.
 *
 * Filter, then score, as in `PairSearch`: sums that were changed step by step round in their own way, so what comes near
 * the best is scored anew from the sums of the classes.
 */
export class ClassSearch implements CutSearch {
  weight = 0;
  score = 0;
  loss = 0;
  position = -1;
  weightOfBest = 0;
  best = -Infinity;

  readonly #entropy: boolean;
  #minWeight = 0;
  readonly #classes: Int32Array;
  #weights: Float64Array = new Float64Array(0);
  readonly #logs: LogTable;
  /** Weight of each class in the node, and on the left of the cut [nClasses]. */
  readonly #total: Float64Array;
  readonly #left: Float64Array;
  /** The classes that the node has, ascending, the first `#nPresent`. */
  readonly #present: Int32Array;
  #nPresent = 0;
  /** The samples that lie on the left of every cut. */
  #before: Numbers = new Int32Array(0);
  #leftWeight = 0;
  /** Σ of what each class adds to its side's score: the square of its weight, or weight · log weight. */
  #leftSum = 0;
  #rightSum = 0;
  #wholeSum = 0;

  /** @param targets - class number of each row */
  constructor(criterion: 'gini' | 'entropy', nClasses: number, targets: Float64Array) {
    this.#entropy = criterion === 'entropy';
    this.#classes = Int32Array.from(targets);
    this.#logs = new LogTable(targets.length);
    this.#total = new Float64Array(nClasses);
    this.#left = new Float64Array(nClasses);
    this.#present = new Int32Array(nClasses);
  }

  begin(weights: Float64Array, minWeight: number): void {
    this.#weights = weights;
    this.#minWeight = minWeight;
  }

  enter(samples: Numbers, start: number, end: number): void {
    const total = this.#total;
    const present = this.#present;
    for (let c = 0; c < this.#nPresent; c++) total[present[c]] = 0;
    let size = 0;
    let weight = 0;
    for (let i = start; i < end; i++) {
      const sample = samples[i];
      const own = this.#classes[sample];
      if (total[own] === 0) present[size++] = own;
      total[own] += this.#weights[sample];
      weight += this.#weights[sample];
    }
    if (size > 1) present.subarray(0, size).sort();
    this.#nPresent = size;
    let whole = 0;
    let all = 0;
    for (let c = 0; c < size; c++) {
      const own = total[present[c]];
      whole += this.#entropy ? this.#logs.of(own) : own * own;
      all += own;
    }
    this.weight = weight;
    this.#wholeSum = whole;
    this.score = this.#entropy ? (whole - this.#logs.of(all)) / Math.LN2 : whole / all;
    // Exactly 0, so that rounding makes no pure node look as if it could be split.
    this.loss = size === 1 ? 0 : Math.max(0, (this.#entropy ? 0 : weight) - this.score);
  }

  writeValue(into: Float64Array, at: number): void {
    into.fill(0, at, at + this.#total.length);
    for (let c = 0; c < this.#nPresent; c++) {
      const own = this.#present[c];
      into[at + own] = this.#total[own] / this.weight;
    }
  }

  setBefore(order: Numbers, from: number, to: number): void {
    this.#before = order.slice(from, to);
  }

  search(
    best: number,
    order: Numbers,
    codes: Numbers | undefined,
    from: number,
    firstCut: number,
    lastCut: number,
  ): void {
    this.best = best;
    this.position = -1;
    this.#leftWeight = 0;
    this.#leftSum = 0;
    this.#rightSum = this.#wholeSum;
    for (let c = 0; c < this.#nPresent; c++) this.#left[this.#present[c]] = 0;
    for (let i = 0; i < this.#before.length; i++) this.#move(this.#before[i]);
    let limit = this.#limitOf(best);
    if (!this.#entropy) {
      this.#searchSquares(limit, order, codes, from, firstCut, lastCut);
      return;
    }
    for (let i = from; i <= lastCut; i++) {
      this.#move(order[i]);
      if (i < firstCut) continue;
      if (codes !== undefined && codes[order[i]] === codes[order[i + 1]]) continue;
      if (this.#nears(limit)) {
        this.#judge(i);
        limit = this.#limitOf(this.best);
      }
    }
  }

  /** The cuts by squares of weights. Calls nothing between two that come near: after a call V8 looks up anew where arrays lie. */
  #searchSquares(
    given: number,
    order: Numbers,
    codes: Numbers | undefined,
    from: number,
    firstCut: number,
    lastCut: number,
  ): void {
    const classes = this.#classes;
    const weights = this.#weights;
    const lefts = this.#left;
    const totals = this.#total;
    const all = this.weight;
    let limit = given;
    let left = this.#leftWeight;
    let leftSum = this.#leftSum;
    let rightSum = this.#rightSum;
    let i = from | 0;
    while (i <= lastCut) {
      let isNear = false;
      for (; i <= lastCut && !isNear; i = (i + 1) | 0) {
        const sample = order[i];
        const own = classes[sample];
        const weight = weights[sample];
        const total = totals[own];
        const before = lefts[own];
        const after = before + weight;
        lefts[own] = after;
        left += weight;
        leftSum += weight * (before + after);
        rightSum -= weight * (total - before + (total - after));
        const right = all - left;
        isNear =
          leftSum * right + rightSum * left >= limit * (left * right) &&
          i >= firstCut &&
          (codes === undefined || codes[sample] !== codes[order[(i + 1) | 0]]);
      }
      if (!isNear) return;
      this.#judge(i - 1);
      limit = this.#limitOf(this.best);
    }
  }

  #move(sample: number): void {
    const own = this.#classes[sample];
    const weight = this.#weights[sample];
    const before = this.#left[own];
    const after = before + weight;
    const total = this.#total[own];
    this.#left[own] = after;
    this.#leftWeight += weight;
    if (this.#entropy) {
      this.#leftSum += this.#logs.of(after) - this.#logs.of(before);
      this.#rightSum += this.#logs.of(total - after) - this.#logs.of(total - before);
    } else {
      this.#leftSum += weight * (before + after);
      this.#rightSum -= weight * (total - before + (total - after));
    }
  }

  /** Whether the cut behind the samples that were moved comes near, by logarithms. */
  #nears(limit: number): boolean {
    const left = this.#leftWeight;
    const right = this.weight - left;
    return this.#leftSum + this.#rightSum - this.#logs.of(left) - this.#logs.of(right) >= limit;
  }

  #limitOf(best: number): number {
    if (best === -Infinity) return best;
    if (this.#entropy)
      return best * Math.LN2 - ROUNDING * (this.#logs.of(this.weight) + this.weight);
    return best - ROUNDING * this.weight;
  }

  #judge(position: number): void {
    const present = this.#present;
    const total = this.#total;
    let left = 0;
    let right = 0;
    let leftSum = 0;
    let rightSum = 0;
    for (let c = 0; c < this.#nPresent; c++) {
      const own = this.#left[present[c]];
      const others = total[present[c]] - own;
      left += own;
      right += others;
      if (this.#entropy) leftSum += this.#logs.of(own) + this.#logs.of(others);
      else leftSum += own * own;
      rightSum += others * others;
    }
    if (this.#minWeight > 0 && (left < this.#minWeight || this.weight - left < this.#minWeight))
      return;
    const score = this.#entropy
      ? (leftSum - this.#logs.of(left) - this.#logs.of(right)) / Math.LN2
      : leftSum / left + rightSum / right;
    if (!(score > this.best)) return;
    this.best = score;
    this.position = position;
    this.weightOfBest = left;
  }
}

/** More than scores of sums changed step by step differ from those of fresh sums by rounding, as a share of the weight. */
const ROUNDING = 1e-10;

/** x · log x, kept for the whole numbers that weights of draws sum to: a logarithm takes ten times a look. */
class LogTable {
  readonly #kept: Float64Array;

  constructor(size: number) {
    this.#kept = new Float64Array(size + 1).fill(-1);
  }

  /** x · log x, and 0 at 0; rounding may bring a class that is used up a hair below. */
  of(x: number): number {
    if (!(x > 0)) return 0;
    const at = x | 0;
    if (at !== x || at >= this.#kept.length) return x * log(x);
    const kept = this.#kept[at];
    if (kept >= 0) return kept;
    this.#kept[at] = x * log(x);
    return this.#kept[at];
  }
}
