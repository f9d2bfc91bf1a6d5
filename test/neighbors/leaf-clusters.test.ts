import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dense } from '../../src/data/dense.js';
import { clusterApart } from '../../src/neighbors/apart-clusters.js';
import { groupsApart } from '../../src/neighbors/apart-groups.js';
import { clusterByQueries } from '../../src/neighbors/density-clusters.js';
import { clusterByLeaves } from '../../src/neighbors/leaf-clusters.js';
import { BruteForceSearch } from '../../src/neighbors/radius-search.js';
import { drain } from '../../src/progress.js';
import { createRng, type Rng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';

interface Problem {
  points: Dense;
  p: number;
  radius: number;
  weights: Float64Array | undefined;
  minSamples: number;
}

/** The plain version: every sample is asked for its neighbours, one by one. */
function plain({ points, p, radius, weights, minSamples }: Problem) {
  const search = new BruteForceSearch(points, p);
  return drain(
    clusterByQueries(
      {
        nSamples: points.rows,
        query: (i, found, enough) =>
          search.query(points.data, i * points.columns, radius, found, enough),
        work: points.rows,
      },
      { weights, minSamples },
    ),
  );
}

function byLeaves({ points, p, radius, weights, minSamples }: Problem) {
  return drain(clusterByLeaves(points, p, radius, { weights, minSamples }));
}

function apart({ points, p, radius, weights, minSamples }: Problem) {
  const width =
    p === 2 ? Math.sqrt(radius) : p === 1 || p === Infinity ? radius : radius ** (1 / p);
  return drain(clusterApart(points, p, [radius, width], { weights, minSamples }));
}

/** Rows around a few centres, some of them twice, on a lattice, or alone. */
function crowd(rows: number, columns: number, lattice: boolean, shift: number, rng: Rng): Dense {
  const normal = createNormal(rng);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const twin = i > 0 && rng.nextInteger(5) === 0 ? rng.nextInteger(i) : -1;
    const center = 4 * rng.nextInteger(3);
    const spread = rng.nextInteger(8) === 0 ? 4 : 0.7;
    for (let j = 0; j < columns; j++) {
      const value = shift + center + spread * normal();
      const own = lattice ? Math.round(value) : value;
      data[i * columns + j] = twin < 0 ? own : data[twin * columns + j];
    }
  }
  return { data, rows, columns };
}

const WEIGHTS: Record<string, ((rng: Rng) => number) | undefined> = {
  none: undefined,
  whole: (rng) => rng.nextInteger(4),
  tenths: (rng) => rng.nextInteger(20) / 10,
  any: (rng) => 2 * rng.next(),
};

/** As `crowd`, with columns of a few values far from each other, as texts are once they are coded. */
function withKinds(points: Dense, kinds: number, rng: Rng): Dense {
  const { rows } = points;
  const columns = points.columns + kinds;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    data.set(points.data.subarray(i * points.columns, (i + 1) * points.columns), i * columns);
    for (let j = points.columns; j < columns; j++) data[i * columns + j] = 3 * rng.nextInteger(3);
  }
  return { data, rows, columns };
}

