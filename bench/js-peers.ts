/** JavaScript peers that more than one workload compares with, or that need room. */
import { accuracyScore } from '../src/metrics/classification.js';
import { r2Score } from '../src/metrics/regression.js';
import { type Dataset, type Fitted, type Implementation, peer, rowsOf } from './workload.js';

type Peer = () => Promise<Implementation | undefined>;

interface Tensors {
  readonly data: Dataset;
  readonly X: unknown;
  readonly y: unknown;
  readonly XTest: unknown;
  readonly yTest: unknown;
}

/** What most of them take: plain arrays. */
export interface Arrays {
  readonly X: number[][];
  readonly y: number[];
  readonly XTest: number[][];
  readonly yTest: number[];
}

export function inArrays({ X, y, XTest, yTest }: Dataset): Arrays {
  return { X: rowsOf(X), y: Array.from(y), XTest: rowsOf(XTest), yTest: Array.from(yTest) };
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
    prepare: inArrays,
    fit(prepared) {
      const { X, y, XTest, yTest } = prepared as Arrays;
      const tree = { booster: 'gbtree', max_depth: 6, eta: 0.1, tree_method: 'hist', max_bin: 256 };
      const model = new XGBoost({ ...tree, objective: 'reg:linear', iterations: 100, silent: 1 });
      model.train(X, y);
      return {
        predict: () => model.predict(XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ r2: r2Score(yTest, model.predict(XTest)) }),
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
    prepare: inArrays,
    fit(prepared) {
      const { X, y, XTest, yTest } = prepared as Arrays;
      const model = new module.RandomForestClassifier({
        seed: 0,
        nEstimators: 25,
        replacement: true,
        maxFeatures: 0.8,
        noOOB: true,
      });
      model.train(X, y);
      return {
        predict: () => model.predict(XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ accuracy: accuracyScore(yTest, model.predict(XTest)) }),
      };
    },
  };
};
