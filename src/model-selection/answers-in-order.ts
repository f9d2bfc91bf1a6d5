import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import { parseFeatures, toMatrix } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import type { Question } from '../estimator-kind.js';
import { reserveBlock } from '../memory.js';
import { warn } from '../warnings.js';

/** What the model of a fold says of its test part. */
export interface FoldAnswer {
  readonly test: Int32Array;
  readonly answer: readonly unknown[] | Matrix;
  /** The labels that the model has seen, in the order of its columns; undefined where there are none. */
  readonly seen: readonly Label[] | undefined;
}

/** All labels in ascending order, undefined where there are none, and what was asked. */
export interface Asking {
  readonly classes: readonly Label[] | undefined;
  readonly question: Question;
  readonly where: string;
}

/**
 * The answers of all folds in the order of the samples, columns in the order of all labels. Where a model has not seen
 * a class, its probability is 0 and its decision the least number, as in scikit-learn.
 *
 * @param samples - how many there are, each in one test part
 * @throws InvalidInputError when decisions of models that have seen different classes have no common columns
 */
export function inOrder(
  folds: readonly FoldAnswer[],
  samples: number,
  asking: Asking,
): unknown[] | Matrix {
  const { classes, question, where } = asking;
  const unseen = folds.filter(({ seen }) => seen && classes && seen.length < classes.length);
  if (question !== 'predict' && unseen.length > 0) checkUnseen(unseen, asking);
  if (folds.every(({ answer }) => Array.isArray(answer))) {
    const values = new Array<unknown>(samples);
    for (const { test, answer } of folds) {
      for (let i = 0; i < test.length; i++) values[test[i]] = (answer as readonly unknown[])[i];
    }
    return values;
  }
  const blocks = folds.map(({ answer }) => parseFeatures(answer as Matrix, where));
  const columns = unseen.length > 0 ? (classes?.length ?? 0) : blocks[0].columns;
  const data = reserveBlock(samples, columns, {
    where,
    what: `answers about ${samples} samples, ${columns} columns,`,
    remedy: 'Ask for predict, or pass fewer samples.',
  });
  if (unseen.length > 0 && question === 'decisionFunction') data.fill(-Number.MAX_VALUE);
  for (const [f, { test, seen }] of folds.entries()) {
    const block = blocks[f];
    const places =
      unseen.length > 0 ? seen?.map((label) => classes?.indexOf(label) ?? 0) : undefined;
    for (let i = 0, from = 0; i < test.length; i++) {
      const row = test[i] * columns;
      for (let j = 0; j < block.columns; j++) data[row + (places?.[j] ?? j)] = block.data[from++];
    }
  }
  return toMatrix(data, samples, columns);
}

/** A warning, or an error where a fold has no column for each class that its model has seen. */
function checkUnseen(
  unseen: readonly FoldAnswer[],
  { classes = [], question, where }: Asking,
): void {
  const told = (seen: number) =>
    `${where}: the training part of a fold has ${seen} of ${classes.length} classes`;
  const remedy =
    'Pass fewer folds, or a cv that keeps the shares of the classes, such as StratifiedKFold.';
  for (const { answer, seen = [] } of unseen) {
    if (!Array.isArray(answer) && (answer as Matrix).columns === seen.length) continue;
    throw new InvalidInputError(
      `${told(seen.length)}, so that its ${question} has no column for each. ${remedy}`,
    );
  }
  warn(
    'data',
    `${told(unseen[0].seen?.length ?? 0)}, and the others are not predicted there. ${remedy}`,
  );
}
