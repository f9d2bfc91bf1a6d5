import type { MatrixLike } from '../../contracts.js';
import { reading } from '../../data/array-like.js';
import { InvalidParameterError, ModelFormatError } from '../../errors.js';
import { isEstimator, partsOf } from '../../estimator-parts.js';
import { GradientBoostingClassifier } from '../../estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import { RandomForestRegressor } from '../../estimators/random-forest/random-forest-regressor.js';
import { readNamed } from '../../named-options.js';
import { show } from '../../words.js';
import { assertWritten, compareWritten, type VerifiedFile } from '../verify.js';
import { fromXGBoost } from './from-xgboost.js';
import { type Written, writeJson } from './write-json.js';
import { writeUbjson } from './write-ubjson.js';
import { type Boosting, boostingOf, forestOf } from './written-boosting.js';
import { writeLearner } from './written-learner.js';

/** How `toXGBoost` writes a model. */
export interface ToXGBoostOptions {
  /** JSON, for a file called `.json`, or UBJSON, for `.ubj`: XGBoost goes by the name of a file. Default 'json'. */
  format?: 'json' | 'ubj';
  /**
   * Names of the features [nFeatures]. With them, XGBoost takes data with these names in this order alone. Default none.
   */
  featureNames?: readonly string[];
}

/** What `toXGBoost` writes: boosted trees, and forests of numbers. */
export type XGBoostWritable =
  | GradientBoostingClassifier
  | GradientBoostingRegressor
  | RandomForestRegressor;

/**
 * A fitted model as a file that XGBoost loads (`load_model`, from 1.7 on), predicts with, explains and trains further.
 *
 * XGBoost computes in single precision: leaves are rounded to it, and so are the values of the rows it is asked about.
 * Whatever single precision holds reaches the same leaves there; other values may cross a threshold beside them. Every
 * file is read again, and its leaves are compared with the model's, before it is returned.
 *
 * @param model - `GradientBoostingClassifier`, `GradientBoostingRegressor` or `RandomForestRegressor`, fitted. Labels
 *   become the numbers 0, 1, …, as XGBoost has them, and are noted in the attribute `fitpredict.classes`
 * @returns the bytes of the file; with `verify` an object of them and what was found
 * @throws NotFittedError before fit
 * @throws InvalidParameterError for another model, unknown options, and names that XGBoost does not take
 * @throws ModelFormatError for what a file of XGBoost cannot say, by its name
 *
 * @example
 * await writeFile('model.json', toXGBoost(model))
 * // import xgboost; booster = xgboost.Booster(model_file='model.json')
 */
export function toXGBoost(
  model: XGBoostWritable,
  options?: ToXGBoostOptions & { verify?: undefined },
): Uint8Array<ArrayBuffer>;
/**
 * As `toXGBoost`, and compared on rows of one's own.
 *
 * @param options - `verify`: samples [nSamples × nFeatures] on which the file, read again, is compared with the model
 */
export function toXGBoost(
  model: XGBoostWritable,
  options: ToXGBoostOptions & { verify: MatrixLike },
): VerifiedFile;
export function toXGBoost(
  model: XGBoostWritable,
  options: ToXGBoostOptions & { verify?: MatrixLike } = {},
): Uint8Array<ArrayBuffer> | VerifiedFile {
  const where = 'toXGBoost';
  const {
    format = 'json',
    featureNames,
    verify,
  } = readNamed(options, where, ['format', 'featureNames', 'verify']);
  if (format !== 'json' && format !== 'ubj') {
    throw new InvalidParameterError(
      `${where}: format must be "json" or "ubj", but got ${show(format)}. Name the file alike.`,
    );
  }
  const boosting = reading(where, 'the model', () => read(model, where));
  checkNames(featureNames, boosting.nFeatures, where);
  const learner: Written = writeLearner(boosting, featureNames ?? [], where);
  const bytes = format === 'json' ? writeJson(learner) : writeUbjson(learner);
  const reread = fromXGBoost(bytes);
  if (
    !(reread instanceof GradientBoostingClassifier || reread instanceof GradientBoostingRegressor)
  ) {
    throw new ModelFormatError(`${where}: what was written is no boosting.`);
  }
  const comparison = { model, reread };
  assertWritten(comparison, where);
  return verify === undefined ? bytes : { bytes, ...compareWritten(comparison, verify, where) };
}

function read(model: XGBoostWritable, where: string): Boosting {
  if (model instanceof GradientBoostingClassifier || model instanceof GradientBoostingRegressor) {
    return boostingOf(model, where);
  }
  if (model instanceof RandomForestRegressor) return forestOf(model);
  throw new InvalidParameterError(
    `${where}: a GradientBoostingClassifier, GradientBoostingRegressor or RandomForestRegressor can be written, but got ${show(model)}. ${remedyFor(model)}`,
  );
}

function remedyFor(model: unknown): string {
  const name = isEstimator(model) ? partsOf(model).info.type : undefined;
  if (name === 'Pipeline') {
    return 'Pass the model inside it; what comes before it must be done in Python too.';
  }
  if (name === 'RandomForestClassifier') {
    return 'XGBoost has no forest whose leaves are shares of classes. Train a GradientBoostingClassifier.';
  }
  return 'Pass one of those, fitted.';
}

/** Names as XGBoost takes them. */
function checkNames(names: readonly string[] | undefined, nFeatures: number, where: string): void {
  if (names === undefined) return;
  const fits =
    Array.isArray(names) &&
    names.length === nFeatures &&
    new Set(names).size === nFeatures &&
    names.every((name) => typeof name === 'string' && name !== '' && !/[[\]<]/.test(name));
  if (fits) return;
  throw new InvalidParameterError(
    `${where}: featureNames must be ${nFeatures} different names without [, ] and <, which XGBoost refuses, but got ${show(names)}.`,
  );
}
