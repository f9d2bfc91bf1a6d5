import { DBSCAN } from '../../estimators/dbscan.js';
import { KMeans } from '../../estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../estimators/k-means/mini-batch-k-means.js';
import { fitted, ofNumbers, optionsFrom, type Rebuild } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';

const OPTIONS = { n_clusters: 'nClusters', init: 'init', n_init: 'nInit', tol: 'tol' };

function centersOf(record: SklearnRecord) {
  const { values: centers, rows, columns } = record.matrix('cluster_centers_');
  const nIter = record.whole('n_iter_');
  return {
    rows,
    found: {
      nFeatures: columns,
      centers,
      labels: record.has('labels_') ? record.integers('labels_', undefined) : null,
      inertia: record.number('inertia_'),
      nIter,
      converged: nIter < record.numberParam('max_iter'),
    },
  };
}

const kMeans: Rebuild = (record) => {
  const { found } = centersOf(record);
  const options = optionsFrom(record, KMeans, { ...OPTIONS, max_iter: 'maxIter' });
  const nIter = Math.max(1, found.nIter);
  const state = { ...found, nIter, shift: new Float64Array(found.nFeatures) };
  return ofNumbers(fitted(KMeans, options, state));
};

const miniBatchKMeans: Rebuild = (record) => {
  const { found, rows } = centersOf(record);
  const options = optionsFrom(record, MiniBatchKMeans, {
    ...OPTIONS,
    max_iter: 'maxIter',
    batch_size: 'batchSize',
    compute_labels: 'computeLabels',
    max_no_improvement: 'maxNoImprovement',
    reassignment_ratio: 'reassignmentRatio',
  });
  const counts = record.floats('counts', rows);
  const nSteps = Math.max(1, record.whole('n_steps_'));
  const state = { ...found, counts, nSteps, sinceReassigned: 0 };
  return ofNumbers(fitted(MiniBatchKMeans, options, state));
};

/** Metrics that have several names there. */
const METRICS: ReadonlyMap<unknown, string> = /* @__PURE__ */ new Map([
  ['l1', 'manhattan'],
  ['cityblock', 'manhattan'],
  ['l2', 'euclidean'],
]);

const dbscan: Rebuild = (record) => {
  const nFeatures = record.nFeatures();
  const coreSampleIndices = record.integers('core_sample_indices_', undefined);
  const state = {
    nFeatures,
    labels: record.integers('labels_', undefined),
    coreLabels: null,
    coreSampleIndices,
    components: record.floats('components_', coreSampleIndices.length, nFeatures),
  };
  const given = record.param('metric');
  const metric = METRICS.get(given) ?? given;
  if (!DBSCAN.info.hyperparameters.metric.accepts(metric)) {
    throw record.refuse(
      `the metric ${String(given)} is not known. Use 'euclidean', 'manhattan', 'chebyshev', 'minkowski', 'cosine', 'haversine' or 'precomputed'.`,
    );
  }
  const own = optionsFrom(record, DBSCAN, { min_samples: 'minSamples', p: 'p' });
  const eps = record.numberParam('eps');
  return ofNumbers(fitted(DBSCAN, { ...own, eps, metric }, state));
};

export const clusterers: Readonly<Record<string, Rebuild>> = {
  KMeans: kMeans,
  MiniBatchKMeans: miniBatchKMeans,
  DBSCAN: dbscan,
};
