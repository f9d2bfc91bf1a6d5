/**
 * What a page downloads for the libraries that ours replaces, and for ours: `npx tsx bench/sizes.ts`, after
 * `bench/peers/install.sh`. Writes bench/results/sizes.json and the page.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { writePages } from './pages.js';
import type { SizeReport } from './replacing-page.js';
import { keep } from './results.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const peers = join(root, 'bench/peers');

/** Library, what a page imports of it, what it loads beside, and what does its work here. */
const REPLACED = [
  { library: 'skmeans', name: 'default', beside: [], instead: 'KMeans' },
  { library: 'ml-kmeans', name: 'kmeans', beside: [], instead: 'KMeans' },
  { library: 'density-clustering', name: 'DBSCAN', beside: [], instead: 'DBSCAN' },
  {
    library: 'ml-random-forest',
    name: 'RandomForestClassifier',
    beside: [],
    instead: 'RandomForestClassifier',
  },
  { library: 'libsvm-js', name: 'default', beside: ['out/wasm/libsvm.wasm'], instead: 'SVC' },
];

/** Bytes of a program for a page: bundled, minified, gzipped. */
function bytesOf(contents: string, resolveDir: string, alias: Record<string, string> = {}): number {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['fs', 'path', 'crypto'],
    alias,
    write: false,
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0].contents).length;
}

const ours = (names: readonly string[], alias = {}) =>
  bytesOf(`export { ${names.join(', ')} } from './src/index.ts'`, root, alias) / 1000;
const figuresOf = (names: readonly string[]) => ({
  ours: names,
  ourKilobytes: ours(names),
  withSmallMatrix: ours(names, { 'ml-matrix': './src/matrix.ts' }),
});

const folderOf = (library: string) => join(peers, 'node_modules', library);

/** Kilobytes of libraries on one page. */
function theirs(replaced: typeof REPLACED): number {
  const imports = replaced.map(
    ({ library, name }, i) => `export { ${name} as its${i} } from '${library}';`,
  );
  const files = replaced.flatMap(({ library, beside }) =>
    beside.map((file) => gzipSync(readFileSync(join(folderOf(library), file))).length),
  );
  return files.reduce((sum, size) => sum + size, bytesOf(imports.join(''), peers)) / 1000;
}

const rows = REPLACED.map((one) => {
  const { version } = JSON.parse(readFileSync(join(folderOf(one.library), 'package.json'), 'utf8'));
  return {
    library: `${one.library} ${version}`,
    kilobytes: theirs([one]),
    ...figuresOf([one.instead]),
  };
});
const all = [...new Set(REPLACED.map(({ instead }) => instead))];
const report: SizeReport = {
  day: new Date().toISOString().slice(0, 10),
  rows: [...rows, { library: 'all five', kilobytes: theirs(REPLACED), ...figuresOf(all) }],
};
keep('sizes', report);
writePages();
