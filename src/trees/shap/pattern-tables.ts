import type { LeafWeights } from './leaf-weights.js';
import type { ShapTree } from './shap-tree.js';

/**
 * The weights of every leaf of a tree for every pattern of violated answers, computed when a pattern first occurs.
 * There are 2 to the power of a path's features: 200 kB for 64 leaves of 6 features.
 */
export class PatternTables {
  readonly numbers: Float64Array;
  /** Where the numbers of each leaf begin [nLeaves]. */
  readonly #starts: Int32Array;
  /** How many numbers each leaf has for a pattern [nLeaves]. */
  readonly sizes: Int32Array;
  readonly #known: Uint8Array;
  /** Where the patterns of each leaf begin in `#known` [nLeaves]. */
  readonly #first: Int32Array;
  readonly #weights: LeafWeights;

  constructor({ widths }: ShapTree, weights: LeafWeights) {
    this.#weights = weights;
    this.sizes = widths.map((width) => weights.size(width));
    this.#starts = new Int32Array(widths.length);
    this.#first = new Int32Array(widths.length);
    let numbers = 0;
    let patterns = 0;
    for (let l = 0; l < widths.length; l++) {
      this.#starts[l] = numbers;
      this.#first[l] = patterns;
      numbers += 2 ** widths[l] * this.sizes[l];
      patterns += 2 ** widths[l];
    }
    this.numbers = new Float64Array(numbers);
    this.#known = new Uint8Array(patterns);
  }

  /** Elementary operations that computing the weights of a leaf takes, about. */
  cost(l: number): number {
    return this.#weights.cost(l);
  }

  /** Where in `numbers` the weights of a leaf for a pattern begin. */
  find(l: number, pattern: number): number {
    const at = this.#starts[l] + pattern * this.sizes[l];
    const cell = this.#first[l] + pattern;
    if (this.#known[cell] === 0) {
      this.#weights.write(l, pattern, this.numbers, at);
      this.#known[cell] = 1;
    }
    return at;
  }
}
