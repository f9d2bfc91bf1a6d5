import { describe, expect, it } from 'vitest';
import { exp } from '../../../src/numeric/exp-log.js';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal, range } from '../../../src/random/sampling.js';
import { KernelCache } from '../../../src/solvers/svm/kernel-cache.js';
import { createEvaluator } from '../../../src/solvers/svm/svm-decision.js';
import {
  createKernelRows,
  type KernelRows,
  type KernelSpec,
} from '../../../src/solvers/svm/svm-kernels.js';
import { plainKernel } from './svm-oracle.js';

const normal = createNormal(createRng('kernels'));
const n = 11;
const columns = 5;
const X = Float64Array.from({ length: n * columns }, normal);
const row = (i: number) => X.subarray(i * columns, (i + 1) * columns);
const specs: KernelSpec[] = (['linear', 'poly', 'rbf', 'sigmoid'] as const).map((type) => ({
  type,
  gamma: 0.3,
  degree: 5,
  coef0: 0.7,
}));

describe.each(specs)('the $type kernel', (spec) => {
  const plain = (i: number, t: number) =>
    plainKernel({ ...spec, kernel: spec.type }, row(i), row(t));

  it('is that of its formula, in every row and on the diagonal', () => {
    const kernel = drain(createKernelRows(spec, X, columns, range(n), 'test'));
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      kernel.fill(i, 0, n, out);
      for (let t = 0; t < n; t++) expectClose(out[t], plain(i, t));
      expect(kernel.diagonal[i]).toBe(out[i]);
    }
  });

  it('has the same bits from any part of a row, and from either side', () => {
    const kernel = drain(createKernelRows(spec, X, columns, range(n), 'test'));
    const whole = new Float64Array(n);
    const part = new Float64Array(n);
    const other = new Float64Array(n);
    kernel.fill(3, 0, n, whole);
    kernel.fill(3, 2, 9, part);
    expect(part.slice(2, 9)).toEqual(whole.slice(2, 9));
    for (let t = 0; t < n; t++) {
      kernel.fill(t, 0, n, other);
      expect(other[3]).toBe(whole[t]);
    }
  });

  it('follows when its samples are reordered', () => {
    const kernel = drain(createKernelRows(spec, X, columns, Int32Array.of(4, 2, 9), 'test'));
    kernel.reorder(Int32Array.of(2, 0, 1)); // now 9, 4, 2
    const out = new Float64Array(3);
    kernel.fill(0, 0, 3, out);
    expectClose(out[0], plain(9, 9));
    expectClose(out[1], plain(9, 4));
    expectClose(out[2], plain(9, 2));
    expectClose(kernel.diagonal[1], plain(4, 4));
  });

  it('of new samples with support vectors is that of its formula', () => {
    const machine = { kernel: spec, nFeatures: columns, support: range(n), supportVectors: X };
    const evaluate = createEvaluator(machine, 'test');
    const query = Float64Array.from({ length: columns }, normal);
    const out = new Float64Array(n);
    evaluate(query, 0, out);
    for (let v = 0; v < n; v++) {
      expectClose(out[v], plainKernel({ ...spec, kernel: spec.type }, query, row(v)));
    }
  });
});

it.each(specs)(
  'the rows of the $type kernel are made in stretches, so that nobody waits for all of them',
  (spec) => {
    const rows = 2 ** 16;
    const samples = range(rows);
    const pauses = [...createKernelRows(spec, new Float64Array(4 * rows), 4, samples, 'test')]
      .length;
    // Four passes over the values at most: copied, averaged, packed, and each sample with itself.
    expect(pauses).toBeGreaterThanOrEqual(spec.type === 'rbf' ? 7 : 6);
  },
);

it('takes a far sample for unlike all others under rbf, even where its square overflows', () => {
  const spec = specs[2];
  const machine = { kernel: spec, nFeatures: columns, support: range(n), supportVectors: X };
  const out = new Float64Array(n);
  createEvaluator(machine, 'test')(new Float64Array(columns).fill(1e200), 0, out);
  expect(Array.from(out)).toEqual(new Array(n).fill(0));
});

