import type { Label } from '../../contracts.js';
import type { Table } from '../../data/table.js';
import { foldsInSteps } from '../../model-selection/folds.js';
import { GroupKFold } from '../../model-selection/group-k-fold.js';
import { KFold } from '../../model-selection/k-fold.js';
import type { CrossValidation, Fold } from '../../model-selection/splitter.js';
import { StratifiedGroupKFold } from '../../model-selection/stratified-group-k-fold.js';
import { StratifiedKFold } from '../../model-selection/stratified-k-fold.js';
import type { Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import type { SupervisedTask } from '../catalogue.js';

/** Rows of a table that are to be cut into folds. */
export interface TableRows {
  readonly task: SupervisedTask;
  /** The columns to learn from. */
  readonly X: Table;
  /** Targets [nRows]. */
  readonly y: readonly Label[];
  /** The group of each row [nRows], where rows of a group belong together. */
  readonly groups?: readonly Label[];
}

/**
 * The folds of the rows of a table. A number means shuffled folds, since tables are often sorted, in which the classes
 * have the shares of all, and groups stay together where there are any. A step a fold.
 *
 * @throws InvalidInputError when the rows cannot be cut so
 */
export function* foldsOfTable(
  { task, X, y, groups }: TableRows,
  cv: CrossValidation,
  randomState: Seed | null,
  where: string,
): Steps<readonly Fold[]> {
  const classifier = task === 'classification';
  const splitter = typeof cv === 'number' ? splitterFor(cv) : cv;
  return yield* foldsInSteps(splitter, { X, y, groups }, { classifier, where });

  function splitterFor(nSplits: number) {
    const options = { nSplits, shuffle: true, randomState };
    if (groups !== undefined) {
      return classifier ? new StratifiedGroupKFold(options) : new GroupKFold(options);
    }
    return classifier ? new StratifiedKFold(options) : new KFold(options);
  }
}
