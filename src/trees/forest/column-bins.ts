import type { CodedFeatures, Codes } from './exact-features.js';
import type { TreeSamples } from './tree-samples.js';

/**
 * What a node's samples hold in one column: the codes that occur, ascending, and sums over each.
 * The sums of a code are `width` numbers: of each class the weight, or (width 2) weight and weight × target.
 */
export interface ColumnBins<C extends Codes = Codes> {
  /** How many codes occur, missing values not counted. */
  readonly size: number;
  /** The codes [size]. */
  readonly codes: Int32Array;
  /** Samples of each code [size]; kept only where they are asked for. */
  readonly counts: Int32Array;
  /** Sums over each code [size × width]. */
  readonly sums: Float64Array;
  /** Samples with a missing value; at least whether there are any. */
  readonly missingCount: number;
  /** Sums over those [width]. */
  readonly missing: Float64Array;
  /** Room for the sums of a left side [width]. */
  readonly left: Float64Array;
  /** Take up the samples `start` to `end`, whose codes in the column are those of their rows. */
  collect(samples: TreeSamples, start: number, end: number, codes: C): void;
  /** Positions from `start` of the same samples in the order of their codes, missing values last. */
  order(samples: TreeSamples, start: number, end: number, codes: C): Int32Array;
}

/** Features, and what reads their codes. */
export interface Coding<C extends Codes = Codes> {
  readonly features: CodedFeatures<C>;
  readonly bins: ColumnBins<C>;
  readonly missingCode: number;
}
