import { randomUUID } from 'node:crypto';
import { FitPredictError, StorageError } from '../errors.js';
import { memoryLimit } from '../memory.js';
import { unpackError } from '../packed-errors.js';
import { Outcomes } from '../parallel/outcomes.js';
import { type BlockOutcome, type PoolTask, type PoolWork, tellOnce } from '../parallel-work.js';
import type { ModelStorage } from '../storage/model-storage.js';
import type { JobListener, Line, Retries } from './line.js';
import { cutIntoParts, type PartAnswer, type Place } from './part.js';
import { loadResult, packWork, partKey, storedResults, storeWork } from './stored-work.js';
import { VERSION } from './version.js';

/** How a queue does its work. */
export interface QueuePlan extends Retries {
  readonly storage: ModelStorage;
  /** The name of the queue, for messages. */
  readonly queue: string;
  /** The most jobs of a work. */
  readonly parts: number;
  /** The line, which stays open until it was let go of as often as it was held. */
  hold(): Promise<Line>;
  release(): void;
}

/** Work that is open in a queue: its parts are jobs, one after another or all at once. */
export class QueueWork implements PoolWork {
  readonly #plan: QueuePlan;
  readonly #task: PoolTask;
  readonly #call = randomUUID();
  readonly #outcomes = new Outcomes();
  readonly #waiting: Place[] = [];
  readonly #running = new Map<string, Place>();
  #work = '';
  #line: Line | undefined;
  #over = false;

  constructor(task: PoolTask, plan: QueuePlan) {
    this.#task = task;
    this.#plan = plan;
    this.#begin().catch((cause) => this.#fail(cause));
  }

  get isWhole(): boolean {
    return this.#outcomes.isUntouched;
  }

  take(block: number): BlockOutcome | 'refused' | undefined {
    return this.#outcomes.take(block);
  }

  change(): Promise<void> {
    return this.#outcomes.change();
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#waiting.length = 0;
    this.#outcomes.clear();
    const jobs = [...this.#running.keys()];
    this.#running.clear();
    this.#letGo(jobs);
  }

  async #begin(): Promise<void> {
    const { storage, parts } = this.#plan;
    const { kernel, shared, blocks } = this.#task;
    const work = { version: VERSION, kernel, shared, blocks, memoryLimit: memoryLimit() };
    const packed = await packWork(work).catch((cause: Error) => this.#refuse(cause));
    if (packed === undefined) return;
    this.#work = packed.id;
    await storeWork(storage, packed);
    const stored = await storedResults(storage, packed.id);
    const found: Place[] = [];
    for (const part of cutIntoParts(blocks.length, parts)) {
      (stored.has(partKey(packed.id, part)) ? found : this.#waiting).push(part);
    }
    await Promise.all([this.#fill(), ...found.map((part) => this.#find(part))]);
  }

  /** Put as many jobs into the queue as may be worked at together. */
  async #fill(): Promise<void> {
    if (this.#over) return;
    const room = Math.max(0, this.#task.most - this.#running.size);
    const parts = this.#waiting.splice(0, room);
    if (parts.length === 0) return;
    const jobs = parts.map((part) => this.#job(part));
    for (const { id, part } of jobs) this.#running.set(id, part);
    if (this.#line === undefined) {
      this.#line = await this.#plan.hold();
      if (this.#over) return this.#letGo([]);
      this.#tellWithoutWorkers(this.#line).catch((cause) => this.#fail(cause));
    }
    await this.#line.add(jobs, this.#plan);
  }

  #job({ from, to }: Place) {
    const id = `${this.#call}-${from}`;
    const part = { version: VERSION, work: this.#work, from, to, call: this.#call };
    return { id, part, listener: this.#listener(id, part) };
  }

  #listener(id: string, part: Place): JobListener {
    const guarded = (work: () => Promise<void>) => {
      if (this.#over) return;
      work().catch((cause) => this.#fail(cause));
    };
    return {
      done: (answer) => guarded(() => this.#settle(id, part, answer)),
      failed: (reason) =>
        guarded(async () => {
          throw new FitPredictError(
            `fitpredict/distributed: ${this.#task.kernel.name} could not be done by the workers of the queue ${this.#plan.queue}: ${reason}`,
          );
        }),
      lost: () =>
        guarded(async () => {
          const done = await this.#plan.storage.exists(partKey(this.#work, part));
          if (done) return this.#settle(id, part, {});
          await this.#line?.add([this.#job(part)], this.#plan);
        }),
    };
  }

  async #settle(id: string, part: Place, { failed }: PartAnswer): Promise<void> {
    if (!this.#running.delete(id)) return;
    if (failed !== undefined) {
      const outcome = { error: unpackError(failed), warnings: [] };
      for (let block = part.from; block < part.to; block++) this.#outcomes.settle(block, outcome);
    } else {
      await this.#read(part);
    }
    await this.#fill();
  }

  /** Read a result that was stored before, and may have been removed since. */
  async #find(part: Place): Promise<void> {
    try {
      await this.#read(part);
    } catch (cause) {
      if (!(cause instanceof StorageError && cause.reason === 'missing')) throw cause;
      this.#waiting.push(part);
      await this.#fill();
    }
  }

  async #read(part: Place): Promise<void> {
    const key = partKey(this.#work, part);
    const outcomes = await loadResult(this.#plan.storage, key);
    if (this.#over) return;
    for (const [i, outcome] of outcomes.entries()) this.#outcomes.settle(part.from + i, outcome);
  }

  /** It cannot be sent, so it is done on the caller's thread. */
  #refuse(cause: Error): undefined {
    tellOnce(
      `fitpredict/distributed: ${this.#task.kernel.name} cannot be sent to workers: ${cause.message} It is done on the caller's thread.`,
    );
    this.#outcomes.refuse();
  }

  #fail(cause: unknown): void {
    this.#outcomes.fail(cause instanceof Error ? cause : new Error(String(cause)));
  }

  async #tellWithoutWorkers(line: Line): Promise<void> {
    const workers = await line.workers().catch(() => 1); // a Redis that does not tell its clients
    if (workers > 0 || this.#over) return;
    const { queue } = this.#plan;
    tellOnce(
      `fitpredict/distributed: no worker listens to the queue ${queue}, so its work waits. Start one: npx fitpredict-worker --queue ${queue} --redis URL --storage DIR.`,
    );
  }

  /** Take jobs out of the queue, and let go of the line. */
  #letGo(jobs: readonly string[]): void {
    const line = this.#line;
    if (line === undefined) return;
    this.#line = undefined;
    const gone = jobs.length > 0 ? line.cancel(this.#call, jobs) : Promise.resolve();
    gone.catch(() => {}).then(() => this.#plan.release());
  }
}
