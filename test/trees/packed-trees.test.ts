import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import { CodedTrees } from '../../src/trees/coded-trees.js';
import { LinkedTrees } from '../../src/trees/linked-trees.js';
import { packTrees } from '../../src/trees/packed-trees.js';
import { CATEGORICAL, type Tree, TreeBuilder } from '../../src/trees/tree.js';
import { addValuesByWalk, type Sums } from '../../src/trees/walk.js';
import { anyTree } from '../support/any-tree.js';

const COLUMNS = 3;

/** Numbers that are close, far, of either zero, and such as differ in their last bits only. */
const number = fc.constantFrom(
  ...[0, -0, 1, 1 + 2 ** -52, 1 + 2 ** -40, 1 - 2 ** -53, -1, -1 - 2 ** -52, 3.5, 2 ** -1074],
  ...[-(2 ** -1074), 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 1e-310],
);
const threshold = fc.oneof(number, fc.constantFrom(Infinity, -Infinity));

/** Trees whose thresholds are the values that samples have. */
const tree = (categories: boolean) =>
  fc
    .tuple(
      anyTree({ nFeatures: COLUMNS, categories }),
      fc.array(threshold, { minLength: 1, maxLength: 30 }),
    )
    .map(([grown, thresholds]): Tree => {
      const own = grown.threshold.map((given, node) =>
        grown.left[node] === 0 || grown.flags[node] & CATEGORICAL
          ? given
          : thresholds[node % thresholds.length],
      );
      return { ...grown, threshold: own };
    });

const cases = fc.tuple(fc.boolean(), fc.boolean()).chain(([categories, missing]) => {
  const cell = missing
    ? fc.oneof(number, fc.constantFrom(Number.NaN, Infinity, -Infinity))
    : number;
  return fc.record({
    trees: fc.array(tree(categories), { minLength: 1, maxLength: 9 }),
    cells: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
  });
});

function sums(add: (out: Sums) => void, out: Sums): Sums {
  out.fill(0.1);
  add(out);
  return out;
}

describe('the fast walks give the bits of the plain one', () => {
  it('for any trees and any values: missing, infinite, equal to thresholds', () => {
    let [byCodes, byLinks] = [0, 0];
    fc.assert(
      fc.property(cases, fc.constantFrom(Float64Array, Float32Array), ({ trees, cells }, Sums) => {
        const samples = {
          data: Float64Array.from(cells.flat()),
          rows: cells.length,
          columns: COLUMNS,
        };
        const out = () => new Sums(2 * cells.length);
        const plain = sums((to) => addValuesByWalk(trees, samples, 2, to), out());
        const coded = drain(CodedTrees.of(trees, 2));
        if (coded !== undefined) {
          byCodes++;
          expect(sums((to) => coded.addLeafValues(samples, to), out())).toEqual(plain);
        }
        const linked = new LinkedTrees(trees, 2);
        if (linked.canWalk(samples)) {
          byLinks++;
          expect(sums((to) => linked.addLeafValues(samples, to), out())).toEqual(plain);
        }
        const packed = packTrees(trees, 2);
        for (let call = 0; call < 3; call++) {
          expect(sums((to) => packed.addLeafValues(samples, to), out())).toEqual(plain);
        }
      }),
    );
    expect(byCodes).toBeGreaterThan(20);
    expect(byLinks).toBeGreaterThan(20);
  });

  it('for many rows, by complete trees where each node has one value', () => {
    let byLevels = 0;
    fc.assert(
      fc.property(
        cases,
        fc.integer({ min: 64, max: 70 }),
        fc.constantFrom(Float64Array, Float32Array),
        ({ trees: given, cells }, rows, Sums) => {
          const trees = given.map(
            (own): Tree => ({ ...own, value: own.value.filter((_, at) => at % 2 === 0) }),
          );
          const data = Float64Array.from(
            { length: rows * COLUMNS },
            (_, at) => cells[Math.floor(at / COLUMNS) % cells.length][at % COLUMNS],
          );
          const samples = { data, rows, columns: COLUMNS };
          const plain = sums((to) => addValuesByWalk(trees, samples, 1, to), new Sums(rows));
          const coded = drain(CodedTrees.of(trees, 1));
          if (coded === undefined) return;
          if (coded.isFasterFor(rows)) byLevels++;
          expect(sums((to) => coded.addLeafValues(samples, to), new Sums(rows))).toEqual(plain);
        },
      ),
    );
    expect(byLevels).toBeGreaterThan(20);
  });

  it('over several blocks, whose last is not full, and for one value a node', () => {
    const trees = [chain(7, 0), chain(3, 1), chain(1, 2)];
    const rows = 8192 + 5;
    const data = Float64Array.from({ length: rows * COLUMNS }, (_, at) => ((at * 37) % 23) - 2);
    const samples = { data, rows, columns: COLUMNS };
    for (const Sums of [Float64Array, Float32Array]) {
      const plain = sums((to) => addValuesByWalk(trees, samples, 1, to), new Sums(rows));
      const coded = drain(CodedTrees.of(trees, 1)) as CodedTrees;
      expect(sums((to) => coded.addLeafValues(samples, to), new Sums(rows))).toEqual(plain);
      const linked = new LinkedTrees(trees, 1);
      expect(sums((to) => linked.addLeafValues(samples, to), new Sums(rows))).toEqual(plain);
      const few = { data: data.subarray(0, 3 * COLUMNS), rows: 3, columns: COLUMNS };
      expect(sums((to) => coded.addLeafValues(few, to), new Sums(3))).toEqual(plain.slice(0, 3));
    }
  });
});

