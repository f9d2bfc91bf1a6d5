/** Sequential minimal optimisation of the problem that `smo-problem.ts` states: when to step, to shrink, to report, to end. */

import { precisionFor } from './kernel-precision.js';
import {
  largestBound,
  type SmoOptions,
  type SmoProblem,
  type SmoSolution,
  type SmoStep,
} from './smo-problem.js';
import { PAUSE_WORK, SmoSearch } from './smo-search.js';

/** Iterations between two reports, at most. */
const REPORT_EVERY = 1000;
/** Kernel values between two reports, at most: some 10 ms. */
const REPORT_WORK = 400_000;
/** Iterations between two attempts to shrink; as many as there are samples, where these are fewer. */
const SHRINK_EVERY = 1000;

/**
 * Solve the problem.
 * Cost: two kernel rows (mostly cached) and three passes over the active samples an iteration. Memory:
 * the cache and a few vectors.
 *
 * @yields the state of the search every 1000 iterations, and more often where these take long; nothing now and then between
 */
export function* solveSmo(
  problem: SmoProblem,
  options: SmoOptions,
): Generator<SmoStep | undefined, SmoSolution, void> {
  const { tol, shrinking } = options;
  const precision = yield* precisionFor(problem.kernel, largestBound(problem), tol);
  const search = new SmoSearch(problem, options, precision);
  yield;
  const n = problem.z.length;
  // Where rounding keeps the violation above tol there must be an end; LIBSVM 2 had the same bound.
  const maxIter = Math.min(options.maxIter, Math.max(10_000_000, 100 * n));
  const shrinkEvery = Math.min(n, SHRINK_EVERY);
  let untilShrink = shrinkEvery;
  let nIter = 0;
  let reported = 0;
  let paused = 0;
  while (nIter < maxIter) {
    if (shrinking && search.isBounded && --untilShrink <= 0) {
      untilShrink = shrinkEvery;
      if (search.paysToShrink) yield* search.shrink();
    }
    search.select();
    if (search.violation >= Math.max(tol, search.rounding) && search.step()) {
      nIter++;
      if (nIter % REPORT_EVERY === 0 || search.spent - reported >= REPORT_WORK) {
        reported = search.spent;
        paused = reported;
        if (search.diverges()) break;
        yield { nIter, violation: search.violation };
      } else if (search.spent - paused >= PAUSE_WORK) {
        paused = search.spent;
        yield;
      }
    } else if (search.isShrunk) {
      // Nothing is left to do among the active samples; the others may have come to matter.
      yield* search.unshrink();
      untilShrink = shrinkEvery;
    } else {
      break;
    }
  }
  yield* search.unshrink();
  return search.finish(nIter, tol);
}
