import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A folder for a test file, with the bundled child in it. */
export interface Stage {
  readonly folder: string;
  readonly child: string;
  remove(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'fitpredict-'));
  const child = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./file-system-child.ts', import.meta.url))],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return { folder, child, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Run a task of the child on a root. */
export function start(
  { child }: Stage,
  root: string,
  task: string,
  argument: string,
): ChildProcess {
  return spawn(process.execPath, [child, root, task, argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** What a child prints until its end. */
export async function outcome(process: ChildProcess): Promise<string> {
  const exit = once(process, 'close');
  let text = '';
  process.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  await exit;
  return text.trim();
}

/** The id of a process that is no more. */
export async function deadProcess(): Promise<number> {
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  return ended.pid as number;
}
