import type { Dense } from '../../src/data/dense.js';
import { drain } from '../../src/progress.js';
import { type BinnedFeatures, binFinelyInSteps, MAX_BINS } from '../../src/trees/bins.js';

/** Features in bins at one go, as many as fit a byte unless it is said. */
export function binFeatures(
  samples: Dense,
  weights?: Float64Array,
  maxBins: (column: number) => number = () => MAX_BINS,
): BinnedFeatures {
  return drain(binFinelyInSteps(samples, weights, maxBins));
}
