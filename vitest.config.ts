import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { workerTextsInTests } from './worker-text.js';

const source = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const alias = [
  { find: /^fitpredict$/, replacement: source('./src/index.ts') },
  { find: /^fitpredict\/node$/, replacement: source('./src/node.ts') },
  { find: /^fitpredict\/datasets$/, replacement: source('./src/datasets.ts') },
  { find: /^fitpredict\/distributed$/, replacement: source('./src/distributed.ts') },
  { find: /^fitpredict\/interop$/, replacement: source('./src/interop.ts') },
  { find: /^fitpredict\/parallel$/, replacement: source('./src/parallel.ts') },
  { find: /^fitpredict\/parquet$/, replacement: source('./src/parquet.ts') },
  { find: /^fitpredict\/plots$/, replacement: source('./src/plots.ts') },
  { find: /^fitpredict\/predict$/, replacement: source('./src/predict.ts') },
  { find: /^fitpredict\/worker$/, replacement: source('./src/worker.ts') },
];
const plugins = [workerTextsInTests];
/** Milliseconds that end a test which hangs: whole files take less, however busy the machine. */
const PATIENCE = 600_000;

export default defineConfig({
  test: {
    maxWorkers: '100%',
    reporters: ['default', './test/count-reporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      {
        resolve: { alias },
        plugins,
        test: {
          name: 'node',
          // Files share the modules of their worker, which halves the time; `setup.ts` puts back what is global.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/packed/**',
            'test/playground/**',
            'test/rest/**',
            'test/services/**',
            'test/site/**',
            '**/*.slow.test.ts',
          ],
          setupFiles: ['test/setup.ts', 'test/setup-draws.ts'],
          testTimeout: PATIENCE,
        },
      },
      {
        // Attacks and properties that take many cases to say something; `npm run test:slow`.
        resolve: { alias },
        plugins,
        test: {
          name: 'slow',
          include: ['test/**/*.slow.test.ts'],
          setupFiles: ['test/setup.ts', 'test/setup-draws.ts'],
          testTimeout: PATIENCE,
        },
      },
      {
        // The package as it is published, in Node and in Chromium; `npm run test:packed`.
        test: {
          name: 'packed',
          include: ['test/packed/**/*.test.ts'],
          globalSetup: ['test/packed/pack-app.ts'],
          testTimeout: PATIENCE,
        },
      },
      {
        // The playground as it is built, by clicking and typing in Chromium; `npm run test:playground`.
        test: {
          name: 'playground',
          include: ['test/playground/**/*.test.ts'],
          testTimeout: PATIENCE,
          expect: { poll: { timeout: 60_000 } }, // a page fills its lists in tasks, which a busy machine keeps waiting
          hookTimeout: PATIENCE,
        },
      },
      {
        // The REST example as it is built, over real HTTP; `npm run test:rest`.
        test: {
          name: 'rest',
          include: ['test/rest/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        // The site as it is built, in Chromium; `npm run test:site` builds it first.
        test: {
          name: 'site',
          include: ['test/site/**/*.test.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        // Storages and the queue against real servers, which must be installed; `npm run test:services`.
        resolve: { alias },
        plugins,
        test: {
          name: 'services',
          include: ['test/services/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
    ],
  },
});
