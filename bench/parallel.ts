/**
 * What two workers gain over one thread: `npx tsx bench/parallel.ts [ROUNDS] [NAME]`. To be run on a quiet machine, after
 * `npm run build`: it measures the package as it is published. Each side runs in a process of its own, in turn with the
 * other: what an engine has compiled for one kind of work would make the next one slower or quicker than it is by itself.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Library from '../src/index.js';
import type * as Parallel from '../src/parallel.js';

// Of the build, whose workers are text.
const require = createRequire(import.meta.url);
const library: typeof Library = require('../dist/cjs/index.js');
const parallel: typeof Parallel = require('../dist/cjs/parallel.js');
const { GradientBoostingClassifier, GridSearchCV, KMeans, makeClassification } = library;
const { predictAsync, RandomForestClassifier, SVC, treeShapAsync } = library;

/** What is done with a number of workers, and done again to be timed. */
type Case = () => (nJobs: number | null) => Promise<unknown>;

const large = () => makeClassification({ nSamples: 20_000, nFeatures: 20, randomState: 0 });
const small = () => makeClassification({ nSamples: 1500, nFeatures: 20, randomState: 0 });
const paramGrid = { C: [0.1, 1, 10], gamma: [0.01, 0.05, 0.2] };

const cases: Record<string, Case> = {
  'forest, 20 000 × 20, 100 trees'() {
    const { X, y } = large();
    return (nJobs) => new RandomForestClassifier({ nJobs, randomState: 0 }).fitAsync(X, y);
  },
  'search, SVC, 1500 × 20, 9 candidates, 5 folds'() {
    const { X, y } = small();
    return (nJobs) =>
      new GridSearchCV({ estimator: new SVC(), paramGrid, refit: false, nJobs }).fitAsync(X, y);
  },
  'search, forest of 50 trees, 1500 × 20, 4 candidates, 5 folds'() {
    const { X, y } = small();
    const estimator = new RandomForestClassifier({ nEstimators: 50, randomState: 0 });
    const grid = { maxDepth: [4, 8, 12, null] };
    return (nJobs) =>
      new GridSearchCV({ estimator, paramGrid: grid, refit: false, nJobs }).fitAsync(X, y);
  },
  'SVC, 3000 × 20, four classes'() {
    const { X, y } = makeClassification({
      nSamples: 3000,
      nFeatures: 20,
      nInformative: 6,
      nClasses: 4,
      randomState: 0,
    });
    return (nJobs) => new SVC({ nJobs }).fitAsync(X, y);
  },
  'boosting, 100 000 × 28, 100 rounds'() {
    const size = { nSamples: 100_000, nFeatures: 28, nInformative: 10 };
    const { X, y } = makeClassification({ ...size, randomState: 0 });
    return (nJobs) => new GradientBoostingClassifier({ nJobs }).fitAsync(X, y);
  },
  'k-means, 20 000 × 20, 10 runs'() {
    const { X } = large();
    return (nJobs) => new KMeans({ nClusters: 20, nInit: 10, randomState: 0, nJobs }).fitAsync(X);
  },
  'prediction, forest of 100 trees, 20 000 × 20, eight times'() {
    const { X, y } = large();
    const forest = new RandomForestClassifier({ randomState: 0 }).fit(X, y);
    return async (nJobs) => {
      for (let i = 0; i < 8; i++) await predictAsync(forest, X, { nJobs });
    };
  },
  'explanations, boosting of 100 trees, 20 000 × 20'() {
    const { X, y } = large();
    const model = new GradientBoostingClassifier().fit(X, y);
    return (nJobs) => treeShapAsync(model, X, { nJobs });
  },
  'boosting, 500 × 4, 10 rounds (too small to gain)'() {
    const { X, y } = makeClassification({ nSamples: 500, nFeatures: 4, randomState: 0 });
    return (nJobs) => new GradientBoostingClassifier({ nEstimators: 10, nJobs }).fitAsync(X, y);
  },
  'forest, 60 × 4, 10 trees (too small to gain)'() {
    const { X, y } = makeClassification({ nSamples: 60, nFeatures: 4, randomState: 0 });
    const options = { nEstimators: 10, randomState: 0 };
    return (nJobs) => new RandomForestClassifier({ ...options, nJobs }).fitAsync(X, y);
  },
};

/** What a process says of one side. */
interface Side {
  /** Milliseconds until the pool was there. */
  readonly started: number;
  /** The first time, when all code is new to the process, and the second. */
  readonly times: readonly number[];
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function runSide(name: string, workers: number): Promise<Side> {
  const nJobs = workers > 1 ? workers : null;
  const start = () => parallel.usePool(parallel.createPool({ workers }));
  const started = nJobs === null ? 0 : await milliseconds(start);
  const run = cases[name]();
  const times = [await milliseconds(() => run(nJobs)), await milliseconds(() => run(nJobs))];
  return { started, times };
}

function inProcess(name: string, workers: number): Side {
  const program = [...process.execArgv, fileURLToPath(import.meta.url)];
  const given = [...program, '--side', name, String(workers)];
  return JSON.parse(execFileSync(process.execPath, given, { encoding: 'utf8' }));
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];

function compare(name: string, rounds: number): void {
  const sides: Side[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [at, own] of sides.entries()) own.push(inProcess(name, at + 1));
  }
  for (const [time, said] of ['first', 'second'].entries()) {
    const [alone, shared] = sides.map((own) => median(own.map(({ times }) => times[time])));
    console.log(
      `${name}, the ${said} time: ${alone.toFixed(1)} ms alone, ${shared.toFixed(1)} ms by two: ${(alone / shared).toFixed(2)} ×`,
    );
  }
  const started = median(sides[1].map((side) => side.started));
  console.log(`  start of the pool: ${started.toFixed(0)} ms`);
}

const [first, name, workers] = process.argv.slice(2);
if (first === '--side') {
  console.log(JSON.stringify(await runSide(name, Number(workers))));
} else {
  for (const known of Object.keys(cases)) {
    if (known.includes(name ?? '')) compare(known, Number(first ?? 5));
  }
}
