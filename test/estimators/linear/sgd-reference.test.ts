import { describe, expect, it } from 'vitest';
import {
  SGDClassifier,
  type SGDClassifierOptions,
} from '../../../src/estimators/linear/sgd-classifier.js';
import {
  SGDRegressor,
  type SGDRegressorOptions,
} from '../../../src/estimators/linear/sgd-regressor.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

interface Expected {
  coef: number[][];
  intercept: number[];
  nIter: number;
  probabilities?: number[][];
}

const expected = reference<Record<string, Expected>>('sgd');
const weigh = (n: number) => Array.from({ length: n }, (_, i) => 0.25 + (i % 7) / 4);

/** An example data set with its columns standardised. */
function scaled(name: string) {
  const { X, y } = dataSet(name);
  return { X: new StandardScaler().fitTransform(X).to2DArray(), y };
}

const iris = scaled('iris.csv');
const order = iris.y.map((_, i) => (i * 67) % 150);
const mixed = { X: order.map((i) => iris.X[i]), y: order.map((i) => iris.y[i]) };
const { X: cancerX, y: diagnoses } = scaled('breast_cancer.csv');
const cancer = { X: cancerX, y: diagnoses.map((name) => (name === 'benign' ? 1 : 0)) };
const { X: diabetesX, y: progress } = scaled('diabetes.csv');
const targets = progress.map((value) => Number(value) / 100);

/** scikit-learn's names of losses. */
const margins = {
  hinge: 'hinge',
  log_loss: 'logLoss',
  modified_huber: 'modifiedHuber',
  squared_hinge: 'squaredHinge',
  perceptron: 'perceptron',
} as const;
const errors = {
  squared_error: 'squaredError',
  huber: 'huber',
  epsilon_insensitive: 'epsilonInsensitive',
  squared_epsilon_insensitive: 'squaredEpsilonInsensitive',
} as const;

interface How {
  readonly isWeighted?: boolean;
  /** Parts of `partialFit`. */
  readonly parts?: number;
}
type Labelled = { X: number[][]; y: (string | number)[] };
type Case<Options> = [name: string, Options, How?];

const ten = { maxIter: 10, tol: null };
const slow = { maxIter: 20, tol: null, learningRate: 'invscaling', eta0: 0.01 } as const;
/** With the long first steps of the rate 'optimal', smooth losses magnify the last digits beyond comparing. */
const rateOf = (loss: string) =>
  loss === 'hinge' || loss === 'perceptron' ? { maxIter: 20 } : slow;
const classifications: Case<SGDClassifierOptions>[] = [
  ...Object.entries(margins).map(
    ([name, loss]): Case<SGDClassifierOptions> => [`iris ${name}`, { loss, ...rateOf(loss) }],
  ),
  ...Object.entries(errors).map(
    ([name, loss]): Case<SGDClassifierOptions> => [`iris ${name}`, { loss, ...slow }],
  ),
  ...Object.entries(margins).map(
    ([name, loss]): Case<SGDClassifierOptions> => [`cancer ${name}`, { loss, ...rateOf(loss) }],
  ),
  ['iris to the end', { loss: 'logLoss' }],
  ['iris weighted', { loss: 'logLoss', ...slow }, { isWeighted: true }],
  ['iris classWeight', { classWeight: { setosa: 3, virginica: 0.5 } }],
  ['cancer balanced', { classWeight: 'balanced', loss: 'logLoss', ...slow }],
  ['cancer l1', { penalty: 'l1', alpha: 0.001, loss: 'logLoss', ...ten }],
  ['cancer elasticnet', { penalty: 'elasticnet', alpha: 0.001, l1Ratio: 0.4, ...ten }],
  ['iris pa1', { learningRate: 'pa1', eta0: 0.1, penalty: null, maxIter: 20 }],
  ['iris average', { average: true }],
  ['iris average from 500', { average: 500 }],
  ['iris parts', { loss: 'logLoss' }, { parts: 4 }],
  ['cancer parts', { loss: 'modifiedHuber' }, { parts: 5, isWeighted: true }],
];
const aggressive = {
  loss: 'epsilonInsensitive',
  eta0: 0.05,
  penalty: null,
  maxIter: 20,
} as const;
const regressions: Case<SGDRegressorOptions>[] = [
  ...Object.entries(errors).map(
    ([name, loss]): Case<SGDRegressorOptions> => [`diabetes ${name}`, { loss }],
  ),
  ['diabetes l1', { penalty: 'l1', alpha: 0.01 }],
  ['diabetes none', { penalty: null }],
  ['diabetes weighted', {}, { isWeighted: true }],
  ['diabetes without intercept', { fitIntercept: false }],
  ['diabetes constant', { learningRate: 'constant', eta0: 0.001 }],
  ['diabetes adaptive', { learningRate: 'adaptive' }],
  ['diabetes optimal', { learningRate: 'optimal', alpha: 0.1 }],
  ['diabetes pa1', { learningRate: 'pa1', ...aggressive }],
  ['diabetes pa2', { learningRate: 'pa2', ...aggressive }],
  ['diabetes average', { average: true }],
  ['diabetes parts', {}, { parts: 7, isWeighted: true }],
  ['diabetes average parts', { average: true }, { parts: 3 }],
];

