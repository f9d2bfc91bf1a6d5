import { expect, it } from 'vitest';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { findLandmarks } from '../../../src/solvers/k-means/landmarks.js';

const columns = 8;

/** Samples of three groups 100 from each other: of each eight, six are of the first. */
function threeGroups(rows: number) {
  const normal = createNormal(createRng(1));
  const data = Float64Array.from({ length: rows * columns }, (_, at) => {
    const group = Math.max(0, ((Math.floor(at / columns) * 7) % 8) - 5);
    return (at % columns === group ? 100 : 0) + normal();
  });
  return { data, rows, columns };
}

it('finds the groups that share a centre, and passes over centres that are near nobody', () => {
  const samples = threeGroups(3000);
  const centers = new Float64Array(3 * columns);
  centers[0] = 100; // amid the first group
  centers[columns + 1] = 50; // between the others
  centers[columns + 2] = 50;
  centers[2 * columns + 7] = 1000;
  const model = { centers, shift: new Float64Array(columns) };
  const { points, spread } = findLandmarks(samples, model, 6);
  expect(points.length / columns).toBe(3);
  for (let group = 0; group < 3; group++) {
    for (let j = 0; j < columns; j++) {
      expect(Math.abs(points[group * columns + j] - (j === group ? 100 : 0))).toBeLessThan(3);
    }
  }
  expect(spread).toBeGreaterThan(0.7);
  expect(spread).toBeLessThan(1.5);
});

it('finds no more points than it may, and none but the centres where all samples are alike', () => {
  const model = { centers: new Float64Array(columns), shift: new Float64Array(columns) };
  expect(findLandmarks(threeGroups(900), model, 2).points.length / columns).toBeLessThanOrEqual(2);
  const same = { data: new Float64Array(100 * columns).fill(3), rows: 100, columns };
  expect(findLandmarks(same, model, 4).points).toEqual(new Float64Array(columns));
});

it('says by the spread that a sample is not finite', () => {
  const samples = threeGroups(256);
  samples.data[0] = Number.NaN; // the first is looked at
  const model = { centers: new Float64Array(columns), shift: new Float64Array(columns) };
  expect(findLandmarks(samples, model, 4).spread).not.toBeLessThan(Infinity);
});
