import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../contracts.js';
import { toMatrix } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { anInteger, boolean, either, type Hyperparameter, parameter } from '../hyperparameters.js';
import { reserveBlock } from '../memory.js';
import { drain, inStretches, type Steps } from '../progress.js';
import { list, number, object } from '../serialization/schema.js';
import { count } from '../words.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  refuseMissing,
} from './columns/number-columns.js';

/** Which products `PolynomialFeatures` makes. */
export interface PolynomialFeaturesOptions {
  /** The largest degree of a product, or the smallest and the largest; `includeBias` alone decides on degree 0. Default 2. */
  degree?: number | readonly [number, number];
  /** Whether a product holds each feature at most once. Default false. */
  interactionOnly?: boolean;
  /** Whether the constant 1 is among the features, as the product of degree 0. Default true. */
  includeBias?: boolean;
}

export interface PolynomialFeaturesState extends NumberColumns {
  /** The features of each product, ascending, repeated by their power. */
  products: number[][];
}

const hyperparameters = {
  degree: parameter(
    either(anInteger({ min: 0 }), {
      type: 'range',
      range: 'two integers >= 0, the first not above the second',
      accepts: (value) =>
        Array.isArray(value) &&
        value.length === 2 &&
        value.every((degree) => Number.isInteger(degree) && degree >= 0) &&
        value[0] <= value[1],
    }),
    { default: 2, about: 'the largest degree of a product, or the smallest and the largest.' },
  ),
  interactionOnly: boolean({
    default: false,
    about: 'whether a product holds each feature at most once.',
  }),
  includeBias: boolean({ default: true, about: 'whether the constant 1 is among the features.' }),
} satisfies Record<keyof PolynomialFeaturesOptions, Hyperparameter>;

/** More products than this are a mistake: the features of a row would not fit into a cache, let alone a model. */
const MAX_PRODUCTS = 1_000_000;
/** Few products can be as much work: x0, x0^2, … x0^100000. */
const MAX_FACTORS = 10_000_000;

/**
 * All products of features up to a degree: a linear model on them is a polynomial.
 *
 * @example
 * const features = new PolynomialFeatures({ degree: 2 })
 * features.fitTransform([[2, 3]])  // [[1, 2, 3, 4, 6, 9]]
 * features.getFeatureNamesOut()    // ['1', 'x0', 'x1', 'x0^2', 'x0 x1', 'x1^2']
 */
export class PolynomialFeatures
  extends Estimator<PolynomialFeaturesOptions, PolynomialFeaturesState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'PolynomialFeatures',
    hyperparameters,
    state: object<PolynomialFeaturesState>(
      {
        ...numberColumnsFields(),
        products: list(list(number({ integer: true, min: 0 }))),
      },
      ({ nFeatures, products }) =>
        products.every((product) => product.every((j) => j < nFeatures))
          ? undefined
          : 'a product has a feature that does not exist',
    ),
  };

  constructor(options: PolynomialFeaturesOptions = {}) {
    super(PolynomialFeatures.info, options);
  }

  /**
   * Learn which products there are.
   *
   * @param X - [nSamples × nFeatures]
   * @throws InvalidInputError when X is ragged, empty, not finite or holds text, or there are more than a million products,
   *   or none
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    const where = 'PolynomialFeatures.fit';
    const { samples, nFeatures, names } = parseColumns(X, where);
    refuseMissing(samples.data, nFeatures, where);
    const { degree, interactionOnly, includeBias } = this.params;
    const [lowest, highest] = typeof degree === 'number' ? [0, degree] : degree;
    checkProducts(nFeatures, highest, interactionOnly, where);
    const products: number[][] = includeBias ? [[]] : [];
    // Products of one degree from those of the degree below, in scikit-learn's order.
    let last: number[][] = [[]];
    for (let d = 1; d <= highest && last.length > 0; d++) {
      const next: number[][] = [];
      for (const product of last) {
        const from =
          product.length === 0 ? 0 : product[product.length - 1] + (interactionOnly ? 1 : 0);
        for (let j = from; j < nFeatures; j++) next.push([...product, j]);
      }
      last = next;
      if (d >= lowest) for (const product of next) products.push(product);
    }
    if (products.length === 0) {
      throw new InvalidInputError(
        `${where}: there are no products of the degrees asked for. Raise degree, or pass includeBias: true.`,
      );
    }
    this.state = { nFeatures, names, products };
    return this;
  }

  /**
   * The products of each row.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeaturesOut]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    return drain(this.#multiply(X));
  }

  *#multiply(X: NumberInput): Steps<Matrix> {
    const where = 'PolynomialFeatures.transform';
    const state = this.fitted('transform');
    const { data, rows, columns } = parseColumnsLike(X, state, where);
    refuseMissing(data, columns, where);
    const { products } = state;
    const out = reserveBlock(rows, products.length, {
      where,
      what: `${count(rows, 'row')} of ${count(products.length, 'product')}`,
      remedy: 'Lower degree, or transform fewer rows at a time.',
    });
    const factors = products.reduce((sum, { length }) => sum + 2 + length, 0);
    yield* inStretches(rows, factors, (from, to) => {
      for (let i = from, at = from * products.length; i < to; i++) {
        for (const product of products) {
          let value = 1;
          for (let k = 0; k < product.length; k++) value *= data[i * columns + product[k]];
          out[at++] = value;
          if (Number.isFinite(value)) continue;
          throw new InvalidInputError(
            `${where}: a product of row ${i} is beyond the range of numbers. Scale the features first, or lower degree.`,
          );
        }
      }
    });
    return toMatrix(out, rows, products.length);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, y?: PassedOver): Steps<Matrix> {
    this.fit(X, y);
    yield;
    return yield* this.#multiply(X);
  }

  /** Names of the products, such as `x0^2` and `x0 x1`; `1` for the constant. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const names = keptNames(inputNames, state, 'PolynomialFeatures.getFeatureNamesOut');
    return state.products.map((product) => {
      const different = [...new Set(product)];
      const factors = different.map((j) => {
        const power = product.filter((other) => other === j).length;
        return power === 1 ? names[j] : `${names[j]}^${power}`;
      });
      return factors.length === 0 ? '1' : factors.join(' ');
    });
  }

  /** The power of each feature in each product [nFeaturesOut × nFeatures]. */
  get powers(): readonly (readonly number[])[] {
    return this.shown('powers', ({ products, nFeatures }) =>
      products.map((product) => {
        const powers = new Array<number>(nFeatures).fill(0);
        for (const j of product) powers[j]++;
        return powers;
      }),
    );
  }
}

/**
 * Count before anything is built: n features have C(n + d - 1, d) products of degree d, or C(n, d) of different ones.
 *
 * @throws InvalidInputError when they are too many, or too long
 */
function checkProducts(
  nFeatures: number,
  highest: number,
  interactionOnly: boolean,
  where: string,
): void {
  let ofDegree = 1;
  let products = 0;
  let factors = 0;
  for (let d = 1; d <= highest && ofDegree > 0; d++) {
    ofDegree = Math.round((ofDegree * (nFeatures + (interactionOnly ? 1 - d : d - 1))) / d);
    products += ofDegree;
    factors += ofDegree * d;
    if (products > MAX_PRODUCTS || factors > MAX_FACTORS) {
      throw new InvalidInputError(
        `${where}: ${nFeatures} features have ${products} products up to degree ${d}, which is too many. Lower degree, or pass interactionOnly: true.`,
      );
    }
  }
}
