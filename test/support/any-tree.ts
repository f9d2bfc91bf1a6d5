import * as fc from 'fast-check';
import { type Tree, TreeBuilder } from '../../src/trees/tree.js';

interface AnyTree {
  /** Columns that its nodes may ask about. */
  readonly nFeatures: number;
  readonly categories: boolean;
  readonly maxSplits?: number;
}

/** A tree of random splits with two values a node: its number, and minus half of it. Covers are those of a random division. */
export function anyTree({ nFeatures, categories, maxSplits = 12 }: AnyTree): fc.Arbitrary<Tree> {
  const split = fc.tuple(
    fc.nat(nFeatures - 1),
    fc.integer({ min: -3, max: 3 }),
    fc.boolean(),
    fc.nat(),
    fc.integer({ min: 0, max: 4 }),
  );
  return fc.array(split, { maxLength: maxSplits }).map((splits) => {
    const builder = new TreeBuilder(2);
    builder.begin();
    builder.cover[0] = 64;
    const leaves = [0];
    for (const [feature, threshold, missingLeft, at, quarters] of splits) {
      const [node] = leaves.splice(at % leaves.length, 1);
      const left =
        categories && threshold < 0
          ? builder.splitOnCategories(node, feature, Int32Array.of(threshold), missingLeft)
          : builder.split(node, feature, threshold, missingLeft);
      leaves.push(left, left + 1);
      builder.cover[left] = (builder.cover[node] * quarters) / 4;
      builder.cover[left + 1] = builder.cover[node] - builder.cover[left];
    }
    for (let node = 0; node < builder.nodeCount; node++) {
      builder.value[2 * node] = node;
      builder.value[2 * node + 1] = -node / 2;
      builder.loss[node] = 0;
    }
    return builder.finish();
  });
}
