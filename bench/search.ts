import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { SVC } from '../src/estimators/svm/svc.js';
import { GridSearchCV } from '../src/model-selection/search/grid-search-cv.js';
import { ColumnTransformer } from '../src/preprocessing/composition/column-transformer.js';
import { Pipeline } from '../src/preprocessing/composition/pipeline.js';
import { OneHotEncoder } from '../src/preprocessing/encoders/one-hot-encoder.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../src/preprocessing/simple-imputer.js';
import { createRng, type Rng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import type { Dataset, Implementation, Workload } from './workload.js';

const NUMBERS = 10;
const CODES = 4;

export const searchSvc: Workload = {
  name: 'search_svc_2k',
  about:
    'GridSearchCV of 24 candidates × 5 folds over impute, one-hot, scale and SVC, 2 000 rows of 10 numbers and 4 codes',
  data: () => mixed(2000),
  ours: {
    name: 'fitpredict',
    runs: 3,
    fit(prepared) {
      const { X, y } = prepared as Dataset;
      const numbers = new Pipeline({
        steps: [
          ['fill', new SimpleImputer({ strategy: 'median' })],
          ['scale', new StandardScaler()],
        ],
      });
      const columns = new ColumnTransformer({
        transformers: [
          ['numbers', numbers, range(0, NUMBERS)],
          ['codes', new OneHotEncoder(), range(NUMBERS, NUMBERS + CODES)],
        ],
      });
      const search = new GridSearchCV({
        estimator: new Pipeline({
          steps: [
            ['columns', columns],
            ['svc', new SVC()],
          ],
        }),
        paramGrid: { svc__C: [0.1, 0.3, 1, 3, 10, 30], svc__gamma: [0.01, 0.03, 0.1, 0.3] },
      }).fit(X, y);
      return { quality: () => ({ best: search.bestScore }) };
    },
  },
};

export const searchRounds: Workload = {
  name: 'search_rounds_5k',
  about: 'GridSearchCV of boosting over nEstimators 50, 100, 200, 400 on 5 000 × 14, 5 folds',
  data: () => mixed(5000),
  ours: rounds('fitpredict', [50, 100, 200, 400]),
  peers: [async () => rounds('fitpredict, 400 alone', [400])],
};

function rounds(name: string, nEstimators: readonly number[]): Implementation {
  return {
    name,
    runs: 3,
    fit(prepared) {
      const { X, y } = prepared as Dataset;
      const search = new GridSearchCV({
        estimator: new GradientBoostingClassifier({ learningRate: 0.1, randomState: 0 }),
        paramGrid: { nEstimators },
      }).fit(X, y);
      return { quality: () => ({ score400: search.cvResults.meanTestScore?.at(-1) ?? 0 }) };
    },
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Numbers, one in twenty missing, and codes of six kinds; two classes that both kinds of columns tell apart. */
function mixed(rows: number): Dataset {
  const rng = createRng('mixed');
  const normal = createNormal(rng);
  const columns = NUMBERS + CODES;
  const data = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++)
    y[i] = fillRow(data.subarray(i * columns, (i + 1) * columns), normal, rng);
  const few = { data: data.slice(0, columns), rows: 1, columns };
  return { X: { data, rows, columns }, y, XTest: few, yTest: new Float64Array(0) };
}

function fillRow(row: Float64Array, normal: () => number, rng: Rng): number {
  let sum = 0;
  for (let j = 0; j < NUMBERS; j++) row[j] = normal();
  for (let j = NUMBERS; j < row.length; j++) row[j] = rng.nextInteger(6);
  sum += row[0] * row[1] + row[2] - Math.abs(row[3]) + (row[NUMBERS] < 3 ? 1 : 0);
  for (let j = 0; j < NUMBERS; j++) if (rng.next() < 0.05) row[j] = Number.NaN;
  return sum + normal() > 0 ? 1 : 0;
}
