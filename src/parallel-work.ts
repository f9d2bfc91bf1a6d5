/**
 * Work that other threads can do, as the library sees it: it knows that there may be a pool, not what it is made of. The
 * pool itself is behind the entry point `fitpredict/parallel`, so that who does not want it does not bundle it.
 */

import type { Hyperparameter } from './hyperparameters.js';
import {
  aChoice,
  anInteger,
  either,
  parameter,
  type Resolved,
  resolve,
} from './hyperparameters.js';
import type { Steps } from './progress.js';
import type { BoostingTogether } from './trees/boosting/lone-crew.js';
import { canWait, waitFor } from './waiting.js';
import { type Warning, warn } from './warnings.js';

/** A function that workers know by its name; what it does is in `src/parallel/kernels`. */
export interface KernelName {
  readonly name: string;
  /** Whether it is for workers that hold the classes of estimators, which are many times larger than all else there. */
  readonly estimators: boolean;
}

/** What came of a block. */
export interface BlockOutcome {
  readonly result?: object;
  /** What the kernel threw. */
  readonly error?: unknown;
  readonly warnings: readonly Warning[];
}

/** Blocks that a pool works at. */
export interface PoolWork {
  /** Whether no worker was lost, refused or ended a block so far. */
  readonly isWhole: boolean;
  /** What came of a block, given once; undefined while it is not done, `'refused'` where no worker can be had for it. */
  take(block: number): BlockOutcome | 'refused' | undefined;
  /** Settles when an outcome has come since. */
  change(): Promise<void>;
  /** What is not done need not be done any more. */
  cancel(): void;
}

/** Work as a pool takes it. */
export interface PoolTask {
  readonly kernel: KernelName;
  readonly shared: object;
  readonly blocks: readonly unknown[];
  /** The most workers that it may take. */
  readonly most: number;
}

/** A pool of workers. */
export interface WorkPool {
  /** How many workers it may have. */
  readonly workers: number;
  /** Whether its workers can see memory of this thread. */
  readonly sharesMemory: boolean;
  /** How boosting goes with workers that see memory of this thread: what leads them is bundled with the pool. */
  readonly boosting?: BoostingTogether | undefined;
  /** Whether workers that know the kernel are running, so that the first block need not wait for one to start. */
  isWarm(kernel: KernelName): boolean;
  /** Have workers begin with the blocks of a task. */
  begin(task: PoolTask): PoolWork;
}

let pool: WorkPool | undefined;
/** Inside a worker, all work is on its own thread, and that is as it should be. */
let silent = false;
let told = new Set<string>();
/** Work of each kernel that stayed here since its workers had yet to start. */
let keptHere = new Map<string, number>();

/** Make a pool the one that work goes to, or none. */
export function installPool(next: WorkPool | undefined): void {
  pool = next;
  told = new Set();
  keptHere = new Map();
}

/** The pool in use. */
export const installedPool = (): WorkPool | undefined => pool;

/** Says that this thread is a worker: `nJobs` has done its part when work comes to it. */
export function beWorker(): void {
  silent = true;
}

/** Whether memory can be shared: in Node always, on a page where it is isolated from other origins. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return crossOriginIsolated !== false;
}

/** By how many workers something is done, and for whom. */
export interface Jobs {
  /** null for the caller's thread alone, -1 for all workers. */
  readonly nJobs: number | null;
  /** The method that was called, for messages. */
  readonly where: string;
}

/** How work that splits is asked for. */
export interface Splitting extends Jobs {
  readonly kernel: KernelName;
  /** Elementary operations of all blocks together, about: what is too little is not worth sending. */
  readonly work: number;
}

/** Operations that are worth sending to a worker that runs, some 30 ms; and for which workers start, at once or by and by. */
const WORTH_SENDING = 2 ** 22;
const WORTH_STARTING = 2 ** 25;

/** Whether blocks go to a pool; warns, once for each method, where they cannot though it was asked for. */
export function goesToPool({ kernel, nJobs, where, work }: Splitting): boolean {
  if (nJobs === null || nJobs === 1 || silent) return false;
  if (pool === undefined) {
    tellOnce(
      `${where}: nJobs is ${nJobs}, but no pool of workers is in use, so all work is done on the caller's thread. Import createPool and usePool from 'fitpredict/parallel' and call await usePool(createPool()) first, or leave nJobs out.`,
    );
    return false;
  }
  if (!canWait()) {
    tellOnce(
      `${where}: nJobs is ${nJobs}, but a call that does not wait is done on the caller's thread. Await ${where}Async to use the workers, or leave nJobs out.`,
    );
    return false;
  }
  if (pool.workers === 0 || work < WORTH_SENDING) return false;
  return pool.isWarm(kernel) || isWorthStarting(kernel, work);
}

