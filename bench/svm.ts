import { SVC } from '../src/estimators/svm/svc.js';
import { SVR } from '../src/estimators/svm/svr.js';
import { accuracyScore } from '../src/metrics/classification.js';
import { r2Score } from '../src/metrics/regression.js';
import { createRng, type Seed } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import { type Arrays, inArrays } from './js-peers.js';
import { type Dataset, type Implementation, peer, type Workload } from './workload.js';

export const svc5k: Workload = {
  name: 'svc_5k_20',
  about: 'SVC on 5 000 × 20, four clusters a class, rbf, C = 1',
  data: () => clusters(5000, 'svc'),
  ours: classifier(),
  peers: [libsvm('C_SVC', {})],
};

export const svcSmall: Workload = {
  name: 'small_svc_500_20',
  about: 'SVC on 500 × 20, four clusters a class, rbf, C = 1',
  data: () => clusters(500, 'svc'),
  ours: classifier(),
  peers: [libsvm('C_SVC', {})],
};

export const svc20k: Workload = {
  name: 'svc_20k_20',
  about: 'SVC on 20 000 × 20, four clusters a class, rbf, C = 1: more than the cache holds',
  data: () => clusters(20_000, 'svc'),
  ours: { ...classifier(), runs: 1 },
};

export const svr5k: Workload = {
  name: 'svr_5k_20',
  about: 'SVR on 5 000 × 20, sines, products and squares, rbf, C = 1, epsilon 0.1',
  data: () => curves(5000, 'svr'),
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new SVR().fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ r2: model.score(data.XTest, data.yTest) }),
      };
    },
  },
  peers: [libsvm('EPSILON_SVR', { epsilon: 0.1 })],
};

function classifier(): Implementation {
  return {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const model = new SVC().fit(data.X, data.y);
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ accuracy: model.score(data.XTest, data.yTest) }),
      };
    },
  };
}

/** LIBSVM compiled to WebAssembly, with the gamma that `'scale'` gives. */
function libsvm(type: 'C_SVC' | 'EPSILON_SVR', options: { epsilon?: number }) {
  return async (): Promise<Implementation | undefined> => {
    const module = await peer('libsvm-js');
    if (module === undefined) return undefined;
    const SVM = await (module.default ?? module);
    return {
      name: 'libsvm-js (wasm)',
      prepare: (data) => ({
        ...inArrays(data),
        gamma: 1 / (data.X.columns * variance(data.X.data)),
      }),
      fit(prepared) {
        const { X, y, XTest, yTest, gamma } = prepared as Arrays & { gamma: number };
        const { RBF } = SVM.KERNEL_TYPES;
        const settings = { type: SVM.SVM_TYPES[type], kernel: RBF, cost: 1, cacheSize: 200 };
        const model = new SVM({ ...settings, gamma, quiet: true, ...options });
        model.train(X, y);
        return {
          predict: () => model.predict(XTest),
          predictOne: (row) => model.predictOne(row),
          quality: (): Record<string, number> => {
            const predicted: number[] = model.predict(XTest);
            return type === 'C_SVC'
              ? { accuracy: accuracyScore(yTest, predicted) }
              : { r2: r2Score(yTest, predicted) };
          },
        };
      },
    };
  };
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** Two classes of four clusters each in ten of twenty features; 5 000 rows to predict. */
function clusters(rows: number, seed: Seed): Dataset {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const centres = Array.from({ length: 8 }, () =>
    Array.from({ length: 20 }, (_, j) => (j < 10 ? 1.2 * normal() : 0)),
  );
  return dataset(rows, (row) => {
    const cluster = rng.nextInteger(8);
    for (let j = 0; j < 20; j++) row[j] = centres[cluster][j] + normal();
    return rng.next() < 0.05 ? rng.nextInteger(2) : cluster % 2;
  });
}

/** A smooth function of five of twenty normal features, with noise; 5 000 rows to predict. */
function curves(rows: number, seed: Seed): Dataset {
  const normal = createNormal(createRng(seed));
  return dataset(rows, (row) => {
    for (let j = 0; j < 20; j++) row[j] = normal();
    const [a, b, c, d, e] = row;
    return 3 * Math.sin(2 * a) + 2 * b * c + d * d + e + 0.3 * normal();
  });
}

function dataset(rows: number, draw: (row: Float64Array) => number): Dataset {
  const fill = (n: number) => {
    const data = new Float64Array(n * 20);
    const y = Float64Array.from({ length: n }, (_, i) => draw(data.subarray(20 * i, 20 * i + 20)));
    return { X: { data, rows: n, columns: 20 }, y };
  };
  const train = fill(rows);
  const test = fill(5000);
  return { X: train.X, y: train.y, XTest: test.X, yTest: test.y };
}