describe('the cache', () => {
  /** Row i holds 100 i + t; counts what it is asked for. */
  class Counted implements KernelRows {
    diagonal = new Float64Array(6);
    asked: [number, number, number][] = [];
    order = range(6);
    fill(i: number, from: number, to: number, out: Float64Array): void {
      this.asked.push([i, from, to]);
      for (let t = from; t < to; t++) out[t] = 100 * this.order[i] + this.order[t];
    }
    reorder(order: Int32Array): void {
      const before = this.order;
      this.order = order.map((t) => before[t]);
    }
  }

  it('drops the row that was used longest ago, and stays within its bound', () => {
    const kernel = new Counted();
    const cache = new KernelCache(kernel, 6, 18);
    for (const i of [0, 1, 2, 0, 3, 0, 2, 1]) {
      expect(Array.from(cache.row(i, 6))).toEqual([0, 1, 2, 3, 4, 5].map((t) => 100 * i + t));
      expect(cache.used).toBeLessThanOrEqual(18);
    }
    expect(kernel.asked.map(([i]) => i)).toEqual([0, 1, 2, 3, 1]);
  });

  it('holds two rows whatever the bound, the first untouched by the second', () => {
    const cache = new KernelCache(new Counted(), 6, 0);
    for (let i = 0; i < 5; i++) {
      const first = cache.row(i, 6);
      const second = cache.row(i + 1, 6);
      expect([first[2], second[2]]).toEqual([100 * i + 2, 100 * i + 102]);
    }
  });

  it('lengthens a row by what it lacks', () => {
    const kernel = new Counted();
    const cache = new KernelCache(kernel, 6, 100);
    cache.row(1, 4);
    expect(Array.from(cache.row(1, 6))).toEqual([100, 101, 102, 103, 104, 105]);
    expect(cache.row(1, 3)[0]).toBe(100);
    expect(kernel.asked).toEqual([
      [1, 0, 4],
      [1, 4, 6],
    ]);
    expect(cache.used).toBe(6);
  });

  it('follows a reordering: rows of the kept positions stay, cut to them', () => {
    const kernel = new Counted();
    const cache = new KernelCache(kernel, 6, 100);
    cache.row(5, 6);
    cache.row(0, 6);
    cache.row(2, 3); // too short to reorder
    const order = Int32Array.of(0, 2, 5, 1, 3, 4);
    drain(cache.reorder(order, 6, 3));
    kernel.reorder(order);
    expect(cache.used).toBe(6);
    kernel.asked = [];
    expect(Array.from(cache.row(2, 3))).toEqual([500, 502, 505]);
    expect(Array.from(cache.row(0, 3))).toEqual([0, 2, 5]);
    expect(kernel.asked).toEqual([]);
    expect(Array.from(cache.row(1, 3))).toEqual([200, 202, 205]);
    expect(kernel.asked).toEqual([[1, 0, 3]]);
  });

  it('leaves its arrays to the next cache of the same length and precision, and to no other', () => {
    const valuesOf = (row: ArrayLike<number>) => Array.from(row);
    const first = new KernelCache(new Counted(), 6, 100);
    const rows = [first.row(0, 6), first.row(1, 6)];
    first.release();
    expect(first.used).toBe(0);
    const second = new KernelCache(new Counted(), 6, 100);
    const third = new KernelCache(new Counted(), 6, 100); // while the second one is in use
    expect(rows).toContain(second.row(3, 6));
    expect(rows).toContain(second.row(4, 6));
    expect(rows).not.toContain(second.row(5, 6));
    expect(rows).not.toContain(third.row(0, 6));
    expect(valuesOf(second.row(3, 6))).toEqual([300, 301, 302, 303, 304, 305]);
    expect(valuesOf(second.row(4, 6))).toEqual([400, 401, 402, 403, 404, 405]);
    second.release();
    expect(new KernelCache(new Counted(), 6, 100, false).row(0, 6)).toBeInstanceOf(Float64Array);
    third.release();
    expect(valuesOf(new KernelCache(new Counted(), 5, 100).row(2, 5))).toEqual([
      200, 201, 202, 203, 204,
    ]);
  });

  it('takes no more of the arrays left than it may hold', () => {
    const first = new KernelCache(new Counted(), 6, 100);
    const rows = [0, 1, 2, 3].map((i) => first.row(i, 6));
    first.release();
    const second = new KernelCache(new Counted(), 6, 12);
    expect([0, 1, 2, 3].filter((i) => rows.includes(second.row(i, 6))).length).toBe(4);
    expect(new Set([0, 1, 2, 3].map((i) => second.row(i, 6))).size).toBe(2);
  });
});

