/**
 * Steps that wait. A training is a generator that knows nothing of promises; where its next step needs what another thread
 * has yet to give, it names the promise here and yields nothing, as it does to pause. Whoever drives it asynchronously
 * takes the promise after the step and awaits it; all that lies between passes the pause on, as it always does.
 */

let mayWait = false;
let awaited: Promise<void> | undefined;

/** Whether the step that runs now may wait: it is driven by `stepThatWaits`, and by nothing synchronous within. */
export const canWait = (): boolean => mayWait;

/** Say what the next step waits for. To be followed by a yield. */
export function waitFor(promise: Promise<void>): void {
  awaited = promise;
}

/**
 * Take a step of work that may wait.
 *
 * @returns the step, and what is to be awaited before the next
 */
export function stepThatWaits<T>(take: () => T): { step: T; until: Promise<void> | undefined } {
  const before = mayWait;
  mayWait = true;
  awaited = undefined;
  try {
    return { step: take(), until: awaited };
  } finally {
    mayWait = before;
    awaited = undefined;
  }
}

/** Do work that cannot wait. */
export function withoutWaiting<T>(work: () => T): T {
  const before = mayWait;
  mayWait = false;
  try {
    return work();
  } finally {
    mayWait = before;
  }
}

/** Await a promise, or the abortion of a signal, whose reason is thrown then. */
export async function untilOrAborted(
  promise: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
    signal.addEventListener('abort', abort);
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
  signal.throwIfAborted();
}
