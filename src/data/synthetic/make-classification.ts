import type { Matrix } from 'ml-matrix';
import { InvalidParameterError } from '../../errors.js';
import {
  aBoolean,
  aChoice,
  anInteger,
  aReal,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { createNormal, permutation, shuffle } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { reorderColumns, shuffleSamples, uniforms } from './blocks.js';
import { aListOf, randomStateOption, shuffleOption } from './synthetic-options.js';

/** What classes to draw, and how hard they are to tell apart. */
export interface MakeClassificationOptions {
  /** How many samples. Default 100. */
  nSamples?: number;
  /** How many features: informative, redundant, repeated, and noise for the rest. Default 20. */
  nFeatures?: number;
  /** How many features the classes differ in. Default 2. */
  nInformative?: number;
  /** How many features are random linear combinations of the informative ones. Default 2. */
  nRedundant?: number;
  /** How many features are copies of informative or redundant ones. Default 0. */
  nRepeated?: number;
  /** How many classes, labelled 0, 1, … Default 2. */
  nClasses?: number;
  /** How many clusters each class is made of. Default 2. */
  nClustersPerClass?: number;
  /**
   * Share of the samples in each class [nClasses], summing to 1; the last may be left out. Default
   * null, all alike.
   */
  weights?: readonly number[] | null;
  /** Share of the samples whose label is replaced by a random one. Default 0.01. */
  flipY?: number;
  /** Half the side of the cube on whose corners the clusters sit: more is easier. Default 1. */
  classSep?: number;
  /** Whether the clusters sit on the corners of a cube; else on those of a random box. Default true. */
  hypercube?: boolean;
  /** What is added to all features, or to each; null draws it from ±classSep. Default 0. */
  shift?: number | readonly number[] | null;
  /** What all features, or each, are multiplied with after that; null draws it from 1 to 101. Default 1. */
  scale?: number | readonly number[] | null;
  /** Whether to put samples and features in random order. Default true. */
  shuffle?: boolean;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
}

/** What `makeClassification` draws: features and classes. */
export interface ClassificationProblem {
  /** The features [nSamples × nFeatures]. */
  X: Matrix;
  /** Class of each sample [nSamples]. */
  y: number[];
}

type Settings = Resolved<MakeClassificationOptions>;

const options = () => {
  const numbers = either(aReal(), aListOf(aReal()), aChoice(null));
  return {
    nSamples: parameter(anInteger({ min: 1 }), { default: 100, about: 'how many samples.' }),
    nFeatures: parameter(anInteger({ min: 1 }), { default: 20, about: 'how many features.' }),
    nInformative: parameter(anInteger({ min: 1 }), {
      default: 2,
      about: 'how many features the classes differ in.',
    }),
    nRedundant: parameter(anInteger({ min: 0 }), {
      default: 2,
      about: 'how many features combine the informative ones.',
    }),
    nRepeated: parameter(anInteger({ min: 0 }), {
      default: 0,
      about: 'how many features are copies.',
    }),
    nClasses: parameter(anInteger({ min: 1 }), { default: 2, about: 'how many classes.' }),
    nClustersPerClass: parameter(anInteger({ min: 1 }), {
      default: 2,
      about: 'how many clusters each class is made of.',
    }),
    weights: parameter(either(aListOf(aReal({ min: 0, max: 1 })), aChoice(null)), {
      default: null,
      about: 'the share of each class, or null for all alike.',
    }),
    flipY: parameter(aReal({ min: 0, max: 1 }), {
      default: 0.01,
      about: 'the share of labels to replace by random ones.',
    }),
    classSep: parameter(aReal({ min: 0 }), {
      default: 1,
      about: 'how far apart the classes are.',
    }),
    hypercube: parameter(aBoolean(), {
      default: true,
      about: 'whether the clusters sit on the corners of a cube.',
    }),
    shift: parameter(numbers, { default: 0, about: 'what is added, or null for chance.' }),
    scale: parameter(numbers, { default: 1, about: 'the factors, or null for chance.' }),
    shuffle: shuffleOption(),
    randomState: randomStateOption(),
  } satisfies Record<keyof MakeClassificationOptions, Hyperparameter>;
};

/**
 * A classification problem: each class is made of normal clusters, each with its own random
 * covariance, on corners of a cube in the informative features.
 * Source: Guyon, Design of experiments for the NIPS 2003 variable selection benchmark (2003), as
 * scikit-learn makes it.
 *
 * Before shuffling, columns are: informative, redundant, repeated, noise.
 *
 * @throws InvalidParameterError for an option that is unknown or out of range, for more informative,
 *   redundant and repeated features than features, more clusters than corners, or lists of wrong length
 *
 * @example
 * const { X, y } = makeClassification({ nSamples: 500, nInformative: 4, randomState: 0 })
 */
export function makeClassification(given: MakeClassificationOptions = {}): ClassificationProblem {
  const settings = resolve<Settings>('makeClassification', options(), given, 'option');
  const { nSamples, nFeatures, nClasses, flipY } = settings;
  checkCounts(settings);
  const sizes = clusterSizes(settings, classShares(settings));
  const shift = perFeature('shift', settings.shift, nFeatures);
  const scale = perFeature('scale', settings.scale, nFeatures);

  const rng = createRng(settings.randomState);
  let X: Float64Array = new Float64Array(nSamples * nFeatures);
  let y = sizes.flatMap((size, k) => new Array<number>(size).fill(k % nClasses));
  fillInformative(X, sizes, settings, rng);
  fillRedundant(X, settings, rng);
  fillRepeated(X, settings, rng);
  fillNoise(X, settings, rng);

  for (let i = 0; i < nSamples; i++) {
    if (rng.next() < flipY) y[i] = rng.nextInteger(nClasses);
  }
  const { classSep } = settings;
  const added = shift ?? uniforms(nFeatures, -classSep, classSep, rng);
  const factor = scale ?? uniforms(nFeatures, 1, 101, rng);
  for (let row = 0; row < X.length; row += nFeatures) {
    for (let j = 0; j < nFeatures; j++) X[row + j] = (X[row + j] + added[j]) * factor[j];
  }
  if (settings.shuffle) {
    ({ X, y } = shuffleSamples(X, y, rng));
    reorderColumns(X, permutation(nFeatures, rng));
  }
  return { X: toMatrix(X, nSamples, nFeatures), y };
}

function checkCounts(settings: Settings): void {
  const { nFeatures, nInformative, nRedundant, nRepeated, nClasses, nClustersPerClass } = settings;
  const used = nInformative + nRedundant + nRepeated;
  if (used > nFeatures) {
    throw new InvalidParameterError(
      `makeClassification: nInformative + nRedundant + nRepeated is ${used}, but nFeatures is ${nFeatures}. Raise nFeatures, or lower one of them.`,
    );
  }
  const nClusters = nClasses * nClustersPerClass;
  if (nClusters > 2 ** nInformative) {
    throw new InvalidParameterError(
      `makeClassification: nClasses × nClustersPerClass is ${nClusters}, but a cube of nInformative = ${nInformative} dimensions has only ${2 ** nInformative} corners. Raise nInformative, or lower one of them.`,
    );
  }
}

/** Share of each class [nClasses]. */
function classShares({ weights, nClasses }: Settings): readonly number[] {
  if (weights === null) return new Array<number>(nClasses).fill(1 / nClasses);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (weights.length === nClasses - 1 && sum <= 1) return [...weights, 1 - sum];
  if (weights.length === nClasses && Math.abs(sum - 1) < 1e-9) return weights;
  throw new InvalidParameterError(
    `makeClassification: weights has ${weights.length} shares that sum to ${sum}, but there are ${nClasses} classes. Pass one share for each class, summing to 1, or leave the last out.`,
  );
}

/** How many samples each cluster gets; cluster k is of class k modulo nClasses. */
function clusterSizes(settings: Settings, shares: readonly number[]): number[] {
  const { nSamples, nClasses, nClustersPerClass } = settings;
  const nClusters = nClasses * nClustersPerClass;
  const sizes = Array.from({ length: nClusters }, (_, k) =>
    // The sliver makes 1000 × (1 - 0.9) a hundred, which it is but for rounding.
    Math.floor((nSamples * shares[k % nClasses]) / nClustersPerClass + 1e-9),
  );
  const left = nSamples - sizes.reduce((total, size) => total + size, 0);
  for (let i = 0; i < left; i++) sizes[i % nClusters]++;
  return sizes;
}

function perFeature(
  name: string,
  value: number | readonly number[] | null,
  nFeatures: number,
): readonly number[] | null {
  if (value === null) return null;
  if (typeof value === 'number') return new Array<number>(nFeatures).fill(value);
  if (value.length === nFeatures) return value;
  throw new InvalidParameterError(
    `makeClassification: ${name} has ${value.length} values, but nFeatures is ${nFeatures}. Pass one value for each feature, or one number for all.`,
  );
}

/** Normal clusters with random covariance around their corners. */
function fillInformative(
  X: Float64Array,
  sizes: readonly number[],
  { nFeatures, nInformative, classSep, hypercube }: Settings,
  rng: Rng,
): void {
  const centers = corners(sizes.length, nInformative, rng);
  for (let at = 0; at < centers.length; at++) centers[at] = (2 * centers[at] - 1) * classSep;
  if (!hypercube) {
    const perCluster = uniforms(sizes.length, 0, 1, rng);
    const perDimension = uniforms(nInformative, 0, 1, rng);
    for (let at = 0; at < centers.length; at++) {
      centers[at] *= perCluster[Math.floor(at / nInformative)] * perDimension[at % nInformative];
    }
  }
  const normal = createNormal(rng);
  const draw = new Float64Array(nInformative);
  for (let k = 0, row = 0; k < sizes.length; k++) {
    const mixing = uniforms(nInformative * nInformative, -1, 1, rng);
    for (let i = 0; i < sizes[k]; i++, row += nFeatures) {
      for (let j = 0; j < nInformative; j++) draw[j] = normal();
      for (let j = 0; j < nInformative; j++) {
        let value = centers[k * nInformative + j];
        for (let l = 0; l < nInformative; l++) value += draw[l] * mixing[l * nInformative + j];
        X[row + j] = value;
      }
    }
  }
}

/** Different corners of the unit cube, as rows of zeros and ones. */
function corners(n: number, dimensions: number, rng: Rng): Float64Array {
  const rows = new Float64Array(n * dimensions);
  // The first 30 coordinates are the bits of different integers, which makes the corners different.
  const bits = Math.min(dimensions, 30);
  const codes = distinctIntegers(2 ** bits, n, rng);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < dimensions; j++) {
      rows[k * dimensions + j] = j < bits ? (codes[k] >>> j) & 1 : rng.nextInteger(2);
    }
  }
  return rows;
}

