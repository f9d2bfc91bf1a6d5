import { execFileSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { build, createServer } from 'vite';
import { beforeAll, expect, inject, it } from 'vitest';
import {
  address,
  answersIn,
  answersOf,
  launchChromium,
  PATIENCE,
  runInBrowser,
  serve,
} from './browser.js';
import { tasksDuring } from './traced-tasks.js';

const scenario = fileURLToPath(new URL('./parallel-scenario.mjs', import.meta.url));
const app = join(inject('app'), 'all-cores');

/** What every platform gives that has workers. */
const SHARED = {
  workers: 2,
  warnings: [],
  sameForest: true,
  sameBoosting: true,
  samePredictions: true,
  sameSearch: true,
};

const program = (options = '', given = '{}') => `import * as fitpredict from 'fitpredict';
import * as parallel from 'fitpredict/parallel';
import { run } from './parallel-scenario.mjs';
${options}
run({ fitpredict, parallel, poolOptions: ${given} }).then((said) => { window.answers = JSON.stringify(said); });
`;

beforeAll(async () => {
  await mkdir(app);
  await cp(scenario, join(app, 'parallel-scenario.mjs'));
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  await writeFile(join(app, 'index.html'), '<script type="module" src="/browser.mjs"></script>');
  await writeFile(join(app, 'browser.mjs'), program());
  const printing = 'console.log(JSON.stringify(said));';
  await writeFile(join(app, 'node.mjs'), program().replace(/window.answers = .*?;/, printing));
  await writeFile(
    join(app, 'node.cjs'),
    `const fitpredict = require('fitpredict');
const parallel = require('fitpredict/parallel');
import('./parallel-scenario.mjs').then(({ run }) => run({ fitpredict, parallel })).then((said) => { ${printing} });
`,
  );
  await writeFile(
    join(app, 'worker.mjs'),
    "import { startWorker } from 'fitpredict/worker';\nstartWorker();\n",
  );
});

/** Ends by itself, since nobody closes the pool, or by the time limit. */
const runInNode = (file: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [join(app, file)], { encoding: 'utf8', timeout: PATIENCE }),
  );

it('uses workers in Node as ESM and as CJS, and lets the process end', () => {
  const said = runInNode('node.mjs');
  expect(said).toMatchObject(SHARED);
  expect(runInNode('node.cjs')).toEqual(said);
});

it('takes a worker of one’s own in Node', async () => {
  const given = "{ createWorker: () => new Worker(new URL('./worker.mjs', import.meta.url)) }";
  const own = program("import { Worker } from 'node:worker_threads';", given);
  await writeFile(
    join(app, 'own.mjs'),
    own.replace(/window.answers = .*?;/, 'console.log(JSON.stringify(said));'),
  );
  expect(runInNode('own.mjs')).toMatchObject(SHARED);
});

const buildSite = (outDir: string) =>
  build({
    root: app,
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es' },
    build: { outDir, chunkSizeWarningLimit: 2000 },
  });

it.each([
  [
    'shared memory',
    { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  ],
  ['copies', { 'content-security-policy': "default-src 'self'; worker-src blob:" }],
])('uses workers with %s in a page that Vite built', async (_, headers) => {
  await buildSite('site');
  const said = await runInBrowser(join(app, 'site'), headers);
  expect(said).toMatchObject(SHARED);
  expect(said).toEqual(runInNode('node.mjs'));
});

it('shows 60 frames a second while two workers train', async () => {
  const counting = program()
    .replace('import { run }', 'import { countFrames as run }')
    .replace(/, poolOptions: .*? }/, ' }');
  await writeFile(join(app, 'browser.mjs'), counting);
  await buildSite('frames');
  await writeFile(join(app, 'browser.mjs'), program());
  const headers = { 'content-security-policy': "default-src 'self'; worker-src blob:" };
  const server = await serve(join(app, 'frames'), headers);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    let frames = 0;
    const tasks = await tasksDuring(page, async () => {
      frames = (await answersIn(page, address(server))) as number;
    });
    expect(frames).toBeGreaterThan(20);
    // What the page itself has to do leaves time for all frames but one in ten, when code is new to the engine.
    expect(tasks.filter((task) => task > 1000 / 60).length).toBeLessThan(frames / 10);
  } finally {
    await browser.close();
    server.close();
  }
});

it('does all on the thread of the page where its policy forbids workers, and says so once', async () => {
  await buildSite('site');
  const said = await runInBrowser(join(app, 'site'));
  expect(said).toMatchObject({
    ...SHARED,
    workers: 0,
    warnings: [expect.stringContaining('no worker can be had')],
  });
});

it('takes a worker of one’s own where the policy forbids its own', async () => {
  const given =
    "{ createWorker: () => new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' }) }";
  await writeFile(join(app, 'browser.mjs'), program('', given));
  await buildSite('own');
  await writeFile(join(app, 'browser.mjs'), program());
  expect(await runInBrowser(join(app, 'own'))).toMatchObject(SHARED);
});

it('uses workers on the dev server of Vite', async () => {
  const server = await createServer({
    root: app,
    configFile: false,
    logLevel: 'silent',
    cacheDir: join(app, '.vite'),
    server: { port: 0, host: '127.0.0.1' },
  });
  await server.listen();
  try {
    const [url] = server.resolvedUrls?.local ?? [];
    expect(await answersOf(`${url}index.html`)).toMatchObject(SHARED);
  } finally {
    await server.close();
  }
});

it('uses workers in a page that esbuild bundled', async () => {
  const site = join(app, 'esbuild');
  await bundle({
    entryPoints: [join(app, 'browser.mjs')],
    bundle: true,
    format: 'esm',
    outfile: join(site, 'browser.js'),
    logLevel: 'error',
  });
  await writeFile(join(site, 'index.html'), '<script type="module" src="/browser.js"></script>');
  expect(await runInBrowser(site, {})).toMatchObject(SHARED);
});

it('uses workers in a page that webpack bundled', async () => {
  // Beside the app: it is far larger than all that this repository depends on.
  const folder = join(app, 'webpack');
  const versions = ['webpack@5', 'webpack-cli@6'];
  execFileSync('npm', ['install', '--prefix', folder, '--no-audit', ...versions], {
    stdio: 'ignore',
  });
  const site = join(app, 'packed-site');
  execFileSync(
    process.execPath,
    [
      join(folder, 'node_modules/webpack-cli/bin/cli.js'),
      '--mode=production',
      '--entry=./browser.mjs',
      `--output-path=${site}`,
      '--output-filename=browser.js',
    ],
    { cwd: app, stdio: 'ignore' },
  );
  await writeFile(join(site, 'index.html'), '<script type="module" src="/browser.js"></script>');
  expect(await runInBrowser(site, {})).toMatchObject(SHARED);
});
