import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { type Dense, type FeatureRules, parseFeatures, toMatrix } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { reserve } from '../../memory.js';
import { inStretches, type Steps } from '../../progress.js';
import { count } from '../../words.js';

/** What each feature adds to each output of a model. */
export interface ShapExplanation {
  /**
   * For each output a matrix [nSamples × nFeatures], in units of the output. The row of a sample and the expected value
   * sum to what the model says of the sample.
   */
  readonly values: [Matrix, ...Matrix[]];
  /** What the model says where no feature is known [nOutputs]. */
  readonly expectedValue: [number, ...number[]];
}

/**
 * The background samples.
 *
 * @throws InvalidParameterError when there are none
 */
export function parseBackground(
  background: MatrixLike | undefined,
  where: string,
  rules: FeatureRules,
): Dense {
  if (background === undefined || background === null) {
    throw new InvalidParameterError(
      `${where}: background is missing. Pass samples that stand for what is usual, such as 100 of training.`,
    );
  }
  return parseFeatures(background, `${where}: background`, rules);
}

/** Refuse what would take too much memory: a number for each sample, feature and output, or several. */
export function reserveValues(
  { rows, columns }: Dense,
  nOutputs: number,
  where: string,
  each = 1,
): void {
  reserve(8 * rows * columns * nOutputs * each, {
    where,
    what: `what ${count(columns, 'feature')} add${each > 1 ? ', also in pairs,' : ''} to ${count(nOutputs, 'output')} for ${count(rows, 'row')}`,
    remedy: 'Explain fewer rows at a time.',
  });
}

/**
 * As users get it: one matrix an output, around the blocks; looked through in steps.
 *
 * @throws InvalidInputError when a value is beyond the range of numbers
 */
export function* explanationOf(
  values: readonly Float64Array[],
  expected: Float64Array,
  { rows, columns }: Dense,
  where: string,
): Steps<ShapExplanation> {
  for (const block of [expected, ...values]) {
    yield* inStretches(block.length, 1, (from, to) => {
      if (block.subarray(from, to).every(Number.isFinite)) return;
      throw new InvalidInputError(
        `${where}: what a feature adds is beyond the range of numbers, 1.8e308. Scale the features or the target first.`,
      );
    });
  }
  const matrices = values.map((block) => toMatrix(block, rows, columns));
  const expectedValue = Array.from(expected);
  // A model has at least one output.
  return {
    values: matrices as ShapExplanation['values'],
    expectedValue: expectedValue as ShapExplanation['expectedValue'],
  };
}
