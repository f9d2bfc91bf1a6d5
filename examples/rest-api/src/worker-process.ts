import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Progress } from 'fitpredict';
import { Problem } from './problem.js';
import type { Training, TrainingJob, WorkerMessage } from './train-worker.js';
import { watchMemory } from './watch-memory.js';

interface WorkerOptions {
  readonly signal: AbortSignal;
  readonly maxMegabytes: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a worker answers when the job cannot be done as asked. */
export class Refused extends Error {}

/** V8 aborts where the heap ends, and the system kills where its memory ends. */
const OUT_OF_MEMORY: readonly unknown[] = ['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL', 134];

/**
 * Do one training in a process of its own: a thread that runs out of memory can end the whole server.
 *
 * @throws Refused for what the library refuses, Problem when it needs too much memory, the signal's reason
 */
export async function runWorker(
  job: TrainingJob,
  { signal, maxMegabytes, onProgress }: WorkerOptions,
): Promise<Training> {
  signal.throwIfAborted();
  const worker = fork(fileURLToPath(new URL('./train-worker.js', import.meta.url)), {
    execArgv: [`--max-old-space-size=${maxMegabytes}`],
    serialization: 'advanced', // keeps bytes bytes
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const watch = watchMemory(worker.pid, maxMegabytes);
  try {
    return await new Promise<Training>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      watch.exceeded.then(() => reject(tooMuchMemory(maxMegabytes)));
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'progress') onProgress?.(message.progress);
        else if (message.kind === 'done') resolve(message.training);
        else if (message.kind === 'outOfMemory') reject(tooMuchMemory(maxMegabytes));
        else reject(new Refused(message.message));
      });
      worker.on('error', reject);
      worker.on('exit', (code, killedBy) => {
        const reason = killedBy ?? code;
        reject(
          OUT_OF_MEMORY.includes(reason)
            ? tooMuchMemory(maxMegabytes)
            : new Error(`The training ended with ${reason}.`),
        );
      });
      worker.send(job);
    });
  } finally {
    watch.stop();
    await end(worker);
  }
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.pid === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

function tooMuchMemory(maxMegabytes: number): Problem {
  return new Problem(
    413,
    `The training needs more than the ${maxMegabytes} MB of memory that MAX_TRAIN_MEMORY_MB allows. Pass fewer rows (sample_size), features or classes, or a smaller model.`,
  );
}
