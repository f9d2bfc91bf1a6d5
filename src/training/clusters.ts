import type { Label, MatrixLike } from '../contracts.js';
import { parseFeaturesInSteps, pickRowsInSteps } from '../data/dense.js';
import { normalizedMutualInfoScore, vMeasureScore } from '../metrics/cluster-agreement.js';
import {
  calinskiHarabaszInSteps,
  daviesBouldinInSteps,
  silhouetteScoring,
} from '../metrics/clustering.js';
import { adjustedRandScore } from '../metrics/pair-agreement.js';
import type { Steps, Training } from '../progress.js';
import type { Seed } from '../random/rng.js';
import { range } from '../random/sampling.js';
import { type FeatureImportance, rankFeatures } from './feature-importance.js';

/** How good clusters are. */
export interface ClusteringMetrics {
  /** Tells these figures from those of other tasks. */
  readonly task: 'clustering';
  /** How many clusters were found; noise is none. */
  readonly nClusters: number;
  /** Rows of each cluster, by its number. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Share of the rows that belong to no cluster, 0 to 1. */
  readonly noiseShare: number;
  /** Mean silhouette, -1 to 1; absent, as the next two, where there are not two clusters. Noise is left out of all three. */
  readonly silhouette?: number;
  /** How alike neighbouring clusters are, from 0; the lower, the better. */
  readonly daviesBouldin?: number;
  /** Spread between clusters against spread within, from 0; the higher, the better. */
  readonly calinskiHarabasz?: number;
  /** Agreement with the truth, where it was given: 0 by chance, 1 when equal. */
  readonly adjustedRand?: number;
  /** What clusters and truth tell of each other, against the mean of their entropies, 0 to 1. */
  readonly normalizedMutualInfo?: number;
  /** The harmonic mean of homogeneity and completeness, 0 to 1. */
  readonly vMeasure?: number;
}

/** The silhouette of more rows is that of a sample of so many: it is quadratic. */
const SILHOUETTE_ROWS = 5000;

/**
 * Scores of clusters on prepared features; the silhouette reports its samples.
 *
 * @param labels - cluster of each row, -1 for noise [nRows]
 * @param truth - the true class of each row, null where it is not known [nRows]
 * @param warnings - remarks on scores that could not be taken are added here
 */
export function* evaluateClusters(
  X: MatrixLike,
  labels: readonly number[],
  truth: readonly (Label | null)[] | undefined,
  randomState: Seed | null,
  warnings: string[],
): Training<ClusteringMetrics> {
  const sizes: Record<string, number> = {};
  for (const label of labels) if (label >= 0) sizes[label] = (sizes[label] ?? 0) + 1;
  const nClusters = Object.keys(sizes).length;
  yield;
  const clustered = Array.from(range(labels.length).filter((i) => labels[i] >= 0));
  const found = {
    task: 'clustering' as const,
    nClusters,
    sizes,
    noiseShare: 1 - clustered.length / labels.length,
    ...(yield* agreement(labels, truth, warnings)),
  };
  yield;
  if (nClusters < 2 || nClusters >= clustered.length) {
    warnings.push(
      `There is no silhouette: ${nClusters === 1 ? 'all rows are in one cluster' : 'there are too few rows in too many clusters, or none'}.`,
    );
    return found;
  }
  const all = yield* parseFeaturesInSteps(X, 'evaluateClusters');
  const samples =
    clustered.length === all.rows
      ? all
      : {
          ...all,
          rows: clustered.length,
          data: yield* pickRowsInSteps(all.data, all.columns, clustered),
        };
  const own = clustered.map((i) => labels[i]);
  const sampleSize = clustered.length > SILHOUETTE_ROWS ? SILHOUETTE_ROWS : null;
  yield;
  const silhouette = yield* silhouetteScoring(samples, own, { sampleSize, randomState });
  yield;
  const daviesBouldin = yield* daviesBouldinInSteps(samples, own);
  const calinskiHarabasz = yield* calinskiHarabaszInSteps(samples, own);
  return { ...found, silhouette, daviesBouldin, calinskiHarabasz };
}

function* agreement(
  labels: readonly number[],
  truth: readonly (Label | null)[] | undefined,
  warnings: string[],
): Steps<Pick<ClusteringMetrics, 'adjustedRand' | 'normalizedMutualInfo' | 'vMeasure'>> {
  if (truth === undefined) return {};
  const known = truth.flatMap((label, i) =>
    label === null ? [] : [{ label, cluster: labels[i] }],
  );
  if (known.length === 0) {
    warnings.push('The clusters are not compared with the truth: it is missing in all rows.');
    return {};
  }
  const classes = known.map(({ label }) => label);
  const clusters = known.map(({ cluster }) => cluster);
  yield;
  const adjustedRand = adjustedRandScore(classes, clusters);
  yield;
  const normalizedMutualInfo = normalizedMutualInfoScore(classes, clusters);
  yield;
  return { adjustedRand, normalizedMutualInfo, vMeasure: vMeasureScore(classes, clusters) };
}

/**
 * How well each feature tells the clusters apart: the share of its variance that lies between them (η², 0 to
 * 1), as shares of their sum; most important first.
 *
 * @param names - of the features of X
 */
export function* clusterImportance(
  X: MatrixLike,
  labels: readonly number[],
  names: readonly string[],
): Steps<FeatureImportance[]> {
  const { data, rows, columns } = yield* parseFeaturesInSteps(X, 'clusterImportance');
  const separations: number[] = [];
  for (let j = 0; j < names.length; j++) {
    const groups = new Map<number, { n: number; sum: number }>();
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const group = groups.get(labels[i]) ?? { n: 0, sum: 0 };
      if (group.n === 0) groups.set(labels[i], group);
      group.n++;
      group.sum += data[i * columns + j];
      sum += data[i * columns + j];
    }
    const mean = sum / rows;
    let total = 0;
    for (let i = 0; i < rows; i++) total += (data[i * columns + j] - mean) ** 2;
    let between = 0;
    for (const group of groups.values()) between += group.n * (group.sum / group.n - mean) ** 2;
    separations.push(total > 0 ? between / total : 0);
    yield;
  }
  return rankFeatures(names, separations);
}
