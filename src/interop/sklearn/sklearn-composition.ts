import { VotingClassifier } from '../../ensembles/voting/voting-classifier.js';
import { VotingRegressor } from '../../ensembles/voting/voting-regressor.js';
import { type AnyEstimator, clone } from '../../estimator.js';
import { classesOf, fitted, type Place, type Rebuild, type Rebuilt } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';
import {
  columnTransformerOf,
  forTables,
  pick,
  pipelineOf,
  withColumnSteps,
} from './sklearn-steps.js';

const pipeline: Rebuild = (record, place) => {
  const named = record.named('steps');
  const last = named[named.length - 1];
  const steps = withColumnSteps(
    record,
    place.given,
    named.map(({ name, estimator }) => ({
      name,
      rebuild(given) {
        if (estimator === null) throw record.refuse(`the step ${name} is missing.`);
        // Labels come out of the last step alone.
        const meaning = name === last.name ? place.meaning : null;
        return place.rebuild(estimator, { ...place, given, meaning });
      },
    })),
  );
  if (steps.length === 0) throw record.refuse('there are no steps.');
  return pipelineOf(record, steps, place.given);
};

const columnTransformer: Rebuild = (record, place) => {
  const nFeatures = record.nFeatures();
  const parts = record.named('parts').map(({ name, estimator, columns }) => {
    const given = place.given && pick(place.given, columns, record);
    const rebuilt = estimator && place.rebuild(estimator, { ...place, given, meaning: null });
    return { name, rebuilt, columns };
  });
  if (parts.length === 0) throw record.refuse('no column is left.');
  const verbose = record.flagParam('verbose_feature_names_out');
  return columnTransformerOf(record, { nFeatures, given: place.given, parts, verbose });
};

/** What votes, and how much each part counts. */
function voters(record: SklearnRecord, place: Place) {
  const members = record.named('members').map(({ name, estimator }) => {
    if (estimator === null) throw record.refuse(`the estimator ${name} is missing.`);
    const rebuilt = forTables(estimator, place.given, place.rebuild(estimator, place));
    return { name, estimator: rebuilt.estimator };
  });
  const weights = record.floats('weights', members.length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const estimators = members.map(({ name, estimator }): [string, AnyEstimator] => [
    name,
    clone(estimator),
  ]);
  return {
    options: { estimators, weights: Array.from(weights) },
    state: { members, shares: weights.map((weight) => weight / total) },
  };
}

const ofVotes = (estimator: AnyEstimator, { given }: Place): Rebuilt => ({
  estimator,
  takesTables: given !== null,
  gives: null,
  types: null,
});

const votingClassifier: Rebuild = (record, place) => {
  const classes = classesOf(record, place);
  // Its parts were fitted on the positions of the classes.
  const { options, state } = voters(record, { ...place, meaning: classes });
  const kept = {
    voting: record.param('voting'),
    flattenTransform: record.flagParam('flatten_transform'),
  };
  const model = fitted(VotingClassifier, { ...options, ...kept }, { ...state, classes, ...kept });
  return ofVotes(model, place);
};

const votingRegressor: Rebuild = (record, place) => {
  const { options, state } = voters(record, place);
  return ofVotes(fitted(VotingRegressor, options, state), place);
};

/** A search is what it found best. */
const search: Rebuild = (record, place) => place.rebuild(record.record('best_estimator_'), place);

export const composites: Readonly<Record<string, Rebuild>> = {
  Pipeline: pipeline,
  ColumnTransformer: columnTransformer,
  VotingClassifier: votingClassifier,
  VotingRegressor: votingRegressor,
  GridSearchCV: search,
  RandomizedSearchCV: search,
  HalvingGridSearchCV: search,
  HalvingRandomSearchCV: search,
};
