import type { ColumnBins } from './column-bins.js';
import type { Numbers } from './exact-features.js';
import type { TreeSamples } from './tree-samples.js';

/** Up to this many samples are sorted by insertion, which spares the call into the engine. */
const FEW_SAMPLES = 24;

/** The samples of a node by ranks of their values, sorted anew at each node, as scikit-learn does. */
export class RankedBins implements ColumnBins<Numbers> {
  size = 0;
  missingCount = 0;
  readonly codes: Int32Array;
  readonly counts: Int32Array;
  readonly sums: Float64Array;
  readonly missing: Float64Array;
  readonly left: Float64Array;

  readonly #width: number;
  readonly #classes: boolean;
  readonly #missingCode: number;
  /** Code × samples of the node + position: one number orders by code and remembers the sample. */
  readonly #keys: Float64Array;

  /**
   * @param width - numbers of a code
   * @param classes - whether targets are class numbers
   * @param capacity - most samples of a node
   * @param missingCode - the code of a missing value, larger than all others
   */
  constructor(width: number, classes: boolean, capacity: number, missingCode: number) {
    this.#width = width;
    this.#classes = classes;
    this.#missingCode = missingCode;
    this.#keys = new Float64Array(capacity);
    this.codes = new Int32Array(capacity);
    this.counts = new Int32Array(capacity);
    this.sums = new Float64Array(capacity * width);
    this.missing = new Float64Array(width);
    this.left = new Float64Array(width);
  }

  collect(samples: TreeSamples, start: number, end: number, codes: Numbers): void {
    const { weights, targets } = samples;
    const n = end - start;
    const keys = this.#sort(samples, start, n, codes);
    const { sums, counts } = this;
    const width = this.#width;
    let last = -1;
    let size = 0;
    let at = -width;
    for (let i = 0; i < n; i++) {
      const code = Math.floor(keys[i] / n);
      const sample = start + (keys[i] - code * n);
      if (code !== last) {
        last = code;
        at += width;
        for (let k = 0; k < width; k++) sums[at + k] = 0;
        counts[size] = 0;
        this.codes[size++] = code;
      }
      counts[size - 1]++;
      const weight = weights[sample];
      if (this.#classes) {
        sums[at + targets[sample]] += weight;
      } else {
        sums[at] += weight;
        sums[at + 1] += weight * targets[sample];
      }
    }
    const isMissing = last === this.#missingCode;
    this.size = isMissing ? size - 1 : size;
    this.missingCount = isMissing ? counts[size - 1] : 0;
    if (isMissing) for (let k = 0; k < width; k++) this.missing[k] = sums[at + k];
  }

  order(samples: TreeSamples, start: number, end: number, codes: Numbers): Int32Array {
    const n = end - start;
    return Int32Array.from(this.#sort(samples, start, n, codes), (key) => key % n);
  }

  #sort({ rows }: TreeSamples, start: number, n: number, codes: Numbers): Float64Array {
    const keys = this.#keys.subarray(0, n);
    if (n > FEW_SAMPLES) {
      for (let i = 0; i < n; i++) keys[i] = codes[rows[start + i]] * n + i;
      return keys.sort();
    }
    for (let i = 0; i < n; i++) {
      const key = codes[rows[start + i]] * n + i;
      let at = i;
      while (at > 0 && keys[at - 1] > key) {
        keys[at] = keys[at - 1];
        at--;
      }
      keys[at] = key;
    }
    return keys;
  }
}
