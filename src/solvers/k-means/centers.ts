/** Centres, kept without the offset of the features so that they lose no digits to it. */
export interface Centers {
  /** Row-major [nClusters × nFeatures]. */
  readonly centers: Float64Array;
  /** What was taken off the features [nFeatures]; centre c is centers[c] + shift. */
  readonly shift: Float64Array;
}

/** Whether two models have the same numbers. */
export function sameCenters(a: Centers, b: Centers): boolean {
  return isSame(a.centers, b.centers) && isSame(a.shift, b.shift);
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
