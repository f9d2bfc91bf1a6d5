/*
 * How long a training works before it yields, in work that is counted where it is done, not in time: a machine that
 * is busy tests the same. A stretch, as `src/progress.ts` counts it, is a quarter of a million elementary operations.
 */
export const STRETCH = 2 ** 18;

/** Yields of some work, and the most that `count` grew from one to the next. */
export function watch(work: Generator<unknown, unknown, void>, count: () => number) {
  let yields = 0;
  let longest = 0;
  let before = count();
  for (let step = work.next(); ; step = work.next()) {
    longest = Math.max(longest, count() - before);
    before = count();
    if (step.done) return { yields, longest };
    yields++;
  }
}
