import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { treeShap } from '../src/inspection/shap/tree-shap.js';
import { boostingClassifier } from './boosting.js';
import type { Dataset, Implementation, Workload } from './workload.js';

/*
 * What is timed as the fit is the explanation. Each library explains boosted trees of its own, grown from the same rows with the
 * same settings: as many and as deep. The quality is the mean size of the values.
 */

const EXPLAINED_ROWS = 1000;
const BACKGROUND_ROWS = 100;

export const shapByPaths: Workload = {
  name: 'shap_paths_1k_28',
  about: 'treeShap of 1000 × 28, 100 trees of depth 6, path-dependent',
  data,
  ours: explaining(() => null),
};

export const shapByBackground: Workload = {
  name: 'shap_background_1k_28',
  about: 'treeShap of 1000 × 28, 100 trees of depth 6, 100 background rows',
  data,
  ours: explaining((background) => background),
};

/** Some rows to grow trees from; the first of the test rows are explained. */
function data(): Dataset {
  const { X, y, XTest, yTest } = boostingClassifier.data();
  return {
    X: head(X, 10_000),
    y: y.slice(0, 10_000),
    XTest: head(XTest, EXPLAINED_ROWS),
    yTest: yTest.slice(0, EXPLAINED_ROWS),
  };
}

function head({ data: numbers, columns }: Dataset['X'], rows: number): Dataset['X'] {
  return { data: numbers.slice(0, rows * columns), rows, columns };
}

interface Prepared {
  readonly model: GradientBoostingClassifier;
  readonly XTest: Dataset['X'];
  readonly background: Dataset['X'];
}

function explaining(backgroundOf: (rows: Dataset['X']) => Dataset['X'] | null): Implementation {
  return {
    name: 'fitpredict',
    prepare({ X, y, XTest }): Prepared {
      const options = { nEstimators: 100, maxDepth: 6, learningRate: 0.1 };
      const model = new GradientBoostingClassifier(options).fit(X, y);
      return { model, XTest, background: head(X, BACKGROUND_ROWS) };
    },
    fit(prepared) {
      const { model, XTest, background } = prepared as Prepared;
      const [values] = treeShap(model, XTest, { background: backgroundOf(background) }).values;
      return { quality: () => ({ meanSize: values.abs().mean() }) };
    },
  };
}
