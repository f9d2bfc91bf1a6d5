import type { FitOptions } from './contracts.js';
import type { AnyEstimator } from './estimator.js';
import {
  type AsyncOptions,
  checkAsyncOptions,
  type Progress,
  Slices,
  type Steps,
} from './progress.js';
import { withoutWaiting } from './waiting.js';

/** An estimator that is to be fitted before the work can go on. */
export interface FitRequest {
  readonly estimator: AnyEstimator;
  readonly X: unknown;
  readonly y?: unknown;
  readonly options?: FitOptions;
}

/**
 * Work that needs estimators fitted, such as a cross-validation, written once: it yields each of them with what it is
 * to learn from, and finds it fitted afterwards, or gets what its `fit` threw. Between, it reports progress and yields
 * nothing now and then, as a `Training` does.
 */
export type Fitting<T> = Generator<FitRequest | Progress | undefined, T, void>;

/** An estimator as whoever drives the work calls it. */
interface Fittable {
  fit(X: unknown, y: unknown, options?: FitOptions): unknown;
  fitAsync?(X: unknown, y: unknown, options: FitOptions & AsyncOptions): Promise<unknown>;
}

/** The work that is one fit. */
export function* fitOne(request: FitRequest): Fitting<void> {
  yield request;
}

/**
 * The work of a `fitTransform` that is a fit, then a transform of the same samples.
 *
 * @param inSteps - does what `transform` does, where that takes long
 */
export function* fitThenTransform<X, Out>(
  estimator: AnyEstimator & { transform(X: X): Out },
  X: X,
  y: unknown,
  inSteps?: () => Steps<Out>,
): Fitting<Out> {
  yield { estimator, X, y };
  return inSteps === undefined ? estimator.transform(X) : yield* inSteps();
}

/** Run work to its end at once. */
export function fitAtOnce<T>(work: Fitting<T>): T {
  return withoutWaiting(() => {
    for (let step = work.next(); ; ) {
      if (step.done) return step.value;
      try {
        if (isRequest(step.value)) fitNow(step.value);
      } catch (cause) {
        step = work.throw(cause);
        continue;
      }
      step = work.next();
    }
  });
}

/**
 * Run work in time slices: estimators with a `fitAsync` are fitted by it, so that the event loop has its turns.
 * Every step is the one that `fitAtOnce` would take, so the result is the same.
 *
 * @throws the signal's reason when it aborts; whatever the work or `onProgress` throws
 */
export async function fitInSlices<T>(
  work: Fitting<T>,
  options: AsyncOptions = {},
  where = 'fitAsync',
): Promise<T> {
  const { onProgress, signal } = checkAsyncOptions(options, where);
  const slices = new Slices(signal);
  try {
    for (let step = slices.take(() => work.next()); ; ) {
      if (step.done) return step.value;
      signal?.throwIfAborted();
      if (isRequest(step.value)) {
        await slices.breathe(); // what came before the fit may have taken long, and the fit has a first step
        signal?.throwIfAborted();
        try {
          await fitSoon(step.value, signal);
        } catch (cause) {
          signal?.throwIfAborted(); // a cancelled fit is no failed one
          step = slices.take(() => work.throw(cause));
          continue;
        }
      } else if (step.value !== undefined) {
        onProgress?.(step.value);
      }
      await slices.breathe();
      signal?.throwIfAborted();
      step = slices.take(() => work.next());
    }
  } finally {
    slices.close();
    work.return(undefined as never); // runs the work's own clean-up when it was left early
  }
}

/** The steps of work in which nothing is told of its own progress, for work that counts otherwise. */
export const quietly = <T>(work: Fitting<T>): Fitting<T> => retold(work, () => undefined);

/** The steps of work, its progress in other words. */
export function* retold<T>(
  work: Fitting<T>,
  tell: (progress: Progress) => Progress | undefined,
): Fitting<T> {
  try {
    for (let step = work.next(); ; ) {
      if (step.done) return step.value;
      const given = step.value;
      try {
        yield given === undefined || isRequest(given) ? given : tell(given);
      } catch (cause) {
        step = work.throw(cause);
        continue;
      }
      step = work.next();
    }
  } finally {
    work.return(undefined as never); // runs its own clean-up when it was left early
  }
}

/** Whether a step of such work asks for a fit. */
export function isRequest<Step extends object>(
  step: Step | FitRequest | undefined,
): step is FitRequest {
  return step !== undefined && 'estimator' in step;
}

function fitNow({ estimator, X, y, options }: FitRequest): void {
  (estimator as AnyEstimator & Fittable).fit(X, y, options);
}

async function fitSoon(request: FitRequest, signal: AbortSignal | undefined): Promise<void> {
  const { X, y, options } = request;
  const estimator = request.estimator as AnyEstimator & Fittable;
  if (estimator.fitAsync === undefined) estimator.fit(X, y, options);
  else await estimator.fitAsync(X, y, { ...options, signal });
}
