import type { Estimator } from '../../estimator.js';
import {
  type FittingTogether,
  groupAlike,
  outcomeOf,
  sameSettings,
} from '../../fitting-together.js';
import type { Training } from '../../progress.js';
import { KeptRows } from '../../solvers/svm/kept-rows.js';
import type { KernelMachineOptions } from './svm-options.js';

/**
 * Fit kernel machines on the same samples: those that differ only in what errors cost share the rows of their kernel,
 * as many as `cacheSize` holds once more.
 *
 * @param costs - names of the settings that no kernel value depends on
 */
export function* fitWithKeptRows<M extends Estimator<KernelMachineOptions, object>>(
  machines: readonly M[],
  costs: readonly string[],
  train: (machine: M, kept: KeptRows | undefined) => Training<unknown>,
): FittingTogether {
  for (const group of groupAlike(machines, (a, b) => sameSettings(a, b, costs))) {
    const [first] = group;
    const kept = group.length > 1 ? new KeptRows(first.getParams().cacheSize * 2 ** 20) : undefined;
    for (const machine of group) yield* outcomeOf(machine, train(machine, kept));
  }
}
