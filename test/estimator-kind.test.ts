import { expect, it } from 'vitest';
import { answers, isClassifier, isPairwise } from '../src/estimator-kind.js';
import {
  type AnyEstimator,
  BaggingClassifier,
  crossValScore,
  driftReport,
  FixedThresholdClassifier,
  getScorer,
  KMeans,
  LabelEncoder,
  LinearRegression,
  LinearSVC,
  Pipeline,
  partialDependence,
  RandomForestClassifier,
  RFE,
  RFECV,
  StackingClassifier,
  StandardScaler,
  SVC,
  SVR,
  Table,
  TransformedTargetRegressor,
  trainModel,
  VotingClassifier,
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
  for (const of of [RFE, RFECV]) {
    expect(asked(new of({ estimator: new LinearSVC() }))).toEqual(thrice([true, false, true]));
    const forest = new RandomForestClassifier();
    expect(asked(new of({ estimator: forest }))).toEqual(thrice([true, true, false]));
  }
});

it('lets ensembles and scores ask an elimination of features what its model answers', () => {
  const X = Array.from({ length: 30 }, (_, i) => [i % 3, i % 5, i]);
  const y = X.map((_, i) => (i < 15 ? 'low' : 'high'));
  const margins = new RFE({ estimator: new LinearSVC(), nFeaturesToSelect: 2 });
  const shares = new RFE({ estimator: new RandomForestClassifier({ nEstimators: 3 }) });
  for (const estimator of [margins, shares]) {
    expect(
      crossValScore(estimator, X, y, { scoring: 'rocAuc', cv: 3 }).every(Number.isFinite),
    ).toBe(true);
    for (const model of [
      new BaggingClassifier({ estimator, nEstimators: 2 }),
      new FixedThresholdClassifier({ estimator }),
      new StackingClassifier({ estimators: [['rfe', estimator]] }),
    ]) {
      expect(model.fit(X, y).predict(X)).toHaveLength(30);
    }
  }
  expect(() => new VotingClassifier({ estimators: [['rfe', margins]], voting: 'soft' })).toThrow(
    'the estimator "rfe" is a RFE that has none',
  );
});

it('tells what can be asked of a model of a table by what is inside it', () => {
  const table = Table.fromRecords(
    Array.from({ length: 40 }, (_, i) => ({ size: i, kind: i < 20 ? 'small' : 'large' })),
  );
  const { model } = trainModel(table, { target: 'kind', modelName: 'svm', randomState: 0 });
  expect(answers(model, 'predictProba')).toBe(false);
  expect(answers(model, 'decisionFunction')).toBe(true);
  if (model.profile === null) throw new Error('it has a profile');
  expect(driftReport(model.profile, table, { model }).confidences).toBeNull();
  expect(partialDependence(model, table, { features: 'size' }).average[0]).toHaveLength(40);
  expect(() =>
    getScorer('negLogLoss').score(model, table, table.values('kind') as string[]),
  ).toThrow('the model has no probabilities');
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
