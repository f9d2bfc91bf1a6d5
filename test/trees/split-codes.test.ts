import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { drain } from '../../src/progress.js';
import { SplitCodes } from '../../src/trees/split-codes.js';
import { MISSING_LEFT, type Tree } from '../../src/trees/tree.js';
import { anyTree } from '../support/any-tree.js';

const COLUMNS = 5;

const cell = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.MAX_VALUE, -Number.MAX_VALUE),
);

const cases = fc.record({
  trees: fc.array(anyTree({ nFeatures: COLUMNS, categories: false }), { minLength: 1 }),
  cells: fc.array(cell, { minLength: 1, maxLength: 60 }),
  rows: fc.integer({ min: 1, max: 70 }),
  start: fc.nat(3),
});

const isSplit = ({ left }: Tree, node: number) => left[node] !== 0;

const codesOf = (trees: readonly Tree[]) => drain(SplitCodes.of(trees, isSplit, 32));

it('a code is how many thresholds lie below the value, or goes the way of a missing one', () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ({ trees, cells, rows, start }, bySlots) => {
      const splitCodes = codesOf(trees);
      if (splitCodes === undefined) return;
      const { width } = splitCodes;
      const data = Float64Array.from(
        { length: (start + rows) * COLUMNS },
        (_, at) => cells[at % cells.length],
      );
      const layout = bySlots ? { row: 1, slot: rows } : { row: width, slot: 1 };
      const codes = new Uint16Array(rows * width);
      const samples = { data, rows: start + rows, columns: COLUMNS };
      splitCodes.encode(samples, start, rows, codes, layout);
      for (const tree of trees) {
        for (let node = 0; node < tree.left.length; node++) {
          if (!isSplit(tree, node)) continue;
          const slot = splitCodes.slotOf(tree, node);
          const rank = splitCodes.rankOf(slot, tree.threshold[node]);
          for (let i = 0; i < rows; i++) {
            const x = data[(start + i) * COLUMNS + tree.feature[node]];
            const goesRight = Number.isNaN(x)
              ? (tree.flags[node] & MISSING_LEFT) === 0
              : x > tree.threshold[node];
            expect(codes[i * layout.row + slot * layout.slot] > rank).toBe(goesRight);
          }
        }
      }
    }),
  );
});

it('all rows are checked whose values are not all finite, those of columns that nothing asks for too', () => {
  fc.assert(
    fc.property(cases, fc.array(fc.nat(69)), ({ trees, rows, start }, places) => {
      const splitCodes = codesOf(trees);
      if (splitCodes === undefined) return;
      const columns = COLUMNS + 1;
      const data = new Float64Array((start + rows) * columns);
      const wrong = places.filter((i) => i < rows).map((i) => start + i);
      for (const row of wrong) data[row * columns + COLUMNS] = row % 2 ? Infinity : Number.NaN;
      const checked = new Set<number>();
      const check = (from = 0, to = 0) => {
        for (let row = from; row < to; row++) checked.add(row);
      };
      const codes = new Uint16Array(rows * splitCodes.width);
      const layout = { row: splitCodes.width, slot: 1 };
      splitCodes.encode({ data, rows: start + rows, columns, check }, start, rows, codes, layout);
      expect(wrong.filter((row) => !checked.has(row))).toEqual([]);
      for (const row of checked) expect(row).toBeGreaterThanOrEqual(start);
      if (wrong.length === 0) expect(checked.size).toBe(0);
    }),
  );
});
