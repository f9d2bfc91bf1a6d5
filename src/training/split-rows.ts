import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import {
  type SplitIndices,
  trainTestSplitIndices,
} from '../preprocessing/splitting/train-test-split.js';
import type { Steps } from '../progress.js';
import type { Seed } from '../random/rng.js';
import { count, show } from '../words.js';

/** Rows to train on and rows to test on. */
export interface RowSplit extends SplitIndices {
  /** Whether classes of two rows and more have the same shares in both parts. */
  readonly stratified: boolean;
  /** Classes of a single row, which is trained on. */
  readonly single: readonly Label[];
}

/** What decides on a split. */
export interface SplitPlan {
  readonly testSize: number;
  readonly randomState: Seed | null;
  readonly target: string;
  readonly where: string;
}

/** Split the rows of a regression. */
export function splitNumbers(rows: number, { testSize, randomState }: SplitPlan): RowSplit {
  return {
    ...trainTestSplitIndices(rows, { testSize, randomState }),
    stratified: false,
    single: [],
  };
}

/**
 * Split the rows of a classification, classes in their shares. The row of a class that has no other is trained on: held
 * out, its class could not be predicted. Where no class has two rows, chance alone decides. In steps.
 *
 * @param counts - rows of each class
 * @throws InvalidInputError when either part is smaller than the number of classes
 */
export function* splitClasses(
  y: readonly Label[],
  counts: ReadonlyMap<Label, number>,
  plan: SplitPlan,
): Steps<RowSplit> {
  const { testSize, randomState } = plan;
  const single = [...counts].filter(([, n]) => n === 1).map(([label]) => label);
  if (single.length === counts.size) {
    const split = trainTestSplitIndices(y.length, { testSize, randomState });
    return { ...split, stratified: false, single };
  }
  const shared: number[] = [];
  const alone: number[] = [];
  for (const [i, label] of y.entries()) (counts.get(label) === 1 ? alone : shared).push(i);
  const test = testSize < 1 ? Math.ceil(testSize * y.length) : testSize;
  checkParts(counts.size - single.length, test, shared.length - test, y, plan);
  const stratify = shared.map((i) => y[i]);
  yield;
  const split = trainTestSplitIndices(shared.length, { testSize: test, stratify, randomState });
  yield;
  return {
    train: Int32Array.from([...Array.from(split.train, (i) => shared[i]), ...alone]),
    test: split.test.map((i) => shared[i]),
    stratified: true,
    single,
  };
}

/** Each class needs a row in both parts. */
function checkParts(
  classes: number,
  test: number,
  train: number,
  y: readonly Label[],
  { testSize, target, where }: SplitPlan,
): void {
  if (test >= classes && train >= classes) return;
  const tooFew =
    test < classes
      ? { part: `holds out ${count(test, 'row')}`, remedy: 'larger' }
      : { part: `leaves ${count(Math.max(0, train), 'row')} to train on`, remedy: 'smaller' };
  const amounts =
    typeof y[0] === 'number' ? ', or task: "regression" if its numbers are amounts' : '';
  throw new InvalidInputError(
    `${where}: the target ${show(target)} has ${classes} classes, but testSize ${testSize} ${tooFew.part}, fewer than one a class. Pass a ${tooFew.remedy} testSize${amounts}.`,
  );
}