/** Who asks often for work that is too little to start workers for has them start as soon as it adds up. */
function isWorthStarting({ name }: KernelName, work: number): boolean {
  const sum = (keptHere.get(name) ?? 0) + work;
  keptHere.set(name, sum < WORTH_STARTING ? sum : 0);
  return sum >= WORTH_STARTING;
}

/** How many workers of the pool in use can work at the same memory at the same time. */
export function sharingWorkersOf(nJobs: number | null): number {
  const most = pool?.sharesMemory ? pool.workers : 0;
  return nJobs === null || nJobs < 0 ? most : Math.min(nJobs, most);
}

/** Warn of something that keeps work on the caller's thread, once in the same words. */
export function tellOnce(message: string): void {
  if (told.has(message)) return;
  told.add(message);
  warn('parallel', message);
}

/**
 * Blocks of work that the pool in use does, opened where `goesToPool`. What comes of a block depends on the block and on what
 * all share, and on nothing else: so any thread does, and the blocks do not depend on how many threads there are.
 */
export class SharedWork<Block, Result extends object> {
  readonly #work: PoolWork | undefined;
  readonly #told: Set<string> | undefined;

  /**
   * @param shared - what all blocks read: plain objects and typed arrays
   * @param blocks - what each block is told beside, as little as may be
   * @param warnsOnce - whether of remarks in the same words the first is heard alone
   */
  constructor(
    kernel: KernelName,
    shared: object,
    blocks: readonly Block[],
    nJobs: number | null,
    warnsOnce = false,
  ) {
    this.#told = warnsOnce ? new Set() : undefined;
    const most = nJobs === null || nJobs < 0 ? Infinity : nJobs;
    this.#work = pool?.begin({ kernel, shared, blocks, most });
  }

  /**
   * What came of a block, to be asked of each once and in their order. Yields nothing while it waits.
   *
   * @param here - does the block on this thread, where no worker can be had for it
   * @throws what the kernel threw
   */
  *resultOf<Step>(
    block: number,
    here: () => Generator<Step, Result, void>,
  ): Generator<Step | undefined, Result, void> {
    let outcome = this.#work === undefined ? 'refused' : this.#work.take(block);
    while (this.#work !== undefined && outcome === undefined) {
      waitFor(this.#work.change());
      yield;
      outcome = this.#work.take(block);
    }
    if (outcome === undefined || outcome === 'refused') return yield* here();
    for (const { kind, message } of outcome.warnings) {
      if (this.#told?.has(message)) continue;
      this.#told?.add(message);
      warn(kind, message);
    }
    if (outcome.result === undefined) throw outcome.error;
    return outcome.result as Result;
  }

  /** Whether no worker was lost, refused or ended a block so far: those whose blocks work together go on as long. */
  get isWhole(): boolean {
    return this.#work?.isWhole ?? false;
  }

  /** What is not done need not be done any more. */
  close(): void {
    this.#work?.cancel();
  }
}

/** Blocks of one kind of work, and how a thread does one of them. */
export interface BlockWork<Block, Result extends object> {
  readonly kernel: KernelName;
  /** What all blocks read: plain objects and typed arrays. */
  readonly shared: object;
  readonly blocks: readonly Block[];
  readonly nJobs: number | null;
  /** Does a block on this thread, where no worker can be had for it. */
  here(block: Block): Steps<Result>;
}

/**
 * Take what comes of each block, in their order; opened where `goesToPool`.
 *
 * @param take - gives the report that is yielded after the block
 * @throws what the kernel threw
 */
export function* shareBlocks<Block, Result extends object, Report>(
  { kernel, shared, blocks, nJobs, here }: BlockWork<Block, Result>,
  take: (result: Result, block: Block) => Report,
): Generator<Report | undefined, void, void> {
  const work = new SharedWork<Block, Result>(kernel, shared, blocks, nJobs);
  try {
    for (const [at, block] of blocks.entries()) {
      yield take(yield* work.resultOf(at, () => here(block)), block);
    }
  } finally {
    work.close();
  }
}

/** The option `nJobs`. */
export const nJobs = (): Hyperparameter =>
  parameter(either(anInteger({ min: 1 }), aChoice(-1, null)), {
    default: null,
    about: 'how many workers share the work, -1 for all and null for none.',
  });

/** How many workers share the work of a function that is awaited. */
export interface JobsOptions {
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use. The result is the same. Default null.
   */
  nJobs?: number | null;
}

const table = { nJobs: nJobs() } satisfies Record<keyof JobsOptions, Hyperparameter>;

/** @throws InvalidParameterError for what is no number of workers */
export const readJobs = (nJobs: number | null | undefined, where: string): number | null =>
  resolve<Resolved<JobsOptions>>(where, table, { nJobs }, 'option').nJobs;
