import { readFile } from 'node:fs/promises';
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

/** The code of all estimators is large: CommonJS loads that of the modules instead of having its own. */
const BORROWING = /[/\\]src[/\\]parallel[/\\]load-estimator-worker\.ts$/;

/** For tsup. */
export const workerTextsInBuild: Plugin = {
  name: 'worker-texts',
  setup({ onLoad, initialOptions: { format } }) {
    onLoad({ filter: TEXTS }, async ({ path }) => {
      const isLent = format === 'cjs' && path.endsWith('estimator-worker-text.ts');
      return { contents: isLent ? '' : await withText(path), loader: 'ts' };
    });
    if (format !== 'cjs') return;
    onLoad({ filter: BORROWING }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        './estimator-worker-text.js',
        '../../esm/parallel/estimator-worker-text.js',
      ),
      loader: 'ts',
    }));
  },
};

/** For Vitest. */
export const workerTextsInTests = { name: 'worker-texts', enforce: 'pre', load: withText } as const;
