import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

export const root = fileURLToPath(new URL('../..', import.meta.url));

declare module 'vitest' {
  interface ProvidedContext {
    /** An app folder with the packed package installed, as a user has it. */
    app: string;
    /** Bytes of the tarball. */
    size: number;
  }
}

/** Packs the package once for all files of tests. */
export default async function provideApp({ provide }: TestProject): Promise<() => Promise<void>> {
  const { app, size } = await packApp();
  provide('app', app);
  provide('size', size);
  return () => rm(app, { recursive: true, force: true });
}

/** Builds and packs the package, and installs it in a new folder. */
export async function packApp(): Promise<{ app: string; size: number }> {
  const app = await mkdtemp(join(tmpdir(), 'fitpredict-packed-'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', app], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarball = (await readdir(app)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm packed nothing: ${output}`);
  const modules = join(app, 'node_modules');
  const installed = join(modules, 'fitpredict');
  await mkdir(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(app, tarball), '--strip-components=1', '-C', installed]);
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  return { app, size: (await stat(join(app, tarball))).size };
}