/** Rows of each part, as numpy.array_split makes them. */
function partsOf(rows: number, parts: number): [from: number, to: number][] {
  const sizes = Array.from({ length: parts }, (_, p) => Math.floor((rows + parts - 1 - p) / parts));
  return sizes.map((size, p) => {
    const from = sizes.slice(0, p).reduce((sum, one) => sum + one, 0);
    return [from, from + size];
  });
}

function agree(actual: readonly number[][], wanted: readonly number[][]) {
  const scale = Math.max(1, ...wanted.flat().map(Math.abs));
  for (const [r, row] of wanted.entries()) {
    for (const [j, value] of row.entries()) {
      expect(Math.abs(actual[r][j] - value)).toBeLessThan(1e-10 * scale);
    }
  }
}

function without<T>(make: () => T): T {
  const before = setWarningHandler(() => {});
  try {
    return make();
  } finally {
    setWarningHandler(before);
  }
}

describe('without shuffling, the coefficients are those of scikit-learn', () => {
  it.each(classifications)('SGDClassifier, %s', (name, options, how = {}) => {
    const { X, y }: Labelled = name.startsWith('iris') ? mixed : cancer;
    const sampleWeight = how.isWeighted ? weigh(y.length) : undefined;
    const model = new SGDClassifier<string | number>({ shuffle: false, ...options });
    if (how.parts === undefined) without(() => model.fit(X, y, { sampleWeight }));
    else {
      for (const [from, to] of partsOf(y.length, how.parts)) {
        const weights = sampleWeight?.slice(from, to);
        const told = { classes: [...new Set(y)], sampleWeight: weights };
        model.partialFit(X.slice(from, to), y.slice(from, to), told);
      }
    }
    const wanted = expected[name];
    agree(model.coef.to2DArray(), wanted.coef);
    agree([[...model.intercept]], [wanted.intercept]);
    expect(model.nIter).toBe(wanted.nIter);
    if (wanted.probabilities === undefined) return;
    const asked = X.slice(0, 30).filter((_, i) => i % 5 === 0);
    agree(model.predictProba(asked).to2DArray(), wanted.probabilities);
  });

  it.each(regressions)('SGDRegressor, %s', (name, options, how = {}) => {
    const sampleWeight = how.isWeighted ? weigh(targets.length) : undefined;
    const model = new SGDRegressor({ shuffle: false, ...options });
    if (how.parts === undefined) without(() => model.fit(diabetesX, targets, { sampleWeight }));
    else {
      for (const [from, to] of partsOf(targets.length, how.parts)) {
        const weights = sampleWeight?.slice(from, to);
        model.partialFit(diabetesX.slice(from, to), targets.slice(from, to), {
          sampleWeight: weights,
        });
      }
    }
    const wanted = expected[name];
    agree([[...model.coef]], wanted.coef);
    agree([[model.intercept]], [wanted.intercept]);
    expect(model.nIter).toBe(wanted.nIter);
  });
});
