import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', node: 'src/node.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  sourcemap: true,
  clean: true,
  // Without it the CJS output is rewritten with slow helper calls for `?.` and `??`.
  treeshake: true,
  // Workers and Deno need the `node:` prefix; with a neutral platform such imports must then be external.
  removeNodeProtocol: false,
  external: [/^node:/],
  // tsup sets baseUrl, which TypeScript 6 calls deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
