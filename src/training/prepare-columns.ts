import type { MatrixLike } from '../contracts.js';
import { parseFeaturesInSteps, takeRows, toMatrix } from '../data/dense.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import type { CategoryEncoding } from '../preprocessing/tabular/column-plan.js';
import {
  TabularPreprocessor,
  type TabularPreprocessorOptions,
} from '../preprocessing/tabular/tabular-preprocessor.js';
import type { Steps } from '../progress.js';
import type { Seed } from '../random/rng.js';
import { count } from '../words.js';
import type { CatalogueEntry } from './catalogue.js';

/** How the columns are prepared for a model: as it gains by it, where the user does not say otherwise. */
export function preprocessorFor(
  { scaleFeatures, handlesMissing, textEncoding = 'oneHot' }: CatalogueEntry,
  asked: TabularPreprocessorOptions,
  randomState: Seed | null,
  highCardinality: CategoryEncoding,
): TabularPreprocessor {
  return new TabularPreprocessor({
    scale: scaleFeatures,
    missing: handlesMissing === true ? 'keep' : 'fill',
    encoding: textEncoding,
    // Who chooses an encoding means all text by it.
    highCardinality: asked.encoding === undefined ? highCardinality : null,
    randomState,
    ...asked,
  });
}

/** Features of the rows to learn from, but for those that are dropped as outliers. */
export interface LearnedRows {
  readonly X: MatrixLike;
  /** Which of the rows that were given they are. */
  readonly kept: Int32Array;
}

/**
 * Fit the preparation of the columns, and prepare the rows it was fitted on, in steps.
 *
 * @param y - targets or classes, where text is encoded by them
 * @throws InvalidInputError when outliers leave too few rows
 */
export function* learnColumns(
  preprocessor: TabularPreprocessor,
  inputs: Table,
  y: ArrayLike<number | string> | undefined,
  where: string,
): Steps<LearnedRows> {
  const learned = yield* preprocessor.fitTransformInSteps(inputs, y);
  const samples = yield* parseFeaturesInSteps(learned, where, {
    allowMissing: true,
  });
  const { data, rows, columns } = samples;
  const dropped = new Set(preprocessor.droppedRows);
  const kept = Int32Array.from({ length: rows }, (_, i) => i).filter((i) => !dropped.has(i));
  if (kept.length < 2 && dropped.size > 0) {
    throw new InvalidInputError(
      `${where}: ${count(dropped.size, 'row')} of ${rows} are outliers, which leaves too few to train on. Pass another preprocessing.outliers, or outlierAction: "clip".`,
    );
  }
  if (kept.length === rows) return { X: toMatrix(data, rows, columns), kept };
  yield;
  const left = takeRows(samples, kept);
  return { X: toMatrix(left.data, left.rows, columns), kept };
}
