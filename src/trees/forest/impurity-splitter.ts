import type { Coding, ColumnBins } from './column-bins.js';
import type { Cut, SideLimits } from './cut.js';
import type { CodedFeatures, Codes } from './exact-features.js';
import type { NodeSplitter } from './grow.js';
import type { Impurity } from './impurity.js';
import type { Split } from './split.js';
import { Partitioner, type TreeSamples } from './tree-samples.js';

export interface ImpuritySplitterOptions {
  readonly impurity: Impurity;
  /** Classes to tell apart; 0 where targets are numbers. */
  readonly nClasses: number;
  /** Added to the mean target of a node: what was taken off the targets so that they lie around 0. */
  readonly center: number;
  readonly limits: SideLimits;
}

/** Splits where the impurity, a function of sums over the samples, falls most. */
export class ImpuritySplitter<C extends Codes> implements NodeSplitter {
  weight = 0;
  loss = 0;
  score = 0;
  readonly nValues: number;

  readonly #features: CodedFeatures<C>;
  readonly #samples: TreeSamples;
  readonly #options: ImpuritySplitterOptions;
  readonly #bins: ColumnBins<C>;
  readonly #total: Float64Array;
  readonly #partitioner: Partitioner;
  #start = 0;
  #end = 0;

  constructor(
    { features, bins, missingCode }: Coding<C>,
    samples: TreeSamples,
    options: ImpuritySplitterOptions,
  ) {
    const { nClasses } = options;
    this.#features = features;
    this.#samples = samples;
    this.#partitioner = new Partitioner(samples.rows.length, missingCode);
    this.#options = options;
    this.nValues = Math.max(1, nClasses);
    this.#bins = bins;
    this.#total = new Float64Array(sumsOf(nClasses));
  }

  enter(start: number, end: number): void {
    const { weights, targets } = this.#samples;
    const { impurity, nClasses } = this.#options;
    const total = this.#total.fill(0);
    this.#start = start;
    this.#end = end;
    let weight = 0;
    let alone = 0;
    let pure = true;
    for (let i = start; i < end; i++) {
      const target = targets[i];
      weight += weights[i];
      alone += weights[i] * impurity.alone(target);
      if (target !== targets[start]) pure = false;
      if (nClasses > 0) total[target] += weights[i];
      else total[1] += weights[i] * target;
    }
    if (nClasses === 0) total[0] = weight;
    this.weight = weight;
    this.score = impurity.score(total);
    // Exactly 0, so that rounding makes no pure node look as if it could be split.
    this.loss = pure ? 0 : Math.max(0, alone - this.score);
  }

  tryFeature(feature: number, cut: Cut): boolean {
    const bins = this.#bins;
    const column = this.#features.columnCodes[feature];
    bins.collect(this.#samples, this.#start, this.#end, column);
    if (bins.size + (bins.missingCount > 0 ? 1 : 0) < 2) return false;
    const { impurity, limits } = this.#options;
    impurity.search(bins, this.#total, feature, limits, cut);
    return true;
  }

  writeValue(into: Float64Array, at: number): void {
    const { nClasses, center } = this.#options;
    if (nClasses === 0) into[at] = center + this.#total[1] / this.#total[0];
    for (let k = 0; k < nClasses; k++) into[at + k] = this.#total[k] / this.weight;
  }

  part({ start, end, feature, last, missingLeft }: Split): number {
    const column = this.#features.columnCodes[feature];
    return this.#partitioner.split(this.#samples, start, end, column, last, missingLeft);
  }
}

/** How many sums a bin has: one a class, or weight and weight × target. */
export function sumsOf(nClasses: number): number {
  return nClasses > 0 ? nClasses : 2;
}
