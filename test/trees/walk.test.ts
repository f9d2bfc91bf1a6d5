import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisionPath } from '../../src/trees/decision-path.js';
import { packTrees } from '../../src/trees/packed-trees.js';
import { addValuesByWalk, goesLeft, leafIndices } from '../../src/trees/walk.js';
import { anyTree } from '../support/any-tree.js';

const value = fc.integer({ min: -4, max: 40 }).map((v) => v / 2);

it('every way of walking ends in the leaf that asking node by node finds', () => {
  const cases = fc
    .tuple(fc.boolean(), fc.boolean())
    .chain(([categories, missing]) =>
      fc.tuple(
        fc.array(anyTree({ nFeatures: 3, categories }), { minLength: 1, maxLength: 7 }),
        fc.array(
          fc.tuple(value, value, missing ? fc.oneof(value, fc.constant(Number.NaN)) : value),
          { minLength: 1, maxLength: 20 },
        ),
      ),
    );
  fc.assert(
    fc.property(cases, ([trees, rows]) => {
      const samples = { data: Float64Array.from(rows.flat()), rows: rows.length, columns: 3 };
      const indices = leafIndices(trees, samples);
      const sums = new Float64Array(2 * rows.length);
      addValuesByWalk(trees, samples, 2, sums);
      const packed = new Float64Array(2 * rows.length);
      packTrees(trees, 2).addLeafValues(samples, packed);
      const { indptr, indices: path, nNodesPtr } = decisionPath(trees, samples);
      expect([indptr[0], indptr[rows.length]]).toEqual([0, path.length]);
      for (const [i, row] of rows.entries()) {
        let sum = 0;
        const passed: number[] = [];
        for (const [t, tree] of trees.entries()) {
          let node = 0;
          passed.push(nNodesPtr[t]);
          while (tree.left[node] !== 0) {
            node = tree.left[node] + (goesLeft(tree, node, row[tree.feature[node]]) ? 0 : 1);
            passed.push(nNodesPtr[t] + node);
          }
          expect(indices[i * trees.length + t]).toBe(node);
          sum += node;
        }
        expect(Array.from(path.subarray(indptr[i], indptr[i + 1]))).toEqual(passed);
        expect([sums[2 * i], sums[2 * i + 1] + 0]).toEqual([sum, -sum / 2 + 0]);
        expect([packed[2 * i], packed[2 * i + 1] + 0]).toEqual([sum, -sum / 2 + 0]);
      }
    }),
  );
});
