import type { FitOptions } from './contracts.js';
import type { AnyEstimator } from './estimator.js';
import { partsOf } from './estimator-parts.js';
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
          await fitSoon(step.value, { signal });
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

/** Fit an estimator so that the event loop has its turns: by its `fitAsync`, else in steps where it has them. */
export async function fitSoon(
  request: FitRequest,
  { signal, onProgress }: AsyncOptions = {},
): Promise<void> {
  const { X, y, options } = request;
  const estimator = request.estimator as AnyEstimator & Fittable;
  if (estimator.fitAsync !== undefined) {
    await estimator.fitAsync(X, y, { ...options, signal, onProgress });
    return;
  }
  const steps = stepsOfFit(request);
  if (steps === undefined) estimator.fit(X, y, options);
  else await fitInSlices(steps, { signal });
  onProgress?.({ done: 1, total: 1, unit: 'step' });
}

/** Methods of estimators without a `fitAsync`. */
interface InSteps {
  fitInSteps(X: unknown, y: unknown, options?: FitOptions): Fitting<unknown>;
  fitTransformInSteps(X: unknown, y: unknown, options?: FitOptions): Fitting<unknown>;
}

/** The steps of a fit: its own, or those of `fitTransform` up to where it has learned; undefined where there are none. */
function stepsOfFit({ estimator, X, y, options }: FitRequest): Fitting<unknown> | undefined {
  const of = estimator as AnyEstimator & InSteps;
  if (hasOwnSteps(estimator, 'fit')) return quietly(of.fitInSteps(X, y, options));
  if (!hasOwnSteps(estimator, 'fitTransform')) return undefined;
  return untilLearned(estimator, quietly(of.fitTransformInSteps(X, y, options)));
}

/** Steps up to the first at which an estimator has another state, which is set whole and last. */
function* untilLearned(estimator: AnyEstimator, steps: Fitting<unknown>): Fitting<void> {
  const { state: before } = partsOf(estimator);
  try {
    for (let step = steps.next(); !step.done && partsOf(estimator).state === before; ) {
      try {
        yield step.value;
      } catch (cause) {
        step = steps.throw(cause);
        continue;
      }
      step = steps.next();
    }
  } finally {
    steps.return(undefined as never); // what would follow is the transform
  }
}

/**
 * Whether a method has a form in steps. A class that derives from one that has, with a method of its own, or one that this
 * may call, is asked by the method.
 */
export function hasOwnSteps(
  step: AnyEstimator,
  method: 'fit' | 'fitTransform' | 'fitResample',
): boolean {
  for (let at: object | null = step; at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, `${method}InSteps`)) return true;
    for (const own of [method, 'fit', 'transform']) if (Object.hasOwn(at, own)) return false;
  }
  return false;
}
