import { InvalidParameterError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { isEstimator } from '../estimator-parts.js';
import type { ParamSpace } from '../model-selection/search/parameter-sampler.js';
import { searchSpaceOf, spaceOf } from '../model-selection/search/search-space.js';
import { didYouMean, show } from '../words.js';
import { catalogueClasses } from './catalogue.js';

/**
 * What to draw the hyperparameters of a model from, for `RandomizedSearchCV` and its like: ranges in which most good
 * settings lie, within what the model's table of hyperparameters allows. Plain data, to be added to and taken from.
 *
 * @param model - the name of a class of the catalogue or registered, such as `'SVC'`, or an estimator: of a pipeline
 *   the ranges of all steps, as `svc__C`
 * @throws InvalidParameterError for an unknown name, with the nearest ones
 *
 * @example
 * const { kernel, ...numbers } = defaultSearchSpace('SVC')
 * const search = new BayesSearchCV({ estimator: new SVC(), searchSpaces: numbers })
 */
export function defaultSearchSpace(model: string | AnyEstimator): ParamSpace {
  if (isEstimator(model)) return searchSpaceOf(model as AnyEstimator);
  const classes = catalogueClasses();
  const Class = classes.find(({ info }) => info.type === model);
  if (Class !== undefined) return spaceOf(Class.info);
  throw new InvalidParameterError(
    `defaultSearchSpace: there is no model ${show(model)}. ${didYouMean(
      model as string,
      classes.map(({ info }) => info.type),
    )}`,
  );
}
