import {
  aChoice,
  anInteger,
  aReal,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  seed,
} from '../hyperparameters.js';
import { validationOptions } from '../model-selection/validation-options.js';
import type { CompareModelsOptions } from './comparison/compare-options.js';
import type { ShufflingOptions } from './feature-importance.js';
import type { ModelSearchOptions } from './training-options.js';

/*
 * The options of `trainModel`: what each may be, and what it is where nothing is said.
 */

/** Folds of a comparison where nothing is said. */
export const USUAL_FOLDS = 5;
/** The most rows to compare models on where nothing is said. */
export const MOST_COMPARED_ROWS = 10_000;

const isObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of the option table that a training with and without target share. */
const shared = {
  modelName: parameter(aText(), { default: null, about: "{ modelName: 'logisticRegression' }." }),
  features: parameter(
    {
      type: 'names',
      range: 'an array of column names',
      accepts: (value) => value === null || (Array.isArray(value) && value.length > 0),
    },
    { default: null, about: 'some, or leave it out to use all columns but the target.' },
  ),
  hyperparams: parameter(
    { type: 'object', range: 'an object of name to value', accepts: isObject },
    { default: {}, about: 'some, or leave it out for the model’s own.' },
  ),
  preprocessing: parameter(
    { type: 'object', range: 'an object of options of TabularPreprocessor', accepts: isObject },
    { default: {}, about: 'some, or leave it out for what the model gains by.' },
  ),
  sampleSize: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'the most rows to work with, or null for all.',
  }),
  profile: parameter(objectOrFalse(), {
    default: {},
    about: '{ maxPoints: 64 } for example.',
  }),
  randomState: seed(),
} satisfies Record<string, Hyperparameter>;

/** Those of a training with a target. */
export const withTarget = {
  ...shared,
  target: parameter(aText(), { default: null, about: 'the name of the column to predict.' }),
  testSize: parameter(
    either(
      { ...aReal({ above: 0, below: 1 }), range: 'a share > 0 and < 1' },
      anInteger({ min: 1 }),
    ),
    { default: 0.2, about: 'the share or the number of rows to hold out.' },
  ),
  task: oneOf(['regression', 'classification', 'clustering', 'anomalyDetection', null], {
    default: null,
    about: 'what to do with the target.',
  }),
  scaleTarget: oneOf([true, false, null], {
    default: null,
    about: 'whether to scale a target of numbers.',
  }),
  cv: parameter(either(validationOptions().cv, aChoice(null)), {
    default: null,
    about: 'how the training rows are cut into folds.',
  }),
  scoring: { ...validationOptions().scoring, about: 'what cross-validation measures.' },
  search: parameter(
    {
      type: 'object | boolean',
      range: 'true, false or an object',
      accepts: (value) => typeof value === 'boolean' || isObject(value),
    },
    { default: false, about: '{ nIter: 50 } for example.' },
  ),
  importance: parameter(objectOrFalse(), {
    default: {},
    about: '{ maxSamples: 500, nRepeats: 5 } for example.',
  }),
};

/** The options of `search`. */
export const searchedModel = {
  params: parameter(
    {
      type: 'object',
      range: 'null or an object of names to arrays or distributions',
      accepts: (value) => value === null || isObject(value),
    },
    { default: null, about: '{ C: logUniform(0.01, 100) } for example.' },
  ),
  nIter: integer({ min: 1, default: 20, about: 'how many settings to try.' }),
} satisfies Record<keyof ModelSearchOptions, Hyperparameter>;

/** The options of `importance`. */
export const shuffling = {
  maxSamples: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'the most rows to shuffle, or null for as many as are quickly predicted.',
  }),
  nRepeats: integer({ min: 1, default: 5, about: 'how often to shuffle each feature.' }),
} satisfies Record<keyof ShufflingOptions, Hyperparameter>;

/** The options of `compareModels`. */
export const comparisonOptions = {
  target: withTarget.target,
  models: parameter(
    {
      type: 'models',
      range: 'an array of at least one model',
      accepts: (value) => value === null || (Array.isArray(value) && value.length > 0),
    },
    { default: null, about: "names such as ['randomForest', 'svm'], or leave it out." },
  ),
  cv: { ...validationOptions().cv, default: USUAL_FOLDS },
  scoring: { ...validationOptions().scoring, about: 'what models are ranked by.' },
  groups: parameter(either(aText(), aChoice(null)), {
    default: null,
    about: 'the name of a column that marks rows which belong together.',
  }),
  features: shared.features,
  task: oneOf(['regression', 'classification', null], {
    default: null,
    about: 'what to do with the target.',
  }),
  preprocessing: shared.preprocessing,
  sampleSize: { ...shared.sampleSize, default: MOST_COMPARED_ROWS },
  randomState: shared.randomState,
} satisfies Record<keyof CompareModelsOptions, Hyperparameter>;

/** Those of a training without. */
export const withoutTarget = {
  ...shared,
  truth: parameter(either(aText(), aChoice(null)), {
    default: null,
    about: 'the name of a column to compare with.',
  }),
  task: oneOf(['clustering', 'anomalyDetection', null], {
    default: null,
    about: 'what to do.',
  }),
};

function aText() {
  return { type: 'text', range: 'text', accepts: (value: unknown) => typeof value === 'string' };
}

function objectOrFalse() {
  return {
    type: 'object | false',
    range: 'false or an object',
    accepts: (value: unknown) => value === false || isObject(value),
  };
}
