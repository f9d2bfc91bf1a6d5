/** What a forest of classes has besides its trees: weights of classes, shares in every node. */

import type { Label } from '../../contracts.js';
import { type ClassWeight, weightClasses } from '../../data/class-weights.js';
import { reserve } from '../../memory.js';

/** Weights of the samples with those of their classes [nSamples]; undefined when all are 1. */
export function weighForest(
  {
    classWeight: option,
    bootstrap,
  }: { readonly classWeight: ClassWeight | 'balancedSubsample'; readonly bootstrap: boolean },
  codes: Int32Array,
  classes: readonly Label[],
  given: Float64Array | undefined,
): Float64Array | undefined {
  const perTree = option === 'balancedSubsample';
  const ofClasses: ClassWeight = perTree ? (bootstrap ? null : 'balanced') : option;
  if (ofClasses === null) return given;
  return weightClasses(ofClasses, codes, classes, given, 'RandomForestClassifier');
}

/** Whether a forest learned from as many features, and from the same labels. */
export function sameForm(
  last: { readonly nFeatures: number; readonly classes: readonly Label[] },
  nFeatures: number,
  classes: readonly Label[],
): boolean {
  return (
    last.nFeatures === nFeatures &&
    last.classes.length === classes.length &&
    last.classes.every((label, k) => label === classes[k])
  );
}

/** Refuse trees whose nodes hold more shares of classes than memory may. */
export function reserveShares(nodes: number, nClasses: number, where: string): void {
  reserve(8 * nodes * nClasses, {
    where,
    what: `trees of ${Math.round(nodes)} nodes with a share of each of ${nClasses} classes`,
    remedy: 'Lower nEstimators or maxDepth, or predict numbers with RandomForestRegressor.',
  });
}
