import { answerKernel } from '../../src/parallel/answer-kernel.js';
import { askingKernel } from '../../src/parallel/asking-kernel.js';
import { foldKernel } from '../../src/parallel/fold-kernel.js';
import { kernelWorkerText } from '../../src/parallel/kernel-worker-text.js';
import { KERNELS } from '../../src/parallel/kernels.js';
import type { ToWorker } from '../../src/parallel/messages.js';
import { RARE_KERNELS } from '../../src/parallel/rare-kernels.js';
import { shuffleKernel } from '../../src/parallel/shuffle-kernel.js';
import { BOOSTING } from '../../src/parallel/worker-pool.js';
import { startText, type WorkerLike } from '../../src/parallel/worker-thread.js';
import type { BlockOutcome, PoolTask, PoolWork, WorkPool } from '../../src/parallel-work.js';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';

/** Workers that a test can see, and end; `blocks` counts what they were sent to do, and `onBlock` hears of each. */
export function watchedWorkers(text = kernelWorkerText) {
  const seen = {
    createWorker,
    started: [] as WorkerLike[],
    blocks: 0,
    onBlock: (_worker: WorkerLike) => {},
  };
  function createWorker(): WorkerLike {
    const worker = startText(text ?? '');
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: ToWorker) => {
      post(message);
      if (message.say !== 'do') return;
      seen.blocks++;
      seen.onBlock(worker);
    };
    seen.started.push(worker);
    return worker;
  }
  return seen;
}

/**
 * A pool whose workers are in this thread, each with a copy of what is shared: they finish in an order by chance, as those
 * of a machine under load do.
 */
export function fakePool(workers: number, seed: number): WorkPool & { works: number } {
  const rng = createRng(seed);
  const shared = { sharesMemory: true, boosting: BOOSTING };
  const pool = { workers, ...shared, works: 0, isWarm: () => true, begin };
  return pool;

  function begin({ kernel: { name }, shared, blocks, most }: PoolTask): PoolWork {
    pool.works++;
    const kernel = [
      ...KERNELS,
      ...RARE_KERNELS,
      answerKernel([]),
      askingKernel([]),
      foldKernel([]),
      shuffleKernel([]),
    ].find((known) => known.name.name === name);
    if (kernel === undefined) throw new Error(`no kernel ${name}`);
    const crew = Array.from({ length: Math.min(workers, most) }, () =>
      kernel.prepare(structuredClone(shared) as never),
    );
    const outcomes = new Map<number, BlockOutcome>();
    const waiting = blocks.map((block, at) => [at, structuredClone(block)] as const);
    return {
      isWhole: true,
      take: (at) => outcomes.get(at),
      async change() {
        const [next] = waiting.splice(rng.nextInteger(Math.min(crew.length, waiting.length)), 1);
        const run = crew[rng.nextInteger(crew.length)];
        try {
          const result = structuredClone(drain(run(next[1] as never)));
          outcomes.set(next[0], { result, warnings: [] });
        } catch (error) {
          outcomes.set(next[0], { error, warnings: [] });
        }
      },
      cancel: () => waiting.splice(0),
    };
  }
}
