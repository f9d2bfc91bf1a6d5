import type { Dense } from '../data/dense.js';
import { finitePredictions } from '../estimators/scoring.js';
import { affine } from '../numeric/vectors.js';
import {
  argmaxRows,
  countOutputs,
  linearMargins,
  marginsToCodes,
  marginsToProbabilities,
} from '../solvers/linear-margins.js';
import { ERROR_LOSSES, MARGIN_LOSSES } from '../solvers/sgd/sgd-losses.js';
import { hasProbabilities, sgdProbabilities } from '../solvers/sgd/sgd-probabilities.js';
import type { Fields } from './fields.js';
import type { Kind } from './predictor.js';

/** Linear models, by their class. */
export const linearKinds: Readonly<Record<string, Kind>> = {
  LinearRegression: (state) => plane(state, 'LinearRegression.predict'),
  LinearSVR: (state) => plane(state, 'LinearSVR.predict'),
  SGDRegressor: (state) => plane(state, 'SGDRegressor.predict'),
  LinearSVC: (state) => byMargins(state),
  SGDClassifier(state) {
    const loss = state.oneOf('loss', ...MARGIN_LOSSES, ...ERROR_LOSSES);
    const model = byMargins(state);
    if (!hasProbabilities(loss)) return model;
    const nOutputs = countOutputs(model.classes.length);
    const predictProba = (samples: Dense) =>
      sgdProbabilities(loss, model.decisionFunction(samples), nOutputs);
    return { ...model, predictProba };
  },
  LogisticRegression(state) {
    const { nOutputs, ...model } = planes(state);
    const shares = (samples: Dense) =>
      marginsToProbabilities(model.decisionFunction(samples), nOutputs);
    return {
      ...model,
      predict: (samples) => argmaxRows(shares(samples), model.classes.length),
      predictProba: shares,
    };
  },
};

function plane(state: Fields, where: string) {
  const nFeatures = state.count('nFeatures');
  const coef = state.array('coef', 'F64', { length: nFeatures });
  const intercept = state.number('intercept');
  return {
    nFeatures,
    allowMissing: false,
    predict: ({ data, rows }: Dense) =>
      finitePredictions(affine(data, rows, coef, intercept), where),
  };
}

/** The class of the largest margin. */
function byMargins(state: Fields) {
  const { nOutputs, ...model } = planes(state);
  const predict = (samples: Dense) => marginsToCodes(model.decisionFunction(samples), nOutputs);
  return { ...model, predict };
}

/** A plane for two classes, else one a class. */
function planes(state: Fields) {
  const nFeatures = state.count('nFeatures');
  const classes = state.labels('classes');
  const nOutputs = countOutputs(classes.length);
  const coef = state.array('coef', 'F64', { length: nOutputs * nFeatures });
  const intercept = state.array('intercept', 'F64', { length: nOutputs });
  const decisionFunction = ({ data, rows }: Dense) => linearMargins(data, rows, coef, intercept);
  return { nFeatures, allowMissing: false, classes, nOutputs, decisionFunction };
}
