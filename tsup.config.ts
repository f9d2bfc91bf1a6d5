import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { portable } from './declarations.js';
import manifest from './package.json' with { type: 'json' };
import { workerTextsInBuild } from './worker-text.js';

/*
 * One file a source file, under its own name, with its comments and line breaks: a stack trace leads to what reads
 * as the source, so neither source maps nor sources are in the package. With `sideEffects: false` a bundler leaves
 * out whole files, so who imports KMeans alone bundles k-means alone, tables of hyperparameters included.
 */
const shared: Options = {
  entry: ['src/**/*.ts', '!src/**/*.d.ts'],
  bundle: false,
  splitting: false,
  target: 'es2022',
  platform: 'neutral',
  silent: true,
  esbuildPlugins: [workerTextsInBuild],
  // Workers and Deno need the `node:` prefix.
  removeNodeProtocol: false,
};

/** Where tsconfig.build.json has put all declarations. */
const DECLARATIONS = 'node_modules/.cache/fitpredict/declarations';

export default defineConfig([
  {
    ...shared,
    format: 'esm',
    outDir: 'dist/esm',
    onSuccess: () => copyDeclarations('dist/esm'),
  },
  {
    ...shared,
    format: 'cjs',
    outDir: 'dist/cjs',
    outExtension: () => ({ js: '.js' }),
    async onSuccess() {
      // Files there are CommonJS, though the package is of modules.
      await writeFile('dist/cjs/package.json', '{ "type": "commonjs" }\n');
      await copyDeclarations('dist/cjs');
    },
  },
]);

/** Those that an entry point leads to: most engines are behind faces that do not show them. */
async function copyDeclarations(into: string): Promise<void> {
  const waiting = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : entry.import.types.replace('./dist/esm/', ''),
  );
  const reached = new Set(waiting);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const text = await readFile(join(DECLARATIONS, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)) {
      const next = join(dirname(file), `${target}.d.ts`);
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
    await mkdir(dirname(join(into, file)), { recursive: true });
    await writeFile(join(into, file), portable(text));
  }
}
