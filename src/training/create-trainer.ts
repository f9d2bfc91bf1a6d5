import { InvalidParameterError } from '../errors.js';
import type { EstimatorClass } from '../estimator.js';
import { show } from '../words.js';
import type { Catalogue, CatalogueEntry } from './catalogue-entry.js';
import { newEntry } from './find-model.js';
import { entriesOf } from './model-entries.js';
import { type Trained, trainAtOnce, trainInSlices } from './run-training.js';
import type { trainModel, trainModelAsync } from './train-model.js';

/** Trains the models that it was made with, and no others. */
export interface Trainer {
  /** `trainModel` with these models alone: any other `modelName` is refused, and `'auto'` compares all of them that learn from a target. */
  readonly trainModel: typeof trainModel;
  /** The same in time slices, as `trainModelAsync`. */
  readonly trainModelAsync: typeof trainModelAsync;
}

/**
 * `trainModel` for a page: it holds every model of the library, and a bundler takes along what it holds; a trainer holds the
 * models that it is given.
 *
 * @param models - classes of the catalogue, such as `LogisticRegression`, and entries of one's own, as `registerModel` takes them
 * @throws InvalidParameterError for no model, a class without a name in the catalogue, or a name that is taken
 *
 * @example
 * const { trainModel } = createTrainer([LogisticRegression, RandomForestClassifier])
 * const { model, metrics } = trainModel(table, { target: 'species', modelName: 'randomForest' })
 */
export function createTrainer(models: readonly (EstimatorClass | CatalogueEntry)[]): Trainer {
  const catalogue = readModels(models);
  const train = (table: Parameters<typeof trainAtOnce>[0], options: object): Trained =>
    trainAtOnce(table, options, catalogue);
  const trainAsync = (
    table: Parameters<typeof trainAtOnce>[0],
    options: object,
  ): Promise<Trained> => trainInSlices(table, options, catalogue);
  return {
    trainModel: train as typeof trainModel,
    trainModelAsync: trainAsync as typeof trainModelAsync,
  };
}

function readModels(models: readonly (EstimatorClass | CatalogueEntry)[]): Catalogue {
  const where = 'createTrainer';
  if (!Array.isArray(models) || models.length === 0) {
    throw new InvalidParameterError(
      `${where}: models must be an array of at least one model, but got ${show(models)}. Pass [LogisticRegression] for example.`,
    );
  }
  const isClass = (model: EstimatorClass | CatalogueEntry): model is EstimatorClass =>
    typeof model === 'function' && 'info' in model;
  for (const [m, model] of models.entries()) {
    const isOne =
      typeof model === 'function' ||
      (typeof model === 'object' && model !== null && 'estimators' in model);
    if (isOne) continue;
    throw new InvalidParameterError(
      `${where}: models[${m}] must be a class or an entry, but got ${show(model)}. Pass [LogisticRegression] for example.`,
    );
  }
  const entries = entriesOf(models.filter(isClass), where);
  for (const model of models) if (!isClass(model)) entries.push(newEntry(model, entries, where));
  const learnsFromTarget = ({ estimators }: CatalogueEntry) =>
    'regression' in estimators || 'classification' in estimators;
  return { entries, usual: entries.filter(learnsFromTarget) };
}