it('tells the samples of one rbf kernel from those of another, and of another order', () => {
  const spec = specs[2];
  const problems = [X, Float64Array.from(X, normal)].map((values) => ({
    kernel: drain(createKernelRows(spec, values, columns, range(n), 'test')),
    row: (i: number) => values.subarray(i * columns, (i + 1) * columns),
  }));
  const out = new Float64Array(n);
  const expectRows = (sampleAt: (problem: number, t: number) => number) => {
    for (let i = 0; i < n; i++) {
      for (const [problem, { kernel, row }] of problems.entries()) {
        kernel.fill(i, 0, n, out);
        const own = row(sampleAt(problem, i));
        for (let t = 0; t < n; t++) {
          expectClose(
            out[t],
            plainKernel({ ...spec, kernel: 'rbf' }, own, row(sampleAt(problem, t))),
          );
        }
      }
    }
  };
  expectRows((_, t) => t);
  problems[1].kernel.reorder(range(n).reverse());
  expectRows((problem, t) => (problem === 1 ? n - 1 - t : t));
});

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(1e-12 * (1 + Math.abs(expected)));
}

it.each([
  ['in many blocks', 2300, 3, 0.3],
  ['in blocks of seven', 18, 500, 0.001],
  ['wider than a block', 9, 600, 0.001],
  ['too much to be held', 2700, 200, 0.003],
  ['so far apart that most are 0', 40, 3, 500],
  ['of one feature', 16, 1, 0.3],
  ['of as many features as go at a time', 15, 4, 0.3],
  ['of some more', 13, 6, 0.3],
])('rbf is exp of the distance, bit for bit: %s', (_, rows, width, gamma) => {
  const values = Float64Array.from({ length: rows * width }, normal);
  const spec: KernelSpec = { type: 'rbf', gamma, degree: 3, coef0: 0 };
  const kernel = drain(createKernelRows(spec, values, width, range(rows), 'test'));
  const centre = new Float64Array(width);
  for (let at = 0; at < values.length; at++) centre[at % width] += values[at] / rows;
  const centred = values.map((value, at) => value - centre[at % width]);
  const product = (s: number, t: number) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += centred[s * width + j] * centred[t * width + j];
    return sum;
  };
  const outs = [new Float64Array(rows), new Float64Array(rows)] as const;
  for (const [place, s] of [1, 6].entries()) {
    kernel.fill(s, 0, rows, outs[place]);
    for (let t = 0; t < rows; t++) {
      const distance = product(s, s) + product(t, t) - 2 * product(s, t);
      expect(outs[place][t]).toBe(exp(-gamma * Math.max(0, distance)));
    }
  }
  const part = new Float64Array(rows).fill(7);
  for (const [from, to] of [
    [1, 2],
    [3, rows - 1],
  ]) {
    kernel.fill(6, from, to, part.fill(7));
    expect(part).toEqual(outs[1].map((value, t) => (t < from || t >= to ? 7 : value)));
    const single = new Float32Array(rows).fill(7);
    kernel.fillSingle?.(6, from, to, single);
    expect(single).toEqual(Float32Array.from(part));
  }
});
