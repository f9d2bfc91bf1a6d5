import { goesToPool, type KernelName, sharingWorkersOf } from '../../parallel-work.js';

/** Boosting together with whoever orders it. */
export const FILL_HISTOGRAMS: KernelName = { name: 'filling histograms', estimators: false };

/** How a boosting is to be shared. */
export interface Sharing {
  readonly nJobs: number | null;
  /** The method that was called, for messages. */
  readonly where: string;
  /** Values of all samples. */
  readonly values: number;
  /** How often all of them are added to histograms, about. */
  readonly passes: number;
}

/** Elementary operations that one value costs in a histogram, about. */
const WORK_OF_VALUE = 4;

/** Samples of fewer values have too few nodes that are so large. */
const FEWEST_VALUES = 2 ** 16;

/** Threads that fill histograms, the caller's among them: 1 where workers would not help, or cannot see its memory. */
export function fillingThreads({ nJobs, where, values, passes }: Sharing): number {
  const work = values < FEWEST_VALUES ? 0 : values * passes * WORK_OF_VALUE;
  if (!goesToPool({ kernel: FILL_HISTOGRAMS, nJobs, where, work })) return 1;
  return Math.max(1, sharingWorkersOf(nJobs));
}
