import type { BoostingFeatures } from './column-codes.js';
import type { ColumnShares } from './column-sampler.js';
import type { GradientLimits } from './gradient-splitter.js';
import type { HistogramLayout } from './histogram-layout.js';

/** How trees grow on gradients. */
export interface GradientTreePlan {
  readonly features: BoostingFeatures;
  readonly layout: HistogramLayout;
  readonly limits: GradientLimits;
  /** Infinity for any. */
  readonly maxDepth: number;
  /** Infinity for any. */
  readonly maxLeaves: number;
  /** Which node is split next: the shallowest, or the one that gains most. */
  readonly growPolicy: 'depthwise' | 'lossguide';
  /** A node whose best split gains less stays a leaf. */
  readonly gamma: number;
  readonly shares: ColumnShares;
  /** Features that may be asked about together; undefined: all. */
  readonly interactions: readonly ReadonlySet<number>[] | undefined;
  /** Whether the rows of all leaves are wanted. */
  readonly partsAll: boolean;
}
