import type { ClusteringProblem } from './clustering-problem.js';
import { elkanAssignment } from './elkan.js';
import { hamerlyAssignment } from './hamerly.js';
import { type Assign, plainAssignment } from './plain-assignment.js';

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
 */
function fastest(rows: number, columns: number, nClusters: number): KMeansAlgorithm {
  if (nClusters === 1) return 'lloyd';
  const worthBounds = columns >= 16 && columns * nClusters >= 640;
  return worthBounds && rows * nClusters <= MAX_BOUNDS ? 'elkan' : 'hamerly';
}
