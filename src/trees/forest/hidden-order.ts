import type { Dense } from '../../data/dense.js';
import { argsortInSteps } from '../../numeric/ordering.js';
import type { Steps } from '../../progress.js';
import type { RankedFeatures } from './exact-features.js';

/** What is said of each sample, and how much it counts. */
interface Told {
  /** Class number or target [nSamples]. */
  readonly targets: Float64Array;
  /** 0 for a regression. */
  readonly nClasses: number;
  /** [nSamples], or undefined for all 1; those of 0 are left out. */
  readonly weights: Float64Array | undefined;
}

/** Share of the impurity of all samples that exact splits could remove within bins, from which it is worth a word. */
const LEAST_SHARE = 0.1;
/** Standard deviations from an order by chance: noise does not get there, however many columns there are. */
const LEAST_DEVIATIONS = 5;
/** Changes fewer than by chance: a class of one or two rows that lie at the edge of a bin proves nothing. */
const LEAST_SURPLUS = 5;

/**
 * Columns whose bins put together what y keeps apart: within the bins, samples that follow each other in value have the
 * same class, or targets of near ranks, far more often than in an order by chance. In noise there is nothing to
 * find, and what one border or a smooth function loses within a bin is little of the whole.
 *
 * Sources: Mood, Annals of Mathematical Statistics 11 (1940), for the number of runs of several classes; Bartels,
 * JASA 77 (1982), for successive differences of ranks. A column is a step.
 */
export function* columnsHidingOrder(
  { data, columns }: Dense,
  { rows, bins, columnCodes, orders }: RankedFeatures,
  told: Told,
): Steps<number[]> {
  const { targets, weights } = told;
  const hiding: number[] = [];
  const column = new Float64Array(rows);
  const chosen = new Int32Array(rows);
  let judge: Judge | undefined;
  for (let j = 0; j < columns; j++) {
    const { low, high } = bins[j];
    if (low.every((value, b) => value === high[b])) continue;
    judge ??= told.nClasses > 0 ? new ClassJudge(told) : yield* NumberJudge.of(told);
    judge.begin();
    for (let i = 0, at = j; i < rows; i++, at += columns) column[i] = data[at];
    const order = orders[j];
    const codes = columnCodes[j];
    for (let at = 0, b = 0; b < low.length; b++) {
      // Of each value one sample speaks: equal ones have no order.
      let members = 0;
      let size = 0;
      let pure = true;
      for (; at < rows && codes[order[at]] === b; at++) {
        const i = order[at];
        if (weights !== undefined && !(weights[i] > 0)) continue;
        members++;
        if (size > 0 && column[i] === column[chosen[size - 1]]) continue;
        if (size > 0 && targets[i] !== targets[chosen[0]]) pure = false;
        chosen[size++] = i;
      }
      if (size > 2 && !pure) judge.add(chosen, size, members / size);
    }
    if (judge.isOrdered) hiding.push(j);
    yield;
  }
  return hiding;
}

/** Adds up over the bins of a column how far their order is from one by chance. */
abstract class Judge {
  /** Changes between neighbours, the largest being 1, that an order by chance has more; and the variance of that. */
  protected surplus = 0;
  protected variance = 0;
  /** Impurity that splits within the bins could remove. */
  protected removable = 0;
  /** Impurity of all samples together. */
  protected abstract readonly total: number;

  begin(): void {
    this.surplus = 0;
    this.variance = 0;
    this.removable = 0;
  }

  get isOrdered(): boolean {
    const least = Math.max(LEAST_SURPLUS, LEAST_DEVIATIONS * Math.sqrt(this.variance));
    return this.surplus > least && this.removable > LEAST_SHARE * this.total;
  }

  /**
   * @param chosen - the samples of a bin by ascending value, the first `size`
   * @param share - how many samples each stands for
   */
  abstract add(chosen: Int32Array, size: number, share: number): void;
}

/** Gini impurity × samples, and changes of class along the order. */
class ClassJudge extends Judge {
  protected readonly total: number;
  readonly #targets: Float64Array;
  readonly #sizes: Float64Array;

  constructor({ targets, nClasses, weights }: Told) {
    super();
    this.#targets = targets;
    this.#sizes = new Float64Array(nClasses);
    let n = 0;
    for (let i = 0; i < targets.length; i++) {
      if (weights !== undefined && !(weights[i] > 0)) continue;
      this.#sizes[targets[i]]++;
      n++;
    }
    this.total = n - this.#sizes.reduce((sum, size) => sum + size * size, 0) / n;
  }

  add(chosen: Int32Array, n: number, share: number): void {
    const targets = this.#targets;
    const sizes = this.#sizes.fill(0);
    let changes = 0;
    for (let at = 0; at < n; at++) {
      const target = targets[chosen[at]];
      sizes[target]++;
      if (at > 0 && target !== targets[chosen[at - 1]]) changes++;
    }
    let squares = 0;
    let cubes = 0;
    for (let k = 0; k < sizes.length; k++) {
      const square = sizes[k] * sizes[k];
      squares += square;
      cubes += square * sizes[k];
    }
    const surplus = n - squares / n - changes; // n - squares / n: by chance, and the impurity
    this.surplus += surplus;
    this.removable += surplus * share;
    const spread = squares * (squares + n * (n + 1)) - 2 * n * cubes - n * n * n;
    this.variance += spread / (n * n * (n - 1));
  }
}

/** Squares about the mean, and squared differences along the order, of ranks: an outlier proves no more than another. */
class NumberJudge extends Judge {
  protected readonly total: number;
  readonly #targets: Float64Array;
  readonly #ranks: Float64Array;

  private constructor({ targets, weights }: Told, ranks: Float64Array) {
    super();
    this.#targets = targets;
    this.#ranks = ranks;
    const all = Int32Array.from(targets, (_, i) => i);
    const counted = all.filter((i) => weights === undefined || weights[i] > 0);
    this.total = squaresOf(targets, counted, counted.length).squares;
  }

  static *of(told: Told): Steps<NumberJudge> {
    const ranks = yield* ranksOf(told.targets);
    return new NumberJudge(told, ranks);
  }

  add(chosen: Int32Array, n: number, share: number): void {
    const { squares, successive, range } = squaresOf(this.#ranks, chosen, n);
    const scale = 1 / (range * range);
    this.surplus += (2 * squares - successive) * scale;
    this.variance += ((squares * scale) ** 2 * 4 * (n - 2)) / (n * n - 1);
    const ofTargets = squaresOf(this.#targets, chosen, n);
    this.removable += (ofTargets.squares - ofTargets.successive / 2) * share;
  }
}

/** Sum of squares about the mean, of differences between neighbours, and the range of the chosen numbers. */
function squaresOf(
  values: Float64Array,
  chosen: Int32Array,
  n: number,
): { squares: number; successive: number; range: number } {
  let mean = 0;
  for (let at = 0; at < n; at++) mean += values[chosen[at]] / n;
  let squares = 0;
  let successive = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < n; at++) {
    const value = values[chosen[at]];
    squares += (value - mean) ** 2;
    if (at > 0) successive += (value - values[chosen[at - 1]]) ** 2;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { squares, successive, range: high - low };
}

/** Rank of each number; equal ones share theirs. */
function* ranksOf(values: Float64Array): Steps<Float64Array> {
  const order = yield* argsortInSteps(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let at = start; at < end; at++) ranks[order[at]] = (start + end - 1) / 2;
  }
  return ranks;
}
