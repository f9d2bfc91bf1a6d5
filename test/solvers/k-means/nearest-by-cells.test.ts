import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dense } from '../../../src/data/dense.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { labelByCells } from '../../../src/solvers/k-means/nearest-by-cells.js';
import { assignToNearest } from '../../../src/solvers/k-means/plain-assignment.js';
import { nearestCenters } from '../../../src/solvers/k-means/shifted-centers.js';

const ROWS = 1000;

interface Plane {
  readonly centers: Float64Array;
  readonly shift: Float64Array;
  readonly samples: Dense;
}

/** The labels of the plain search. */
function plainLabels({ centers, shift, samples: { data, rows, columns } }: Plane): Int32Array {
  const labels = new Int32Array(rows);
  const centred = data.map((value, at) => value - shift[at % columns]);
  assignToNearest({ data: centred, rows, columns }, centers, labels);
  return labels;
}

/** Labels by cells, and how many samples had to be measured; undefined where there are no cells. */
function byCells(plane: Plane) {
  const { samples } = plane;
  let measured = 0;
  const label = labelByCells(plane, samples, (rest, labels) => {
    measured += rest.rows;
    labels.set(plainLabels({ ...plane, samples: rest }));
    return true;
  });
  if (label === undefined) return undefined;
  const labels = new Int32Array(samples.rows).fill(-2);
  expect(label(samples, labels)).toBe(true);
  return { labels, measured };
}

/** Points around centres, some of them in the middle between two, where rounding decides. */
function planeOf(seed: number, k: number, size: number, far: number, rows = ROWS): Plane {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const offset = size * far;
  const centers = Float64Array.from({ length: 2 * k }, () => size * Math.round(4 * normal()));
  const shift = new Float64Array(2).fill(offset);
  const data = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const [a, b] = [rng.nextInteger(k), rng.nextInteger(k)];
    const isBetween = rng.next() < 0.2;
    for (let j = 0; j < 2; j++) {
      const near = centers[2 * a + j] + size * 0.3 * normal();
      const between = (centers[2 * a + j] + centers[2 * b + j]) / 2;
      data[2 * i + j] = offset + (isBetween ? between : near);
    }
  }
  return { centers, shift, samples: { data, rows, columns: 2 } };
}

describe('labels by cells', () => {
  it('are those of the plain search: ties, equal centres, every scale, far from zero', () => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom(1, 0.1, 1e-160, 1e-130, 1e120, 1e149, 1e160),
        fc.constantFrom(0, 1, 1e6, -1e15),
        (seed, k, size, far) => {
          const plane = planeOf(seed, k, size, far);
          const found = byCells(plane);
          if (found !== undefined) {
            expect(found.labels).toEqual(plainLabels(plane));
            most = Math.max(most, ROWS - found.measured);
          }
          expect(nearestCenters(plane, plane.samples)).toEqual(plainLabels(plane));
        },
      ),
      { numRuns: 200 },
    );
    expect(most).toBeGreaterThan(ROWS / 2);
  });

  it('are made where they pay: in the plane, of rows and centres enough', () => {
    expect(byCells(planeOf(1, 10, 1, 0))).toBeDefined();
    expect(byCells(planeOf(1, 3, 1, 0))).toBeUndefined();
    expect(byCells(planeOf(1, 65, 1, 0))).toBeUndefined();
    expect(byCells(planeOf(2, 10, 1, 0, 300))).toBeUndefined();
    expect(byCells(planeOf(1, 10, 1e160, 0))).toBeUndefined();
  });

  it('are known for few rows too once the centres were asked of many, and for none but these', () => {
    const plane = planeOf(3, 10, 1, 5);
    byCells(plane);
    const few = { data: plane.samples.data.slice(0, 40), rows: 20, columns: 2 };
    const found = byCells({ ...plane, samples: few });
    expect(found?.labels).toEqual(plainLabels(plane).slice(0, 20));
    const moved = { ...plane, centers: plane.centers.map((value) => value + 0.5), samples: few };
    expect(byCells(moved)).toBeUndefined();
  });

  it('do not change when the caller writes over its centres', () => {
    const plane = planeOf(4, 10, 1, 0);
    byCells(plane);
    plane.centers.reverse();
    expect(byCells(plane)?.labels).toEqual(plainLabels(plane));
  });

  it('are measured outside of the rectangle, and where all are mixed', () => {
    const plane = planeOf(5, 10, 1, 0);
    byCells(plane);
    const outside = plane.samples.data.map((value) => 1000 * value);
    const there = { ...plane, samples: { data: outside, rows: ROWS, columns: 2 } };
    expect(byCells(there)?.labels).toEqual(plainLabels(there));
    expect(nearestCenters(there, there.samples)).toEqual(plainLabels(there));
  });

  it('leave what is no number to who measures, and say so', () => {
    const { samples, ...model } = planeOf(6, 10, 1, 0);
    for (const [place, value] of [
      [0, Number.NaN],
      [701, Infinity],
      [2 * ROWS - 1, -Infinity],
    ]) {
      let checks = 0;
      const data = samples.data.slice();
      data[place] = value;
      nearestCenters(model, { ...samples, data }, () => checks++);
      expect(checks).toBe(1);
    }
  });
});
