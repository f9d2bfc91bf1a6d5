/**
 * What two workers gain over one thread, pairs in turn in one process: `npx tsx bench/parallel.ts [ROUNDS]`. To be run
 * on a quiet machine, after `npm run build`: it measures the package as it is published.
 */
import { createRequire } from 'node:module';
import type * as Library from '../src/index.js';
import type * as Parallel from '../src/parallel.js';

// Of the build, whose workers are text.
const require = createRequire(import.meta.url);
const library: typeof Library = require('../dist/cjs/index.js');
const parallel: typeof Parallel = require('../dist/cjs/parallel.js');
const { GradientBoostingClassifier, GridSearchCV, KMeans, makeClassification } = library;
const { predictAsync, RandomForestClassifier, SVC, treeShapAsync } = library;

const rounds = Number(process.argv[2] ?? 5);

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];

const started = await milliseconds(() => parallel.usePool(parallel.createPool({ workers: 2 })));
console.log(`start of a pool: ${started.toFixed(0)} ms`);

const large = makeClassification({ nSamples: 20_000, nFeatures: 20, randomState: 0 });
const small = makeClassification({ nSamples: 1500, nFeatures: 20, randomState: 0 });
const few = makeClassification({ nSamples: 500, nFeatures: 4, randomState: 0 });
const tiny = makeClassification({ nSamples: 60, nFeatures: 4, randomState: 0 });
const wide = makeClassification({
  nSamples: 100_000,
  nFeatures: 28,
  nInformative: 10,
  randomState: 0,
});
const grown = new RandomForestClassifier({ randomState: 0 }).fit(large.X, large.y);
const boosted = new GradientBoostingClassifier().fit(large.X, large.y);
const paramGrid = { C: [0.1, 1, 10], gamma: [0.01, 0.05, 0.2] };
const cases: Record<string, (nJobs: number | null) => Promise<unknown>> = {
  'forest, 20 000 × 20, 100 trees': (nJobs) =>
    new RandomForestClassifier({ nJobs, randomState: 0 }).fitAsync(large.X, large.y),
  'search, SVC, 1500 × 20, 9 candidates, 5 folds': (nJobs) =>
    new GridSearchCV({ estimator: new SVC(), paramGrid, refit: false, nJobs }).fitAsync(
      small.X,
      small.y,
    ),
  'search, forest of 50 trees, 1500 × 20, 4 candidates, 5 folds': (nJobs) =>
    new GridSearchCV({
      estimator: new RandomForestClassifier({ nEstimators: 50, randomState: 0 }),
      paramGrid: { maxDepth: [4, 8, 12, null] },
      refit: false,
      nJobs,
    }).fitAsync(small.X, small.y),
  'boosting, 100 000 × 28, 100 rounds': (nJobs) =>
    new GradientBoostingClassifier({ nJobs }).fitAsync(wide.X, wide.y),
  'k-means, 20 000 × 20, 10 runs': (nJobs) =>
    new KMeans({ nClusters: 20, nInit: 10, randomState: 0, nJobs }).fitAsync(large.X),
  'prediction, forest of 100 trees, 20 000 × 20, eight times': async (nJobs) => {
    for (let i = 0; i < 8; i++) await predictAsync(grown, large.X, { nJobs });
  },
  'explanations, boosting of 100 trees, 20 000 × 20': (nJobs) =>
    treeShapAsync(boosted, large.X, { nJobs }),
  'boosting, 500 × 4, 10 rounds (too small to gain)': (nJobs) =>
    new GradientBoostingClassifier({ nEstimators: 10, nJobs }).fitAsync(few.X, few.y),
  'forest, 60 × 4, 10 trees (too small to gain)': (nJobs) =>
    new RandomForestClassifier({ nEstimators: 10, nJobs, randomState: 0 }).fitAsync(tiny.X, tiny.y),
};

for (const [name, run] of Object.entries(cases)) {
  await run(2); // code that is met for the first time is slow, in the workers too
  await run(null);
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < rounds; round++) {
    one.push(await milliseconds(() => run(null)));
    two.push(await milliseconds(() => run(2)));
  }
  const [alone, shared] = [median(one), median(two)];
  console.log(
    `${name}: ${alone.toFixed(1)} ms alone, ${shared.toFixed(1)} ms by two: ${(alone / shared).toFixed(2)} ×`,
  );
}
