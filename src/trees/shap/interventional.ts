import type { Dense } from '../../data/dense.js';
import { type Steps, Stretch } from '../../progress.js';
import { type LeafWeights, pairsOf } from './leaf-weights.js';
import type { ShapTree } from './shap-tree.js';
import { violations } from './violations.js';

/*
 * What is not known of a sample is taken from background samples, one after the other. A leaf is reached by a mixture
 * of a sample and a background sample when it takes from the sample all p features whose answers only the sample meets,
 * and none of the n that only the background sample meets. Background samples that violate the same answers of a leaf
 * count together.
 * Source: Lundberg et al., Nature Machine Intelligence 2 (2020), interventional TreeSHAP.
 */

/** Which patterns the background samples have at each leaf, and the share of them that has each. */
export type LeafBackground = readonly ReadonlyMap<number, number>[];

export function* leafBackground(tree: ShapTree, background: Dense): Steps<LeafBackground> {
  const shares = Array.from(tree.leaves, () => new Map<number, number>());
  const patterns = new Int32Array(tree.tree.left.length);
  const stretch = new Stretch();
  for (let i = 0; i < background.rows; i++) {
    violations(tree, background, i, patterns);
    for (let l = 0; l < shares.length; l++) {
      const pattern = patterns[tree.leaves[l]];
      shares[l].set(pattern, (shares[l].get(pattern) ?? 0) + 1 / background.rows);
    }
    // A look-up in a map takes as long as some ten operations.
    if (stretch.spend(10 * shares.length)) yield;
  }
  return shares;
}

/** Weights of single features. */
export function interventionalWeights(tree: ShapTree, background: LeafBackground): LeafWeights {
  return {
    size: (width) => width,
    cost: (l) => background[l].size * tree.widths[l],
    write(l, pattern, out, at) {
      const width = tree.widths[l];
      out.fill(0, at, at + width);
      for (const [other, share] of background[l]) {
        if ((pattern & other) !== 0) continue;
        const p = bitCount(other);
        const n = bitCount(pattern);
        const gain = p === 0 ? 0 : share * beta(p - 1, n);
        const loss = n === 0 ? 0 : share * beta(p, n - 1);
        for (let j = 0; j < width; j++) {
          if ((other >>> j) & 1) out[at + j] += gain;
          else if ((pattern >>> j) & 1) out[at + j] -= loss;
        }
      }
    },
  };
}

/** Weights of pairs of features: half of what the two do together and neither alone. */
export function interventionalPairs(tree: ShapTree, background: LeafBackground): LeafWeights {
  return {
    size: pairsOf,
    cost: (l) => background[l].size * pairsOf(tree.widths[l]),
    write(l, pattern, out, at) {
      const width = tree.widths[l];
      out.fill(0, at, at + pairsOf(width));
      for (const [other, share] of background[l]) {
        if ((pattern & other) !== 0) continue;
        const p = bitCount(other);
        const n = bitCount(pattern);
        const bothGain = p < 2 ? 0 : (share * beta(p - 2, n)) / 2;
        const oneEach = p < 1 || n < 1 ? 0 : (-share * beta(p - 1, n - 1)) / 2;
        const bothLose = n < 2 ? 0 : (share * beta(p, n - 2)) / 2;
        for (let j = 0, to = at; j < width; j++) {
          const gains = (other >>> j) & 1;
          const isAsked = gains | ((pattern >>> j) & 1);
          for (let k = j + 1; k < width; k++, to++) {
            const gainsToo = (other >>> k) & 1;
            if (!(isAsked & (gainsToo | ((pattern >>> k) & 1)))) continue;
            out[to] += gains !== gainsToo ? oneEach : gains ? bothGain : bothLose;
          }
        }
      }
    },
  };
}

/** a! b! / (a + b + 1)!: the integral of t^a (1 - t)^b over (0, 1). */
export function beta(a: number, b: number): number {
  let result = 1 / (a + b + 1);
  for (let k = 1; k <= Math.min(a, b); k++) result *= k / (Math.max(a, b) + k);
  return result;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
