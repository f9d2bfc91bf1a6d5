/** A worker as the pool sees it, whether it is Node's or a page's. */

import { type FromWorker, isFromWorker, type ToWorker } from './messages.js';
import { nodeThreads } from './node-threads.js';

/** What a worker must be able to do: those of Node's `worker_threads` and of pages can. */
export interface WorkerLike {
  /** Sends it a message. */
  postMessage(message: unknown): void;
  /** Ends it. */
  terminate(): unknown;
  /** How a page's worker is listened to. */
  addEventListener?(type: string, listener: (event: unknown) => void): void;
  /** How a worker of Node is listened to. */
  on?(event: string, listener: (value: unknown) => void): unknown;
  /** Lets the worker keep the process alive; Node's alone. */
  ref?(): void;
  /** Lets the process end whether the worker runs or not; Node's alone. */
  unref?(): void;
}

/** What is heard of a worker. */
export interface WorkerEvents {
  message(message: FromWorker): void;
  /** It has ended, or has never begun; called once. */
  ended(cause: Error): void;
}

export interface WorkerThread {
  post(message: ToWorker): void;
  /** Whether it keeps the process alive: while it works. */
  hold(alive: boolean): void;
  /** End it; it is not heard of any more. */
  end(): void;
}

/** Listen to a worker. */
export function overhear(worker: WorkerLike, events: WorkerEvents): WorkerThread {
  let over = false;
  const message = (said: unknown) => {
    if (!over && isFromWorker(said)) events.message(said);
  };
  const ended = (cause: Error) => {
    if (over) return;
    over = true;
    worker.terminate();
    events.ended(cause);
  };
  if (worker.on !== undefined) {
    worker.on('message', message);
    worker.on('messageerror', (cause) => ended(asError(cause)));
    worker.on('error', (cause) => ended(asError(cause)));
    worker.on('exit', (code) => ended(new Error(`it ended with exit code ${code}`)));
  } else {
    worker.addEventListener?.('message', (event) => message((event as MessageEvent).data));
    worker.addEventListener?.('messageerror', () =>
      ended(new Error('what it sent could not be read')),
    );
    worker.addEventListener?.('error', (event) => {
      const { message: what } = event as ErrorEvent;
      (event as ErrorEvent).preventDefault(); // it is reported here, not in the console of the page
      ended(new Error(what || 'its script could not be loaded'));
    });
  }
  return {
    post: (said) => worker.postMessage(said),
    hold: (alive) => (alive ? worker.ref?.() : worker.unref?.()),
    end() {
      over = true;
      worker.terminate();
    },
  };
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/**
 * A worker that runs code which is at hand as text.
 *
 * @throws where there are no workers, or the text is not let in
 */
export function startText(code: string): WorkerLike {
  const threads = nodeThreads();
  if (threads !== undefined) {
    // The flags of the process, such as those of a loader, are not for this code, and would make it start slowly.
    return new threads.Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
      execArgv: [],
    });
  }
  if (typeof Worker === 'undefined') throw new Error('there are no workers here');
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const release = () => URL.revokeObjectURL(url);
  worker.addEventListener('message', release, { once: true });
  worker.addEventListener('error', release, { once: true });
  return worker;
}
