import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { orderCentres } from '../../../src/solvers/k-means/centre-order.js';
import { findLandmarks } from '../../../src/solvers/k-means/landmarks.js';
import { nearestByOrder, roomForPoints } from '../../../src/solvers/k-means/nearest-by-order.js';
import { assignToNearest } from '../../../src/solvers/k-means/plain-assignment.js';
import { nearestCenters } from '../../../src/solvers/k-means/shifted-centers.js';

/** The labels of the plain search. */
function plainLabels(data: Float64Array, centers: Float64Array, shift: Float64Array): Int32Array {
  const columns = shift.length;
  const rows = data.length / columns;
  const labels = new Int32Array(rows);
  const centred = data.map((value, at) => value - shift[at % columns]);
  assignToNearest({ data: centred, rows, columns }, centers, labels);
  return labels;
}

function labelsByOrder(data: Float64Array, centers: Float64Array, shift: Float64Array) {
  const columns = shift.length;
  const rows = data.length / columns;
  const labels = new Int32Array(rows).fill(-1);
  const count = centers.length / columns;
  const landmarks = findLandmarks({ data, rows, columns }, { centers, shift }, 2 * count);
  const plan = orderCentres(landmarks, { centers, shift });
  const share = nearestByOrder.find(plan, { data, rows, columns }, labels);
  return { labels, allNumbers: !Number.isNaN(share) };
}

const columns = fc.integer({ min: 1, max: 9 });
const count = fc.integer({ min: 1, max: 24 });
const seed = fc.integer({ min: 1, max: 2 ** 30 });
/** Small numbers make ties and equal centres; the scales lose digits, underflow and overflow when squared. */
const scale = fc.constantFrom(1, 0.1, 1e-160, 1e-200, 1e120, 1e153, 1e154, 1e300);
const offset = fc.constantFrom(0, 1, 1e6, -1e15);

it('labels are those of the plain search: ties, equal centres, every scale, far from zero', () => {
  fc.assert(
    fc.property(count, columns, count, seed, scale, offset, (rows, width, k, from, size, far) => {
      const rng = createRng(from);
      const value = () => size * (far + Math.floor(4 * rng.next()) + (rng.next() < 0.2 ? 1e-9 : 0));
      const data = Float64Array.from({ length: rows * width }, value);
      const centers = Float64Array.from({ length: k * width }, () => value() - size * far);
      const shift = new Float64Array(width).fill(size * far);
      expect(labelsByOrder(data, centers, shift).labels).toEqual(plainLabels(data, centers, shift));
    }),
    { numRuns: 150 },
  );
});

it('labels are those of the plain search near the middle between centres, where rounding decides', () => {
  fc.assert(
    fc.property(columns, count, seed, scale, (width, k, from, size) => {
      const rng = createRng(from);
      const normal = createNormal(rng);
      const centers = Float64Array.from({ length: k * width }, () => size * normal());
      const data = Float64Array.from({ length: 50 * width });
      for (let row = 0; row < data.length; row += width) {
        const a = Math.floor(rng.next() * k) * width;
        const b = Math.floor(rng.next() * k) * width;
        const nudge = rng.next() < 0.5 ? 0 : Number.EPSILON * (rng.next() - 0.5);
        for (let j = 0; j < width; j++) {
          data[row + j] = (0.5 + nudge) * (centers[a + j] + centers[b + j]);
        }
      }
      const shift = new Float64Array(width);
      expect(labelsByOrder(data, centers, shift).labels).toEqual(plainLabels(data, centers, shift));
    }),
    { numRuns: 80 },
  );
});

it('says where a distance is no number', () => {
  const centers = Float64Array.from({ length: 16 }, (_, at) => at);
  for (const value of [1, Number.NaN, Infinity, -Infinity, 1e200]) {
    const { allNumbers } = labelsByOrder(
      Float64Array.of(1, 2, 3, value),
      centers,
      new Float64Array(2),
    );
    expect(allNumbers).toBe(value === 1);
  }
});

