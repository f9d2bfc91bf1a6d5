import { log } from '../../../src/numeric/exp-log.js';
import type { Cut, SideLimits } from '../../../src/trees/forest/cut.js';
import type { RankedFeatures } from '../../../src/trees/forest/exact-features.js';
import type { ExactOptions } from '../../../src/trees/forest/exact-splitter.js';
import type { NodeSplitter } from '../../../src/trees/forest/grow.js';
import type { Split } from '../../../src/trees/forest/split.js';
import { Partitioner, type TreeSamples } from '../../../src/trees/forest/tree-samples.js';

/** What a group of samples sums to: of each class the weight, or weight and weight × target. */
type Sums = number[];

interface Side {
  samples: number;
  sums: Sums;
}

/** Scores a node and a side: what falls less from the one to the two others is what a split removes. */
const SCORES: Record<ExactOptions['criterion'], (sums: Sums) => number> = {
  gini: (sums) => total(sums.map((own) => own * own)) / total(sums),
  entropy: (sums) => (total(sums.map(xLogX)) - xLogX(total(sums))) / Math.LN2,
  squaredError: ([weight, moment]) => (moment * moment) / weight,
  poisson: ([weight, moment]) => (moment > 0 ? moment * log(moment / weight) : 0),
};

/** What a sample alone scores, with weight 1. */
const ALONE: Record<ExactOptions['criterion'], (target: number) => number> = {
  gini: () => 1,
  entropy: () => 0,
  squaredError: (target) => target * target,
  poisson: xLogX,
};

/** The plain form of `ExactSplitter`: sorts and sums every column of every node, and tries every cut. */
export class PlainSplitter implements NodeSplitter {
  weight = 0;
  loss = 0;
  score = 0;
  readonly nValues: number;
  #all: Side = { samples: 0, sums: [] };
  #node: readonly number[] = [];
  readonly #partitioner: Partitioner;

  constructor(
    readonly features: RankedFeatures,
    readonly samples: TreeSamples,
    readonly options: ExactOptions,
    readonly limits: SideLimits,
  ) {
    this.nValues = Math.max(1, options.nClasses);
    this.#partitioner = new Partitioner(samples.rows.length, features.rows);
  }

  enter(start: number, end: number): void {
    const { weights, targets } = this.samples;
    const { criterion } = this.options;
    this.#node = Array.from({ length: end - start }, (_, i) => start + i);
    this.#all = this.#sum(this.#node);
    this.weight = total(this.#node.map((i) => weights[i]));
    this.score = SCORES[criterion](this.#all.sums);
    const alone = total(this.#node.map((i) => weights[i] * ALONE[criterion](targets[i])));
    const isPure = this.#node.every((i) => targets[i] === targets[start]);
    this.loss = isPure ? 0 : Math.max(0, alone - this.score);
  }

  tryFeature(feature: number, cut: Cut): boolean {
    const { rows } = this.samples;
    const codes = this.features.columnCodes[feature];
    const byCode = new Map<number, number[]>();
    for (const i of this.#node) {
      const code = codes[rows[i]];
      byCode.set(code, [...(byCode.get(code) ?? []), i]);
    }
    if (byCode.size < 2) return false;
    const missing = byCode.get(this.features.rows);
    byCode.delete(this.features.rows);
    const present = [...byCode.keys()].sort((a, b) => a - b);
    for (const missingLeft of missing === undefined ? [false] : [false, true]) {
      let left = this.#sum(missingLeft ? (missing ?? []) : []);
      for (const [at, last] of present.entries()) {
        left = joined(left, this.#sum(byCode.get(last) ?? []));
        const next = present.at(at + 1) ?? -1;
        if (next < 0 && (missing === undefined || missingLeft)) break;
        const score = this.#scoreOf(left);
        if (!(score > cut.score)) continue;
        const isLeft = missing === undefined ? 2 * this.#weightOf(left) > this.weight : missingLeft;
        cut.set(score, feature, last, at + 1 < present.length ? next : -1, isLeft);
      }
    }
    return true;
  }

  /** -Infinity where a side is too small. */
  #scoreOf(left: Side): number {
    const { criterion } = this.options;
    const { minSamples, minWeight } = this.limits;
    const all = this.#all;
    const right = {
      samples: all.samples - left.samples,
      sums: all.sums.map((own, k) => own - left.sums[k]),
    };
    for (const side of [left, right]) {
      if (side.samples < minSamples || this.#weightOf(side) < minWeight) return -Infinity;
      if (criterion === 'poisson' && !(side.sums[1] > 0)) return -Infinity;
    }
    if (criterion !== 'entropy')
      return SCORES[criterion](left.sums) + SCORES[criterion](right.sums);
    // In the order in which the fast form rounds.
    const informed = total(left.sums.map((own, k) => xLogX(own) + xLogX(right.sums[k])));
    return (informed - xLogX(total(left.sums)) - xLogX(total(right.sums))) / Math.LN2;
  }

  #sum(members: readonly number[]): Side {
    const { nClasses } = this.options;
    const { weights, targets } = this.samples;
    const sums: Sums = new Array(nClasses > 0 ? nClasses : 2).fill(0);
    for (const i of members) {
      sums[nClasses > 0 ? targets[i] : 0] += weights[i];
      if (nClasses === 0) sums[1] += weights[i] * targets[i];
    }
    return { samples: members.length, sums };
  }

  #weightOf({ sums }: Side): number {
    return this.options.nClasses > 0 ? total(sums) : sums[0];
  }

  writeValue(into: Float64Array, at: number): void {
    const { nClasses, center } = this.options;
    const { sums } = this.#all;
    if (nClasses === 0) into[at] = center + sums[1] / sums[0];
    for (let k = 0; k < nClasses; k++) into[at + k] = sums[k] / this.weight;
  }

  part({ start, end, feature, last, missingLeft }: Split): number {
    const codes = this.features.columnCodes[feature];
    return this.#partitioner.split(this.samples, start, end, codes, last, missingLeft);
  }
}

function joined(a: Side, b: Side): Side {
  return { samples: a.samples + b.samples, sums: a.sums.map((own, k) => own + b.sums[k]) };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function xLogX(x: number): number {
  return x > 0 ? x * log(x) : 0;
}
