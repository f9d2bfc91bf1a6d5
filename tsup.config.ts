import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { defineConfig } from 'tsup';
import { toCommonJs } from './common-js.js';
import { portable } from './declarations.js';
import manifest from './package.json' with { type: 'json' };
import { publishedDeclarations } from './published-declarations.js';
import { lentToCommonJs, workerTextsInBuild } from './worker-text.js';

/** Where tsconfig.build.json has put all declarations. */
const DECLARATIONS = 'node_modules/.cache/fitpredict/declarations';

/*
 * One file a source file, under its own name, with its comments and line breaks: a stack trace leads to what reads
 * as the source, so neither source maps nor sources are in the package. With `sideEffects: false` a bundler leaves
 * out whole files, so who imports KMeans alone bundles k-means alone, tables of hyperparameters included.
 */
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.d.ts'],
  format: 'esm',
  outDir: 'dist/esm',
  bundle: false,
  splitting: false,
  target: 'es2022',
  platform: 'neutral',
  silent: true,
  esbuildPlugins: [workerTextsInBuild],
  // Workers and Deno need the `node:` prefix.
  removeNodeProtocol: false,
  async onSuccess() {
    await writeCommonJs('dist/esm', 'dist/cjs');
    await writeDeclarations(['dist/esm', 'dist/cjs']);
    await writeOneFile('dist/fitpredict.min.js');
  },
});

/** All that a page has a use for, its dependencies included: what `<script type="module">` loads without a bundler. */
async function writeOneFile(outfile: string): Promise<void> {
  const doors = ['index', 'storage/indexeddb'].map(
    (door) => `export * from './dist/esm/${door}.js';`,
  );
  await build({
    stdin: { contents: doors.join('\n'), resolveDir: '.' },
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    // Messages name what they were given, and consoles what they show, by its class.
    keepNames: true,
    legalComments: 'eof',
    banner: {
      js: `/*! ${manifest.name} ${manifest.version}, with ml-matrix, papaparse and seedrandom inside; all under the MIT license */`,
    },
  });
}

/** The modules of a folder as CommonJS in another. */
async function writeCommonJs(from: string, into: string): Promise<void> {
  for (const file of await readdir(from, { recursive: true })) {
    if (!file.endsWith('.js')) continue;
    const text = lentToCommonJs(file, await readFile(join(from, file), 'utf8'));
    if (text === undefined) continue;
    await mkdir(dirname(join(into, file)), { recursive: true });
    await writeFile(join(into, file), toCommonJs(text));
  }
  // Files there are CommonJS, though the package is of modules.
  await writeFile(join(into, 'package.json'), '{ "type": "commonjs" }\n');
}

/** Those that an entry point leads to, beside the modules of both kinds. */
async function writeDeclarations(folders: readonly string[]): Promise<void> {
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : entry.import.types.replace('./dist/esm/', ''),
  );
  for (const [file, text] of publishedDeclarations(DECLARATIONS, entries)) {
    for (const folder of folders) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), portable(text));
    }
  }
}