/** Samples around centres that are `apart` of their spread from each other. */
function blobs(apart: number, k: number, width: number) {
  const normal = createNormal(createRng(`${apart}`));
  const centers = Float64Array.from({ length: k * width }, () => apart * normal());
  const shift = Float64Array.from({ length: width }, (_, j) => 100 * j);
  const data = Float64Array.from({ length: 2200 * width }, (_, at) => {
    const i = Math.floor(at / width);
    const j = at % width;
    return centers[((i * 7) % k) * width + j] + shift[j] + normal();
  });
  return { centers, shift, data };
}

it.each([
  { apart: 4, k: 20, width: 16 },
  { apart: 0.1, k: 20, width: 16 },
  { apart: 4, k: 65, width: 16 },
  { apart: 4, k: 12, width: 300 },
])(
  'many samples have the labels of the plain search: $k centres, $apart apart, $width features',
  ({ apart, k, width }) => {
    const { centers, shift, data } = blobs(apart, k, width);
    const samples = { data, rows: 2200, columns: width };
    expect(roomForPoints(k, width) >= k).toBe(k < 65 && width < 300);
    expect(nearestCenters({ centers, shift }, samples)).toEqual(plainLabels(data, centers, shift));
    let checks = 0;
    for (const at of [0, 63, 64, 2199]) {
      const spoilt = data.slice();
      spoilt[at * width + 3] = Number.NaN;
      nearestCenters({ centers, shift }, { ...samples, data: spoilt }, () => checks++);
    }
    expect(checks).toBe(4);
  },
);

it('two models that are asked in turn have their own labels, block by block', () => {
  const models = [blobs(3, 20, 16), blobs(2, 9, 12)].map((model) => {
    const samples = { data: model.data, rows: 2200, columns: model.shift.length };
    return { ...model, plan: orderCentres(findLandmarks(samples, model, 40), model) };
  });
  for (const from of [0, 700, 1400]) {
    for (const { centers, shift, data, plan } of models) {
      const columns = shift.length;
      const block = data.subarray(from * columns, (from + 700) * columns);
      const labels = new Int32Array(700);
      nearestByOrder.find(plan, { data: block, rows: 700, columns }, labels);
      expect(labels).toEqual(plainLabels(block, centers, shift));
    }
  }
});

it('an order made from a few rows that show but one cluster is made anew from more', () => {
  const { centers, shift, data } = blobs(4, 20, 16);
  const width = 16;
  const model = { centers, shift };
  // Rows of one cluster first, as a file that is sorted has them.
  const ofOne = data.slice();
  for (let i = 0; i < 2200; i++) ofOne.set(data.subarray(0, width), i * width);
  const few = { data: ofOne.subarray(0, 1000 * width), rows: 1000, columns: width };
  expect(nearestCenters(model, few)).toEqual(plainLabels(few.data, centers, shift));
  const before = nearestByOrder.orderOf(model);
  expect(before?.rows).toBe(1000);
  const all = { data, rows: 2200, columns: width };
  expect(nearestCenters(model, all)).toEqual(plainLabels(data, centers, shift));
  expect(nearestByOrder.orderOf({ centers: centers.slice(), shift })).toBeDefined();
  expect(nearestByOrder.orderOf({ centers: centers.map((c) => c + 1), shift })).toBeUndefined();
});

it('an order is not made where a sample that is looked at is not finite', () => {
  const { centers, shift, data } = blobs(5, 20, 16);
  const spoilt = data.slice();
  spoilt[3] = Number.NaN;
  let checks = 0;
  nearestCenters({ centers, shift }, { data: spoilt, rows: 2200, columns: 16 }, () => checks++);
  expect(checks).toBe(1);
  expect(nearestByOrder.orderOf({ centers, shift })).toBeUndefined();
});

it('a few rows go by the order that many rows left', () => {
  const { centers, shift, data } = blobs(6, 20, 16);
  const model = { centers, shift };
  nearestCenters(model, { data, rows: 2200, columns: 16 });
  for (const rows of [1, 63, 64, 100, 301]) {
    const part = data.subarray(0, rows * 16);
    const labels = nearestCenters(model, { data: part, rows, columns: 16 });
    expect(labels).toEqual(plainLabels(part, centers, shift));
  }
});
