/** What bench/parallel.ts does with one worker and with several: made data, and work on them. */
import { createRequire } from 'node:module';
import type * as Library from '../src/index.js';

// Of the build, whose workers are text.
const library: typeof Library = createRequire(import.meta.url)('../dist/cjs/index.js');
const { GradientBoostingClassifier, GridSearchCV, KMeans, makeClassification } = library;
const { predictAsync, RandomForestClassifier, SVC, treeShapAsync } = library;

type Data = ReturnType<typeof makeClassification>;

export interface Case {
  readonly about: string;
  data(): Data;
  /** @returns what is timed, for a number of workers; it is done again to be timed again */
  prepare(data: Data): (nJobs: number | null) => Promise<unknown>;
}

/** By name; parallel_native.py does those of the same names with native libraries. */
export const cases: Readonly<Record<string, Case>> = {
  forest: {
    about: 'forest of 100 trees, 20 000 × 20',
    data: large,
    prepare:
      ({ X, y }) =>
      (nJobs) =>
        new RandomForestClassifier({ nJobs, randomState: 0 }).fitAsync(X, y),
  },
  search_svc: {
    about: 'search over SVC, 1 500 × 20, 9 candidates, 5 folds',
    data: small,
    prepare: ({ X, y }) => {
      const paramGrid = { C: [0.1, 1, 10], gamma: [0.01, 0.05, 0.2] };
      return (nJobs) =>
        new GridSearchCV({ estimator: new SVC(), paramGrid, refit: false, nJobs }).fitAsync(X, y);
    },
  },
  search_forest: {
    about: 'search over a forest of 50 trees, 1 500 × 20, 4 candidates, 5 folds',
    data: small,
    prepare: ({ X, y }) => {
      const estimator = new RandomForestClassifier({ nEstimators: 50, randomState: 0 });
      const paramGrid = { maxDepth: [4, 8, 12, null] };
      return (nJobs) =>
        new GridSearchCV({ estimator, paramGrid, refit: false, nJobs }).fitAsync(X, y);
    },
  },
  svc: {
    about: 'SVC, 3 000 × 20, four classes',
    data: () => made(3000, 20, { nInformative: 6, nClasses: 4 }),
    prepare:
      ({ X, y }) =>
      (nJobs) =>
        new SVC({ nJobs }).fitAsync(X, y),
  },
  boosting: {
    about: 'boosting, 100 000 × 28, 100 rounds',
    data: () => made(100_000, 28, { nInformative: 10 }),
    prepare:
      ({ X, y }) =>
      (nJobs) =>
        new GradientBoostingClassifier({ nJobs }).fitAsync(X, y),
  },
  k_means: {
    about: 'k-means, 20 000 × 20, 20 clusters, 10 runs',
    data: large,
    prepare:
      ({ X }) =>
      (nJobs) =>
        new KMeans({ nClusters: 20, nInit: 10, randomState: 0, nJobs }).fitAsync(X),
  },
  prediction: {
    about: 'prediction of 20 000 × 20 by a forest of 100 trees, eight times',
    data: large,
    prepare: ({ X, y }) => {
      const forest = new RandomForestClassifier({ randomState: 0 }).fit(X, y);
      return async (nJobs) => {
        for (let i = 0; i < 8; i++) await predictAsync(forest, X, { nJobs });
      };
    },
  },
  explanations: {
    about: 'SHAP values of 20 000 × 20 by boosting of 100 trees',
    data: large,
    prepare: ({ X, y }) => {
      const model = new GradientBoostingClassifier().fit(X, y);
      return (nJobs) => treeShapAsync(model, X, { nJobs });
    },
  },
  small_boosting: {
    about: 'boosting, 500 × 4, 10 rounds, a hundred times (too small to gain)',
    data: () => made(500, 4),
    prepare:
      ({ X, y }) =>
      (nJobs) =>
        often(() => new GradientBoostingClassifier({ nEstimators: 10, nJobs }).fitAsync(X, y)),
  },
  small_forest: {
    about: 'forest of 10 trees, 60 × 4, a hundred times (too small to gain)',
    data: () => made(60, 4),
    prepare:
      ({ X, y }) =>
      (nJobs) => {
        const options = { nEstimators: 10, randomState: 0, nJobs };
        return often(() => new RandomForestClassifier(options).fitAsync(X, y));
      },
  },
};

/** What takes milliseconds is done often enough for compiled code to tell. */
async function often(work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < 100; i++) await work();
}

function large(): Data {
  return made(20_000, 20);
}

function small(): Data {
  return made(1500, 20);
}

function made(
  nSamples: number,
  nFeatures: number,
  more: { readonly nInformative?: number; readonly nClasses?: number } = {},
): Data {
  return makeClassification({ nSamples, nFeatures, randomState: 0, ...more });
}
