/**
 * What Chromium itself calls a long task, 50 ms and more on a page's main thread, while asynchronous methods run on
 * 50 000 × 20: `npx tsx bench/longest-task-browser.ts [name] [slowdown]`. A slowdown of 4 is that of a cheap telephone.
 * A busy machine lengthens tasks, as these are times of the clock; `bench/longest-task.ts` has those of the processor.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import type * as Library from '../src/index.js';

const ROWS = 50_000;
const COLUMNS = 20;

/** Runs in the page, so it uses nothing from outside but the library. */
async function longTasks({ name, rows, columns }: { name: string; rows: number; columns: number }) {
  const library = (globalThis as typeof globalThis & { fitpredict: typeof Library }).fitpredict;
  const { X, y } = library.makeRegression({
    nSamples: rows,
    nFeatures: columns,
    noise: 10,
    randomState: 0,
  });
  const data = X.to1DArray();
  const text = Array.from(y, (value) => `group ${Math.min(3, Math.floor(Math.abs(value) / 100))}`);
  const cells = (j: number) => Array.from({ length: rows }, (_, i) => data[i * columns + j]);
  const named = Array.from({ length: columns }, (_, j) => [`x${j}`, cells(j)] as const);
  const table = library.Table.fromColumns({ ...Object.fromEntries(named), group: text });
  const fewRows = { data: Float64Array.from(data.slice(0, 2000 * columns)), rows: 2000, columns };
  const target = 'group';
  const few = { nEstimators: 5, randomState: 0 };
  const cases: Record<string, () => Promise<unknown>> = {
    forest: () => new library.RandomForestClassifier(few).fitAsync(X, text),
    'forest, numbers': () => new library.RandomForestRegressor(few).fitAsync(X, y),
    'forest, absoluteError': () =>
      new library.RandomForestRegressor({
        ...few,
        nEstimators: 1,
        criterion: 'absoluteError',
        maxDepth: 6,
      }).fitAsync(X, y),
    boosting: () => new library.GradientBoostingClassifier(few).fitAsync(X, text),
    'boosting, numbers': () => new library.GradientBoostingRegressor(few).fitAsync(X, y),
    'isolation forest': () =>
      new library.IsolationForest({ contamination: 0.05, randomState: 0 }).fitAsync(X),
    DBSCAN: () => new library.DBSCAN({ eps: 300, minSamples: 20 }).fitAsync(X),
    'mini-batch k-means': () =>
      new library.MiniBatchKMeans({ nClusters: 8, randomState: 0 }).fitAsync(X),
    SVC: () => new library.SVC({ maxIter: 500 }).fitAsync(X, text),
    'SVC, 2000 rows, probabilities': () =>
      new library.SVC({ probability: true, randomState: 0 }).fitAsync(fewRows, text.slice(0, 2000)),
    SVR: () => new library.SVR({ maxIter: 2000 }).fitAsync(X, y),
    'k-means': () => new library.KMeans({ nClusters: 8, randomState: 0 }).fitAsync(X),
    'logistic regression': () => new library.LogisticRegression().fitAsync(X, text),
    'logistic regression, l1': () =>
      new library.LogisticRegression({ l1Ratio: 1, C: 0.01 }).fitAsync(X, text),
    'linear regression': () => new library.LinearRegression().fitAsync(X, y),
    'linear SVC': () => new library.LinearSVC().fitAsync(X, text),
    'linear SVR': () => new library.LinearSVR().fitAsync(X, y),
    pipeline: () =>
      new library.Pipeline({
        steps: [
          ['scale', new library.StandardScaler()],
          ['model', new library.LogisticRegression()],
        ],
      }).fitAsync(X, text),
    search: () =>
      new library.GridSearchCV({
        estimator: new library.LogisticRegression({ maxIter: 20 }),
        paramGrid: { C: [0.1, 1] },
        cv: 3,
      }).fitAsync(X, text),
    'trainModel, logistic regression': () =>
      library.trainModelAsync(table, { target, modelName: 'logisticRegression', randomState: 0 }),
    'trainModel, boosting': () =>
      library.trainModelAsync(table, { target, modelName: 'gradientBoosting', randomState: 0 }),
    'trainModel, isolation forest': () =>
      library.trainModelAsync(table, { modelName: 'isolationForest', randomState: 0 }),
  };
  if (name === '') return { names: Object.keys(cases), tasks: [], whole: 0 };
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
  await pause(); // what was made above is a task of its own
  observer.observe({ entryTypes: ['longtask'] });
  const start = performance.now();
  await cases[name]();
  const whole = performance.now() - start;
  await pause();
  observer.disconnect();
  return { names: [], tasks, whole };
}

const bundle = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    lib: {
      entry: fileURLToPath(new URL('../src/index.ts', import.meta.url)),
      formats: ['iife'],
      name: 'fitpredict',
    },
  },
});
const [{ output }] = [bundle].flat() as { output: { code: string }[] }[];
/** Functions that tsx hands over call `__name`, which a page does not have. */
const html = '<script>globalThis.__name = (f) => f;</script><script src="/library.js"></script>';
const server = createServer((request, response) => {
  const isPage = request.url === '/';
  response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
  response.end(isPage ? html : output[0].code);
}).listen(0, '127.0.0.1');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

async function inNewPage(name: string, slowdown: number) {
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    return await page.evaluate(longTasks, { name, rows: ROWS, columns: COLUMNS });
  } finally {
    await page.close();
  }
}

const [asked = '', slowdown = '1'] = process.argv.slice(2);
try {
  const { names } = await inNewPage('', 1);
  for (const name of names) {
    if (!name.includes(asked)) continue;
    const { tasks, whole } = await inNewPage(name, Number(slowdown));
    const longest = tasks.sort((a, b) => b - a).slice(0, 5);
    console.log(
      `${name.padEnd(34)} whole ${whole.toFixed(0)} ms, ${tasks.length} tasks over 50 ms, the longest ${longest.map((ms) => ms.toFixed(0)).join(', ') || 'none'}`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
