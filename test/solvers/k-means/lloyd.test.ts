import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dense } from '../../../src/data/dense.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import {
  type ClusteringProblem,
  inertiaOf,
} from '../../../src/solvers/k-means/clustering-problem.js';
import { elkanAssignment } from '../../../src/solvers/k-means/elkan.js';
import { hamerlyAssignment } from '../../../src/solvers/k-means/hamerly.js';
import { kMeansPlusPlus, randomCenters } from '../../../src/solvers/k-means/k-means-plus-plus.js';
import { type Clustering, lloyd } from '../../../src/solvers/k-means/lloyd.js';
import { type Assign, plainAssignment } from '../../../src/solvers/k-means/plain-assignment.js';
import { planeAssignment } from '../../../src/solvers/k-means/plane-assignment.js';

const accelerated = { hamerly: hamerlyAssignment, elkan: elkanAssignment };

function drain<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function solve(
  problem: ClusteringProblem,
  start: Float64Array,
  assign: Assign,
  maxIter = 300,
): Clustering {
  return drain(lloyd(problem, start, { maxIter, tol: 0 }, assign));
}

/** Lloyd's algorithm as it is told: no bounds, no sums kept. Empty clusters are not its business. */
function toldPlainly({ data, rows, columns }: Dense, start: Float64Array, nIter: number) {
  const k = start.length / columns;
  let centers = Array.from({ length: k }, (_, c) =>
    Array.from(start.slice(c * columns, (c + 1) * columns)),
  );
  const X = Array.from({ length: rows }, (_, i) =>
    Array.from(data.slice(i * columns, (i + 1) * columns)),
  );
  const nearest = (x: number[]) => {
    const d = centers.map((c) => c.reduce((sum, v, j) => sum + (x[j] - v) ** 2, 0));
    return d.indexOf(Math.min(...d));
  };
  for (let t = 0; t < nIter; t++) {
    const labels = X.map(nearest);
    centers = centers.map((_, c) => {
      const own = X.filter((_x, i) => labels[i] === c);
      return Array.from(
        { length: columns },
        (_v, j) => own.reduce((s, x) => s + x[j], 0) / own.length,
      );
    });
  }
  return { centers: centers.flat(), labels: X.map(nearest) };
}

function blobs(rows: number, columns: number, k: number, seed: number, spread = 1): Dense {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const middles = Float64Array.from({ length: k * columns }, () => 4 * normal());
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const c = rng.nextInteger(k);
    for (let j = 0; j < columns; j++)
      data[i * columns + j] = middles[c * columns + j] + spread * normal();
  }
  return { data, rows, columns };
}

/** Samples on a coarse grid, full of ties and duplicates, or spread without any; some with weights. */
const problems = problemsOf({ mostColumns: 9, mostRows: 60 });

function problemsOf({ mostColumns, mostRows }: { mostColumns: number; mostRows: number }) {
  return fc
    .record({
      columns: fc.integer({ min: 1, max: mostColumns }),
      rows: fc.integer({ min: 1, max: mostRows }),
      nClusters: fc.integer({ min: 1, max: 12 }),
      seed: fc.integer(),
      grid: fc.boolean(),
      weighted: fc.boolean(),
      scale: fc.constantFrom(1, 1e-8, 1e8),
    })
    .map(({ columns, rows, nClusters, seed, grid, weighted, scale }) => {
      const rng = createRng(seed);
      const normal = createNormal(rng);
      const value = grid ? () => rng.nextInteger(4) * scale : () => normal() * scale;
      const data = Float64Array.from({ length: rows * columns }, value);
      const weights = weighted
        ? Float64Array.from({ length: rows }, (_, i) => (i === 0 ? 1 : rng.nextInteger(3)))
        : undefined;
      const problem: ClusteringProblem = { samples: { data, rows, columns }, weights };
      const start = Float64Array.from({ length: nClusters * columns }, value);
      return { problem, start, nClusters };
    });
}

