import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { build } from 'vite';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { runInBrowser } from './browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scenario = fileURLToPath(new URL('./scenario.mjs', import.meta.url));

const app = inject('app');
const size = inject('size');

beforeAll(async () => {
  await writeFile(join(app, 'scenario.mjs'), await readFile(scenario));
  await writeFile(
    join(app, 'node.mjs'),
    "import * as fitpredict from 'fitpredict';\nimport { run } from './scenario.mjs';\nconsole.log(JSON.stringify(run(fitpredict)));\n",
  );
  await writeFile(
    join(app, 'node.cjs'),
    "const fitpredict = require('fitpredict');\nrequire('fitpredict/node');\nimport('./scenario.mjs').then(({ run }) => console.log(JSON.stringify(run(fitpredict))));\n",
  );
});

// In MB: the modules, with their names and line breaks, and CommonJS, which repeats them, 1.03; declarations 0.26; guides 0.12;
// workers as text 0.28; the rest 0.04; and the library once more, minified, with its dependencies, 0.39.
it('is 2.4 MB to download, rounded', () => {
  expect(size).toBeLessThan(2.45e6);
});

const runInNode = (file: string): unknown =>
  JSON.parse(execFileSync(process.execPath, [join(app, file)], { encoding: 'utf8' }));

it('gives the same answers as ESM and as CJS', () => {
  expect(runInNode('node.cjs')).toEqual(runInNode('node.mjs'));
});

it('reads a model of XGBoost as a model of the main entry, as ESM and as CJS', async () => {
  const model = JSON.stringify(join(root, 'test/fixtures/interop/xgb-poisson.ubj'));
  const body = `const model = fromXGBoost(new Uint8Array(readFileSync(${model})));
console.log(JSON.stringify([model instanceof GradientBoostingRegressor, ...model.predict([[1, 2, 3, 4, 5]])]));\n`;
  const names = [
    ['fs', 'readFileSync'],
    ['fitpredict', 'GradientBoostingRegressor'],
    ['fitpredict/interop', 'fromXGBoost'],
  ];
  const write = (file: string, line: (from: string, name: string) => string) =>
    writeFile(
      join(app, file),
      `${names.map(([from, name]) => line(from, name)).join('\n')}\n${body}`,
    );
  await write('interop.mjs', (from, name) => `import { ${name} } from '${from}';`);
  await write('interop.cjs', (from, name) => `const { ${name} } = require('${from}');`);
  const said = runInNode('interop.mjs');
  expect(said).toEqual([true, expect.any(Number)]);
  expect(runInNode('interop.cjs')).toEqual(said);
});

it('names its classes and functions as they are imported', async () => {
  const names =
    "console.log(JSON.stringify(Object.keys(all).filter((name) => typeof all[name] === 'function' && all[name].name !== name)));\n";
  await writeFile(join(app, 'names.mjs'), `import * as all from 'fitpredict';\n${names}`);
  await writeFile(join(app, 'names.cjs'), `const all = require('fitpredict');\n${names}`);
  await writeFile(
    join(app, 'names-in-one-file.mjs'),
    `import * as all from 'fitpredict/dist/fitpredict.min.js';\n${names}`,
  );
  // Bundlers may rename a class that names itself, `_Table`, which stack traces and consoles would show.
  expect(['names.mjs', 'names.cjs', 'names-in-one-file.mjs'].map(runInNode)).toEqual([[], [], []]);
});

it('loads in a browser from one file without a bundler, and gives the answers there that Node gives', async () => {
  const page = join(app, 'page');
  await mkdir(page);
  await writeFile(join(page, 'index.html'), '<script type="module" src="/page.js"></script>');
  await writeFile(join(page, 'scenario.js'), await readFile(scenario));
  await writeFile(
    join(page, 'page.js'),
    `import * as fitpredict from './fitpredict.min.js';
import { run } from './scenario.js';
const storage = new fitpredict.IndexedDBStorage({ name: 'models' });
const forest = new fitpredict.RandomForestClassifier({ nEstimators: 5, randomState: 1 });
await fitpredict.saveModel(storage, 'forest', forest.fit([[0], [1], [2], [3]], ['a', 'a', 'b', 'b']));
const loaded = await fitpredict.loadModel(storage, 'forest');
const answers = { ...run(fitpredict), kept: loaded.predict([[0], [3]]) };
window.answers = JSON.stringify(answers);\n`,
  );
  await cp(
    join(app, 'node_modules/fitpredict/dist/fitpredict.min.js'),
    join(page, 'fitpredict.min.js'),
  );
  expect(await runInBrowser(page)).toEqual({
    ...(runInNode('node.mjs') as object),
    kept: ['a', 'b'],
  });
});

