import { InvalidParameterError } from './errors.js';
import { readOptions } from './hyperparameters.js';
import { show } from './words.js';

/** How far a training is. */
export interface Progress {
  /** Steps finished: trees, iterations, folds, rows. */
  readonly done: number;
  /**
   * Steps in all, or the most there can be, which is Infinity where nothing bounds them. The last report of
   * a training has `done === total`.
   */
  readonly total: number;
  /** What one step is, such as `'iteration'`. */
  readonly unit: string;
  /** What the training minimises, where it is known after this step. */
  readonly loss?: number;
  /** How far the conditions of the optimum are from being met, where training ends by them. */
  readonly violation?: number;
}

/** A training written once: yields after each step, returns its result. */
export type Training<T> = Generator<Progress, T, void>;

/** How to follow something that takes long, and how to stop it. */
export interface AsyncOptions {
  /** Called after each step, in order. What it throws ends the training. */
  onProgress?: (progress: Progress) => void;
  /** Aborting it stops the training before its next step and rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Run a training to its end at once. */
export function drain<T>(training: Training<T>): T {
  for (;;) {
    const step = training.next();
    if (step.done) return step.value;
  }
}

/** Longest stretch of work, in milliseconds, before the event loop gets its turn: one frame at 60 Hz. */
export const SLICE_MS = 16;

/**
 * Run a training in time slices, so that timers, input and rendering go on between them.
 * Every step is the one that `drain` would take, so the result is the same.
 *
 * @returns what the training returns
 * @throws the signal's reason when it aborts; whatever the training or `onProgress` throws
 */
export async function drainInSlices<T>(
  training: Training<T>,
  options: AsyncOptions = {},
): Promise<T> {
  const { onProgress, signal } = checkAsyncOptions(options);
  const pause = createPause();
  let sliceStart = performance.now();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const step = training.next();
      if (step.done) return step.value;
      onProgress?.(step.value);
      if (performance.now() - sliceStart >= SLICE_MS) {
        await pause.wait();
        sliceStart = performance.now();
      }
    }
  } finally {
    training.return(undefined as never); // runs the training's own clean-up when it was left early
    pause.close();
  }
}

/** @throws InvalidParameterError when they are no object, or hold what cannot be called or listened to */
function checkAsyncOptions(options: AsyncOptions): AsyncOptions {
  const { onProgress, signal } = readOptions(options, 'fitAsync');
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new InvalidParameterError(
      `fitAsync: onProgress must be a function, but got ${show(onProgress)}. Pass one that takes a Progress.`,
    );
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new InvalidParameterError(
      `fitAsync: signal must be an AbortSignal, but got ${show(signal)}. Pass that of an AbortController.`,
    );
  }
  return { onProgress, signal };
}

/**
 * A way to wait for the next turn of the event loop: `setImmediate` where it exists (Node gives one
 * message channel a thousand messages in a row before timers have their turn), else a message channel
 * (browsers hold nested timers back for at least 4 ms, a fifth of each slice), else a timer.
 */
export function createPause(): { wait(): Promise<void>; close(): void } {
  if (typeof setImmediate === 'function') {
    return { wait: () => new Promise((resolve) => setImmediate(resolve)), close: () => {} };
  }
  if (typeof MessageChannel === 'function') return createChannelPause();
  return { wait: () => new Promise((resolve) => setTimeout(resolve, 0)), close: () => {} };
}

function createChannelPause(): { wait(): Promise<void>; close(): void } {
  const { port1, port2 } = new MessageChannel();
  return {
    wait: () =>
      new Promise((resolve) => {
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      }),
    close: () => {
      port1.close();
      port2.close();
    },
  };
}
