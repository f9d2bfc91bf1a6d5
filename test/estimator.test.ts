import { describe, expect, it } from 'vitest';
import { VotingClassifier } from '../src/ensembles/voting/voting-classifier.js';
import { InvalidParameterError, NotFittedError } from '../src/errors.js';
import { clone } from '../src/estimator.js';
import { LinearRegression } from '../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../src/estimators/linear/logistic-regression.js';
import { Pipeline } from '../src/preprocessing/composition/pipeline.js';
import { MinMaxScaler } from '../src/preprocessing/scalers/min-max-scaler.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';

const X = [[0], [1], [2], [3]];
const y = [1, 3, 5, 7];

it('says what to do before fit, and by which member', () => {
  expect(() => new LinearRegression().predict(X)).toThrow(NotFittedError);
  expect(() => new LinearRegression().coef).toThrow(
    'LinearRegression.coef: the model is not fitted yet. Call fit first.',
  );
});

describe('setParams', () => {
  it('changes nothing when one of the values is refused', () => {
    const model = new LogisticRegression({ C: 3 });
    expect(() => model.setParams({ C: 5, tol: -1 })).toThrow(InvalidParameterError);
    expect(model.getParams().C).toBe(3);
  });
  it('leaves what was learned until the next fit', () => {
    const model = new LinearRegression().fit(X, y);
    model.setParams({ fitIntercept: false });
    expect(model.predict([[4]])[0]).toBeCloseTo(9, 12);
    expect(model.fit(X, y).intercept).toBe(0);
  });
  it('takes undefined for the default', () => {
    expect(new LogisticRegression({ C: 3 }).setParams({ C: undefined }).getParams().C).toBe(1);
  });
});

it('getParams gives a copy', () => {
  const model = new LogisticRegression();
  Object.assign(model.getParams(), { C: 7 });
  expect(model.getParams().C).toBe(1);
});

describe('clone', () => {
  it('has the same hyperparameters and nothing learned', () => {
    const copy = clone(new LinearRegression({ fitIntercept: false }).fit(X, y));
    expect(copy.isFitted).toBe(false);
    expect(copy.getParams()).toEqual(new LinearRegression({ fitIntercept: false }).getParams());
  });
  it('clones the estimators inside', () => {
    const pipeline = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['predict', new LinearRegression()],
      ],
    }).fit(X, y);
    const copy = clone(pipeline);
    expect(copy.getParams().steps[1][1]).not.toBe(pipeline.getParams().steps[1][1]);
    copy.fit(X, [0, 0, 0, 0]);
    expect(pipeline.predict([[4]])[0]).toBeCloseTo(9, 12);
  });
});

it('fromJSON of a class refuses another, naming the right one', () => {
  const json = new LinearRegression().fit(X, y).toJSON();
  expect(() => LogisticRegression.fromJSON(json)).toThrow(
    'unknown type "LinearRegression". Known: "LogisticRegression".',
  );
  expect(LinearRegression.fromJSON(json).predict([[4]])[0]).toBeCloseTo(9, 12);
});

it('keeps hyperparameters that nobody else can change, its defaults above all', () => {
  const range: [number, number] = [0, 1];
  const scaler = new MinMaxScaler({ featureRange: range });
  range[1] = 9;
  for (const { featureRange } of [scaler.getParams(), new MinMaxScaler().getParams()]) {
    (featureRange as [number, number])[0] = -5;
  }
  expect(scaler.getParams().featureRange).toEqual([0, 1]);
  expect(new MinMaxScaler().getParams().featureRange).toEqual([0, 1]);
  const weights = { a: 1, b: 2 };
  const model = new LogisticRegression({ classWeight: weights });
  weights.a = -1;
  expect(model.getParams().classWeight).toEqual({ a: 1, b: 2 });
  const member = new LogisticRegression();
  const voting = new VotingClassifier({ estimators: [['one', member]] });
  (voting.getParams().estimators as unknown[]).pop();
  expect(voting.getParams().estimators).toEqual([['one', member]]);
  expect(voting.getParams().estimators[0]?.[1]).toBe(member);
});
