import type { Dense } from '../../src/data/dense.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';

export interface RandomProblem {
  samples: Dense;
  codes: Int32Array;
  nClasses: number;
  weights: Float64Array;
}

/** Normal samples whose class is drawn from the softmax of random linear scores. */
export function randomProblem(
  rows: number,
  columns: number,
  nClasses: number,
  { seed = 1, weighted = false, strength = 1 } = {},
): RandomProblem {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const data = Float64Array.from({ length: rows * columns }, normal);
  const slopes = Float64Array.from({ length: nClasses * columns }, () => strength * normal());
  const codes = Int32Array.from({ length: rows }, (_, i) => {
    if (i < nClasses) return i; // every class occurs
    let best = 0;
    let bestScore = -Infinity;
    for (let k = 0; k < nClasses; k++) {
      let score = -Math.log(-Math.log(rng.next()));
      for (let j = 0; j < columns; j++) {
        score += (data[i * columns + j] * slopes[k * columns + j]) / Math.sqrt(columns);
      }
      if (score > bestScore) [best, bestScore] = [k, score];
    }
    return best;
  });
  const weights = Float64Array.from({ length: rows }, () => (weighted ? 0.5 + rng.next() : 1));
  return { samples: { data, rows, columns }, codes, nClasses, weights };
}

/** Rows of numbers, as users pass them. */
export function rowsOf({ data, rows, columns }: Dense): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}
