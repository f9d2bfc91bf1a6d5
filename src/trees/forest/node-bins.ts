import { MISSING } from '../bins.js';
import type { ColumnBins } from './column-bins.js';
import type { TreeSamples } from './tree-samples.js';

/** Up to this many samples are sorted by insertion. */
const FEW_SAMPLES = 16;
/** Up to this many, the bins that occur are noted while counting; more samples fill most bins anyway. */
const SOME_SAMPLES = 256;

/**
 * What a node's samples hold in one column: the bins that occur, ascending, and sums over each.
 * Small nodes touch only what they hold, so the cost is that of the samples, not of 255 bins.
 *
 * The sums of a bin are `width` numbers: of each class the weight, or (width 2) weight and weight × target.
 */
export class NodeBins implements ColumnBins<Uint8Array> {
  /** How many bins occur, missing values not counted. */
  size = 0;
  /** Codes of the bins [size]. */
  readonly codes = new Int32Array(MISSING + 1);
  /** Samples in each bin [size]; kept only where they are asked for. */
  readonly counts = new Int32Array(MISSING);
  /** Sums over each bin [size × width]. */
  readonly sums: Float64Array;
  /** Samples with a missing value; at least whether there are any. */
  missingCount = 0;
  /** Sums over those [width]. */
  readonly missing: Float64Array;
  /** Room for the sums of a left side [width]. */
  readonly left: Float64Array;

  readonly #width: number;
  readonly #classes: boolean;
  readonly #counted: boolean;
  readonly #allSums: Float64Array;
  readonly #occupied = new Int32Array(8);
  readonly #sorted = new Int32Array(FEW_SAMPLES);
  /** Position of each bin in the list. */
  readonly #position = new Int32Array(MISSING + 1);

  /**
   * @param width - numbers of a bin
   * @param classes - whether targets are class numbers
   * @param counted - whether `counts` is needed
   */
  constructor(width: number, classes: boolean, counted: boolean) {
    this.#width = width;
    this.#classes = classes;
    this.#counted = counted;
    // One bin more than can occur: missing values are summed behind the others, then moved.
    this.sums = new Float64Array((MISSING + 1) * width);
    this.missing = new Float64Array(width);
    this.left = new Float64Array(width);
    this.#allSums = new Float64Array((MISSING + 1) * width);
  }

  /** @param codes - of all rows in the column */
  collect(samples: TreeSamples, start: number, end: number, codes: Uint8Array): void {
    if (end - start <= FEW_SAMPLES) this.#collectSorted(samples, start, end, codes);
    else this.#collectCounted(samples, start, end, codes);
    if (this.#counted) this.#count(samples, start, end, codes);
  }

  order({ rows }: TreeSamples, start: number, end: number, codes: Uint8Array): Int32Array {
    const n = end - start;
    const starts = new Int32Array(MISSING + 2);
    for (let i = 0; i < n; i++) starts[codes[rows[start + i]] + 1]++;
    for (let code = 0; code <= MISSING; code++) starts[code + 1] += starts[code];
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[starts[codes[rows[start + i]]]++] = i;
    return order;
  }

  /** Sort code and position packed into one number, then sum bin after bin. */
  #collectSorted(
    { rows, weights, targets }: TreeSamples,
    start: number,
    end: number,
    codes: Uint8Array,
  ): void {
    const sorted = this.#sorted;
    const n = end - start;
    for (let i = 0; i < n; i++) {
      const key = (codes[rows[start + i]] << 8) | i;
      let at = i;
      while (at > 0 && sorted[at - 1] > key) {
        sorted[at] = sorted[at - 1];
        at--;
      }
      sorted[at] = key;
    }
    const { codes: binCodes, sums } = this;
    const width = this.#width;
    const classes = this.#classes;
    let last = -1;
    let size = 0;
    let at = -width;
    for (let i = 0; i < n; i++) {
      const code = sorted[i] >> 8;
      const sample = start + (sorted[i] & 0xff);
      if (code !== last) {
        last = code;
        at += width;
        for (let k = 0; k < width; k++) sums[at + k] = 0;
        if (code !== MISSING) binCodes[size] = code;
        size++;
      }
      const weight = weights[sample];
      if (classes) {
        sums[at + (targets[sample] | 0)] += weight;
      } else {
        sums[at] += weight;
        sums[at + 1] += weight * targets[sample];
      }
    }
    if (last !== MISSING) {
      this.missingCount = 0;
      this.size = size;
      return;
    }
    this.missingCount = 1;
    this.size = size - 1;
    for (let k = 0; k < width; k++) this.missing[k] = sums[at + k];
  }

