import { expect, it } from 'vitest';
import { answers, isClassifier, isPairwise } from '../src/estimator-kind.js';
import {
  type AnyEstimator,
  KMeans,
  LabelEncoder,
  LinearRegression,
  LinearSVC,
  Pipeline,
  RandomForestClassifier,
  StandardScaler,
  SVC,
  SVR,
  TransformedTargetRegressor,
} from '../src/index.js';

const ending = (step: AnyEstimator) =>
  new Pipeline({
    steps: [
      ['a', new StandardScaler()],
      ['b', step],
    ],
  });
const both = (step: AnyEstimator) => [step, ending(step), ending(ending(step))];

it('tells classifiers from all else, fitted or not, also at the end of pipelines', () => {
  const fitted = new SVC().fit([[0], [1], [2], [3]], [0, 0, 1, 1]);
  for (const yes of [fitted, ...both(new SVC())]) expect(isClassifier(yes)).toBe(true);
  for (const step of [new LinearRegression(), new KMeans(), new LabelEncoder()]) {
    for (const no of both(step)) expect(isClassifier(no)).toBe(false);
  }
  expect(isClassifier({})).toBe(false);
});

it('tells what can be asked of an estimator', () => {
  const asked = (estimator: AnyEstimator) =>
    both(estimator).map((one) => [
      answers(one, 'predict'),
      answers(one, 'predictProba'),
      answers(one, 'decisionFunction'),
    ]);
  const thrice = (row: boolean[]) => [row, row, row];
  expect(asked(new SVC())).toEqual(thrice([true, false, true]));
  expect(asked(new SVC({ probability: true }))).toEqual(thrice([true, true, true]));
  expect(asked(new LinearSVC())).toEqual(thrice([true, false, true]));
  expect(asked(new RandomForestClassifier())).toEqual(thrice([true, true, false]));
  expect(asked(new StandardScaler())).toEqual(thrice([false, false, false]));
});

it('tells whether a part of X has fewer columns too', () => {
  expect(isPairwise(new SVR({ kernel: 'precomputed' }))).toBe(true);
  expect(isPairwise(new Pipeline({ steps: [['svc', new SVC({ kernel: 'precomputed' })]] }))).toBe(
    true,
  );
  expect(isPairwise(ending(new SVC({ kernel: 'precomputed' })))).toBe(false);
  expect(isPairwise(new SVC())).toBe(false);
});

it('lets a pipeline that ends in a regressor be one', () => {
  const regressor = new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['model', new LinearRegression()],
    ],
  });
  const model = new TransformedTargetRegressor({ regressor, transformer: new StandardScaler() });
  expect(model.fit([[1], [2], [3]], [10, 20, 30]).predict([[4]])[0]).toBeCloseTo(40, 10);
  const classifier = new Pipeline({ steps: [['svc', new SVC()]] });
  expect(() => new TransformedTargetRegressor({ regressor: classifier })).toThrow(
    'TransformedTargetRegressor: regressor must be a regressor',
  );
});
