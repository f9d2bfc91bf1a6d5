import { GradientBoostingRegressor } from '../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { fromXGBoost } from '../src/interop/xgboost/from-xgboost.js';
import { toXGBoost } from '../src/interop/xgboost/to-xgboost.js';
import { friedman } from './boosting.js';
import type { Dataset, Implementation, Workload } from './workload.js';

/*
 * What is timed as the fit is the loading of a file. Each library loads a model of its own, grown from the same rows with the
 * same settings: as many trees and as deep.
 */

const OPTIONS = { nEstimators: 500, maxDepth: 8, learningRate: 0.1 } as const;

/** What is predicted once it is loaded. */
const data = () => friedman(100_000);

export const xgboostJson: Workload = {
  name: 'xgboost_json_500_8',
  about: 'fromXGBoost of a JSON file, 500 trees of depth 8; 100 000 × 20 rows',
  data,
  ours: loading('json'),
};

export const xgboostUbjson: Workload = {
  name: 'xgboost_ubj_500_8',
  about: 'fromXGBoost of a UBJSON file, 500 trees of depth 8; 100 000 × 20 rows',
  data,
  ours: loading('ubj'),
};

interface Prepared {
  readonly bytes: Uint8Array;
  readonly data: Dataset;
}

function loading(format: 'json' | 'ubj'): Implementation {
  return {
    name: 'fitpredict',
    prepare(data): Prepared {
      const model = new GradientBoostingRegressor(OPTIONS).fit(data.X, data.y);
      return { bytes: toXGBoost(model, { format }), data };
    },
    fit(prepared) {
      const { bytes, data } = prepared as Prepared;
      const model = fromXGBoost(bytes) as GradientBoostingRegressor;
      return {
        predict: () => model.predict(data.XTest),
        predictOne: (row) => model.predict([row]),
        quality: () => ({ r2: model.score(data.XTest, data.yTest) }),
      };
    },
  };
}