/** `size` different integers below n, in random order. Source: Floyd, CACM 30 (1987), then shuffled. */
function distinctIntegers(n: number, size: number, rng: Rng): number[] {
  const chosen = new Set<number>();
  for (let top = n - size; top < n; top++) {
    const draw = rng.nextInteger(top + 1);
    chosen.add(chosen.has(draw) ? top : draw);
  }
  return shuffle([...chosen], rng);
}

/** Random linear combinations of the informative features. */
function fillRedundant(X: Float64Array, settings: Settings, rng: Rng): void {
  const { nFeatures, nInformative, nRedundant } = settings;
  const mixing = uniforms(nInformative * nRedundant, -1, 1, rng);
  for (let row = 0; row < X.length; row += nFeatures) {
    for (let j = 0; j < nRedundant; j++) {
      let value = 0;
      for (let l = 0; l < nInformative; l++) value += X[row + l] * mixing[l * nRedundant + j];
      X[row + nInformative + j] = value;
    }
  }
}

/** Copies of informative and redundant features. */
function fillRepeated(X: Float64Array, settings: Settings, rng: Rng): void {
  const { nFeatures, nInformative, nRedundant, nRepeated } = settings;
  const originals = nInformative + nRedundant;
  for (let j = 0; j < nRepeated; j++) {
    const original = rng.nextInteger(originals);
    for (let row = 0; row < X.length; row += nFeatures) {
      X[row + originals + j] = X[row + original];
    }
  }
}

/** Features that have nothing to do with the class. */
function fillNoise(X: Float64Array, settings: Settings, rng: Rng): void {
  const { nFeatures, nInformative, nRedundant, nRepeated } = settings;
  const normal = createNormal(rng);
  for (let row = 0; row < X.length; row += nFeatures) {
    for (let j = nInformative + nRedundant + nRepeated; j < nFeatures; j++) X[row + j] = normal();
  }
}
