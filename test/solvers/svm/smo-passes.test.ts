import { expect, it } from 'vitest';
import { createRng } from '../../../src/random/rng.js';
import { bestDown, TAU } from '../../../src/solvers/svm/smo-passes.js';

const rng = createRng('passes');
const n = 50;

/** Of all slopes down that violate together with i, the one whose gain is largest, the first of equal ones. */
function plainBestDown(steepest: number, slopes: Float64Array, curvatures: Float64Array): number {
  let best = 0;
  let j = -1;
  for (const [t, slope] of slopes.entries()) {
    const difference = slope - steepest;
    if (!(difference > 0)) continue;
    const gain = (difference * difference) / (curvatures[t] > 0 ? curvatures[t] : TAU);
    if (gain > best) {
      best = gain;
      j = t;
    }
  }
  return j;
}

it.each([
  ['many samples violate', 0.5],
  ['few do', 0.02],
  ['none does', 0],
])('finds the way down that promises most where %s', (_, share) => {
  for (let round = 0; round < 200; round++) {
    const draw = () => Math.round(16 * rng.next()) / 16; // coarse, so that gains are equal now and then
    const i = rng.nextInteger(n);
    const G = Float64Array.from({ length: n }, () => (rng.next() < share ? 1 : -1) * draw());
    G[i] = 0;
    const up = new Float64Array(n);
    const low = Float64Array.from({ length: n }, () => (rng.next() < 0.3 ? -Infinity : 0));
    const diagonal = new Float64Array(n).fill(1);
    // Some above the diagonal, as of kernels that are not positive: their curvature is not either.
    const row = Float32Array.from({ length: n }, () => 1.25 * draw());
    const slopes = G.map((value, t) => value + low[t]);
    const found = bestDown({ G, up, low, diagonal }, n, i, row);
    const curvatures = Float64Array.from(row, (value) => 2 - 2 * value);
    expect(found).toEqual({
      j: plainBestDown(0, slopes, curvatures),
      largest: Math.max(...slopes),
    });
  }
});
