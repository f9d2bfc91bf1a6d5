/** Centres that a sample meets at once: seven sums and seven differences are what registers have room for. */
export const LANES = 7;
export const FEWER_LANES = 4;

/** Centres as the search for the nearest ones reads them. */
export interface PackedCenters {
  /** Row-major [nClusters × nFeatures]. */
  readonly centers: Float64Array;
  /**
   * In groups of seven, the seven values of a feature side by side. What is left over is a group of four where that is
   * enough, else of seven, filled up with centres that are nearest to nothing.
   */
  readonly packed: Float64Array;
}

export function packCenters(centers: Float64Array, columns: number): PackedCenters {
  const nClusters = centers.length / columns;
  const rest = nClusters % LANES;
  const seven = rest > FEWER_LANES ? nClusters + LANES - rest : nClusters - rest;
  const size = nClusters > seven ? seven + FEWER_LANES : seven;
  const packed = new Float64Array(size * columns).fill(Infinity);
  for (let c = 0; c < nClusters; c++) {
    const lanes = c < seven ? LANES : FEWER_LANES;
    const lane = c < seven ? c % LANES : c - seven;
    const to = (c - lane) * columns + lane;
    for (let j = 0; j < columns; j++) packed[to + lanes * j] = centers[c * columns + j];
  }
  return { centers, packed };
}
