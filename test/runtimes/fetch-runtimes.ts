import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../packed/pack-app.js';

/** A runtime as a package of npm, and where its binary lies in it. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  readonly binary: string;
}

const npm = promisify(execFile);
const FOLDER = join(root, 'node_modules/.cache/fitpredict/runtimes');

/** Asked once, with a short patience: without a network all runtimes are skipped within seconds. */
let reachable: Promise<unknown> | undefined;

const askRegistry = (name: string) =>
  npm('npm', ['view', name, 'version', '--fetch-retries=0', '--fetch-timeout=8000'], {
    timeout: 20_000,
  });

function refused(error: Error): Promise<never> {
  const answer = Promise.reject(error);
  answer.catch(() => {});
  return answer;
}

/** Why a runtime is not there. */
export class NotAtHand extends Error {}

/**
 * The binary of a runtime. It is fetched once, to a folder that no installation of the project touches: each is 100 to
 * 190 MB, too much for a dependency of all who work on the project.
 *
 * @throws NotAtHand where the package cannot be had: another platform, no network
 */
export async function fetchRuntime({ name, version, binary }: RuntimePackage): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NotAtHand(`${name} is for Linux on x64`);
  }
  const folder = join(FOLDER, `${name.replace('/', '-')}-${version}`);
  const file = join(folder, 'node_modules', name, binary);
  // What came only in part, as the time was up, must not be taken for the binary.
  const partial = `${folder}.partial`;
  if (existsSync(file)) return file;
  try {
    reachable ??= askRegistry(name);
    await reachable;
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
    for (const old of [folder, partial]) await rm(old, { recursive: true, force: true });
    await npm('npm', ['install', '--prefix', partial, ...options, `${name}@${version}`], {
      timeout: 90_000,
    });
    await rename(partial, folder);
  } catch (error) {
    // A network that is so slow is not asked again.
    if (error instanceof Error && 'killed' in error && error.killed) reachable = refused(error);
    const [line] = String(error instanceof Error ? error.message : error)
      .split('\n')
      .filter((text) => text.includes('npm error'));
    throw new NotAtHand(`npm could not fetch ${name}@${version}${line ? ` (${line})` : ''}`);
  }
  if (!existsSync(file)) throw new NotAtHand(`${name}@${version} has no ${binary}`);
  return file;
}
