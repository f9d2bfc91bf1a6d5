import { InvalidParameterError } from './errors.js';
import { readOptions } from './hyperparameters.js';
import { stepThatWaits, untilOrAborted, withoutWaiting } from './waiting.js';
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

/**
 * A training written once: yields its progress after each step, returns its result. Within a long step it yields
 * nothing now and then, so that whoever drives it can turn to other things.
 */
export type Training<T> = Generator<Progress | undefined, T, void>;

/** Work that yields within, but has no progress of its own to tell. */
export type Steps<T> = Generator<undefined, T, void>;

/**
 * Elementary operations (differences, comparisons) from one yield to the next: a quarter of a millisecond, and ten in code
 * that an engine has just begun to run.
 */
const STRETCH = 2 ** 18;

/**
 * Tells a long step when to yield, by the work done since it last did: `if (stretch.spend(n)) yield;`.
 * Counted, not timed, so that a training goes the same way on every machine.
 */
export class Stretch {
  #spent = 0;

  /** @param work - elementary operations done since the last call */
  spend(work: number): boolean {
    this.#spent += work;
    if (this.#spent < STRETCH) return false;
    this.#spent = 0;
    return true;
  }
}

/**
 * Work that is done row by row, a stretch of rows from one yield to the next. Each stretch begins at a multiple of
 * four, for loops that take four rows at a time.
 *
 * @param work - elementary operations of a row
 * @param part - does the rows from `from` up to `to`
 */
export function* inStretches(
  rows: number,
  work: number,
  part: (from: number, to: number) => void,
): Steps<void> {
  const size = Math.max(4, 4 * Math.floor(STRETCH / (4 * Math.max(1, work))));
  for (let from = 0; from < rows; from += size) {
    part(from, Math.min(rows, from + size));
    yield;
  }
}

/** How to follow something that takes long, and how to stop it. */
export interface AsyncOptions {
  /** Called after each step, in order. What it throws ends the training. */
  onProgress?: (progress: Progress) => void;
  /** Aborting it stops the training before its next step and rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * The steps of a generator in other words, then its result: `const fit = yield* mapSteps(steps, report)`.
 *
 * @param report - what to yield for each step; called with 1 for the first, 2 for the second and so on
 */
export function* mapSteps<Step, Report, Result>(
  steps: Generator<Step, Result, void>,
  report: (step: Step, count: number) => Report,
): Generator<Report, Result, void> {
  try {
    for (let count = 1; ; count++) {
      const step = steps.next();
      if (step.done) return step.value;
      yield report(step.value, count);
    }
  } finally {
    steps.return(undefined as never); // runs their own clean-up when they were left early
  }
}

/** As `mapSteps`, of a generator that yields nothing within its steps: that stays nothing, and does not count. */
export function mapReports<Step, Report, Result>(
  steps: Generator<Step | undefined, Result, void>,
  report: (step: Step, count: number) => Report,
): Generator<Report | undefined, Result, void> {
  let count = 0;
  return mapSteps(steps, (step) => (step === undefined ? undefined : report(step, ++count)));
}

/** Run a training to its end at once. */
export function drain<T>(training: Generator<unknown, T, void>): T {
  return withoutWaiting(() => {
    for (;;) {
      const step = training.next();
      if (step.done) return step.value;
    }
  });
}

/**
 * Work, in milliseconds, after which the event loop gets its turn: half a frame at 60 Hz. The step that ends a slice comes on
 * top, so a shorter slice shortens every task. A turn takes a page some 20 µs, a four-hundredth of the slice.
 */
export const SLICE_MS = 8;

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
  where = 'fitAsync',
): Promise<T> {
  const { onProgress, signal } = checkAsyncOptions(options, where);
  const slices = new Slices(signal);
  try {
    return await slices.run(training, onProgress);
  } finally {
    slices.close();
  }
}

/** When the event loop last had its turn, as far as any slices know: a fit within other work goes on with its slice. */
let lastTurn = -Infinity;

/** Time slices that go on from one piece of work to the next, for work that is not one training. */
export class Slices {
  readonly #signal: AbortSignal | undefined;
  readonly #pause = createPause();
  #until: Promise<void> | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    if (isSliceOver()) lastTurn = performance.now(); // of work long ago
  }

  /** Run some work to its end; rejects as `drainInSlices` does. */
  async run<T>(training: Training<T>, onProgress?: AsyncOptions['onProgress']): Promise<T> {
    try {
      for (;;) {
        this.#signal?.throwIfAborted();
        const step = this.take(() => training.next());
        if (step.done) return step.value;
        if (step.value !== undefined) onProgress?.(step.value);
        await this.breathe();
      }
    } finally {
      training.return(undefined as never); // runs the training's own clean-up when it was left early
    }
  }

  /** Take a step of work, which may wait for what another thread does: `breathe` waits for it. */
  take<Step>(next: () => Step): Step {
    const { step, until } = stepThatWaits(next);
    this.#until = until;
    return step;
  }

  /** Let the event loop have its turn where the slice is used up, or the last step waits. */
  async breathe(): Promise<void> {
    if (this.#until !== undefined) {
      await untilOrAborted(this.#until, this.#signal);
    } else if (isSliceOver()) {
      await this.#pause.wait();
    } else {
      return;
    }
    lastTurn = performance.now();
  }

  close(): void {
    this.#pause.close();
  }
}

const isSliceOver = (): boolean => performance.now() - lastTurn >= SLICE_MS;

/** @throws InvalidParameterError when they are no object, or hold what cannot be called or listened to */
export function checkAsyncOptions(options: AsyncOptions, where = 'fitAsync'): AsyncOptions {
  const { onProgress, signal } = readOptions(options, where);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new InvalidParameterError(
      `${where}: onProgress must be a function, but got ${show(onProgress)}. Pass one that takes a Progress.`,
    );
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new InvalidParameterError(
      `${where}: signal must be an AbortSignal, but got ${show(signal)}. Pass that of an AbortController.`,
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
