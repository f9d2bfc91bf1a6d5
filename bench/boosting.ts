import { makeFriedman1 } from '../src/data/synthetic/make-friedman1.js';
import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import { mlXgboost } from './js-peers.js';
import type { Dataset, Workload } from './workload.js';

const OPTIONS = { nEstimators: 100, maxDepth: 6, learningRate: 0.1 } as const;

export const boostingClassifier: Workload = {
  name: 'gbtc_100k_28',
  about: 'GradientBoostingClassifier on 100 000 × 28, 100 rounds of depth 6',
  data: particles,
  ours: {
    name: 'fitpredict',
    runs: 3,
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new GradientBoostingClassifier(OPTIONS).fit(data.X, data.y);
      const rows = rowsOf(data);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (i) => model.predict([rows[i]]),
        quality() {
          const shares = model.predictProba(data.XTest);
          let loss = 0;
          for (let i = 0; i < data.yTest.length; i++)
            loss -= Math.log(shares.get(i, data.yTest[i]));
          return { logLoss: loss / data.yTest.length };
        },
      };
    },
  },
};

export const boostingRegressor: Workload = {
  name: 'gbtr_20k_20',
  about: 'GradientBoostingRegressor on 20 000 × 20, 100 rounds of depth 6',
  data: friedman,
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new GradientBoostingRegressor(OPTIONS).fit(data.X, data.y);
      const rows = rowsOf(data);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (i) => model.predict([rows[i]]),
        quality: () => ({ r2: model.score(data.XTest, data.yTest) }),
      };
    },
  },
  peers: [mlXgboost],
};

function rowsOf({ XTest }: Dataset): number[][] {
  const { data, rows, columns } = XTest;
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}

/** Six particles with momenta, angles, tags and what follows from them; a noisy, curved label. In single precision. */
function particles(): Dataset {
  const rng = createRng('particles');
  const normal = createNormal(rng);
  const make = (rows: number) => {
    const data = new Float64Array(rows * 28);
    const labels = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const row = new Float64Array(28);
      for (let p = 0; p < 6; p++) {
        row[4 * p] = Math.abs(normal()) + 0.1;
        row[4 * p + 1] = normal();
        row[4 * p + 2] = (2 * rng.next() - 1) * Math.PI;
        row[4 * p + 3] = rng.next() < 0.3 ? 1 : 0;
      }
      for (let m = 0; m < 4; m++) {
        const [a, b] = [4 * m, 4 * m + 4];
        row[24 + m] = Math.sqrt(row[a] * row[b] * (1 + Math.cos(row[a + 2] - row[b + 2])));
      }
      const signal = row[24] * row[25] - row[26] + row[3] * row[1] + 0.5 * row[5] ** 2;
      labels[i] = signal + normal() > 0.9 ? 1 : 0;
      data.set(row.map(Math.fround), i * 28);
    }
    return { X: { data, rows, columns: 28 }, y: labels };
  };
  const train = make(100_000);
  const test = make(20_000);
  return { X: train.X, y: train.y, XTest: test.X, yTest: test.y };
}

export function friedman(testRows = 20_000): Dataset {
  const options = { nFeatures: 20, noise: 1 };
  const part = (nSamples: number, randomState: number) => {
    const { X, y } = makeFriedman1({ ...options, nSamples, randomState });
    const data = new Float64Array(X.to2DArray().flat());
    return { X: { data, rows: nSamples, columns: 20 }, y: Float64Array.from(y) };
  };
  const train = part(20_000, 1);
  const test = part(testRows, 2);
  return { X: train.X, y: train.y, XTest: test.X, yTest: test.y };
}
