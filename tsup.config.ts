import { defineConfig } from 'tsup';

/** The public entry points; package.json names the same in `exports`. */
const entryPoints = {
  index: 'src/index.ts',
  node: 'src/node.ts',
  'storage/s3': 'src/storage/s3.ts',
  'storage/r2': 'src/storage/r2.ts',
};

export default defineConfig({
  // Every source file is built as a file of its own. With `sideEffects: false` a bundler then leaves
  // out whole files, so who imports KMeans alone bundles k-means alone, tables of hyperparameters included.
  entry: ['src/**/*.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  sourcemap: true,
  clean: true,
  // Without it the CJS output is rewritten with slow helper calls for `?.` and `??`.
  // Files that a chunk imports for nothing are left out, since none does anything when it is imported.
  treeshake: { moduleSideEffects: 'no-external' },
  // Workers and Deno need the `node:` prefix; with a neutral platform such imports must then be external.
  removeNodeProtocol: false,
  external: [/^node:/],
  // tsup sets baseUrl, which TypeScript 6 calls deprecated.
  dts: { entry: entryPoints, compilerOptions: { ignoreDeprecations: '6.0', stripInternal: true } },
});
