import { LinearSVC } from '../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../src/estimators/linear/linear-svr.js';
import { binaryData, linearData } from './generate.js';
import type { Dataset, Workload } from './workload.js';

export const linearSvc: Workload = {
  name: 'linear_svc_100k_50',
  about: 'LinearSVC on 100 000 × 50, two classes, squared hinge, C = 1, columns standardised',
  data: () => standardised(binaryData()),
  ours: svc('squaredHinge'),
};

export const linearSvcHinge: Workload = {
  name: 'linear_svc_hinge_100k_50',
  about: 'LinearSVC on 100 000 × 50, two classes, hinge, C = 1, columns standardised',
  data: () => standardised(binaryData()),
  ours: svc('hinge'),
};

export const linearSvr: Workload = {
  name: 'linear_svr_100k_50',
  about: 'LinearSVR on 100 000 × 50, epsilon = 0.1, C = 1, columns standardised',
  data: () => standardised(linearData()),
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new LinearSVR({ epsilon: 0.1 }).fit(data.X, data.y);
      const { coef, intercept } = model;
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => {
          let objective = penalty(coef, intercept);
          for (const [i, value] of model.predict(data.X).entries()) {
            objective += Math.max(0, Math.abs(data.y[i] - value) - 0.1);
          }
          return { objective, r2: model.score(data.XTest, data.yTest) };
        },
      };
    },
  },
};

function svc(loss: 'hinge' | 'squaredHinge'): Workload['ours'] {
  const power = loss === 'hinge' ? 1 : 2;
  return {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new LinearSVC({ loss }).fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => {
          let objective = penalty(model.coef.to1DArray(), model.intercept[0]);
          for (const [i, value] of (model.decisionFunction(data.X) as number[]).entries()) {
            objective += Math.max(0, 1 - (2 * data.y[i] - 1) * value) ** power;
          }
          return { objective, accuracy: model.score(data.XTest, data.yTest) };
        },
      };
    },
  };
}

function penalty(coef: readonly number[], intercept: number): number {
  return 0.5 * coef.reduce((sum, value) => sum + value * value, intercept * intercept);
}

/** Columns of mean 0 and variance 1: LIBLINEAR does not get near the optimum of mixed scales in minutes. */
function standardised(data: Dataset): Dataset {
  const { data: values, rows, columns } = data.X;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    let squares = 0;
    for (let at = j; at < values.length; at += columns) sum += values[at];
    const mean = sum / rows;
    for (let at = j; at < values.length; at += columns) squares += (values[at] - mean) ** 2;
    const spread = Math.sqrt(squares / rows);
    for (const part of [values, data.XTest.data]) {
      for (let at = j; at < part.length; at += columns) part[at] = (part[at] - mean) / spread;
    }
  }
  return data;
}
