import type { FitOptions } from './contracts.js';
import type { AnyEstimator } from './estimator.js';
import { isEstimator, partsOf } from './estimator-parts.js';
import { type FitRequest, isRequest } from './fitting.js';
import type { Progress, Training } from './progress.js';

/** What several estimators are to learn from. */
export interface CommonSamples {
  readonly X: unknown;
  readonly y?: unknown;
  readonly options?: FitOptions;
}

/** One of several estimators is fitted, or has failed. */
export type FitOutcome =
  | { readonly fitted: AnyEstimator }
  | { readonly failed: AnyEstimator; readonly cause: unknown };

/** Several fits that share work: yields what a `Fitting` does, and the outcome of each as soon as it is known. */
export type FittingTogether = Generator<FitRequest | Progress | FitOutcome | undefined, void, void>;

/**
 * Method by which an estimator fits several of its class on the same samples, where some of the work is the same
 * for all: each is fitted as its own `fit` would, to the bit. It is called on the first of them.
 */
export const TOGETHER = Symbol('fit together');

interface FitsTogether {
  [TOGETHER](all: readonly AnyEstimator[], samples: CommonSamples): FittingTogether;
}

/**
 * Fit estimators of whatever classes on the same samples: those whose class can share work do, the others are fitted
 * one after the other. Each has its outcome once, in any order; a failure takes nothing from the rest.
 */
export function* fitTogether(
  estimators: readonly AnyEstimator[],
  samples: CommonSamples,
): FittingTogether {
  for (const group of groupAlike(estimators, (a, b) => a.constructor === b.constructor)) {
    const [first] = group;
    if (group.length > 1 && TOGETHER in first) {
      yield* (first as AnyEstimator & FitsTogether)[TOGETHER](group, samples);
    } else {
      for (const estimator of group) yield* fitAlone(estimator, samples);
    }
  }
}

function* fitAlone(estimator: AnyEstimator, samples: CommonSamples): FittingTogether {
  try {
    yield { estimator, ...samples };
  } catch (cause) {
    yield { failed: estimator, cause };
    return;
  }
  yield { fitted: estimator };
}

/** The training of one of several estimators, its progress untold, and then its outcome. */
export function* outcomeOf(estimator: AnyEstimator, training: Training<unknown>): FittingTogether {
  try {
    for (;;) {
      if (training.next().done) break;
      yield;
    }
  } catch (cause) {
    yield { failed: estimator, cause };
    return;
  }
  yield { fitted: estimator };
}

/** How estimators learn that differ only in how many of something they learn one after the other, such as trees. */
interface Along<E> {
  /** The name of that setting. */
  readonly count: string;
  /** Whether one can have no part in it. */
  apart(estimator: E): boolean;
  /** Fits all of some, given in ascending order of the count, while the last one learns. */
  all(ascending: readonly E[]): Training<unknown>;
  /** Fits one. */
  one(estimator: E): Training<unknown>;
}

/** Fit estimators of one class: of those that differ in a count only, the one with the most learns for all, unless it fails. */
export function* fitAlong<E extends AnyEstimator>(
  estimators: readonly E[],
  { count, apart, all, one }: Along<E>,
): FittingTogether {
  const alike = (a: E, b: E) => !apart(a) && sameSettings(a, b, [count]);
  const many = (estimator: E) =>
    Number(Object.entries(estimator.getParams()).find(([name]) => name === count)?.[1]);
  for (const group of groupAlike(estimators, alike)) {
    let left: readonly E[] = group;
    if (group.length > 1) {
      const ascending = [...group].sort((a, b) => many(a) - many(b));
      for (const step of outcomeOf(group[0], all(ascending))) {
        if (!isOutcome(step)) yield step;
        else if ('fitted' in step) left = [];
      }
      if (left.length === 0) for (const fitted of group) yield { fitted };
    }
    for (const estimator of left) yield* outcomeOf(estimator, one(estimator));
  }
}

/**
 * The same steps, what is said of progress left out, and for each outcome what is made of it. What that throws ends
 * the work; what whoever drives it throws reaches the fits.
 */
export function* concluding<Step>(
  steps: FittingTogether,
  conclude: (outcome: FitOutcome) => Iterable<Step>,
): Generator<FitRequest | Step | undefined, void, void> {
  try {
    for (let step = steps.next(); ; ) {
      if (step.done) return;
      if (isOutcome(step.value)) {
        yield* conclude(step.value);
      } else {
        try {
          yield isRequest(step.value) ? step.value : undefined;
        } catch (cause) {
          step = steps.throw(cause);
          continue;
        }
      }
      step = steps.next();
    }
  } finally {
    steps.return();
  }
}

function isOutcome(step: FitRequest | Progress | FitOutcome | undefined): step is FitOutcome {
  return step !== undefined && ('fitted' in step || 'failed' in step);
}

/** Items in groups of those that are alike, in the order of their firsts. */
export function groupAlike<T>(items: readonly T[], alike: (a: T, b: T) => boolean): T[][] {
  const groups: T[][] = [];
  for (const item of items) {
    const own = groups.find(([first]) => alike(first, item));
    if (own === undefined) groups.push([item]);
    else own.push(item);
  }
  return groups;
}

/** Whether two estimators of any classes learn the same from the same samples: all their settings are equal, but for those named. */
export function sameSettings(
  a: AnyEstimator,
  b: AnyEstimator,
  except: readonly string[] = [],
): boolean {
  if (a.constructor !== b.constructor) return false;
  const theirs = new Map(Object.entries(partsOf(b).params));
  return Object.entries(partsOf(a).params).every(
    ([name, value]) => except.includes(name) || sameValue(value, theirs.get(name)),
  );
}

/** Whether two values of hyperparameters are the same; of objects that are no plain data, only one is like itself. */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isEstimator(a) && isEstimator(b)) return sameSettings(a as AnyEstimator, b as AnyEstimator);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) || Object.getPrototypeOf(a) === Object.prototype) {
    const entries = Object.entries(a);
    const theirs = new Map(Object.entries(b));
    return (
      entries.length === theirs.size &&
      entries.every(([key, value]) => theirs.has(key) && sameValue(value, theirs.get(key)))
    );
  }
  return false;
}