it('bundles for a browser without a Node built-in, and gives the answers there that Node gives', async () => {
  await writeFile(join(app, 'index.html'), '<script type="module" src="/browser.mjs"></script>');
  await writeFile(
    join(app, 'browser.mjs'),
    "import * as fitpredict from 'fitpredict';\nimport { run } from './scenario.mjs';\nwindow.answers = JSON.stringify(run(fitpredict));\n",
  );
  const warnings: string[] = [];
  await build({
    root: app,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: 'site',
      chunkSizeWarningLimit: 2000, // kB: the page takes the whole library
      rollupOptions: { onwarn: ({ message }) => warnings.push(message) },
    },
  });
  expect(warnings).toEqual([]);
  const assets = join(app, 'site', 'assets');
  for (const file of await readdir(assets)) {
    const code = await readFile(join(assets, file), 'utf8');
    expect(code).not.toMatch(/from\s*["']node:|require\(["']node:|__vite-browser-external/);
  }
  expect(await runInBrowser(join(app, 'site'))).toEqual(runInNode('node.mjs'));
});

/** Strict in all that concerns a library: its declarations are checked too, and `undefined` is no absence. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: 'ES2022',
  lib: ['ES2022', 'DOM'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: [],
  preserveSymlinks: true,
  noEmit: true,
};

describe('a strict program of a user', () => {
  beforeAll(async () => {
    await cp(join(root, 'test/packed/consumers'), join(app, 'consumers'), { recursive: true });
    const settings = { compilerOptions: STRICT, include: ['consumers'] };
    await writeFile(join(app, 'tsconfig.json'), JSON.stringify(settings));
  });

  it('compiles by the TypeScript of this repository', () => {
    expect(compiledBy(join(root, 'node_modules/typescript'))).toBe('');
  });

  // Beside the app: as a dependency of this repository their `tsc` would take the place of the other.
  it.each([
    ['5.4, the oldest that is supported, as node16', '~5.4.5', ['node16', 'node16']],
    ['of today, the newest that there is, as for a bundler', 'latest', ['esnext', 'bundler']],
  ])('compiles by TypeScript %s', (_, version, [module, moduleResolution]) => {
    const folder = join(app, `typescript-${version}`);
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', `typescript@${version}`], {
      stdio: 'ignore',
    });
    const resolved = ['--module', module, '--moduleResolution', moduleResolution];
    expect(compiledBy(join(folder, 'node_modules/typescript'), resolved)).toBe('');
  });

  it('completes names of models, columns and hyperparameters in the editor', () => {
    const file = join(app, 'consumers', 'completions.ts');
    const start = `import { Table, trainModel } from 'fitpredict';
const table = Table.fromRecords([{ age: 1, plan: 'pro' }]);
`;
    const completed = (call: string) => completionsIn(file, start + call);
    expect(completed("trainModel(table, { target: 'age', modelName: '|' })")).toEqual(
      expect.arrayContaining(['linearRegression', 'gradientBoosting', 'svm']),
    );
    expect(completed("trainModel(table, { modelName: '|' })")).toContain('kMeans');
    const columns = ['age', 'plan'];
    expect(completed("trainModel(table, { modelName: 'svm', target: '|' })")).toEqual(columns);
    expect(
      completed("trainModel(table, { modelName: 'svm', target: 'age', features: ['|'] })"),
    ).toEqual(columns);
    expect(
      completed(
        "trainModel(table, { modelName: 'randomForest', target: 'age', hyperparams: { | } })",
      ),
    ).toEqual(expect.arrayContaining(['nEstimators', 'n_estimators', 'maxDepth']));
  });
});

/** What a compiler says of the programs of users, with settings in place of theirs. */
function compiledBy(compiler: string, settings: readonly string[] = []): string {
  const tsc = join(compiler, 'bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', app, ...settings], { encoding: 'utf8' }).stdout;
}

/** What an editor offers at the bar in a program. */
function completionsIn(file: string, program: string): string[] {
  const at = program.indexOf('|');
  const text = program.replace('|', '');
  const { options } = ts.parseJsonConfigFileContent({ compilerOptions: STRICT }, ts.sys, app);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot(name) {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => app,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
  });
  const found = service.getCompletionsAtPosition(file, at, {});
  return (found?.entries ?? []).map(({ name }) => name).sort();
}
