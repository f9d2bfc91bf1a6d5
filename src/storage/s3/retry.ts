/** The longest pause between two attempts, in milliseconds. */
const MAX_DELAY = 20_000;

/**
 * How long to wait before the next attempt: "full jitter", a random part of a span that doubles, so that
 * clients that failed together do not come back together.
 * Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempt - how many have failed, from 1
 * @param first - milliseconds of the first span
 */
export function backoff(attempt: number, first: number): number {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return (random / 2 ** 32) * Math.min(MAX_DELAY, first * 2 ** (attempt - 1));
}

/** Milliseconds that the header Retry-After asks for, in seconds or as a date; 0 when it does not. */
export function retryAfter(headers: Headers): number {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

/** Wait. @throws the signal's reason when it is aborted meanwhile */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** What setTimeout can count to, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Run something that must not go on for ever.
 *
 * @param milliseconds - how long it may take until it is done or calls `alive`
 * @param timeUp - makes the error for a time-out
 * @param run - is given a signal that ends it, and `alive`, to be called when it made progress with the
 *   milliseconds that it has from then on
 * @throws the signal's reason when it is aborted; what `timeUp` makes; what `run` throws
 */
export async function withTimeout<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  timeUp: () => Error,
  run: (signal: AbortSignal, alive: (milliseconds: number) => void) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal?.reason);
  const expire = (): void => controller.abort(timeUp());
  let timer = setTimeout(expire, Math.min(milliseconds, MAX_TIMEOUT));
  const alive = (left: number): void => {
    if (controller.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(expire, Math.min(left, MAX_TIMEOUT));
  };
  signal?.addEventListener('abort', stop, { once: true });
  // Not left to `run` alone, which may hold a fetch that does not look at its signal.
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), {
      once: true,
    });
  });
  try {
    return await Promise.race([run(controller.signal, alive), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
