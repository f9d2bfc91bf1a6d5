import { log } from '../../numeric/exp-log.js';

const EULER_GAMMA = 0.5772156649015329;

/**
 * The mean number of splits that part one of n samples from the others: the mean depth of an
 * unsuccessful search in a binary search tree. Source: Liu, Ting and Zhou, ICDM (2008), equation 1,
 * with the harmonic number approximated as there.
 */
export function averagePathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (log(n - 1) + EULER_GAMMA) - (2 * (n - 1)) / n;
}

/** Deepest splits of an isolation tree: the height that a balanced tree of its samples has. */
export function isolationDepth(samples: number): number {
  let depth = 0;
  while (2 ** depth < Math.max(2, samples)) depth++;
  return depth;
}
