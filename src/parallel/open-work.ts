import { memoryLimit } from '../memory.js';
import {
  type BlockOutcome,
  canShareMemory,
  type KernelName,
  type PoolTask,
  type PoolWork,
} from '../parallel-work.js';
import type { ToWorker } from './messages.js';
import { Outcomes } from './outcomes.js';
import { shareMemory } from './shared-memory.js';

/** Work that is open in a pool: which of its blocks wait, run and are done. */
export class OpenWork implements PoolWork {
  readonly kernel: KernelName;
  /** What each worker is told once. */
  readonly opening: ToWorker & { say: 'open' };
  readonly #blocks: readonly unknown[];
  readonly #most: number;
  readonly #waiting: number[];
  readonly #running = new Set<number>();
  readonly #lost = new Set<number>();
  readonly #outcomes = new Outcomes();
  readonly #onClose: (work: OpenWork) => void;
  readonly #stop = canShareMemory() ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
  /** Why workers refused it. */
  whyNot: string | undefined;

  constructor(
    readonly id: number,
    { kernel, shared, blocks, most }: PoolTask,
    onClose: (work: OpenWork) => void,
  ) {
    this.kernel = kernel;
    this.#blocks = blocks;
    this.#most = most;
    this.#onClose = onClose;
    this.#waiting = blocks.map((_, at) => at).reverse();
    this.opening = {
      say: 'open',
      work: id,
      kernel: kernel.name,
      shared: shareMemory(shared),
      stop: this.#stop,
      memoryLimit: memoryLimit(),
    };
  }

  get isWhole(): boolean {
    return this.#lost.size === 0 && this.#outcomes.isUntouched;
  }

  /** How many more workers have something to do here. */
  get wants(): number {
    return Math.min(this.#waiting.length, Math.max(0, this.#most - this.#running.size));
  }

  /** The next block, for a worker. */
  next(): (ToWorker & { say: 'do' }) | undefined {
    if (this.wants === 0) return undefined;
    const at = this.#waiting.pop();
    if (at === undefined) return undefined;
    this.#running.add(at);
    return { say: 'do', work: this.id, at, block: this.#blocks[at] };
  }

  settle(at: number, outcome: BlockOutcome): void {
    if (this.#running.delete(at)) this.#outcomes.settle(at, outcome);
  }

  /** A worker was lost with a block: another does it, and the loss of a second one is the block's end. */
  lose(at: number, cause: Error): void {
    if (!this.#running.delete(at)) return;
    if (this.#lost.has(at)) this.#outcomes.settle(at, { error: cause, warnings: [] });
    else this.#waiting.push(at);
    this.#lost.add(at);
  }

  /** No worker will do what is not done. */
  refuse(reason?: string): void {
    this.whyNot = reason;
    this.#waiting.length = 0;
    this.#running.clear();
    this.#outcomes.refuse();
  }

  take(block: number): BlockOutcome | 'refused' | undefined {
    return this.#outcomes.take(block);
  }

  change(): Promise<void> {
    return this.#outcomes.change();
  }

  cancel(): void {
    this.#waiting.length = 0;
    this.#running.clear();
    this.#outcomes.clear();
    if (this.#stop !== undefined) Atomics.store(this.#stop, 0, 1);
    this.#onClose(this);
  }
}
