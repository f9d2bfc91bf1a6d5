import type { Dense } from '../../data/dense.js';
import { goesLeft } from '../walk.js';
import { quadratureFor } from './path-dependent.js';
import type { ShapTree } from './shap-tree.js';

/**
 * Path-dependent values of trees whose paths ask about too many features for tables. The products of factors are
 * carried down the tree at each point of the quadrature, the values of the leaves below carried up, and each answer
 * takes its feature's part of them at once: the cost is the number of nodes times that of points, however deep the tree.
 * Source: the same sums as Yu et al., "Linear TreeSHAP" (2022), at points instead of in coefficients.
 */
export class AnswerSums {
  readonly #tree: ShapTree;
  readonly #points: Float64Array;
  readonly #weights: Float64Array;
  readonly #met: Uint8Array;
  /** Product of the factors of a node's path at each point [nNodes × nPoints]. */
  readonly #products: Float64Array;
  /** Leaf values below a node times their products [nNodes × nPoints]. */
  readonly #sums: Float64Array;

  constructor(tree: ShapTree) {
    const nodes = tree.asked.length;
    const { points, weights } = quadratureFor(tree.widest);
    this.#tree = tree;
    this.#points = points;
    this.#weights = weights;
    this.#met = new Uint8Array(nodes).fill(1);
    this.#products = new Float64Array(nodes * points.length);
    this.#sums = new Float64Array(nodes * points.length);
  }

  /** Go down: what the sample in row i meets, and the products on its way. */
  load({ data, columns }: Dense, i: number): void {
    const { tree, earlier } = this.#tree;
    const nPoints = this.#points.length;
    this.#products.fill(1, 0, nPoints);
    for (let node = 0; node < tree.left.length; node++) {
      const child = tree.left[node];
      if (child === 0) continue;
      const isLeft = goesLeft(tree, node, data[i * columns + tree.feature[node]]);
      for (let side = 0; side < 2; side++) {
        const next = child + side;
        const last = earlier[next];
        const meets = isLeft === (side === 0) && (last < 0 || this.#met[last] === 1);
        this.#met[next] = meets ? 1 : 0;
        this.#multiply(node, next, last);
      }
    }
  }

  #multiply(node: number, next: number, last: number): void {
    const nPoints = this.#points.length;
    const from = node * nPoints;
    const to = next * nPoints;
    for (let q = 0; q < nPoints; q++) {
      const before = last < 0 ? 1 : this.#factor(last, q);
      // A path that no training sample took and this one does not take counts for nothing.
      this.#products[to + q] =
        before === 0 ? 0 : (this.#products[from + q] / before) * this.#factor(next, q);
    }
  }

  #factor(node: number, q: number): number {
    const z = this.#tree.share[node];
    return z + (this.#met[node] - z) * this.#points[q];
  }

  /** Whether the sample meets all answers about the feature of an answer down to it. */
  meets(answer: number): boolean {
    return this.#met[answer] === 1;
  }

  /**
   * Go up: add what each feature gives to one output.
   *
   * @param values - of the leaves [nLeaves]
   * @param out - [nFeatures] from `at` on
   */
  add(values: Float64Array, out: Float64Array, at: number): void {
    const { tree, asked, earlier, leaves } = this.#tree;
    const nPoints = this.#points.length;
    const sums = this.#sums;
    for (let node = asked.length - 1, l = leaves.length - 1; node >= 0; node--) {
      const child = tree.left[node];
      const from = node * nPoints;
      if (child === 0) {
        const value = values[l--];
        for (let q = 0; q < nPoints; q++) sums[from + q] = value * this.#products[from + q];
      } else {
        const left = child * nPoints;
        for (let q = 0; q < nPoints; q++)
          sums[from + q] = sums[left + q] + sums[left + nPoints + q];
      }
      if (node === 0) continue;
      const to = at + asked[node];
      out[to] += this.#part(node, node);
      // Deeper answers about a feature stand for those above: what these were given for the same leaves goes back.
      if (earlier[node] >= 0) out[to] -= this.#part(node, earlier[node]);
    }
  }

  /** What the leaves below a node give the feature of an answer on their path. */
  #part(node: number, answer: number): number {
    const nPoints = this.#points.length;
    let sum = 0;
    for (let q = 0, from = node * nPoints; q < nPoints; q++, from++) {
      const factor = this.#factor(answer, q);
      if (factor > 0) sum += (this.#weights[q] * this.#sums[from]) / factor;
    }
    return sum * (this.#met[answer] - this.#tree.share[answer]);
  }
}
