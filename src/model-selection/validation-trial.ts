import type { AnyEstimator } from '../estimator.js';
import type { Steps } from '../progress.js';
import type { Scorers } from './read-scoring.js';
import type { SampleSet } from './sample-set.js';
import type { Fold } from './splitter.js';

/** An estimator, what it is to be tried on, and how: read and checked. */
export interface Trial {
  readonly estimator: AnyEstimator;
  readonly samples: SampleSet;
  readonly folds: readonly Fold[];
  /** The folds for other targets, in steps: the same, unless a splitter looks at them. */
  cut(samples: SampleSet): Steps<readonly Fold[]>;
  readonly scorers: Scorers;
  /** What they were read from. */
  readonly scoring: unknown;
  readonly errorScore: number | 'raise';
  readonly where: string;
}
