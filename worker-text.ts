import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/*
 * The programs of workers as text. The library holds them so, since every way to a file of its own fails somewhere: in
 * Vite's dev server, after bundling, or in CommonJS. `src/parallel/x-worker-text.ts` is what stands for the text of
 * `x-worker.ts` where nothing has put it there.
 */

const TEXTS = /[/\\]src[/\\]parallel[/\\](\w+)-worker-text\.ts$/;

/** What a module that stands for a text is to be, or undefined for every other. */
async function withText(file: string): Promise<string | undefined> {
  const [, kind] = TEXTS.exec(file) ?? [];
  if (kind === undefined) return undefined;
  const program = fileURLToPath(new URL(`src/parallel/${kind}-worker.ts`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['crypto'], // seedrandom asks for it in a `try`, where there is no seed
    target: 'es2022',
    logLevel: 'error',
  });
  return `export const ${kind}WorkerText = ${JSON.stringify(outputFiles[0].text)};`;
}

/** For tsup. */
export const workerTextsInBuild: Plugin = {
  name: 'worker-texts',
  setup({ onLoad }) {
    onLoad({ filter: TEXTS }, async ({ path }) => ({
      contents: await withText(path),
      loader: 'ts',
    }));
  },
};

/**
 * A module as CommonJS is to have it. The text of all estimators is large: CommonJS loads that of the modules. A program is
 * started, not loaded.
 *
 * @returns undefined for a file that it has no copy of
 */
export function lentToCommonJs(file: string, text: string): string | undefined {
  if (/(estimator-worker-text|fitpredict-worker)\.js$/.test(file)) return undefined;
  return text.replace(
    'import("./estimator-worker-text.js")',
    'import("../../esm/parallel/estimator-worker-text.js")',
  );
}

/** For Vitest. */
export const workerTextsInTests = { name: 'worker-texts', enforce: 'pre', load: withText } as const;
