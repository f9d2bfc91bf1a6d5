/** Sums over all samples. */
export interface GradientTotals {
  G: number;
  H: number;
}

/** Curvatures are kept above 0. */
export const LEAST_CURVATURE = 1e-16;
