import { gaussLegendre, type Quadrature } from '../../numeric/gauss-legendre.js';
import { type LeafWeights, pairsOf } from './leaf-weights.js';
import type { ShapTree } from './shap-tree.js';

/*
 * What is not known of a sample is answered as the training samples answer it. For a path whose feature p has the
 * share z of the training samples, and o = 1 for a sample that meets the answers, else 0, Shapley's weighted sum over
 * coalitions is (o - z) times the integral over t in (0, 1) of the product of (1 - t) z + t o over the other features:
 * a polynomial, which a quadrature of half as many points integrates exactly.
 * Source: Lundberg et al., Nature Machine Intelligence 2 (2020); the weights as Beta integrals after Owen,
 * Management Science 18 (1972).
 */

/** Weights of single features. */
export function pathDependentWeights(tree: ShapTree): LeafWeights {
  const factors = new LeafFactors(tree);
  return {
    size: (width) => width,
    cost: (l) => tree.widths[l] ** 2,
    write(l, pattern, out, at) {
      factors.loadPattern(l, pattern);
      for (let p = 0; p < tree.widths[l]; p++) out[at + p] = factors.weight(p);
    },
  };
}

/** Weights of pairs of features. */
export function pathDependentPairs(tree: ShapTree): LeafWeights {
  const factors = new LeafFactors(tree);
  return {
    size: pairsOf,
    cost: (l) => tree.widths[l] * pairsOf(tree.widths[l]),
    write(l, pattern, out, at) {
      factors.loadPattern(l, pattern);
      for (let p = 0, to = at; p < tree.widths[l]; p++) {
        for (let r = p + 1; r < tree.widths[l]; r++) out[to++] = factors.pairWeight(p, r);
      }
    },
  };
}

/** The factors (1 - t) z + t o of a leaf at the points of its quadrature, and their products. */
export class LeafFactors {
  readonly #tree: ShapTree;
  /** Rules by width. */
  readonly #rules: readonly Quadrature[];
  readonly #lifts: Float64Array;
  readonly #factors: Float64Array;
  /** Of all factors at a point, times its weight. */
  readonly #products: Float64Array;
  #nPoints = 0;

  constructor(tree: ShapTree) {
    this.#tree = tree;
    this.#rules = Array.from({ length: tree.widest + 1 }, (_, width) => quadratureFor(width));
    const mostPoints = this.#rules[tree.widest].points.length;
    this.#lifts = new Float64Array(tree.widest);
    this.#factors = new Float64Array(tree.widest * mostPoints);
    this.#products = new Float64Array(mostPoints);
  }

  /**
   * @param l - position of the leaf
   * @param pattern - bit p is set where the sample does not meet the answers about the feature in place p
   */
  loadPattern(l: number, pattern: number): void {
    this.#begin(l);
    for (let p = 0; p < this.#tree.widths[l]; p++) this.#multiply(l, p, 1 - ((pattern >>> p) & 1));
  }

  /** @param meets - whether the sample meets the answers about the feature in a place */
  load(l: number, meets: (place: number) => boolean): void {
    this.#begin(l);
    for (let p = 0; p < this.#tree.widths[l]; p++) this.#multiply(l, p, meets(p) ? 1 : 0);
  }

  #begin(l: number): void {
    const { weights } = this.#rules[this.#tree.widths[l]];
    this.#nPoints = weights.length;
    for (let q = 0; q < weights.length; q++) this.#products[q] = weights[q];
  }

  #multiply(l: number, p: number, o: number): void {
    const { widths, starts, answers, share } = this.#tree;
    const { points } = this.#rules[widths[l]];
    const z = share[answers[starts[l] + p]];
    this.#lifts[p] = o - z;
    for (let q = 0, at = p * this.#nPoints; q < this.#nPoints; q++, at++) {
      const factor = z + (o - z) * points[q];
      this.#factors[at] = factor;
      this.#products[q] *= factor;
    }
  }

  /** What the leaf gives the feature in place p. */
  weight(p: number): number {
    // The one factor that is 0 is that of answers which neither the sample nor any training sample gives: lifted by nothing.
    if (this.#lifts[p] === 0) return 0;
    let integral = 0;
    for (let q = 0, at = p * this.#nPoints; q < this.#nPoints; q++, at++) {
      integral += this.#products[q] / this.#factors[at];
    }
    return this.#lifts[p] * integral;
  }

  /** Half of what the features in two places do together and neither alone. */
  pairWeight(p: number, r: number): number {
    const lifts = this.#lifts[p] * this.#lifts[r];
    if (lifts === 0) return 0;
    let integral = 0;
    for (let q = 0; q < this.#nPoints; q++) {
      const both = this.#factors[p * this.#nPoints + q] * this.#factors[r * this.#nPoints + q];
      integral += this.#products[q] / both;
    }
    return (lifts * integral) / 2;
  }
}

/** The rule that integrates a product over all features but one exactly. */
export const quadratureFor = (width: number): Quadrature =>
  gaussLegendre(Math.max(1, Math.ceil(width / 2)));
