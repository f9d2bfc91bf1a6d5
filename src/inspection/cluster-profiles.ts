import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeaturesInSteps } from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { checkLength, parseWeights } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { squaredDistance } from '../numeric/distances.js';
import { columnMomentsInSteps } from '../numeric/statistics.js';
import { drain, inStretches, type Steps } from '../progress.js';

/** How clusters are described. */
export interface ClusterProfilesOptions {
  /** Names of the columns. Default `x0, x1, …`. */
  featureNames?: readonly string[];
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
  /** Most features to name as distinguishing. Default 3. */
  maxFeatures?: number;
}

/** A feature by which a cluster differs from the rest. */
export interface DistinguishingFeature {
  /** The column, by its name in `featureNames`. */
  readonly name: string;
  /** Mean in the cluster, in units of the feature. */
  readonly mean: number;
  /** Mean over all samples, in units of the feature. */
  readonly overallMean: number;
  /** Mean minus overall mean, in overall standard deviations; negative where the cluster lies lower. */
  readonly difference: number;
}

/** What a cluster is like. */
export interface ClusterProfile {
  /** The cluster, as in the labels. */
  readonly label: number;
  /** How many samples it has, by weight where there are weights. */
  readonly size: number;
  /** Its part of all samples, noise included, 0 to 1. */
  readonly share: number;
  /** Mean of its samples [nFeatures]. */
  readonly center: number[];
  /** Root of the mean squared distance of its samples to the centre, in feature units. */
  readonly spread: number;
  /** The cluster whose centre is nearest, and how far that is; null where there is no other. */
  readonly nearest: { readonly label: number; readonly distance: number } | null;
  /** Features whose mean is farthest from that of all samples, farthest first. */
  readonly distinguishing: DistinguishingFeature[];
}

/**
 * Size, centre, spread, nearest neighbour and distinguishing features of each cluster, of any clusterer.
 * Cost: two passes over X.
 *
 * @param X - [nSamples × nFeatures], in units that are meant to be read
 * @param labels - cluster of each sample [nSamples]; -1 is noise, which has no profile but counts in
 *   shares and overall means
 * @returns in order of label; a cluster without weight has no profile
 * @throws InvalidInputError when X, labels, weights or names do not fit, or a label is no integer >= -1
 */
export function clusterProfiles(
  X: MatrixLike,
  labels: ArrayLike<number>,
  options: ClusterProfilesOptions = {},
): ClusterProfile[] {
  return drain(profiling(X, labels, options));
}

/** As `clusterProfiles`, in steps of some rows: a generator for who drives it with other work. */
export function* profiling(
  X: MatrixLike,
  labels: ArrayLike<number>,
  options: ClusterProfilesOptions = {},
): Steps<ClusterProfile[]> {
  const where = 'clusterProfiles';
  const {
    featureNames,
    sampleWeight,
    maxFeatures = 3,
  } = readNamed(options, where, ['featureNames', 'sampleWeight', 'maxFeatures']);
  const samples = yield* parseFeaturesInSteps(X, where);
  const names = featureNames ?? Array.from({ length: samples.columns }, (_, j) => `x${j}`);
  if (names.length !== samples.columns) {
    throw new InvalidInputError(
      `${where}: featureNames has ${names.length} names, but X has ${samples.columns} columns. Pass one name a column.`,
    );
  }
  checkLength(labels, samples.rows, 'labels', where);
  const { codes, classes } = encodeLabels(labels, samples.rows, where);
  yield;
  const stray = classes.find((label) => !Number.isSafeInteger(label) || label < -1);
  if (stray !== undefined) {
    throw new InvalidInputError(
      `${where}: a label is ${stray}, but labels must be integers >= 0, or -1 for noise. Pass those of a clusterer.`,
    );
  }
  const weights = parseWeights(sampleWeight, samples.rows, where);
  const { mean, variance, totalWeight } = yield* columnMomentsInSteps(samples, weights);
  const measured = yield* measure(samples, weights, codes, classes);
  const groups = measured.filter(({ size }) => size > 0);
  return groups.map(({ label, size, center, squares }) => ({
    label,
    size,
    share: size / totalWeight,
    center: Array.from(center),
    spread: Math.sqrt(squares / size),
    nearest: nearestOther(label, center, groups),
    distinguishing: names
      .map((name, j) => ({
        name,
        mean: center[j],
        overallMean: mean[j],
        difference: variance[j] > 0 ? (center[j] - mean[j]) / Math.sqrt(variance[j]) : 0,
      }))
      .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
      .slice(0, maxFeatures),
  }));
}

interface Group {
  readonly label: number;
  size: number;
  readonly center: Float64Array;
  /** Weighted sum of squared distances to the centre. */
  squares: number;
}

/**
 * Sums are taken of differences from the first sample of each group, so that an offset costs no digits. In steps of
 * some rows.
 */
function* measure(
  { data, rows, columns }: Dense,
  weights: Float64Array | undefined,
  codes: Int32Array,
  classes: readonly number[],
): Steps<Group[]> {
  const groups = classes.map((label) => ({
    label,
    size: 0,
    center: new Float64Array(columns),
    squares: 0,
  }));
  const origins = new Int32Array(classes.length).fill(-1);
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from; i < to; i++) {
      const group = groups[codes[i]];
      const weight = weights === undefined ? 1 : weights[i];
      if (origins[codes[i]] < 0) origins[codes[i]] = i * columns;
      const origin = origins[codes[i]];
      group.size += weight;
      for (let j = 0; j < columns; j++)
        group.center[j] += weight * (data[i * columns + j] - data[origin + j]);
    }
  });
  for (const [code, { size, center }] of groups.entries()) {
    for (let j = 0; j < columns; j++) center[j] = data[origins[code] + j] + center[j] / size;
  }
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from; i < to; i++) {
      const group = groups[codes[i]];
      const weight = weights === undefined ? 1 : weights[i];
      group.squares += weight * squaredDistance(data, i * columns, group.center, 0, columns);
    }
  });
  return groups.filter(({ label }) => label >= 0);
}

function nearestOther(
  label: number,
  center: Float64Array,
  groups: readonly Group[],
): ClusterProfile['nearest'] {
  let nearest: { label: number; distance: number } | null = null;
  for (const other of groups) {
    if (other.label === label) continue;
    const distance = Math.sqrt(squaredDistance(center, 0, other.center, 0, center.length));
    if (nearest === null || distance < nearest.distance) nearest = { label: other.label, distance };
  }
  return nearest;
}
