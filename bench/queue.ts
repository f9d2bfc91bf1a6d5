/**
 * What a job of a queue costs beside its work, and what is left of many: `npx tsx bench/queue.ts [JOBS]`. Needs redis-server,
 * and is to be run on a quiet machine, after `npm run build`: it measures the package as it is published. Small forests
 * are learned a tree a job by one worker, on this thread and by the queue; data and results are files.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Redis } from 'ioredis';
import type * as Distributed from '../src/distributed.js';
import type * as Library from '../src/index.js';
import type * as Parallel from '../src/parallel.js';
import { openQueue } from '../test/services/queue-bench.js';

// Of the build, whose workers are text.
const require = createRequire(import.meta.url);
const {
  makeClassification,
  RandomForestClassifier,
}: typeof Library = require('../dist/cjs/index.js');
const { usePool }: typeof Parallel = require('../dist/cjs/parallel.js');
const { createQueue }: typeof Distributed = require('../dist/cjs/distributed.js');

const jobs = Number(process.argv[2] ?? 10_000);
const CHUNK = 1000;

const bench = await openQueue('dist/esm/distributed/fitpredict-worker.js');
const worker = await bench.work();
const queue = createQueue({ redis: bench.redis.url, storage: bench.storage, parts: CHUNK });
await usePool(queue);
const redis = new Redis(bench.redis.url);
const { X, y } = makeClassification({ nSamples: 500, nFeatures: 10, randomState: 0 });

async function milliseconds(nJobs: number | null, randomState: number): Promise<number> {
  const start = performance.now();
  await new RandomForestClassifier({ nEstimators: CHUNK, nJobs, randomState }).fitAsync(X, y);
  return performance.now() - start;
}

async function state(): Promise<string> {
  const [, memory] = /used_memory:(\d+)/.exec(await redis.info('memory')) ?? [];
  const status = readFileSync(`/proc/${worker.process.pid}/status`, 'utf8');
  const [, resident] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  const keys = await redis.dbsize();
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return `${keys} keys, Redis ${megabytes(Number(memory))} MB, worker ${megabytes(Number(resident) * 1024)} MB, this process ${megabytes(process.memoryUsage().rss)} MB`;
}

await milliseconds(null, 0); // code that is met for the first time is slow
for (let done = 0; done < jobs; done += CHUNK) {
  const alone = await milliseconds(null, done + 1);
  const shared = await milliseconds(-1, done + 1);
  const overhead = (shared - alone) / CHUNK;
  console.log(
    `${done + CHUNK} jobs: ${(shared / CHUNK).toFixed(1)} ms a job, ${overhead.toFixed(1)} ms beside its work; ${await state()}`,
  );
}
redis.disconnect();
queue.close();
await bench.close();
