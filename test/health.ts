import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

/*
 * The library's own health, of the build in dist, for the end of a run of CI: what each entry point
 * weighs and names, what the package weighs, and which files are long. `npm run health`.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

const row = (...cells: (string | number)[]) =>
  console.log(
    cells.map((cell, i) => (i === 0 ? `${cell}`.padEnd(70) : `${cell}`.padStart(12))).join(''),
  );
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** What a browser downloads for it: bundled with its dependencies, minified, gzipped. */
async function weigh(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    // The queue's, which run in Node alone.
    external: ['node:*', 'crypto', 'bullmq', 'ioredis'],
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0].contents).length;
}

row('entry point', 'gzipped', 'names');
for (const [name, entry] of Object.entries(manifest.exports)) {
  if (typeof entry === 'string') continue;
  const file = join(root, entry.import.default);
  const names = Object.keys(await import(file)).length;
  row(
    join('fitpredict', name),
    kilobytes(await weigh(`export * from ${JSON.stringify(file)}`)),
    names,
  );
}

const main = JSON.stringify(join(root, manifest.exports['.'].import.default));
row('\none name of the main entry', 'gzipped');
for (const name of [
  'KMeans',
  'LogisticRegression',
  'RandomForestClassifier',
  'GradientBoostingClassifier',
  'SVC',
  'Table',
  'trainModel',
]) {
  row(name, kilobytes(await weigh(`export { ${name} } from ${main}`)));
}

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
row('\nthe package', 'tarball', 'unpacked', 'files');
row('', kilobytes(packed.size), kilobytes(packed.unpackedSize), packed.entryCount);

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const path = join(root, 'src', file);
    return { path, lines: readFileSync(path, 'utf8').split('\n').length - 1 };
  })
  .sort((a, b) => b.lines - a.lines);
row('\nlongest files', 'lines');
for (const { path, lines } of sources.slice(0, 8)) row(relative(root, path), lines);
row(
  `all ${sources.length} of src`,
  sources.reduce((sum, { lines }) => sum + lines, 0),
);
