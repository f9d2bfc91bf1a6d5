import { memoryLimit } from '../memory.js';
import {
  type BlockOutcome,
  canShareMemory,
  type KernelName,
  type PoolTask,
  type PoolWork,
} from '../parallel-work.js';
import type { ToWorker } from './messages.js';
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
  readonly #outcomes = new Map<number, BlockOutcome>();
  readonly #onClose: (work: OpenWork) => void;
  readonly #stop = canShareMemory() ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
  #refused = false;
  #tell = () => {};
  #change: Promise<void> = Promise.resolve();

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
    this.#renew();
  }

  get isWhole(): boolean {
    return this.#lost.size === 0 && this.#outcomes.size === 0 && !this.#refused;
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
    if (!this.#running.delete(at)) return;
    this.#outcomes.set(at, outcome);
    this.#renew();
  }

  /** A worker was lost with a block: another does it, and the loss of a second one is the block's end. */
  lose(at: number, cause: Error): void {
    if (!this.#running.delete(at)) return;
    if (this.#lost.has(at)) this.#outcomes.set(at, { error: cause, warnings: [] });
    else this.#waiting.push(at);
    this.#lost.add(at);
    this.#renew();
  }

  /** No worker will do what is not done. */
  refuse(): void {
    this.#refused = true;
    this.#waiting.length = 0;
    this.#running.clear();
    this.#renew();
  }

  take(block: number): BlockOutcome | 'refused' | undefined {
    const outcome = this.#outcomes.get(block);
    this.#outcomes.delete(block);
    if (outcome === undefined && this.#refused) return 'refused';
    return outcome;
  }

  change(): Promise<void> {
    return this.#change;
  }

  cancel(): void {
    this.#waiting.length = 0;
    this.#running.clear();
    this.#outcomes.clear();
    if (this.#stop !== undefined) Atomics.store(this.#stop, 0, 1);
    this.#onClose(this);
  }

  #renew(): void {
    this.#tell();
    this.#change = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }
}
