/** Centres, kept without the offset of the features so that they lose no digits to it. */
export interface Centers {
  /** Row-major [nClusters × nFeatures]. */
  readonly centers: Float64Array;
  /** What was taken off the features [nFeatures]; centre c is centers[c] + shift. */
  readonly shift: Float64Array;
}
