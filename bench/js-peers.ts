/** JavaScript peers that more than one workload compares with, or that need room. */
import { accuracyScore } from '../src/metrics/classification.js';
import { r2Score } from '../src/metrics/regression.js';
import { type Dataset, type Fitted, type Implementation, peer } from './workload.js';

type Peer = () => Promise<Implementation | undefined>;

interface Tensors {
  readonly data: Dataset;
  readonly X: unknown;
  readonly y: unknown;
  readonly XTest: unknown;
  readonly yTest: unknown;
}

/**
 * An estimator of deepbox, in pure TypeScript.
 *
 * @param finish - what the workload asks of the fitted model
 */
export function deepbox(
  name: string,
  options: object,
  // biome-ignore lint/suspicious/noExplicitAny: deepbox is loaded by name, where it is installed
  finish: (model: any, tensors: Tensors) => Fitted,
): Peer {
  return async () => {
    const ml = await peer('deepbox/ml');
    const nd = await peer('deepbox/ndarray');
    if (ml === undefined || nd === undefined) return undefined;
    const tensor = (values: ArrayLike<unknown>) => nd.tensor(Array.from(values));
    return {
      name: `deepbox ${name}`,
      prepare: (data): Tensors => ({
        data,
        X: nd.tensor(rowsOf(data.X)),
        y: data.y.length === 0 ? undefined : tensor(data.y),
        XTest: nd.tensor(rowsOf(data.XTest)),
        yTest: data.yTest.length === 0 ? undefined : tensor(data.yTest),
      }),
      fit(prepared) {
        const tensors = prepared as Tensors;
        const model = new ml[name](options);
        model.fit(tensors.X, tensors.y);
        return finish(model, tensors);
      },
    };
  };
}

/** XGBoost 0.7 compiled to WebAssembly; it crashes on much more than 25 000 rows. */
export const mlXgboost: Peer = async () => {
  const module = await peer('ml-xgboost');
  if (module === undefined) return undefined;
  const XGBoost = await (module.default ?? module);
  return {
    name: 'ml-xgboost (wasm)',
    runs: 1,
    prepare: (data) => ({ data, X: rowsOf(data.X), y: Array.from(data.y) }),
    fit(prepared) {
      const { data, X, y } = prepared as { data: Dataset; X: number[][]; y: number[] };
      const tree = { booster: 'gbtree', max_depth: 6, eta: 0.1, tree_method: 'hist', max_bin: 256 };
      const model = new XGBoost({ ...tree, objective: 'reg:linear', iterations: 100, silent: 1 });
      model.train(X, y);
      const rows = rowsOf(data.XTest);
      return {
        predict: () => model.predict(rows),
        predictOne: (i) => model.predict([rows[i]]),
        quality: () => ({ r2: r2Score(data.yTest, model.predict(rows)) }),
      };
    },
  };
};

/** Trees of ml-cart, which draw their features once a tree: a forest of 25 on all samples drawn with repetition. */
export const mlRandomForest: Peer = async () => {
  const module = await peer('ml-random-forest');
  if (module === undefined) return undefined;
  return {
    name: 'ml-random-forest',
    prepare: (data) => ({ data, X: rowsOf(data.X), y: Array.from(data.y) }),
    fit(prepared) {
      const { data, X, y } = prepared as { data: Dataset; X: number[][]; y: number[] };
      const model = new module.RandomForestClassifier({
        seed: 0,
        nEstimators: 25,
        replacement: true,
        maxFeatures: 0.8,
        noOOB: true,
      });
      model.train(X, y);
      const rows = rowsOf(data.XTest);
      return {
        predict: () => model.predict(rows),
        predictOne: (i) => model.predict([rows[i]]),
        quality: () => ({ accuracy: accuracyScore(data.yTest, model.predict(rows)) }),
      };
    },
  };
};

function rowsOf({ data, rows, columns }: Dataset['X']): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}
