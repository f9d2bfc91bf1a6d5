import type { Matrix } from 'ml-matrix';
import type { FitOptions, PassedOver, Transformer } from '../../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { weightsWithoutTarget } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
  seed,
} from '../../hyperparameters.js';
import { reserve } from '../../memory.js';
import { QUANTILE_METHODS, type QuantileMethod } from '../../numeric/quantile-methods.js';
import { drain, type Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { warn } from '../../warnings.js';
import { count, show } from '../../words.js';
import { distinctNames } from '../columns/feature-names.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  refuseMissing,
} from '../columns/number-columns.js';
import { binStarts, discretize, largestBin } from './bin-columns.js';
import { cutColumn, rangeOf } from './bin-edges.js';
import { drawRows, takeColumn } from './bin-samples.js';

/** How `KBinsDiscretizer` cuts columns, and what becomes of their values. */
export interface KBinsDiscretizerOptions {
  /** How many bins there are: a number at least 2, or one for each column. Default 5. */
  nBins?: number | readonly number[];
  /** What a value becomes: the number of its bin (`'ordinal'`), or a 1 in the column of its bin (`'onehot'`). Default `'onehot'`. */
  encode?: 'ordinal' | 'onehot';
  /**
   * Where the bins end: all of one width (`'uniform'`), with as many samples each (`'quantile'`), or half-way between the
   * centres of k-means (`'kmeans'`). Default `'quantile'`.
   */
  strategy?: 'uniform' | 'quantile' | 'kmeans';
  /**
   * Which definition of a quantile is taken, by NumPy's names. With weights `'invertedCdf'` or
   * `'averagedInvertedCdf'`. Default `'averagedInvertedCdf'`.
   */
  quantileMethod?: QuantileMethod;
  /** The most samples to learn from, drawn by weight and put back each time; null for all. Default 200000. */
  subsample?: number | null;
  /** A seed for repeatable results, of the subsample. Default null: a new one at every fit. */
  randomState?: Seed | null;
}

interface KBinsDiscretizerState extends NumberColumns {
  encode: 'ordinal' | 'onehot';
  /** Ascending edges of each column. */
  edges: number[][];
  /** What a bin becomes again: the middle of its edges, the value itself in a constant column. */
  centers: number[][];
}

const hyperparameters = {
  nBins: parameter(
    either(anInteger({ min: 2 }), {
      type: 'integers',
      range: 'integers >= 2, one a column',
      accepts: (value) =>
        Array.isArray(value) && value.every((bins) => Number.isSafeInteger(bins) && bins >= 2),
    }),
    { default: 5, about: 'how many bins there are: a number at least 2, or one for each column.' },
  ),
  encode: oneOf(['ordinal', 'onehot'], {
    default: 'onehot',
    about: 'what a value becomes: the number of its bin, or a 1 in the column of its bin.',
  }),
  strategy: oneOf(['uniform', 'quantile', 'kmeans'], {
    default: 'quantile',
    about: 'where the bins end: by width, by samples, or by k-means.',
  }),
  quantileMethod: oneOf(QUANTILE_METHODS, {
    default: 'averagedInvertedCdf',
    about: 'which definition of a quantile is taken.',
  }),
  subsample: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: 200_000,
    about: 'the most samples to learn from, or null for all.',
  }),
  randomState: seed(),
} satisfies Record<keyof KBinsDiscretizerOptions, Hyperparameter>;

/**
 * Cuts each column into bins, so that a linear model can follow what is no line. A value below the first edge or above
 * the last falls into the outer bin.
 *
 * Bins that no sample tells apart are joined, and a warning says so: `nBins` holds how many there are.
 *
 * @example
 * const bins = new KBinsDiscretizer({ nBins: 2, encode: 'ordinal', strategy: 'uniform' })
 * bins.fitTransform([[0], [4], [6], [10]])   // [[0], [0], [1], [1]]
 * bins.inverseTransform([[0], [1]])          // [[2.5], [7.5]]
 */
