import type { KernelName } from '../parallel-work.js';
import type { Steps } from '../progress.js';

/** What a worker can do: the other side of the `KernelName` that the work is asked for by. */
export interface Kernel<Shared = never, Block = never, Result extends object = object> {
  readonly name: KernelName;
  /**
   * Called once a worker with what all blocks share; what it gives is called with each block.
   *
   * @throws where the worker cannot do the work at all, which is then done on the caller's thread
   */
  prepare(shared: Shared): (block: Block) => Steps<Result>;
}
