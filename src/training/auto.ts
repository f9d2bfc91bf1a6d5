import { DummyClassifier } from '../estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../estimators/dummy/dummy-regressor.js';
import type { CatalogueEntry } from './catalogue.js';

/** What stands for the model until it is chosen: `modelName: 'auto'`. */
export const AUTO: CatalogueEntry = {
  name: 'auto',
  about: 'The best of the usual models, by cross-validation of the training rows.',
  estimators: { classification: DummyClassifier, regression: DummyRegressor },
  scaleFeatures: false,
};
