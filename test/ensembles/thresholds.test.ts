import { describe, expect, it } from 'vitest';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { FrozenEstimator } from '../../src/ensembles/frozen-estimator.js';
import { FixedThresholdClassifier } from '../../src/ensembles/thresholds/fixed-threshold-classifier.js';
import { TunedThresholdClassifierCV } from '../../src/ensembles/thresholds/tuned-threshold-classifier-cv.js';
import { DummyClassifier } from '../../src/estimators/dummy/dummy-classifier.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { balancedAccuracyScore } from '../../src/metrics/confusion-scores.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { reference } from '../reference/reference.js';
import { ByHeart } from './by-heart.js';
import { closeRows, every, scaledLogistic } from './support.js';

interface Tuned {
  threshold: number;
  score: number;
  scores: number[];
  thresholds: number[];
  predicted: number[];
}
const { thresholds } = reference<{
  thresholds: Record<'balanced' | 'f1' | 'decision' | 'list' | 'split' | 'fixed', Tuned>;
}>('ensembles');
const { data, target } = loadBreastCancer();
const few = every(10, data.to2DArray());
const range = (from: number) =>
  Array.from({ length: Math.ceil((569 - from) / 2) }, (_, i) => from + 2 * i);

describe('a tuned threshold', () => {
  it.each([
    ['balanced', {}],
    ['f1', { scoring: 'f1', thresholds: 25, cv: 3 }],
    ['decision', { responseMethod: 'decisionFunction', scoring: 'accuracy' }],
    ['list', { thresholds: [0.1, 0.3, 0.5, 0.7] }],
    ['split', { cv: [[range(0), range(1)]], refit: false }],
  ] as const)('is that of scikit-learn: %s', (name, options) => {
    const estimator = scaledLogistic();
    const model = new TunedThresholdClassifierCV({
      estimator,
      storeCvResults: true,
      ...options,
    } as ConstructorParameters<typeof TunedThresholdClassifierCV>[0]);
    model.fit(data, target);
    const expected = thresholds[name];
    expect(model.bestThreshold).toBeCloseTo(expected.threshold, 9);
    expect(model.bestScore).toBeCloseTo(expected.score, 9);
    closeRows([model.cvResults?.thresholds ?? []], [expected.thresholds], 1e-9);
    closeRows([model.cvResults?.scores ?? []], [expected.scores], 1e-9);
    expect(model.predict(few)).toEqual(expected.predicted);
    expect(estimator.isFitted).toBe(false);
  });

  it('judges what was trained elsewhere on all samples', () => {
    const trained = new LogisticRegression().fit(data, target);
    const estimator = new FrozenEstimator({ estimator: trained });
    const model = new TunedThresholdClassifierCV({ estimator, thresholds: 500 }).fit(data, target);
    expect(model.bestScore).toBeCloseTo(balancedAccuracyScore(target, model.predict(data)), 12);
    expect(model.bestScore).toBeGreaterThanOrEqual(
      balancedAccuracyScore(target, trained.predict(data)),
    );
    expect(model.estimator).toBe(estimator);
  });

  it('holds out a share once, by chance that can be repeated', () => {
    const options = { estimator: scaledLogistic(), cv: 0.3, randomState: 1 };
    const model = new TunedThresholdClassifierCV(options).fit(data, target);
    const again = new TunedThresholdClassifierCV(options).fit(data, target);
    expect(again.bestThreshold).toBe(model.bestThreshold);
    expect(model.cvResults).toBeNull();
  });

  it('takes a metric of one’s own, and weights', () => {
    const X = Array.from({ length: 40 }, (_, i) => [i]);
    const y = X.map(([x]) => (x > 20 ? 'yes' : 'no'));
    const scoring = {
      name: 'few alarms',
      score: (
        model: { predict(X: null): ArrayLike<unknown> },
        _X: unknown,
        _y: unknown,
        { sampleWeight } = {} as { sampleWeight?: ArrayLike<number> },
      ) => {
        expect(sampleWeight).toHaveLength(20);
        return Array.from(model.predict(null)).filter((label) => label === 'no').length;
      },
    };
    const model = new TunedThresholdClassifierCV({
      estimator: new LogisticRegression(),
      scoring: scoring as never,
      cv: 2,
    });
    const fitted = model.fit(X, y, { sampleWeight: X.map(() => 1) });
    expect(fitted.predict([[0]])).toEqual(['no']);
    expect(fitted.bestThreshold).toBeGreaterThan(0.9);
  });

  it('never judges a copy by what it has learned from', () => {
    const X = Array.from({ length: 20 }, (_, i) => [i]);
    const y = X.map((_, i) => (i % 2 === 0 ? 'a' : 'b'));
    // ByHeart says 0.1 of all samples that it has not seen, and 0.9 of the others: a spread would be leakage.
    const model = new TunedThresholdClassifierCV({ estimator: new ByHeart(), cv: 2 });
    expect(() => model.fit(X, y)).toThrow(
      'gives all samples of a fold the score 0.1, so there is nothing to divide',
    );
  });

  it.each([
    [
      { scoring: 'balanced_acuracy' },
      'there is no scorer "balanced_acuracy". Did you mean "balanced_accuracy"?',
    ],
    [
      { estimator: new LinearSVC(), responseMethod: 'predictProba' },
      'a LinearSVC that has no predictProba, so there is nothing to compare',
    ],
    [{ thresholds: [0.5, 0.1] }, 'thresholds must be an integer >= 1, or ascending numbers'],
    [{ cv: 1 }, 'cv must be a number > 0 and < 1, or an integer >= 2'],
  ] as const)('refuses %o', (options, message) => {
    const estimator = new LogisticRegression();
    expect(() => new TunedThresholdClassifierCV({ estimator, ...options })).toThrow(message);
  });

  it('refuses three labels, several models where none is trained in the end, and metrics of probabilities', () => {
    const estimator = new LogisticRegression();
    const X = Array.from({ length: 12 }, (_, i) => [i]);
    const made = (options: object, y: number[]) => () =>
      new TunedThresholdClassifierCV({ estimator, ...options }).fit(X, y);
    const two = X.map((_, i) => ((i * 5) % 7 > 3 ? 1 : 0));
    expect(
      made(
        {},
        X.map((_, i) => i % 3),
      ),
    ).toThrow('y holds 3 labels, but a threshold divides two');
    expect(made({ refit: false, cv: 2 }, two)).toThrow('refit is false, but cv makes 2 folds');
    expect(made({ scoring: 'neg_log_loss', cv: 2 }, two)).toThrow('the model has no probabilities');
    const prior = new TunedThresholdClassifierCV({ estimator: new DummyClassifier(), cv: 2 });
    expect(() => prior.fit(X, two)).toThrow('so there is nothing to divide');
  });
});

