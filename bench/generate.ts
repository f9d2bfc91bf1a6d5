import { createRng, type Seed } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import type { Dataset } from './workload.js';

/**
 * Features that share a few hidden factors, on scales from 0.1 to 100, and a target made of their
 * linear scores.
 *
 * @param target - from the linear scores of a row [nScores] and a source of normal numbers
 */
function correlated(
  { rows, testRows, columns, factors = 10, nScores = 1, seed }: CorrelatedOptions,
  target: (scores: Float64Array, normal: () => number, uniform: () => number) => number,
): Dataset {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const loadings = Float64Array.from({ length: factors * columns }, normal);
  const scales = Float64Array.from({ length: columns }, (_, j) => 10 ** ((j % 4) - 1));
  const weights = Float64Array.from({ length: nScores * columns }, normal);
  const hidden = new Float64Array(factors);
  const scores = new Float64Array(nScores);
  const fill = (n: number) => {
    const data = new Float64Array(n * columns);
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let f = 0; f < factors; f++) hidden[f] = normal();
      scores.fill(0);
      for (let j = 0; j < columns; j++) {
        let value = normal();
        for (let f = 0; f < factors; f++) value += hidden[f] * loadings[f * columns + j];
        for (let k = 0; k < nScores; k++) scores[k] += value * weights[k * columns + j];
        data[i * columns + j] = value * scales[j];
      }
      for (let k = 0; k < nScores; k++) scores[k] /= Math.sqrt(columns * factors);
      y[i] = target(scores, normal, () => rng.next());
    }
    return { X: { data, rows: n, columns }, y };
  };
  const train = fill(rows);
  const test = fill(testRows);
  return { X: train.X, y: train.y, XTest: test.X, yTest: test.y };
}

interface CorrelatedOptions {
  rows: number;
  testRows: number;
  columns: number;
  /** Hidden factors that the features share. Default 10. */
  factors?: number;
  /** Linear scores the target is made of. Default 1. */
  nScores?: number;
  seed: Seed;
}

/** 100 000 × 50 with a noisy linear target. */
export function linearData(): Dataset {
  return correlated(
    { rows: 100_000, testRows: 20_000, columns: 50, seed: 'linear' },
    ([score], normal) => 10 * score + 3 * normal(),
  );
}

/** 100 000 × 50 with two classes drawn from a logistic model. */
export function binaryData(): Dataset {
  return correlated(
    { rows: 100_000, testRows: 20_000, columns: 50, seed: 'binary' },
    ([score], _normal, uniform) => (uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0),
  );
}

/** 1 000 000 × 20 with two classes drawn from a logistic model. */
export function longBinaryData(): Dataset {
  return correlated(
    { rows: 1_000_000, testRows: 20_000, columns: 20, seed: 'long binary' },
    ([score], _normal, uniform) => (uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0),
  );
}

/** 20 000 × 64 with ten classes: the largest of ten linear scores with Gumbel noise. */
export function tenClassData(): Dataset {
  return correlated(
    { rows: 20_000, testRows: 5_000, columns: 64, nScores: 10, seed: 'ten classes' },
    (scores, _normal, uniform) => {
      let best = 0;
      let largest = -Infinity;
      for (let k = 0; k < scores.length; k++) {
        const value = 3 * scores[k] - Math.log(-Math.log(uniform() + 1e-300));
        if (value > largest) [best, largest] = [k, value];
      }
      return best;
    },
  );
}
