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
import type { Fields } from './fields.js';
import type { Kind } from './predictor.js';

/** Linear models, by their class. */
export const linearKinds: Readonly<Record<string, Kind>> = {
  LinearRegression: (state) => plane(state, 'LinearRegression.predict'),
  LinearSVR: (state) => plane(state, 'LinearSVR.predict'),
  LinearSVC(state) {
    const { nOutputs, ...model } = planes(state);
    const margins = model.decisionFunction;
    return { ...model, predict: (samples) => marginsToCodes(margins(samples), nOutputs) };
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
