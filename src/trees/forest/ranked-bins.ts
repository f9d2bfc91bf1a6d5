import type { Numbers } from './exact-features.js';

/** Up to this many samples are sorted by insertion, which spares the call into the engine. */
const FEW_SAMPLES = 24;

/** Which codes the samples of a node have in one column, sorted anew at each node, as scikit-learn does. */
export class RankedBins {
  /** How many codes occur, missing values not counted. */
  size = 0;
  /** Samples with a missing value. */
  missingCount = 0;
  /** The codes, ascending [size]. */
  readonly codes: Int32Array;
  /** Samples of each code [size]. */
  readonly counts: Int32Array;
  readonly #missingCode: number;
  /** Code × samples of the node + position: one number orders by code and remembers the sample. */
  readonly #keys: Float64Array;

  /**
   * @param capacity - most samples of a node
   * @param missingCode - the code of a missing value, larger than all others
   */
  constructor(capacity: number, missingCode: number) {
    this.#missingCode = missingCode;
    this.#keys = new Float64Array(capacity);
    this.codes = new Int32Array(capacity);
    this.counts = new Int32Array(capacity);
  }

  /**
   * @param rows - of the node's samples
   * @param codes - of all rows
   * @returns positions in `rows` in the order of their codes, missing values last
   */
  collect(rows: Int32Array, codes: Numbers): Int32Array {
    const { counts } = this;
    const n = rows.length;
    const keys = this.#sort(rows, codes);
    const order = new Int32Array(n);
    let last = -1;
    let size = 0;
    for (let i = 0; i < n; i++) {
      const code = Math.floor(keys[i] / n);
      order[i] = keys[i] - code * n;
      if (code !== last) {
        last = code;
        counts[size] = 0;
        this.codes[size++] = code;
      }
      counts[size - 1]++;
    }
    const isMissing = last === this.#missingCode;
    this.size = isMissing ? size - 1 : size;
    this.missingCount = isMissing ? counts[size - 1] : 0;
    return order;
  }

  #sort(rows: Int32Array, codes: Numbers): Float64Array {
    const n = rows.length;
    const keys = this.#keys.subarray(0, n);
    if (n > FEW_SAMPLES) {
      for (let i = 0; i < n; i++) keys[i] = codes[rows[i]] * n + i;
      return keys.sort();
    }
    for (let i = 0; i < n; i++) {
      const key = codes[rows[i]] * n + i;
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
