import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { InvalidParameterError } from '../../errors.js';
import {
  aChoice,
  anInteger,
  aReal,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  type Rule,
  resolve,
} from '../../hyperparameters.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import { count } from '../../words.js';
import { type Dense, parseFeatures, toMatrix } from '../dense.js';
import { shuffleSamples, uniforms } from './blocks.js';
import { aListOf, randomStateOption, shuffleOption } from './synthetic-options.js';

/** How many blobs to draw, where and how wide. */
export interface MakeBlobsOptions {
  /** How many samples, spread evenly over the blobs, or how many in each blob. Default 100. */
  nSamples?: number | readonly number[];
  /** How many features, unless `centers` shows it. Default 2. */
  nFeatures?: number;
  /** How many blobs, or their centres [nCenters × nFeatures]. Default 3, or one for each number in `nSamples`. */
  centers?: number | MatrixLike | null;
  /** Standard deviation of every blob, or of each. Default 1. */
  clusterStd?: number | readonly number[];
  /** Lowest and highest coordinate of random centres. Default [-10, 10]. */
  centerBox?: readonly [number, number];
  /** Whether to put the samples in random order. Default true: else they come blob by blob. */
  shuffle?: boolean;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
}

/** What `makeBlobs` draws: the samples, their blobs and the centres. */
export interface Blobs {
  /** The samples [nSamples × nFeatures]. */
  X: Matrix;
  /** Blob of each sample [nSamples]. */
  y: number[];
  /** The middle of each blob [nCenters × nFeatures]. */
  centers: Matrix;
}

const aMatrix: Rule = {
  type: 'matrix',
  range: 'a matrix',
  accepts: (value) => typeof value === 'object' && value !== null,
};

const options = () =>
  ({
    nSamples: parameter(either(anInteger({ min: 1 }), aListOf(anInteger({ min: 0 }))), {
      default: 100,
      about: 'how many samples, or how many in each blob.',
    }),
    nFeatures: parameter(anInteger({ min: 1 }), { default: 2, about: 'how many features.' }),
    centers: parameter(either(anInteger({ min: 1 }), aChoice(null), aMatrix), {
      default: null,
      about: 'how many blobs, or their centres.',
    }),
    clusterStd: parameter(either(aReal({ min: 0 }), aListOf(aReal({ min: 0 }))), {
      default: 1,
      about: 'the standard deviation of every blob, or of each.',
    }),
    centerBox: parameter(aListOf(aReal(), 2), {
      default: [-10, 10],
      about: 'the lowest and the highest coordinate of random centres.',
    }),
    shuffle: shuffleOption(),
    randomState: randomStateOption(),
  }) satisfies Record<keyof MakeBlobsOptions, Hyperparameter>;

/**
 * Normal blobs around centres: data to cluster.
 *
 * @throws InvalidParameterError for an option that is unknown or out of range, or lists of other
 *   lengths than there are centres
 * @throws InvalidInputError when `centers` is no matrix of finite numbers
 *
 * @example
 * const { X, y } = makeBlobs({ nSamples: 300, centers: 4, randomState: 0 })
 */
export function makeBlobs(given: MakeBlobsOptions = {}): Blobs {
  const settings = resolve<Resolved<MakeBlobsOptions>>('makeBlobs', options(), given, 'option');
  const rng = createRng(settings.randomState);
  const centers = placeCenters(settings, rng);
  const sizes = blobSizes(settings.nSamples, centers.rows);
  const spreads = spreadsOf(settings.clusterStd, centers.rows);

  const normal = createNormal(rng);
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const width = centers.columns;
  let X: Float64Array = new Float64Array(rows * width);
  let y = new Array<number>(rows);
  for (let c = 0, i = 0, at = 0; c < sizes.length; c++) {
    for (const end = i + sizes[c]; i < end; i++) {
      y[i] = c;
      for (let j = 0; j < width; j++) {
        X[at++] = centers.data[c * width + j] + spreads[c] * normal();
      }
    }
  }
  if (settings.shuffle) ({ X, y } = shuffleSamples(X, y, rng));
  return { X: toMatrix(X, rows, width), y, centers: toMatrix(centers.data, centers.rows, width) };
}

function placeCenters(
  { centers, centerBox, nSamples, nFeatures }: Resolved<MakeBlobsOptions>,
  rng: Rng,
): Dense {
  if (typeof centers === 'object' && centers !== null) {
    const { data, rows, columns } = parseFeatures(centers, 'makeBlobs: centers');
    return { data: data.slice(), rows, columns };
  }
  const [low, high] = centerBox;
  if (low > high) {
    throw new InvalidParameterError(
      `makeBlobs: centerBox must be [low, high], but got [${low}, ${high}]. Swap them.`,
    );
  }
  const rows = centers ?? (typeof nSamples === 'number' ? 3 : nSamples.length);
  return { data: uniforms(rows * nFeatures, low, high, rng), rows, columns: nFeatures };
}

/** How many samples each blob gets; the first ones take what does not divide. */
function blobSizes(nSamples: number | readonly number[], nCenters: number): readonly number[] {
  if (typeof nSamples === 'number') {
    const base = Math.floor(nSamples / nCenters);
    return Array.from({ length: nCenters }, (_, c) => base + (c < nSamples % nCenters ? 1 : 0));
  }
  checkOnePerCenter('nSamples', nSamples, nCenters);
  return nSamples;
}

function spreadsOf(clusterStd: number | readonly number[], nCenters: number): readonly number[] {
  if (typeof clusterStd === 'number') return new Array<number>(nCenters).fill(clusterStd);
  checkOnePerCenter('clusterStd', clusterStd, nCenters);
  return clusterStd;
}

function checkOnePerCenter(name: string, values: readonly number[], nCenters: number): void {
  if (values.length !== nCenters) {
    throw new InvalidParameterError(
      `makeBlobs: ${name} has ${count(values.length, 'value')}, but there are ${count(nCenters, 'center')}. Pass one value for each, or one number for all.`,
    );
  }
}
