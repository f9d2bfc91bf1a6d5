import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadBreastCancer, loadDiabetes, loadIris, loadWine } from '../../src/datasets.js';
import {
  type CrossValidation,
  crossValidate,
  crossValPredict,
  GroupKFold,
  KFold,
  LinearRegression,
  LogisticRegression,
  learningCurve,
  Pipeline,
  permutationTestScore,
  StandardScaler,
  SVC,
  setWarningHandler,
  TimeSeriesSplit,
  validationCurve,
} from '../../src/index.js';
import { reference } from '../reference/reference.js';

type Scores = Record<'train' | 'test', Record<string, number[]>>;

interface Expected {
  diabetes: Record<'default' | 'ten' | 'groups' | 'time', Scores> & {
    predict: number[];
    permutation: number;
  };
  learningCurve: { sizes: number[]; train: number[][]; test: number[][] };
  validationCurve: { train: number[][]; test: number[][] };
  unseen: number[][];
}

interface Classified {
  svc: Scores;
  logistic: Scores;
  loss: Scores;
  predictProba: number[][];
  decision: number[] | number[][];
}

const expected = reference<Expected & Record<string, Classified>>('cross_validation');

beforeEach(() => {
  setWarningHandler(() => {});
});
afterEach(() => {
  setWarningHandler(null);
});

function expectClose(found: readonly number[], wanted: readonly number[], tolerance = 1e-9): void {
  expect(found).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) {
    expect(Math.abs(found[i] - value)).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}

describe('equals scikit-learn', () => {
  const { data, target } = loadDiabetes();
  const groups = target.map((_, i) => Math.floor(i / 7) % 11);

  it.each<['default' | 'ten' | 'groups' | 'time', CrossValidation | undefined]>([
    ['default', undefined],
    ['ten', 10],
    ['groups', new GroupKFold({ nSplits: 4 })],
    ['time', new TimeSeriesSplit({ nSplits: 4 })],
  ])('on diabetes, cv: %s', (name, cv) => {
    const { train, test } = expected.diabetes[name];
    const { testScore, trainScore } = crossValidate(new LinearRegression(), data, target, {
      cv,
      groups: name === 'groups' ? groups : undefined,
      scoring: Object.keys(test),
      returnTrainScore: true,
    });
    for (const scorer of Object.keys(test)) {
      expectClose(testScore[scorer], test[scorer]);
      expectClose(trainScore?.[scorer] ?? [], train[scorer]);
    }
  });

  it('in predictions of samples not learned from', () => {
    const found = crossValPredict(new LinearRegression(), data, target, { cv: 7 });
    expectClose(found, expected.diabetes.predict);
  });

  it('in a learning curve', () => {
    const { sizes, train, test } = expected.learningCurve;
    const curve = learningCurve(new LinearRegression(), data, target);
    expect(curve.trainSizes).toEqual(sizes);
    expectClose(curve.trainScores.to1DArray(), train.flat());
    expectClose(curve.testScores.to1DArray(), test.flat());
  });

  it('in the score of a permutation test', () => {
    const { score } = permutationTestScore(new LinearRegression(), data, target, {
      nPermutations: 1,
    });
    expectClose([score], [expected.diabetes.permutation]);
  });

  it.each([
    ['iris', loadIris],
    ['wine', loadWine],
    ['breastCancer', loadBreastCancer],
  ] as const)('on %s', (name, load) => {
    const { data: X, target: y } = load();
    const { svc, logistic, loss, predictProba, decision } = expected[name];
    const scaled = (model: SVC | LogisticRegression) =>
      new Pipeline({
        steps: [
          ['scale', new StandardScaler()],
          ['model', model],
        ],
      });
    const precise = () => scaled(new LogisticRegression({ tol: 1e-10, maxIter: 10000 }));
    for (const [model, wanted] of [
      [scaled(new SVC()), svc],
      [precise(), logistic],
    ] as const) {
      const scoring = Object.keys(wanted.test);
      const { testScore, trainScore } = crossValidate(model, X, y, {
        scoring,
        returnTrainScore: true,
      });
      for (const scorer of scoring) {
        expectClose(testScore[scorer], wanted.test[scorer]);
        expectClose(trainScore?.[scorer] ?? [], wanted.train[scorer]);
      }
    }
    // Both optimisers stop short of the optimum, scikit-learn's at gradients of about 1e-8.
    const losses = crossValidate(precise(), X, y, { scoring: 'negLogLoss' }).testScore;
    expectClose(losses, loss.test.neg_log_loss, 1e-6);
    const every10th = (values: readonly unknown[]) => values.filter((_, i) => i % 10 === 0);
    const proba = crossValPredict(precise(), X, y, { cv: 3, method: 'predictProba' });
    expectClose((every10th(proba.to2DArray()) as number[][]).flat(), predictProba.flat(), 1e-6);
    // SMO stops at a gap of 1e-3.
    const decisions = crossValPredict(scaled(new SVC()), X, y, {
      cv: 3,
      method: 'decisionFunction',
    });
    const rows = Array.isArray(decisions) ? decisions : decisions.to2DArray();
    expectClose((every10th(rows) as number[]).flat(), (decision as number[]).flat(), 2e-3);
  });

  it('where models have not seen all classes', () => {
    const { data: X, target: y } = loadIris();
    const model = new LogisticRegression({ tol: 1e-10, maxIter: 10000 });
    const options = { cv: new KFold({ nSplits: 3 }), method: 'predictProba' } as const;
    const rows = crossValPredict(model, X, y, options).to2DArray();
    expectClose(rows.filter((_, i) => i % 10 === 0).flat(), expected.unseen.flat(), 1e-6);
  });

  it('in a validation curve of a pipeline', () => {
    const { data: X, target: y } = loadWine();
    const model = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['svc', new SVC()],
      ],
    });
    const curve = validationCurve(model, X, y, {
      paramName: 'svc__C',
      paramRange: [0.01, 0.1, 1, 10],
      cv: 4,
    });
    expectClose(curve.trainScores.to1DArray(), expected.validationCurve.train.flat());
    expectClose(curve.testScores.to1DArray(), expected.validationCurve.test.flat());
  });
});
