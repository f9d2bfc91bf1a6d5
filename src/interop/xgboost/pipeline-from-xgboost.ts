import type { Cell } from '../../data/columns.js';
import { readNamed } from '../../named-options.js';
import { behindColumns, type TablePipeline } from '../table-pipeline.js';
import { featureColumns } from './feature-columns.js';
import {
  checkIterations,
  type FromXGBoostOptions,
  modelOf,
  readFile,
  type XGBoostModel,
} from './from-xgboost.js';
import { readLearner } from './xgboost-learner.js';

/** How `pipelineFromXGBoost` reads a model, and what the file does not say of its columns. */
export interface PipelineFromXGBoostOptions extends FromXGBoostOptions {
  /** Names of the features in the order of training [nFeatures]. Default those of the file. */
  featureNames?: readonly string[];
  /**
   * The values of columns of categories in the order of their codes, by the names of the columns. Default those of the
   * file, which has them since XGBoost 3.1.
   */
  categories?: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * As `fromXGBoost`, behind a step that takes tables and records: columns are found by name, whatever their order, and
 * words become the codes of training. A word that training did not have is an error, as in XGBoost; null is missing.
 * The steps are called `columns` and `model`; what `fromXGBoost` gives is `pipeline.step('model')`.
 *
 * @param file - the bytes of a file, or the text of a JSON file
 * @throws ModelFormatError as `fromXGBoost`
 * @throws InvalidParameterError for unknown options, and for names or categories that are neither in the file nor given
 *
 * @example
 * const model = pipelineFromXGBoost(await readFile('model.ubj'), { classes: ['no', 'yes'] })
 * model.predict([{ age: 41, city: 'Oslo' }]) // ['yes']
 */
export function pipelineFromXGBoost(
  file: Uint8Array | ArrayBuffer | string,
  options: PipelineFromXGBoostOptions = {},
): TablePipeline<XGBoostModel> {
  const where = 'pipelineFromXGBoost';
  const {
    iterations = 'best',
    classes,
    ...columns
  } = readNamed(options, where, ['iterations', 'classes', 'featureNames', 'categories']);
  checkIterations(iterations, where);
  const learner = readLearner(readFile(file, where), where);
  const model = modelOf(learner, { iterations, classes });
  return behindColumns(model, featureColumns(learner, columns), 'error');
}
