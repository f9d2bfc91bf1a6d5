import * as schema from '../../serialization/schema.js';
import { labelsFault } from './k-means-init.js';

/** What `MiniBatchKMeans` has learned. */
export interface MiniBatchKMeansState {
  nFeatures: number;
  centers: Float64Array;
  counts: Float64Array;
  labels: Int32Array | null;
  inertia: number;
  nIter: number;
  nSteps: number;
  sinceReassigned: number;
  converged: boolean;
}

/** The form of it in a model file. */
export const miniBatchKMeansState = schema.object<MiniBatchKMeansState>(
  {
    nFeatures: schema.size('nFeatures'),
    centers: schema.float64(['nClusters', 'nFeatures']),
    counts: schema.float64('nClusters', { min: 0 }),
    labels: schema.nullable(schema.int32('nSamples', { min: 0 })),
    inertia: schema.number({ min: 0 }),
    nIter: schema.number({ integer: true, min: 0 }),
    nSteps: schema.number({ integer: true, min: 1 }),
    sinceReassigned: schema.number({ integer: true, min: 0 }),
    converged: schema.boolean(),
  },
  ({ labels, counts }) => labelsFault(labels ?? new Int32Array(0), counts.length),
);