  /** Sum into a table of all bins, then list those that occur. */
  #collectCounted(samples: TreeSamples, start: number, end: number, codes: Uint8Array): void {
    const occupied = this.#occupied;
    const many = end - start > SOME_SAMPLES;
    if (many) occupied.fill(-1);
    const noted = many ? NOTHING : occupied;
    if (this.#classes) {
      sumClasses(samples, start, end, codes, this.#allSums, this.#width, noted);
    } else {
      sumMoments(samples, start, end, codes, this.#allSums, noted);
    }
    const { codes: binCodes, sums } = this;
    const width = this.#width;
    const allSums = this.#allSums;
    let size = 0;
    let to = 0;
    for (let word = 0; word < 8; word++) {
      let bits = occupied[word];
      occupied[word] = 0;
      while (bits !== 0) {
        const code = 32 * word + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const from = code * width;
        if (many && !this.#occurs(from)) continue;
        for (let k = 0; k < width; k++) {
          sums[to + k] = allSums[from + k];
          allSums[from + k] = 0;
        }
        binCodes[size] = code;
        size++;
        to += width;
      }
    }
    this.missingCount = size > 0 && binCodes[size - 1] === MISSING ? 1 : 0;
    this.size = size - this.missingCount;
    if (this.missingCount > 0) {
      for (let k = 0; k < width; k++) this.missing[k] = sums[to - width + k];
    }
  }

  /** Whether a bin that was not noted has any weight. */
  #occurs(from: number): boolean {
    const allSums = this.#allSums;
    if (!this.#classes) return allSums[from] > 0;
    for (let k = 0; k < this.#width; k++) if (allSums[from + k] > 0) return true;
    return false;
  }

  #count({ rows }: TreeSamples, start: number, end: number, codes: Uint8Array): void {
    const { counts, codes: binCodes, size } = this;
    const position = this.#position;
    for (let b = 0; b < size; b++) {
      position[binCodes[b]] = b;
      counts[b] = 0;
    }
    this.missingCount = 0;
    for (let i = start; i < end; i++) {
      const code = codes[rows[i]];
      if (code === MISSING) this.missingCount++;
      else counts[position[code]]++;
    }
  }
}

/** No bins to note. */
const NOTHING = /* @__PURE__ */ new Int32Array(0);

/**
 * Class numbers come as doubles; `| 0` makes integers of them without the checks that an index takes
 * otherwise, which saves a tenth of a forest's time.
 *
 * @param occupied - out: the bits of the bins that occur, when it has room for them
 */
function sumClasses(
  { rows, weights, targets }: TreeSamples,
  start: number,
  end: number,
  codes: Uint8Array,
  sums: Float64Array,
  nClasses: number,
  occupied: Int32Array,
): void {
  if (occupied.length === 0) {
    for (let i = start; i < end; i++) {
      sums[codes[rows[i]] * nClasses + (targets[i] | 0)] += weights[i];
    }
    return;
  }
  for (let i = start; i < end; i++) {
    const code = codes[rows[i]];
    sums[code * nClasses + (targets[i] | 0)] += weights[i];
    occupied[code >> 5] |= 1 << (code & 31);
  }
}

/** @param occupied - as in `sumClasses` */
function sumMoments(
  { rows, weights, targets }: TreeSamples,
  start: number,
  end: number,
  codes: Uint8Array,
  sums: Float64Array,
  occupied: Int32Array,
): void {
  if (occupied.length === 0) {
    for (let i = start; i < end; i++) {
      const at = 2 * codes[rows[i]];
      const weight = weights[i];
      sums[at] += weight;
      sums[at + 1] += weight * targets[i];
    }
    return;
  }
  for (let i = start; i < end; i++) {
    const code = codes[rows[i]];
    const weight = weights[i];
    sums[2 * code] += weight;
    sums[2 * code + 1] += weight * targets[i];
    occupied[code >> 5] |= 1 << (code & 31);
  }
}