describe('groups that columns with gaps part', () => {
  it('give the labels and the core samples of the plain version', () => {
    const problem = fc.record({
      rows: fc.integer({ min: 1, max: 150 }),
      columns: fc.integer({ min: 1, max: 4 }),
      kinds: fc.integer({ min: 0, max: 3 }),
      p: fc.constantFrom(1, 2, 2, 2, 3, 1.5, Infinity),
      eps: fc.double({ min: 0.05, max: 4, noNaN: true }),
      lattice: fc.boolean(),
      weights: fc.constantFrom(...Object.keys(WEIGHTS)),
      minSamples: fc.integer({ min: 1, max: 8 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(problem, ({ rows, columns, kinds, p, eps, lattice, minSamples, ...rest }) => {
        const rng = createRng(rest.seed);
        const points = withKinds(crowd(rows, columns, lattice, 0, rng), kinds, rng);
        const radius = p === Infinity || p === 1 ? eps : eps ** p;
        const draw = WEIGHTS[rest.weights];
        const weights = draw && Float64Array.from({ length: rows }, () => draw(rng));
        const task = { points, p, radius, weights, minSamples };
        const expected = plain(task);
        const found = apart(task);
        expect(found.labels).toEqual(expected.labels);
        expect(found.isCore).toEqual(expected.isCore);
      }),
      { numRuns: 100 },
    );
  });

  it('are those of each combination of values, whatever lies between', () => {
    const data = Float64Array.of(0, 0, 1, 0, 3, 0, 3.5, 9, 0.5, 9, 2, 0);
    const { groups, nGroups } = drain(groupsApart({ data, rows: 6, columns: 2 }, 2, 1, 1));
    expect([...groups, nGroups]).toEqual([0, 0, 0, 1, 1, 0, 2]); // the first column has no gap beyond 1
  });

  it('stay one where the distance of neighbours is exactly the gap, beyond all numbers, or the samples are alike', () => {
    const rows = 4;
    const of = (values: number[], radius: number) =>
      drain(
        groupsApart(
          { data: Float64Array.from(values), rows, columns: 1 },
          2,
          radius,
          radius ** 0.5,
        ),
      ).nGroups;
    expect(of([0, 2, 4, 6], 4)).toBe(1);
    expect(of([0, 2, 4, 6], 3.99)).toBe(4);
    expect(of([0, 2, 4, 6], Infinity)).toBe(1);
    expect(of([1e9, 1e9, 1e9, 1e9], 0)).toBe(1);
    expect(of([-1e150, 0, 1e-300, 1e150], 0)).toBeGreaterThan(1);
  });

  it('pause, and report all pairs in the end, also where the last groups are noise', () => {
    const rng = createRng(2);
    const points = withKinds(crowd(3000, 3, false, 0, rng), 4, rng);
    const training = clusterApart(points, 2, [0.25, 0.5], { weights: undefined, minSamples: 5 });
    const reports: { done: number; total: number }[] = [];
    let pauses = 0;
    for (let step = training.next(); !step.done; step = training.next()) {
      if (step.value === undefined) pauses++;
      else reports.push(step.value);
    }
    expect(pauses).toBeGreaterThan(3);
    expect(reports.map(({ done }) => done)).toEqual(
      reports.map(({ done }) => done).sort((a, b) => a - b),
    );
    expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
    expect(reports.filter(({ done, total }) => done === total)).toHaveLength(1);
  });
});

describe('leaf against leaf', () => {
  it('gives the labels and the core samples of the plain version', () => {
    const problem = fc.record({
      rows: fc.integer({ min: 1, max: 260 }),
      columns: fc.integer({ min: 1, max: 13 }),
      p: fc.constantFrom(1, 2, 2, 2, 3, 1.5, Infinity),
      share: fc.double({ min: 0.01, max: 2, noNaN: true }),
      lattice: fc.boolean(),
      shift: fc.constantFrom(0, 0, 1e6),
      weights: fc.constantFrom(...Object.keys(WEIGHTS)),
      minSamples: fc.integer({ min: 1, max: 12 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(problem, ({ rows, columns, p, share, lattice, shift, seed, ...rest }) => {
        const rng = createRng(seed);
        const points = crowd(rows, columns, lattice, shift, rng);
        const eps = share * (p === Infinity ? 1 : Math.round(columns ** (1 / p)));
        const radius = p === Infinity || p === 1 ? eps : eps ** p;
        const draw = WEIGHTS[rest.weights];
        const weights = draw && Float64Array.from({ length: rows }, () => draw(rng));
        const task = { points, p, radius, weights, minSamples: rest.minSamples };
        const expected = plain(task);
        const found = byLeaves(task);
        expect(found.labels).toEqual(expected.labels);
        expect(found.isCore).toEqual(expected.isCore);
      }),
      { numRuns: 150 },
    );
  });

  it('counts neighbours at exactly the distance, across leaves', () => {
    const rows = 500;
    const points = {
      data: Float64Array.from({ length: rows * 5 }, (_, at) => (at % 5 === 0 ? at / 5 : 0)),
      rows,
      columns: 5,
    };
    const line = { points, p: 2, weights: undefined, minSamples: 3 };
    expect(byLeaves({ ...line, radius: 1 }).labels).toEqual(new Int32Array(rows));
    expect(byLeaves({ ...line, radius: 1 - 1e-15 }).labels).toEqual(new Int32Array(rows).fill(-1));
  });

  it('takes one sample, and samples that are all the same', () => {
    const one = { data: new Float64Array(6), rows: 1, columns: 6 };
    const task = { p: 2, radius: 1, weights: undefined };
    expect(byLeaves({ ...task, points: one, minSamples: 1 }).labels).toEqual(Int32Array.of(0));
    expect(byLeaves({ ...task, points: one, minSamples: 2 }).labels).toEqual(Int32Array.of(-1));
    const same = { data: new Float64Array(1200).fill(0.1), rows: 200, columns: 6 };
    const all = (minSamples: number) =>
      byLeaves({ ...task, points: same, radius: 0, minSamples }).labels;
    expect(all(200)).toEqual(new Int32Array(200));
    expect(all(201)).toEqual(new Int32Array(200).fill(-1));
  });

  it('yields after a bounded amount of work, and reports all pairs in the end', () => {
    const points = crowd(6000, 8, false, 0, createRng(1));
    const training = clusterByLeaves(points, 2, 1.5 ** 2, { weights: undefined, minSamples: 10 });
    const reports: number[] = [];
    for (let step = training.next(); !step.done; step = training.next()) {
      if (step.value === undefined) continue;
      expect(step.value.total).toBe(3 * 6000 ** 2);
      reports.push(step.value.done);
    }
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBe(3 * 6000 ** 2);
    expect(reports.length).toBeGreaterThan(20);
  });
});