it('complete trees have up to three, up to six, or more levels', () => {
  const rows = 256 + 70;
  for (const depth of [1, 3, 4, 6, 7, 9]) {
    const tree = complete(depth);
    tree.value.forEach((_, node) => {
      tree.value[node] = 0.1 * node;
    });
    const data = Float64Array.from({ length: rows }, (_, i) => (i % 2 ? (i * 7) % 515 : i / 3));
    const samples = { data, rows, columns: 1 };
    const coded = drain(CodedTrees.of([tree, tree], 1)) as CodedTrees;
    expect(coded.isFasterFor(rows)).toBe(true);
    const plain = sums(
      (to) => addValuesByWalk([tree, tree], samples, 1, to),
      new Float64Array(rows),
    );
    expect(sums((to) => coded.addLeafValues(samples, to), new Float64Array(rows))).toEqual(plain);
  }
});

it('complete trees of all levels among one another, for any number of rows and leaves of missing values', () => {
  const depth = fc.integer({ min: 1, max: 9 });
  const trees = fc
    .array(depth, { minLength: 1, maxLength: 5 })
    .map((depths) => [
      ...depths.map(complete),
      ...depths.map(() => leaf(0.3)),
      ...depths.map(complete),
    ]);
  const cell = fc.oneof(fc.integer({ min: -1, max: 512 }), fc.constant(Number.NaN));
  const columns = fc.array(cell, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(trees, columns, fc.integer({ min: 1, max: 600 }), (own, cells, rows) => {
      for (const [t, { value }] of own.entries())
        for (let node = 0; node < value.length; node++) value[node] = 0.1 * (node + t);
      const data = Float64Array.from({ length: rows }, (_, i) => cells[i % cells.length] + (i % 3));
      const samples = { data, rows, columns: 1 };
      const plain = sums((to) => addValuesByWalk(own, samples, 1, to), new Float64Array(rows));
      const coded = drain(CodedTrees.of(own, 1));
      expect(coded?.isFasterFor(64)).toBe(true);
      const fast = sums((to) => coded?.addLeafValues(samples, to), new Float64Array(rows));
      expect(fast).toEqual(plain);
    }),
    { numRuns: 40 },
  );
});

it.each([15, 16, 18])(
  'a tree of %i levels among many of eight gives the bits of the plain walk',
  (levels) => {
    const trees = [chain(levels, 0), ...Array.from({ length: 800 }, () => complete(8))];
    const samples = {
      data: Float64Array.from({ length: 64 }, (_, i) => i - 1),
      rows: 64,
      columns: 1,
    };
    const coded = drain(CodedTrees.of(trees, 1)) as CodedTrees;
    const plain = sums((to) => addValuesByWalk(trees, samples, 1, to), new Float64Array(64));
    expect(sums((to) => coded.addLeafValues(samples, to), new Float64Array(64))).toEqual(plain);
  },
);

it('trees that are too uneven to fill up, or ask for too many columns, are walked in another way', () => {
  const deep = drain(CodedTrees.of([chain(9, 0), chain(9, 1)], 1)) as CodedTrees;
  const wide = drain(
    CodedTrees.of(
      Array.from({ length: 1025 }, (_, feature) => chain(1, feature)),
      1,
    ),
  ) as CodedTrees;
  const [rows, columns] = [64, 1025];
  const data = Float64Array.from({ length: rows * columns }, (_, at) => (at % 11) - 3);
  const trees = Array.from({ length: columns }, (_, feature) => chain(1, feature));
  expect(deep.isFasterFor(rows)).toBe(deep.areMany);
  const plain = sums(
    (to) => addValuesByWalk(trees, { data, rows, columns }, 1, to),
    new Float64Array(rows),
  );
  expect(
    sums((to) => wide.addLeafValues({ data, rows, columns }, to), new Float64Array(rows)),
  ).toEqual(plain);
});

it('trees that words of 32 bits cannot number have no codes', () => {
  // Nodes take 17 bits, and thresholds as many.
  expect(drain(CodedTrees.of([complete(16)], 1))).toBeUndefined();
  expect(drain(CodedTrees.of([complete(10)], 1))).toBeDefined();
  expect(drain(CodedTrees.of([complete(0)], 1))).toBeUndefined();
});

/** A tree with all leaves at one depth, and with as many thresholds as splits. */
function complete(depth: number): Tree {
  const builder = new TreeBuilder(1);
  builder.begin();
  for (let node = 0; node < 2 ** depth - 1; node++) builder.split(node, 0, node, true);
  return builder.finish();
}

/** A tree that asks nothing. */
function leaf(value: number): Tree {
  const tree = complete(0);
  tree.value[0] = value;
  return tree;
}

/** A tree that asks a column for one number after another. */
function chain(splits: number, feature: number): Tree {
  const builder = new TreeBuilder(1);
  builder.begin();
  for (let s = 0, node = 0; s < splits; s++)
    node = builder.split(node, feature, s, s % 2 === 0) + 1;
  for (let node = 0; node < builder.nodeCount; node++) builder.value[node] = 0.1 * (node + 1);
  return builder.finish();
}
