import type { AnyEstimator, EstimatorInfo } from '../../estimator.js';
import { isEstimator, partsOf } from '../../estimator-parts.js';
import type { HyperparameterTable } from '../../hyperparameters.js';
import { choice, type Distribution, integers, logUniform, uniform } from './distributions.js';
import type { ParamSpace } from './parameter-sampler.js';

/** Ranges in which most good settings lie on features of one scale, by hyperparameter; `'all'` are all values of the table. */
type Ranges = Readonly<Record<string, Distribution | 'all'>>;

/** Settings of how a fit goes about, not of what it learns. */
const NOT_SEARCHED = ['warmStart', 'oobScore', 'shrinking', 'probability', 'algorithm', 'metric'];

/** Where defaults are no guide: by class, only what is known to matter. */
function rangesOf(type: string): Ranges | undefined {
  const cost = logUniform(1e-2, 1e3);
  const kernels = { C: cost, gamma: logUniform(1e-4, 1e1), kernel: choice(['rbf', 'linear']) };
  const forest = {
    nEstimators: integers(50, 500, { log: true }),
    maxDepth: choice([null, 4, 8, 16]),
    maxFeatures: uniform(0.1, 1),
    minSamplesLeaf: integers(1, 20, { log: true }),
  };
  const boosting = {
    nEstimators: integers(50, 500, { log: true }),
    learningRate: logUniform(1e-2, 0.5),
    maxDepth: integers(2, 10),
    minChildWeight: logUniform(0.1, 20),
    subsample: uniform(0.5, 1),
    colsampleByTree: uniform(0.4, 1),
    regLambda: logUniform(1e-2, 1e2),
  };
  const known: Readonly<Record<string, Ranges>> = {
    DBSCAN: { eps: logUniform(1e-2, 1e1), minSamples: integers(2, 20) },
    GradientBoostingClassifier: boosting,
    GradientBoostingRegressor: boosting,
    IsolationForest: {
      nEstimators: integers(50, 300, { log: true }),
      maxFeatures: uniform(0.3, 1),
      extensionLevel: choice([0, 1]),
    },
    KMeans: { nClusters: integers(2, 20), init: 'all' },
    LinearRegression: { fitIntercept: 'all', positive: 'all' },
    LinearSVC: { C: cost, loss: 'all' },
    LinearSVR: { C: cost, epsilon: logUniform(1e-3, 1), loss: 'all' },
    LogisticRegression: { C: logUniform(1e-4, 1e3), l1Ratio: uniform(0, 1) },
    MiniBatchKMeans: { nClusters: integers(2, 20), init: 'all' },
    RandomForestClassifier: { ...forest, criterion: choice(['gini', 'entropy']) },
    RandomForestRegressor: forest,
    SVC: kernels,
    SVR: { ...kernels, epsilon: logUniform(1e-3, 1) },
  };
  return Object.hasOwn(known, type) ? known[type] : undefined;
}

/**
 * What to draw the hyperparameters of an estimator from: ranges that are known to matter for a class of this library;
 * of others, what their table bounds: choices, switches, and numbers with two ends. Values that the table does not
 * allow are in none. Estimators inside, such as the steps of a pipeline, come as `svc__C`.
 */
export function searchSpaceOf(estimator: AnyEstimator): ParamSpace {
  const { info } = partsOf(estimator);
  const inside = Object.entries(estimator.getParams()).flatMap(
    ([name, value]): [string, Distribution][] =>
      isEstimator(value) && !name.includes('__')
        ? Object.entries(searchSpaceOf(value as AnyEstimator)).map(([inner, from]) => [
            `${name}__${inner}`,
            from as Distribution,
          ])
        : [],
  );
  return { ...spaceOf(info), ...Object.fromEntries(inside) };
}

/** As `searchSpaceOf`, of a class. */
export function spaceOf({ type, hyperparameters }: EstimatorInfo): Record<string, Distribution> {
  const ranges = rangesOf(type);
  const entries = Object.keys(hyperparameters).flatMap((name): [string, Distribution][] => {
    const range =
      ranges === undefined ? 'all' : Object.hasOwn(ranges, name) ? ranges[name] : undefined;
    const from = range === 'all' ? fromTable(hyperparameters, name) : range;
    return from === undefined ? [] : [[name, from]];
  });
  return Object.fromEntries(entries);
}

function fromTable(table: HyperparameterTable, name: string): Distribution | undefined {
  const { type, values, min, max, accepts } = table[name];
  if (NOT_SEARCHED.includes(name)) return undefined;
  if (type === 'boolean' || type === 'choice' || type === 'init') {
    return values !== undefined && values.length > 1 ? choice(values) : undefined;
  }
  if (min === undefined || max === undefined || !(min < max) || !Number.isFinite(max - min))
    return undefined;
  if (type === 'integer') return integers(min, max);
  // An end that is not allowed itself is come near to.
  const margin = (max - min) / 1000;
  return type === 'real'
    ? uniform(accepts(min) ? min : min + margin, accepts(max) ? max : max - margin)
    : undefined;
}
