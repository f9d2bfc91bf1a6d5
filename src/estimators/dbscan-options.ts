import {
  aChoice,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  real,
} from '../hyperparameters.js';
import type { DistanceFunction } from '../neighbors/distance-function.js';
import { METRIC_NAMES, type MetricName } from '../neighbors/metric-space.js';
import { nJobs } from '../parallel-work.js';

/** What counts as dense for `DBSCAN`, and how neighbours are found. */
export interface DBSCANOptions {
  /** How far apart neighbours may be, above 0, in the units of the metric; see `kDistances`. Default 0.5. */
  eps?: number;
  /** How many neighbours make a core sample, itself included; with weights, how much weight. Default 5. */
  minSamples?: number;
  /**
   * How far apart two samples are: a name, `'precomputed'` when X holds the distances, or a function of
   * two rows. `'haversine'` takes latitude and longitude in radians, and gives radians. Default 'euclidean'.
   */
  metric?: MetricName | 'precomputed' | DistanceFunction;
  /** Order of the metric 'minkowski', at least 1; `Infinity` is 'chebyshev'. Default 2. */
  p?: number;
  /** How neighbours are found; all give the same clusters. 'grid' serves up to three columns. Default 'auto', the fastest. */
  algorithm?: 'auto' | 'grid' | 'kdTree' | 'brute';
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use, who count the neighbours where `fitAsync` is awaited, by a metric that has a
   * name: a function cannot be sent to them, and `'precomputed'` distances, which take less time to read than to send,
   * stay on the caller's thread. The clusters are the same. Default null.
   */
  nJobs?: number | null;
}

export const dbscanHyperparameters = {
  eps: real({ above: 0, default: 0.5, about: 'how far apart neighbours may be.' }),
  minSamples: integer({
    min: 1,
    default: 5,
    about: 'how many neighbours make a core sample, itself included.',
  }),
  metric: parameter(
    either(aChoice(...METRIC_NAMES, 'precomputed'), {
      type: 'function',
      range: 'a function of two rows',
      accepts: (value) => typeof value === 'function',
    }),
    { default: 'euclidean', about: 'how far apart two samples are.' },
  ),
  p: real({ min: 1, infinite: true, default: 2, about: "the order of the metric 'minkowski'." }),
  algorithm: oneOf(['auto', 'grid', 'kdTree', 'brute'], {
    default: 'auto',
    about: 'how neighbours are found.',
  }),
  nJobs: nJobs(),
} satisfies Record<keyof DBSCANOptions, Hyperparameter>;
