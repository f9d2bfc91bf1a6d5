import { LinearRegression } from '../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../src/estimators/linear/logistic-regression.js';
import { r2Score } from '../src/metrics/regression.js';
import { binaryData, linearData, longBinaryData, tenClassData } from './generate.js';
import { deepbox } from './js-peers.js';
import { type Dataset, type Implementation, peer, rowsOf, type Workload } from './workload.js';

interface Rows {
  readonly X: number[][];
  readonly y: number[][];
  readonly XTest: number[][];
  readonly yTest: Float64Array;
}

export const linearRegression: Workload = {
  name: 'linreg_100k_50',
  about: 'LinearRegression on 100 000 × 50, correlated features of mixed scales',
  data: linearData,
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new LinearRegression().fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ r2: model.score(data.XTest, data.yTest) }),
      };
    },
  },
  peers: [
    async () => {
      const module = await peer('ml-regression-multivariate-linear');
      if (module === undefined) return undefined;
      return {
        name: 'ml-regression-multivariate-linear',
        prepare: ({ X, y, XTest, yTest }) => ({
          X: rowsOf(X),
          y: Array.from(y, (value) => [value]),
          XTest: rowsOf(XTest),
          yTest,
        }),
        fit(prepared) {
          const { X, y, XTest, yTest } = prepared as Rows;
          const model = new module.default(X, y, { statistics: false });
          return {
            predict: () => model.predict(XTest),
            predictOne: (row) => model.predict(row),
            quality: () => ({ r2: r2Score(yTest, model.predict(XTest).flat()) }),
          };
        },
      };
    },
  ],
};

export const logisticBinary: Workload = {
  name: 'logreg_100k_50',
  about: 'LogisticRegression on 100 000 × 50, two classes, C = 1',
  data: binaryData,
  ours: logistic(),
  peers: [deepboxLogistic()],
};

export const logisticLong: Workload = {
  name: 'logreg_1m_20',
  about: 'LogisticRegression on 1 000 000 × 20, two classes, C = 1',
  data: longBinaryData,
  ours: logistic(),
};

export const logisticTenClasses: Workload = {
  name: 'logreg_multi',
  about: 'LogisticRegression on 20 000 × 64, ten classes, C = 1',
  data: tenClassData,
  ours: logistic(),
  peers: [deepboxLogistic()],
};

function logistic(): Implementation {
  return {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new LogisticRegression().fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => {
          const squares = model.coef.to1DArray().reduce((sum, value) => sum + value * value, 0);
          const probabilities = model.predictProba(data.X).to2DArray();
          return { objective: logLossSum(data.y, probabilities) + 0.5 * squares };
        },
      };
    },
  };
}

function deepboxLogistic() {
  return deepbox('LogisticRegression', { C: 1 }, (model, { XTest, yTest }) => ({
    predict: () => model.predict(XTest),
    quality: () => ({ accuracy: model.score(XTest, yTest) }),
  }));
}

function logLossSum(y: Float64Array, probabilities: number[][]): number {
  let sum = 0;
  for (const [i, row] of probabilities.entries()) sum -= Math.log(row[y[i]]);
  return sum;
}
