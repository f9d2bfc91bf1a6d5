import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import { isEstimator, partsOf, type WithParts } from '../../estimator-parts.js';
import { serialize } from '../../serialization/bytes.js';
import { didYouMean, show } from '../../words.js';

/**
 * The classes that `python/load_fitpredict.py` knows. By name: who writes a forest need not bundle all others.
 */
export const WITH_COUNTERPART: readonly string[] = [
  'ColumnTransformer',
  'DBSCAN',
  'GradientBoostingClassifier',
  'GradientBoostingRegressor',
  'IsolationForest',
  'KMeans',
  'LabelEncoder',
  'LinearRegression',
  'LinearSVC',
  'LinearSVR',
  'LogisticRegression',
  'MaxAbsScaler',
  'MiniBatchKMeans',
  'MinMaxScaler',
  'Normalizer',
  'OneHotEncoder',
  'OrdinalEncoder',
  'Pipeline',
  'PolynomialFeatures',
  'RandomForestClassifier',
  'RandomForestRegressor',
  'RobustScaler',
  'SGDClassifier',
  'SGDRegressor',
  'SimpleImputer',
  'StandardScaler',
  'SVC',
  'SVR',
  'VotingClassifier',
  'VotingRegressor',
];

/**
 * A fitted model for scikit-learn: `load` of `python/load_fitpredict.py` in this package makes estimators of it that
 * predict the same. It is the file that `serialize` writes, after a look at whether Python can make something of it;
 * so `fromJSON`, `deserialize` and a registry read it too.
 *
 * @param model - fitted; of a class that has a counterpart in scikit-learn, and so what is inside it
 * @returns the bytes, in the safetensors format
 * @throws InvalidInputError when it is no fitted model
 * @throws InvalidParameterError for what has no counterpart, by its name and place
 *
 * @example
 * const model = new KMeans({ nClusters: 2 }).fit([[0], [1], [8], [9]])
 * await writeFile('model.safetensors', toScikitLearn(model))
 */
export function toScikitLearn(model: AnyEstimator): Uint8Array<ArrayBuffer> {
  if (!isEstimator(model) || partsOf(model).state === undefined) {
    throw new InvalidInputError(
      `toScikitLearn: model must be a fitted estimator, but got ${show(model)}. Call fit first.`,
    );
  }
  checkCounterparts(model, 'model');
  return serialize(model);
}

function checkCounterparts(estimator: WithParts, path: string): void {
  const { info, state } = partsOf(estimator);
  if (!WITH_COUNTERPART.includes(info.type)) {
    throw new InvalidParameterError(
      `toScikitLearn: ${path} is a ${info.type}, which has no counterpart in scikit-learn. ${didYouMean(info.type, WITH_COUNTERPART)}`,
    );
  }
  const planes: unknown = state && Reflect.get(state, 'planes');
  if ((planes ?? null) !== null) {
    throw new InvalidParameterError(
      `toScikitLearn: ${path} is an extended isolation forest, and scikit-learn splits one feature at a time. Fit it with extensionLevel: 0.`,
    );
  }
  for (const [name, inner] of innerEstimators(state)) checkCounterparts(inner, `${path}.${name}`);
}

/** The estimators of a fitted state: the steps of a pipeline, the parts of columns, the members of a vote. */
function innerEstimators(state: object | undefined): [string, WithParts][] {
  const found: [string, WithParts][] = [];
  for (const [key, value] of Object.entries(state ?? {})) {
    if (!Array.isArray(value)) continue;
    for (const [i, item] of value.entries()) {
      if (typeof item !== 'object' || item === null) continue;
      const { name, estimator, transformer } = item as Record<string, unknown>;
      const inner = estimator ?? transformer;
      if (isEstimator(inner)) found.push([typeof name === 'string' ? name : `${key}[${i}]`, inner]);
    }
  }
  return found;
}