export class KBinsDiscretizer
  extends Estimator<KBinsDiscretizerOptions, KBinsDiscretizerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'KBinsDiscretizer',
    hyperparameters,
    state: schema.object<KBinsDiscretizerState>(
      {
        ...numberColumnsFields(),
        encode: schema.oneOf('ordinal', 'onehot'),
        edges: schema.list(schema.list(schema.number({ nonFinite: true })), 'nFeatures'),
        centers: schema.list(schema.list(schema.number()), 'nFeatures'),
      },
      ({ edges, centers }) => {
        if (!edges.every(isAscending)) return 'the edges of a column are not ascending';
        return centers.every(({ length }, j) => length > 0 && length === edges[j].length - 1)
          ? undefined
          : 'a column does not have one centre a bin';
      },
    ),
  };

  constructor(options: KBinsDiscretizerOptions = {}) {
    super(KBinsDiscretizer.info, options);
  }

  /**
   * Learn where the bins of each column end. Cost: a sort of each, or a k-means.
   *
   * @param X - [nSamples × nFeatures]
   * @throws InvalidInputError when X is ragged, empty, not finite or holds text, the weights do not fit, k-means has more
   *   bins than there are samples, or the edges are more than memory may hold
   * @throws InvalidParameterError when `nBins` has another number of columns, or `quantileMethod` takes no weights
   */
  fit(X: NumberInput, y?: PassedOver, options: FitOptions = {}): this {
    drain(this.#learn(X, y, options, 'KBinsDiscretizer.fit'));
    return this;
  }

  /** @returns what was learned from */
  *#learn(X: NumberInput, y: PassedOver, options: FitOptions, where: string): Steps<Dense> {
    const { samples, nFeatures, names } = parseColumns(X, where);
    refuseMissing(samples.data, nFeatures, where);
    const weights = weightsWithoutTarget(options, samples.rows, where, y);
    const { encode, strategy, quantileMethod, subsample, randomState } = this.params;
    const weighable = quantileMethod === 'invertedCdf' || quantileMethod === 'averagedInvertedCdf';
    if (weights !== undefined && strategy === 'quantile' && !weighable) {
      throw new InvalidParameterError(
        `${where}: quantileMethod ${show(quantileMethod)} takes no sample weights. Pass "averagedInvertedCdf" or "invertedCdf".`,
      );
    }
    const asked = this.#countBins(nFeatures, where);
    const chosen = drawRows(samples.rows, subsample, weights, randomState);
    const edges: number[][] = [];
    const centers: number[][] = [];
    for (let j = 0; j < nFeatures; j++) {
      yield;
      const column = takeColumn(samples, j, chosen);
      const [low, high] = rangeOf(column);
      const name = show(names?.[j] ?? j);
      if (low === high) {
        warn('data', `${where}: column ${name} is constant, and has one bin. Leave it out.`);
        edges.push([-Infinity, Infinity]);
        centers.push([low + 0]); // -0 becomes 0, as in model files
        continue;
      }
      checkClusters(strategy, asked[j], column.values.length, where);
      const cut = cutColumn(column, asked[j], { strategy, quantileMethod });
      if (cut.length <= asked[j]) {
        warn(
          'data',
          `${where}: column ${name} has ${count(cut.length - 1, 'bin')} instead of ${asked[j]}, as others would be too narrow. Lower nBins.`,
        );
      }
      edges.push(Array.from(cut));
      centers.push(Array.from(cut.subarray(1), (edge, b) => middle(cut[b], edge)));
    }
    this.state = { nFeatures, names, encode, edges, centers };
    return samples;
  }

  /** Bins of each column [nFeatures], as they were asked for. */
  #countBins(nFeatures: number, where: string): readonly number[] {
    const { nBins } = this.params;
    const bins = typeof nBins === 'number' ? new Array<number>(nFeatures).fill(nBins) : nBins;
    if (bins.length !== nFeatures) {
      throw new InvalidParameterError(
        `${where}: nBins has ${count(bins.length, 'number')}, but X has ${count(nFeatures, 'column')}. Pass one a column, or one for all.`,
      );
    }
    const total = bins.reduce((sum, b) => sum + b, 0);
    reserve(16 * total, { where, what: count(total, 'bin'), remedy: 'Lower nBins.' });
    return bins;
  }

  /**
   * The bin of each value.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns numbers of bins from 0 [nSamples × nFeatures], or for `'onehot'` 0 and 1 [nSamples × sum of nBins]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    const where = 'KBinsDiscretizer.transform';
    const state = this.fitted('transform');
    const samples = parseColumnsLike(X, state, where);
    refuseMissing(samples.data, state.nFeatures, where);
    return drain(discretize(samples, state, where));
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver, options: FitOptions = {}): Matrix {
    return drain(this.fitTransformInSteps(X, y, options));
  }

  /** As `fitTransform`, in steps of a column or some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, y?: PassedOver, options: FitOptions = {}): Steps<Matrix> {
    const samples = yield* this.#learn(X, y, options, 'KBinsDiscretizer.fitTransform');
    return yield* discretize(samples, this.fitted('fitTransform'), 'KBinsDiscretizer.fitTransform');
  }

  /**
   * The middle of each bin.
   *
   * @param X - what `transform` returned; of the columns of a bin each, the largest value tells which it is
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, has other columns, or names a bin that is not there
   */
  inverseTransform(X: NumberInput): Matrix {
    const where = 'KBinsDiscretizer.inverseTransform';
    const { encode, edges, centers, nFeatures, names } = this.fitted('inverseTransform');
    const onehot = encode === 'onehot';
    const starts = binStarts(edges);
    const samples = onehot
      ? parseFeatures(parseColumns(X, where).samples, where, { columns: starts[nFeatures] })
      : parseColumnsLike(X, { nFeatures, names }, where);
    const { data, rows, columns } = samples;
    refuseMissing(data, columns, where);
    const out = new Float64Array(rows * nFeatures);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < nFeatures; j++, at++) {
        const row = i * columns;
        const bin = onehot ? largestBin(data, row + starts[j], row + starts[j + 1]) : data[row + j];
        if (centers[j][bin] === undefined) {
          throw new InvalidInputError(
            `${where}: X[${i}] has ${onehot ? 'no bin' : `the bin ${data[row + j]}`} of column ${show(names?.[j] ?? j)}, which has bins 0 to ${centers[j].length - 1}. Pass what transform returned.`,
          );
        }
        out[at] = centers[j][bin];
      }
    }
    return toMatrix(out, rows, nFeatures);
  }

  /** Names of the outgoing columns: those of the incoming ones; for `'onehot'` with the bin behind, as `x0_1.0`. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const names = keptNames(inputNames, state, 'KBinsDiscretizer.getFeatureNamesOut');
    if (state.encode === 'ordinal') return names;
    return distinctNames(
      names.flatMap((name, j) => state.centers[j].map((_, bin) => `${name}_${bin}.0`)),
    );
  }

  /** Edges of the bins of each column, ascending; minus and plus infinity where it is constant. */
  get binEdges(): readonly (readonly number[])[] {
    return this.shown('binEdges', ({ edges }) => edges.map((edge) => [...edge]));
  }

  /** How many bins each column has [nFeatures]: fewer than were asked for where they would be too narrow. */
  get nBins(): readonly number[] {
    return this.shown('nBins', ({ centers }) => centers.map(({ length }) => length));
  }
}

function checkClusters(strategy: string, nBins: number, rows: number, where: string): void {
  if (strategy !== 'kmeans' || nBins <= rows) return;
  throw new InvalidInputError(
    `${where}: k-means needs a sample a bin, but there are ${count(rows, 'sample')} and ${nBins} bins. Lower nBins, or pass another strategy.`,
  );
}

/** Half-way; halves first where the sum overflows. */
function middle(low: number, high: number): number {
  const sum = low + high;
  return Number.isFinite(sum) ? sum * 0.5 + 0 : low / 2 + high / 2;
}

function isAscending(values: readonly number[]): boolean {
  return values.length > 1 && values.every((value, k) => k === 0 || value >= values[k - 1]);
}
