import type { ClusteringProblem } from './clustering-problem.js';
import { elkanAssignment } from './elkan.js';
import { hamerlyAssignment } from './hamerly.js';
import { type Assign, plainAssignment } from './plain-assignment.js';
import { planeAssignment } from './plane-assignment.js';

/** How the nearest centres are found; all give the same result, to the bit. */
export type KMeansAlgorithm = 'auto' | 'lloyd' | 'hamerly' | 'elkan';

/** Bounds of Elkan's algorithm, a number each, that may be held: 256 MB. */
const MAX_BOUNDS = 2 ** 25;

/** The algorithm of that name for a problem; `'auto'` is the one that was fastest on such data. */
export function assignment(
  algorithm: KMeansAlgorithm,
  problem: ClusteringProblem,
  nClusters: number,
): Assign {
  const { rows, columns } = problem.samples;
  switch (algorithm === 'auto' ? fastest(rows, columns, nClusters) : algorithm) {
    case 'lloyd':
      return plainAssignment(problem);
    case 'boxes':
      return planeAssignment(problem, nClusters);
    case 'hamerly':
      return hamerlyAssignment(problem, nClusters);
    default:
      return elkanAssignment(problem, nClusters);
  }
}

/**
 * Elkan's bounds for each centre pay where distances are dear and centres many. Milliseconds of
 * Hamerly and Elkan by features × clusters: 2 × 100: 147, 347; 8 × 100: 242, 281; 16 × 20: 440, 709;
 * 16 × 50: 151, 127; 32 × 20: 56, 50; 32 × 100: 177, 117; 64 × 10: 28, 25. Plain Lloyd took 2 to 6 times as long.
 * That was before Hamerly's bounds knew the second nearest centre, which took a third off samples without clusters.
 * In the plane and on a line boxes took 0.35 to 0.6 of Hamerly's time.
 */
function fastest(
  rows: number,
  columns: number,
  nClusters: number,
): Exclude<KMeansAlgorithm, 'auto'> | 'boxes' {
  if (nClusters === 1) return 'lloyd';
  if (columns <= 2) return 'boxes';
  const worthBounds = columns >= 16 && columns * nClusters >= 640;
  return worthBounds && rows * nClusters <= MAX_BOUNDS ? 'elkan' : 'hamerly';
}
