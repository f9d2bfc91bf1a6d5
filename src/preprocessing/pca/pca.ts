import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { refuseOptionsForTarget } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  parameter,
} from '../../hyperparameters.js';
import { principalAxes } from '../../numeric/principal-axes.js';
import { columnMomentsInSteps } from '../../numeric/statistics.js';
import {
  type AsyncOptions,
  drain,
  drainInSlices,
  type Steps,
  type Training,
} from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  refuseMissing,
} from '../columns/number-columns.js';
import { scalesOf } from '../scalers/column-scales.js';
import { type ComponentCount, checkCount, chooseCount } from './component-count.js';
import { alongAxes, fromAxes, whiteningScale } from './pca-projection.js';

/** How many components `PCA` keeps, and whether it scales them. */
export interface PCAOptions {
  /**
   * How many components are kept: a number, a share of the variance above 0 and below 1, `'mle'` for as many as are
   * likeliest (Minka), or null for all. Default null.
   */
  nComponents?: ComponentCount;
  /** Whether each outgoing column gets variance 1. Default false. */
  whiten?: boolean;
}

export interface PCAState extends NumberColumns {
  whiten: boolean;
  nSamples: number;
  mean: Float64Array;
  /** Row-major [nComponents × nFeatures]. */
  components: Float64Array;
  singularValues: Float64Array;
  explainedVariance: Float64Array;
  explainedVarianceRatio: Float64Array;
  noiseVariance: number;
}

const hyperparameters = {
  nComponents: parameter(
    either(anInteger({ min: 1 }), aReal({ above: 0, below: 1 }), aChoice('mle', null)),
    {
      default: null,
      about:
        'how many components are kept: a number, a share of the variance, "mle", or null for all.',
    },
  ),
  whiten: boolean({ default: false, about: 'whether each outgoing column gets variance 1.' }),
} satisfies Record<keyof PCAOptions, Hyperparameter>;

/**
 * Principal components: turns the samples so that the first outgoing column has the largest variance there is, the
 * second the largest of what is left, and so on; keeping a few loses the least. It knows no units: scale the columns
 * first (`StandardScaler`), or those with the largest numbers decide.
 *
 * @example
 * const X = [[-1, -1], [-2, -1], [-3, -2], [1, 1], [2, 1], [3, 2]]
 * const pca = new PCA({ nComponents: 1 }).fit(X)
 * pca.explainedVarianceRatio // [0.99…]: one number a row tells almost all
 */
export class PCA extends Estimator<PCAOptions, PCAState> implements Transformer<NumberInput> {
  static readonly info: EstimatorInfo = {
    type: 'PCA',
    hyperparameters,
    state: schema.object<PCAState>({
      ...numberColumnsFields(),
      whiten: schema.boolean(),
      nSamples: schema.number({ integer: true, min: 2 }),
      mean: schema.float64('nFeatures'),
      components: schema.float64(['nComponents', 'nFeatures'], { min: -2, max: 2 }),
      singularValues: schema.float64('nComponents', { min: 0 }),
      explainedVariance: schema.float64('nComponents', { min: 0 }),
      explainedVarianceRatio: schema.float64('nComponents', { min: 0, max: 2 }),
      noiseVariance: schema.number({ min: 0 }),
    }),
  };

  constructor(options: PCAOptions = {}) {
    super(PCA.info, options);
  }