describe('a fixed threshold', () => {
  it('divides where it is told to, as in scikit-learn', () => {
    const model = new FixedThresholdClassifier({
      estimator: scaledLogistic(),
      threshold: 0.9,
      posLabel: 0,
    });
    model.fit(data, target);
    expect(model.predict(few)).toEqual(thresholds.fixed.predicted);
    const loaded = deserialize(serialize(model)) as FixedThresholdClassifier;
    expect(loaded.predict(few)).toEqual(thresholds.fixed.predicted);
  });

  it('is the classifier itself at one half, by probabilities and by decisions', () => {
    const plain = scaledLogistic().fit(data, target);
    for (const responseMethod of ['auto', 'predictProba', 'decisionFunction'] as const) {
      const model = new FixedThresholdClassifier({ estimator: scaledLogistic(), responseMethod });
      expect(model.fit(data, target).predict(data)).toEqual(plain.predict(data));
      expect(model.predictProba(few)).toEqual(plain.predictProba(few));
      expect(model.decisionFunction(few)).toEqual(plain.decisionFunction(few));
      expect(model.score(data, target)).toBe(plain.score(data, target));
    }
  });

  it('refuses a positive label that is not there', () => {
    const estimator = new LogisticRegression();
    const model = new FixedThresholdClassifier({ estimator, posLabel: 'si' });
    expect(() => model.fit([[1], [2]], ['no', 'yes'])).toThrow(
      'posLabel is "si", which is no label of y. Pass "no" or "yes".',
    );
    const svm = new FixedThresholdClassifier({ estimator: new LinearSVC() }).fit(
      [[1], [2]],
      [0, 1],
    );
    expect(() => svm.predictProba([[1]])).toThrow(
      'the estimator is a LinearSVC, which has no predictProba',
    );
  });
});
