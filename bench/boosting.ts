import { makeFriedman1 } from '../src/data/synthetic/make-friedman1.js';
import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import { mlXgboost } from './js-peers.js';
import type { Dataset, Fitted, Workload } from './workload.js';

const OPTIONS = { nEstimators: 100, maxDepth: 6, learningRate: 0.1 } as const;

export const boostingClassifier: Workload = {
  name: 'gbtc_100k_28',
  about: 'GradientBoostingClassifier on 100 000 × 28, 100 rounds of depth 6',
  data: particles,
  ours: { name: 'fitpredict', runs: 3, fit: fitClasses },
};

export const boostingRegressor: Workload = {
  name: 'gbtr_20k_20',
  about: 'GradientBoostingRegressor on 20 000 × 20, 100 rounds of depth 6',
  data: friedman,
  ours: { name: 'fitpredict', fit: fitNumbers },
  peers: [mlXgboost],
};

export const boostingOneHot: Workload = {
  name: 'gbtc_100k_100',
  about:
    'GradientBoostingClassifier on 100 000 × 100, of which 80 are one-hot, 100 rounds of depth 6',
  data: oneHot,
  ours: { name: 'fitpredict', runs: 3, fit: fitClasses },
};

export const boostingMillionClasses: Workload = {
  name: 'gbtc_1m_20',
  about: 'GradientBoostingClassifier on 1 000 000 × 20, 100 rounds of depth 6',
  data: () => million(true),
  ours: { name: 'fitpredict', runs: 1, fit: fitClasses },
};

export const boostingMillionNumbers: Workload = {
  name: 'gbtr_1m_20',
  about: 'GradientBoostingRegressor on 1 000 000 × 20, 100 rounds of depth 6',
  data: () => million(false),
  ours: { name: 'fitpredict', runs: 1, fit: fitNumbers },
};

function fitClasses(prepared: unknown): Fitted {
  const data = prepared as Dataset;
  const model = new GradientBoostingClassifier(OPTIONS).fit(data.X, data.y);
  return {
    predict: () => model.predict(data.XTest),
    predictOne: (row) => model.predict([row]),
    quality() {
      const shares = model.predictProba(data.XTest);
      let loss = 0;
      for (let i = 0; i < data.yTest.length; i++) loss -= Math.log(shares.get(i, data.yTest[i]));
      return { logLoss: loss / data.yTest.length };
    },
  };
}

function fitNumbers(prepared: unknown): Fitted {
  const data = prepared as Dataset;
  const model = new GradientBoostingRegressor(OPTIONS).fit(data.X, data.y);
  return {
    predict: () => model.predict(data.XTest),
    predictOne: (row) => model.predict([row]),
    quality: () => ({ r2: model.score(data.XTest, data.yTest) }),
  };
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

/** Twenty even columns, and eight categories of ten, the first ones frequent, as a column each; two classes of both. */
function oneHot(): Dataset {
  const rng = createRng('one-hot');
  const normal = createNormal(rng);
  const effects = Float64Array.from({ length: 80 }, normal);
  return parts(100_000, 100, (row) => {
    for (let j = 0; j < 20; j++) row[j] = normal();
    let signal = row[0] * row[1] + Math.abs(row[2]) - 0.8;
    for (let category = 0; category < 80; category += 10) {
      const level = category + Math.floor(10 * rng.next() ** 2);
      row[20 + level] = 1;
      signal += effects[level] / 2;
    }
    return signal + normal() > 0 ? 1 : 0;
  });
}

/** Normal columns, and what follows from four of them: a number, or on which side of the middle it is. */
function million(asClasses: boolean): Dataset {
  const normal = createNormal(createRng('million'));
  return parts(1_000_000, 20, (row) => {
    for (let j = 0; j < row.length; j++) row[j] = normal();
    const value = row[0] * row[1] + Math.sin(2 * row[2]) + row[3] / 2 + normal();
    return asClasses ? Number(value > 0) : value;
  });
}

/** @param fill - fills a row of zeros and gives its target */
function parts(rows: number, columns: number, fill: (row: Float64Array) => number): Dataset {
  const make = (n: number) => {
    const data = new Float64Array(n * columns);
    const y = Float64Array.from({ length: n }, (_, i) =>
      fill(data.subarray(i * columns, (i + 1) * columns)),
    );
    return { X: { data, rows: n, columns }, y };
  };
  const train = make(rows);
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