describe.each(Object.entries(accelerated))('%s', (_name, assignment) => {
  it('gives the result of plain Lloyd to the bit, ties, duplicates and empty clusters included', () => {
    fc.assert(
      fc.property(problems, ({ problem, start, nClusters }) => {
        const expected = solve(problem, start, plainAssignment(problem), 40);
        expect(solve(problem, start, assignment(problem, nClusters), 40)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('gives the result of plain Lloyd to the bit over many iterations', () => {
    for (const [rows, columns, k, seed] of [
      [3000, 2, 15, 1],
      [2000, 16, 20, 2],
      [1500, 33, 40, 3],
      [2000, 3, 120, 4],
    ]) {
      const problem = { samples: blobs(rows, columns, k, seed, 2), weights: undefined };
      const start = randomCenters(problem, k, createRng(seed));
      const expected = solve(problem, start, plainAssignment(problem));
      expect(expected.nIter).toBeGreaterThan(4);
      expect(solve(problem, start, assignment(problem, k))).toEqual(expected);
    }
  });
});

describe('boxes', () => {
  it('give the result of plain Lloyd to the bit, ties, duplicates and empty clusters included', () => {
    fc.assert(
      fc.property(
        problemsOf({ mostColumns: 2, mostRows: 300 }),
        ({ problem, start, nClusters }) => {
          const expected = solve(problem, start, plainAssignment(problem), 40);
          expect(solve(problem, start, planeAssignment(problem, nClusters), 40)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, number, number, (x: number, i: number) => number]>([
    ['blobs', 3000, 15, (x) => x],
    ['more rows than share a tree', 70_000, 4, (x) => x],
    ['scales from 1e-150 to 1e150', 3000, 15, (x, i) => x * 10 ** ((i % 301) - 150)],
    ['squares that underflow', 2000, 8, (x) => x * 1e-161],
    ['outliers', 3000, 8, (x, i) => (i % 1000 === 7 ? 1e9 * x : x)],
    ['points of a line', 3000, 15, (x, i) => (i % 2 === 0 ? x : 1)],
  ])('give the result of plain Lloyd to the bit: %s', (_name, rows, k, change) => {
    const { data } = blobs(rows, 2, k, 1, 2);
    const samples = { data: data.map(change), rows, columns: 2 };
    const problem = { samples, weights: undefined };
    const start = randomCenters(problem, k, createRng(1));
    const expected = solve(problem, start, plainAssignment(problem), 30);
    expect(solve(problem, start, planeAssignment(problem, k), 30)).toEqual(expected);
  });
});

describe('lloyd', () => {
  it('does what the algorithm says', () => {
    const samples = blobs(200, 3, 5, 1);
    const problem = { samples, weights: undefined };
    const start = samples.data.slice(0, 15);
    const { centers, labels } = solve(problem, start, plainAssignment(problem), 6);
    const expected = toldPlainly(samples, start, 6);
    expect(Array.from(labels)).toEqual(expected.labels);
    for (const [at, value] of expected.centers.entries())
      expect(centers[at]).toBeCloseTo(value, 12);
  });

  it('never raises the inertia', () => {
    const problem = { samples: blobs(500, 4, 8, 3), weights: undefined };
    const start = randomCenters(problem, 8, createRng(1));
    let before = Infinity;
    for (let maxIter = 1; maxIter < 15; maxIter++) {
      const { inertia } = solve(problem, start, plainAssignment(problem), maxIter);
      expect(inertia).toBeLessThanOrEqual(before * (1 + 1e-14));
      before = inertia;
    }
  });

  it('gives an empty cluster the sample farthest from its centre', () => {
    const data = Float64Array.from([0, 1, 2, 30]);
    const problem = { samples: { data, rows: 4, columns: 1 }, weights: undefined };
    const found = solve(problem, Float64Array.from([0, 1000]), plainAssignment(problem));
    expect(Array.from(found.centers)).toEqual([1, 30]);
    expect(Array.from(found.labels)).toEqual([0, 0, 0, 1]);
    expect(found.inertia).toBe(2);
  });

  it('does not give an empty cluster a sample of weight 0', () => {
    const data = Float64Array.from([0, 1, 2, 30]);
    const weights = Float64Array.from([1, 1, 1, 0]);
    const problem = { samples: { data, rows: 4, columns: 1 }, weights };
    const found = solve(problem, Float64Array.from([0, 1000]), plainAssignment(problem));
    expect(Array.from(found.centers)).toEqual([0.5, 2]);
  });

  it('does not write to the initial centres', () => {
    const start = Float64Array.from([0, 5]);
    const problem = {
      samples: { data: Float64Array.from([1, 2, 9]), rows: 3, columns: 1 },
      weights: undefined,
    };
    solve(problem, start, plainAssignment(problem));
    expect(Array.from(start)).toEqual([0, 5]);
  });
});

describe('k-means++', () => {
  it('starts from samples, different ones where there are enough', () => {
    const { data, rows, columns } = blobs(80, 3, 4, 5);
    const start = drain(
      kMeansPlusPlus({ samples: { data, rows, columns }, weights: undefined }, 12, createRng(3)),
    );
    const sampleRows = Array.from({ length: rows }, (_, i) => data.slice(i * 3, i * 3 + 3).join());
    const chosen = Array.from({ length: 12 }, (_, c) => start.slice(c * 3, c * 3 + 3).join());
    expect(sampleRows).toEqual(expect.arrayContaining(chosen));
    expect(new Set(chosen).size).toBe(12);
  });

  it('finds each of well separated groups', () => {
    for (let seed = 0; seed < 20; seed++) {
      const data = Float64Array.from({ length: 500 }, (_, i) => 1000 * (i % 10) + (i % 7));
      const start = drain(
        kMeansPlusPlus(
          { samples: { data, rows: 500, columns: 1 }, weights: undefined },
          10,
          createRng(seed),
        ),
      );
      expect(new Set(Array.from(start, (v) => Math.floor(v / 1000))).size).toBe(10);
    }
  });

  it('is better than random samples on average', () => {
    const problem = { samples: blobs(600, 2, 15, 6), weights: undefined };
    const mean = (start: (seed: number) => Float64Array) => {
      let total = 0;
      for (let seed = 0; seed < 20; seed++) {
        const centers = start(seed);
        const labels = new Int32Array(600);
        drain(plainAssignment(problem)(centers, new Float64Array(15), labels));
        total += inertiaOf(problem, centers, labels) / 20;
      }
      return total;
    };
    const spread = mean((seed) => drain(kMeansPlusPlus(problem, 15, createRng(seed))));
    expect(spread).toBeLessThan(0.6 * mean((seed) => randomCenters(problem, 15, createRng(seed))));
  });

  it('never draws a sample of weight 0, and draws repeated rows as it draws weights', () => {
    const samples = blobs(60, 2, 4, 7);
    const weights = Float64Array.from({ length: 60 }, (_, i) => i % 3);
    const times = Array.from({ length: 60 }, (_, i) => new Array<number>(i % 3).fill(i)).flat();
    const data = Float64Array.from(
      times.flatMap((i) => Array.from(samples.data.slice(2 * i, 2 * i + 2))),
    );
    const repeated = { samples: { data, rows: times.length, columns: 2 }, weights: undefined };
    for (let seed = 0; seed < 10; seed++) {
      const weighted = drain(kMeansPlusPlus({ samples, weights }, 6, createRng(seed)));
      expect(weighted).toEqual(drain(kMeansPlusPlus(repeated, 6, createRng(seed))));
    }
  });

  it('draws the first centre in proportion to the weights', () => {
    const samples = { data: Float64Array.from([0, 1, 2]), rows: 3, columns: 1 };
    const weights = Float64Array.from([1, 0, 3]);
    const rng = createRng(1);
    for (const draw of [
      () => drain(kMeansPlusPlus({ samples, weights }, 1, rng)),
      () => randomCenters({ samples, weights }, 1, rng),
    ]) {
      const counts = [0, 0, 0];
      for (let t = 0; t < 2000; t++) counts[draw()[0]]++;
      expect(counts[1]).toBe(0);
      expect(counts[2] / 2000).toBeCloseTo(0.75, 1);
    }
  });

  it('copes with samples that are all alike', () => {
    const data = new Float64Array(20).fill(3);
    const start = drain(
      kMeansPlusPlus(
        { samples: { data, rows: 10, columns: 2 }, weights: undefined },
        4,
        createRng(0),
      ),
    );
    expect(Array.from(start)).toEqual(new Array(8).fill(3));
  });
});
