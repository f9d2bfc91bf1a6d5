/** What the leaves of a tree add to one output. */
export interface LeafValues {
  /** [nLeaves] */
  readonly values: Float64Array;
  /** Where what each feature gives goes: [nSamples × nFeatures], for pairs [nSamples × nFeatures × nFeatures]. */
  readonly out: Float64Array;
}

/**
 * What a leaf of value 1 gives to each feature of its path, or to each pair of them, for a sample that violates some
 * of the answers.
 */
export interface LeafWeights {
  /** How many numbers a leaf has whose path asks about so many features. */
  size(width: number): number;
  /** Elementary operations that computing those of a leaf takes, about. */
  cost(l: number): number;
  /**
   * Compute them, by the places of the features; pairs come as (0, 1), (0, 2), …, (1, 2), ….
   *
   * @param l - position of the leaf
   * @param pattern - bit p is set where the sample does not meet the answers about the feature in place p
   * @param out - written from `at` on
   */
  write(l: number, pattern: number, out: Float64Array, at: number): void;
}

export const pairsOf = (width: number): number => (width * (width - 1)) / 2;
