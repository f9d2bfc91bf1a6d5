import { createRng } from '../random/rng.js';
import { createNormal } from '../random/sampling.js';

/** Three overlapping groups in four features, and a target that is a noisy linear function of them. */
export function sampleData(): { X: number[][]; y: number[]; codes: number[] } {
  const normal = createNormal(createRng('checkEstimator'));
  const X: number[][] = [];
  const y: number[] = [];
  const codes: number[] = [];
  for (let i = 0; i < 60; i++) {
    const code = i % 3;
    const row = [code + normal(), 2 - code + normal(), normal(), normal() + 0.5 * code];
    X.push(row);
    codes.push(code);
    y.push(2 * row[0] - row[1] + 0.5 * row[3] + 0.1 * normal());
  }
  return { X, y, codes };
}
