import { setMemoryLimit } from '../memory.js';
import { packError } from '../packed-errors.js';
import { beWorker } from '../parallel-work.js';
import type { Steps } from '../progress.js';
import { setWarningHandler, type Warning } from '../warnings.js';
import type { Kernel } from './kernel.js';
import type { FromWorker, ToWorker } from './messages.js';
import { nodeThreads } from './node-threads.js';
import { movableMemory } from './shared-memory.js';

/** Work that is open in this worker. */
interface Open {
  readonly run: (block: never) => Steps<object>;
  readonly stop: Int32Array | undefined;
}

/** Be a worker: do what the pool on the other side sends, by these kernels. */
export function serve(kernels: readonly Kernel[]): void {
  beWorker();
  const open = new Map<number, Open | string>();
  let warnings: Warning[] = [];
  setWarningHandler((warning) => warnings.push(warning));

  function prepare({ kernel: name, shared, stop }: ToWorker & { say: 'open' }): Open | string {
    const kernel = kernels.find((known) => known.name.name === name);
    if (kernel === undefined) return `it knows no work of the name ${name}`;
    try {
      return { run: kernel.prepare(shared as never), stop };
    } catch (cause) {
      return cause instanceof Error ? cause.message : String(cause);
    }
  }

  function answer({ work, at, block }: ToWorker & { say: 'do' }): FromWorker {
    const own = open.get(work);
    if (own === undefined || typeof own === 'string') {
      return { say: 'refused', work, at, reason: own ?? 'it was not told what the work is' };
    }
    warnings = [];
    try {
      const steps = own.run(block as never);
      for (;;) {
        if (own.stop !== undefined && Atomics.load(own.stop, 0) !== 0) {
          steps.return(undefined as never); // runs its own clean-up
          return { say: 'stopped', work, at };
        }
        const step = steps.next();
        if (step.done) return { say: 'done', work, at, result: step.value, warnings };
      }
    } catch (cause) {
      return { say: 'failed', work, at, error: packError(cause), warnings };
    }
  }

  const post = connect((message) => {
    if (message.say === 'open') {
      setMemoryLimit(message.memoryLimit);
      open.set(message.work, prepare(message));
    } else if (message.say === 'close') {
      open.delete(message.work);
    } else {
      post(answer(message));
    }
  });
  post({ say: 'ready' });
}

/** Listen to the pool; gives the way back. */
function connect(listen: (message: ToWorker) => void): (message: FromWorker) => void {
  const port = nodeThreads()?.parentPort;
  if (port) {
    port.on('message', listen);
    return (message) => port.postMessage(message, movable(message));
  }
  self.onmessage = ({ data }: { data: ToWorker }) => listen(data);
  return (message) => self.postMessage(message, { transfer: movable(message) });
}

const movable = (message: FromWorker): ArrayBuffer[] =>
  message.say === 'done' ? movableMemory(message.result) : [];
