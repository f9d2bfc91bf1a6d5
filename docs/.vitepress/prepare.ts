/**
 * Puts into `public/` what the site is made of beside its pages: the library as modules that snippets import, and the
 * playground where it is there. `npm run docs` runs it first.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { workerTextsInBuild } from '../../worker-text.js';
import { MODULES } from './runnable.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const into = join(root, 'docs/public');

/** Where the source of a module of the site lies: `lib/storage/indexeddb.js` is `src/storage/indexeddb.ts`. */
const sourceOf = (file: string) => {
  const name = file.slice(0, -'.js'.length);
  return file === 'job-tables.js' ? 'examples/support/job-tables.ts' : `src/${name}.ts`;
};

/** The library with what it imports inside; modules share their pieces, so that a class is the same in all. */
async function buildLibrary(): Promise<void> {
  rmSync(join(into, 'lib'), { recursive: true, force: true });
  await build({
    entryPoints: Object.fromEntries(
      Object.values(MODULES).map((file) => [file.slice(0, -'.js'.length), sourceOf(file)]),
    ),
    absWorkingDir: root,
    outdir: join(into, 'lib'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    // Messages name what they were given by its class, and consoles show it so.
    keepNames: true,
    external: ['crypto'],
    alias: { fitpredict: './src/index.ts' },
    // A page has no arguments, for which the tables of the recipes ask.
    define: { 'process.argv': '[]' },
    plugins: [workerTextsInBuild],
    logLevel: 'error',
  });
}

/** The playground names its files relatively, so that it can be moved here as it is. */
function buildPlayground(): void {
  const folder = 'examples/playground';
  if (!existsSync(join(root, folder, 'vite.config.ts'))) return;
  execFileSync('npx', ['vite', 'build', folder, '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  rmSync(join(into, 'playground'), { recursive: true, force: true });
  cpSync(join(root, folder, 'dist'), join(into, 'playground'), { recursive: true });
}

await buildLibrary();
buildPlayground();
