import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds and packs the package, and installs it in a new folder, as a user has it.
 *
 * @returns the folder, and the bytes of the tarball
 */
export async function packApp(): Promise<{ app: string; size: number }> {
  const app = await mkdtemp(join(tmpdir(), 'fitpredict-packed-'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', app], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarball = (await readdir(app)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack made no tarball:\n${output}`);
  const { size } = await stat(join(app, tarball));
  const modules = join(app, 'node_modules');
  const library = join(modules, 'fitpredict');
  await mkdir(library, { recursive: true });
  execFileSync('tar', ['-xzf', join(app, tarball), '--strip-components=1', '-C', library]);
  const { dependencies } = JSON.parse(await readFile(join(library, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  return { app, size };
}