  /**
   * Find the components. The small ones are exact too, whatever the scales of the columns.
   * Cost: nSamples × nFeatures² and the cube of the smaller of the two.
   *
   * @param X - [nSamples × nFeatures], at least two rows
   * @throws InvalidInputError when X is ragged, not finite, has one row, holds text, or its variance overflows
   * @throws InvalidParameterError when `nComponents` is more than rows or columns, or `'mle'` has fewer rows than columns
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    return drain(this.#train(X));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync(X: NumberInput, y?: PassedOver, options: AsyncOptions = {}): Promise<this> {
    refuseOptionsForTarget(y, 'PCA.fitAsync');
    return drainInSlices(this.#train(X), options);
  }

  *#train(X: NumberInput): Training<this> {
    const found = yield* this.#find(X);
    yield { done: 1, total: 1, unit: 'decomposition' };
    this.state = found;
    return this;
  }

  *#find(X: NumberInput): Steps<PCAState> {
    const where = 'PCA.fit';
    const { samples, nFeatures, names } = parseColumns(X, where);
    yield;
    const nSamples = samples.rows;
    refuseMissing(samples.data, nFeatures, where);
    if (nSamples < 2) {
      throw new InvalidInputError(
        `${where}: X has 1 row, but at least 2 are needed, for one has no variance. Pass more samples.`,
      );
    }
    const { nComponents: asked, whiten } = this.params;
    checkCount(asked, nSamples, nFeatures, where);
    yield;
    const moments = yield* columnMomentsInSteps(samples);
    scalesOf(moments, nSamples, where, names ?? undefined); // refuses variances that overflow
    const { mean } = moments;
    const { axes, lengths, unit } = yield* principalAxes(samples, mean);
    const squares = lengths.map((length) => length * length);
    const total = squares.reduce((sum, square) => sum + square, 0);
    const ratio = squares.map((square) => (total === 0 ? 0 : square / total));
    const variances = lengths.map((length) => (length / unit) ** 2 / (nSamples - 1));
    if (variances[0] === Infinity) {
      throw new InvalidInputError(
        `${where}: the values of X are so large that the variance of a component overflows. Divide them, or scale the columns first.`,
      );
    }
    const kept = chooseCount(asked, ratio, squares, nSamples);
    const noise = variances.subarray(kept);
    return {
      nFeatures,
      names,
      whiten,
      nSamples,
      mean,
      components: axes.slice(0, kept * nFeatures),
      singularValues: lengths.map((length) => length / unit).slice(0, kept),
      explainedVariance: variances.slice(0, kept),
      explainedVarianceRatio: ratio.slice(0, kept),
      noiseVariance: noise.reduce((sum, variance) => sum + variance / noise.length, 0),
    };
  }

  /**
   * The samples along the components.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nComponents], in the units of the features, or with `whiten` in standard deviations
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has other columns, or a result overflows
   */
  transform(X: NumberInput): Matrix {
    return drain(this.#project(X));
  }

  *#project(X: NumberInput): Steps<Matrix> {
    const where = 'PCA.transform';
    const state = this.fitted('transform');
    const samples = parseColumnsLike(X, state, where);
    refuseMissing(samples.data, state.nFeatures, where);
    const scale = scaleOf(state);
    return checked(yield* alongAxes(samples, state.components, state.mean, scale), where);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    this.state = yield* this.#find(X);
    yield;
    return yield* this.#project(X);
  }

  /**
   * The way back: what the components that were kept say of the samples.
   *
   * @param X - as `transform` returned them [nSamples × nComponents]
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns, or a result overflows
   */
  inverseTransform(X: NumberInput): Matrix {
    const where = 'PCA.inverseTransform';
    const state = this.fitted('inverseTransform');
    const columns = state.singularValues.length;
    const samples = parseFeatures(parseColumns(X, where).samples, where, { columns });
    return checked(fromAxes(samples, state.components, state.mean, scaleOf(state)), where);
  }

  /** Names of the outgoing columns: `pca0`, `pca1` and so on, whatever those of the incoming ones are. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    keptNames(inputNames, state, 'PCA.getFeatureNamesOut');
    return Array.from(state.singularValues, (_, c) => `pca${c}`);
  }

  /**
   * Directions of largest variance [nComponents × nFeatures], unit vectors, orthogonal to each other; the largest entry of
   * each is above 0.
   */
  get components(): readonly (readonly number[])[] {
    return this.shown('components', ({ components, nFeatures, singularValues }) =>
      Array.from(singularValues, (_, c) =>
        Array.from(components.subarray(c * nFeatures, (c + 1) * nFeatures)),
      ),
    );
  }

  /** Mean of each column in fit [nFeatures]. */
  get mean(): readonly number[] {
    return this.shown('mean', ({ mean }) => Array.from(mean));
  }

  /** Variance along each component [nComponents], divided by nSamples - 1, falling. */
  get explainedVariance(): readonly number[] {
    return this.shown('explainedVariance', (state) => Array.from(state.explainedVariance));
  }

  /** Share of each component in the variance of all [nComponents]; they sum to 1 when all are kept, and are 0 of constant columns. */
  get explainedVarianceRatio(): readonly number[] {
    return this.shown('explainedVarianceRatio', (state) =>
      Array.from(state.explainedVarianceRatio),
    );
  }

  /** Length of the centred samples along each component [nComponents]: the root of their squares, in units of the features. */
  get singularValues(): readonly number[] {
    return this.shown('singularValues', (state) => Array.from(state.singularValues));
  }

  /** Mean variance along the directions that are not kept; 0 when all are. */
  get noiseVariance(): number {
    return this.fitted('noiseVariance').noiseVariance;
  }

  /** How many components are kept. */
  get nComponents(): number {
    return this.fitted('nComponents').singularValues.length;
  }
}

/** What each outgoing column is divided by [nComponents]; undefined for 1. */
function scaleOf({ whiten, singularValues, nSamples }: PCAState): Float64Array | undefined {
  return whiten ? whiteningScale(singularValues, nSamples) : undefined;
}

/** @throws InvalidInputError when a value is not finite */
function checked({ data, rows, columns }: Dense, where: string): Matrix {
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return toMatrix(data, rows, columns);
  throw new InvalidInputError(
    `${where}: the result of row ${Math.floor(wrong / columns)} is ${show(data[wrong])}, beyond the range of numbers. Pass values of the size of those of fit.`,
  );
}
