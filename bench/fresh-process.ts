/** Runs first-fit.ts in processes of its own, bundled as users get it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { FirstFit } from './first-fit.js';

/** Rows, columns and classes of the data. */
export type Size = readonly [rows: number, columns: number, classes: number];

export type Fit = (name: string, size: Size) => FirstFit;

/** @param use - gets a function that fits one estimator in a fresh process */
export async function withFreshProcesses(use: (fit: Fit) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fitpredict-bench-'));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('./first-fit.ts', import.meta.url))],
      bundle: true,
      splitting: true, // so that importing the package can be timed
      format: 'esm',
      platform: 'node',
      target: 'es2022',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
    const program = ['--max-old-space-size=8192', '--expose-gc', join(folder, 'first-fit.mjs')];
    await use((name, size) =>
      JSON.parse(
        execFileSync(process.execPath, [...program, name, ...size.map(String)], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'], // warnings of no convergence are of no interest here
        }),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
