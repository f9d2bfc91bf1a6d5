import { cancelKey, type Part, type PartAnswer } from './part.js';
import type { RedisAddress } from './queue-options.js';
import { connect, loadPackages, type Redis } from './redis.js';

/** How often a part is tried, and how long to wait before the second time, in milliseconds; twice as long before each other. */
export interface Retries {
  readonly attempts: number;
  readonly backoff: number;
}

/** What is heard of a job. */
export interface JobListener {
  done(answer: PartAnswer): void;
  failed(reason: string): void;
  /** The queue knows the job no more, and nothing was heard of it. */
  lost(): void;
}

/** Milliseconds between two looks for jobs that nothing was heard of. */
const LOOK = 5_000;
/** Milliseconds for which workers can learn that a call wants its parts no more. */
const CANCEL_TIME = 3_600_000;

type Queue = import('bullmq').Queue;
type QueueEvents = import('bullmq').QueueEvents;

/** The way from a call to the queue and back. */
export class Line {
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #waiting = new Map<string, JobListener>();
  readonly #look: ReturnType<typeof setInterval>;

  /**
   * @param attempts - how often to try to reach Redis
   * @throws FitPredictError when it cannot be reached, or BullMQ is not installed
   */
  static async open(address: RedisAddress, name: string, attempts: number): Promise<Line> {
    const { bullmq, Redis } = await loadPackages('createQueue');
    const redis = await connect(Redis, address, attempts, 'createQueue');
    const queue = new bullmq.Queue(name, { connection: redis });
    // From here on, lest what happens before it listens be missed.
    const [last] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const events = new bullmq.QueueEvents(name, {
      connection: redis.duplicate(),
      lastEventId: last?.[0] ?? '0-0',
    });
    return new Line(redis, queue, events);
  }

  private constructor(redis: Redis, queue: Queue, events: QueueEvents) {
    this.#redis = redis;
    this.#queue = queue;
    this.#events = events;
    // A connection that is lost comes back by itself; what happened meanwhile is read then.
    queue.on('error', () => {});
    events.on('error', () => {});
    events.on('completed', ({ jobId, returnvalue }) => {
      this.#taken(jobId)?.done(answerOf(returnvalue));
    });
    events.on('failed', ({ jobId, failedReason }) => this.#taken(jobId)?.failed(failedReason));
    this.#look = setInterval(() => this.#lookForLost().catch(() => {}), LOOK);
  }

  /** Put jobs into the queue, and listen to what becomes of them. A job that is there already stays the one there is. */
  async add(
    parts: readonly { readonly id: string; readonly part: Part; readonly listener: JobListener }[],
    { attempts, backoff }: Retries,
  ): Promise<void> {
    for (const { id, listener } of parts) this.#waiting.set(id, listener);
    await this.#queue.addBulk(
      parts.map(({ id, part }) => ({
        name: 'part',
        data: part,
        opts: {
          jobId: id,
          attempts,
          backoff: { type: 'exponential', delay: backoff },
          removeOnComplete: true,
          removeOnFail: true,
          stackTraceLimit: 0,
        },
      })),
    );
  }

  /** Take jobs out of the queue, and tell the workers that are at them. */
  async cancel(call: string, jobs: readonly string[]): Promise<void> {
    for (const id of jobs) this.#waiting.delete(id);
    await this.#redis.set(this.#queue.toKey(cancelKey(call)), '', 'PX', CANCEL_TIME);
    // One that a worker is at cannot be removed; it removes itself.
    await Promise.all(jobs.map((id) => this.#queue.remove(id)));
  }

  /** How many workers listen to the queue. */
  workers(): Promise<number> {
    return this.#queue.getWorkersCount();
  }

  async close(): Promise<void> {
    clearInterval(this.#look);
    await this.#events.close();
    await this.#queue.close();
    this.#redis.disconnect();
  }

  #taken(id: string): JobListener | undefined {
    const listener = this.#waiting.get(id);
    this.#waiting.delete(id);
    return listener;
  }

  /** Redis may have been restarted and have lost what was told it last. */
  async #lookForLost(): Promise<void> {
    for (const id of [...this.#waiting.keys()]) {
      const isThere = await this.#redis.exists(this.#queue.toKey(id));
      if (isThere === 0) this.#taken(id)?.lost();
    }
  }
}

/** What a worker says; where it is nothing, the result will be missed in the storage. */
const answerOf = (value: unknown): PartAnswer =>
  typeof value === 'object' && value !== null ? value : {};
