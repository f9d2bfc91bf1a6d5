import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FileSystemStorage } from 'fitpredict/node';
import { FOLDER } from '../../src/distributed/stored-work.js';
import { workerTextsInBuild } from '../../worker-text.js';
import { type RedisServer, startRedis } from './redis-server.js';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A Redis, a folder for data and results, and workers. */
export interface QueueBench {
  readonly redis: RedisServer;
  readonly storage: FileSystemStorage;
  /** The file of the program. */
  readonly program: string;
  /** Start a worker, which ends with the bench. */
  work(...more: readonly string[]): Promise<WorkerProcess>;
  /** The folders of all works that are stored. */
  works(): Promise<string[]>;
  /** Where a part of a work, or the work, is stored. */
  file(work: string, name: string): string;
  close(): Promise<void>;
}

/** A worker in a process of its own. */
export interface WorkerProcess {
  readonly process: ChildProcess;
  /** What it wrote so far. */
  output(): string;
  /** End it in the middle of what it does, as a lack of memory would. */
  kill(): Promise<void>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** @param built - the file of the program; it is built from the sources where none is given */
export async function openQueue(built?: string): Promise<QueueBench> {
  const root = await mkdtemp(join(tmpdir(), 'fitpredict-queue-'));
  const [redis, program] = await Promise.all([startRedis(), built ?? buildWorker()]);
  const workers: WorkerProcess[] = [];
  return {
    redis,
    program,
    storage: new FileSystemStorage({ root }),
    async work(...more) {
      const args = ['--redis', redis.url, '--storage', root, '--concurrency', '1', ...more];
      const worker = await startWorker(program, args);
      workers.push(worker);
      return worker;
    },
    works: () => readdir(join(root, FOLDER)).catch(() => []),
    file: (work, name) => join(root, FOLDER, work, name),
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await redis.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Build the program `fitpredict-worker` as one file, within the project, so that it finds BullMQ. */
async function buildWorker(): Promise<string> {
  const outfile = at(`node_modules/.cache/fitpredict/queue-worker/${process.pid}.mjs`);
  await build({
    entryPoints: [at('src/distributed/fitpredict-worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    packages: 'external',
    plugins: [workerTextsInBuild],
    logLevel: 'error',
  });
  return outfile;
}

/** Start the program with these arguments; gives it once it is ready, or has ended. */
export async function startWorker(
  program: string,
  args: readonly string[],
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = once(child, 'exit').then(([code]) => code);
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (output.includes('ready')) resolve();
      });
    }
  });
  await Promise.race([ready, ended]);
  return {
    process: child,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
