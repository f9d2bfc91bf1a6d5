import type { Matrix } from 'ml-matrix';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { loadIris } from '../../src/datasets.js';
import {
  crossValPredict,
  crossValPredictAsync,
  KFold,
  LinearRegression,
  LogisticRegression,
  makeBlobs,
  RandomForestClassifier,
  ShuffleSplit,
  SVC,
  setWarningHandler,
} from '../../src/index.js';

const { data, target, targetNames } = loadIris();
const X = data.to2DArray();
const y = target.map((k) => targetNames[k]);
const cv = new KFold({ nSplits: 3, shuffle: true, randomState: 0 });

describe('crossValPredict', () => {
  it('asks about each sample a model that has not learned from it', () => {
    const predicted = crossValPredict(new LogisticRegression(), X, y, { cv });
    const proba = crossValPredict(new LogisticRegression(), X, y, { cv, method: 'predictProba' });
    expectTypeOf(predicted).toEqualTypeOf<('setosa' | 'versicolor' | 'virginica')[]>();
    expectTypeOf(proba).toEqualTypeOf<Matrix>();
    for (const [train, test] of cv.split(X)) {
      const model = new LogisticRegression().fit(
        Array.from(train, (i) => X[i]),
        Array.from(train, (i) => y[i]),
      );
      const asked = Array.from(test, (i) => X[i]);
      expect(Array.from(test, (i) => predicted[i])).toEqual(model.predict(asked));
      expect(Array.from(test, (i) => proba.getRow(i))).toEqual(
        model.predictProba(asked).to2DArray(),
      );
    }
  });

  it('is the same in slices, and in blocks of a large test part', async () => {
    const { X: many, y: classes } = makeBlobs({ nSamples: 9000, centers: 3, randomState: 0 });
    const model = new LogisticRegression();
    for (const method of ['predict', 'predictProba', 'decisionFunction'] as const) {
      const options = { cv: 2, method };
      const found = crossValPredict(model, many, classes, options);
      expect(await crossValPredictAsync(model, many, classes, options)).toEqual(found);
      if (method !== 'predict') continue;
      const right = (found as number[]).filter((label, i) => label === classes[i]).length;
      expect(right).toBeGreaterThan(8000);
    }
  });

  it('warns of classes that a model has not seen, whose decisions are the least', () => {
    const warnings: string[] = [];
    setWarningHandler(({ message }) => warnings.push(message));
    const labels = y.map((_, i) => i % 4);
    labels[149] = 9; // in one fold only
    const unseen = { cv: new KFold({ nSplits: 3 }), method: 'decisionFunction' } as const;
    const decisions = crossValPredict(new SVC(), X, labels, unseen) as Matrix;
    expect(decisions.columns).toBe(5);
    expect(decisions.get(149, 4)).toBe(-Number.MAX_VALUE);
    expect(decisions.get(149, 0)).toBeGreaterThan(-10);
    expect(warnings).toEqual([
      'crossValPredict: the training part of a fold has 4 of 5 classes, and the others are not predicted there. Pass fewer folds, or a cv that keeps the shares of the classes, such as StratifiedKFold.',
    ]);
    setWarningHandler(null);
    expect(() => crossValPredict(new SVC(), X, y, unseen)).toThrow(
      'crossValPredict: the training part of a fold has 2 of 3 classes, so that its decisionFunction has no column for each.',
    );
  });

  it.each<[string, () => unknown, string | RegExp]>([
    [
      'test parts that overlap or leave samples out',
      () => crossValPredict(new SVC(), X, y, { cv: new ShuffleSplit({ randomState: 0 }) }),
      /^crossValPredict: sample \d+ is in (0|[2-9]) test parts, but each must be in one\./,
    ],
    [
      'a method that the estimator lacks',
      () => crossValPredict(new LinearRegression(), X, target, { method: 'predictProba' }),
      'crossValPredict: a LinearRegression has no predictProba. Choose another method, or another estimator.',
    ],
    [
      'probabilities that are off',
      () => crossValPredict(new SVC(), X, y, { method: 'predictProba' }),
      'crossValPredict: a SVC has no predictProba unless its option probability is on.',
    ],
    [
      'decisions of a forest',
      () => crossValPredict(new RandomForestClassifier(), X, y, { method: 'decisionFunction' }),
      'crossValPredict: a RandomForestClassifier has no decisionFunction.',
    ],
    [
      'an unknown method',
      () => crossValPredict(new SVC(), X, y, { method: 'transform' as never }),
      'crossValPredict: method must be one of "predict", "predictProba", "decisionFunction", but got "transform".',
    ],
    [
      'what a fit throws',
      () =>
        crossValPredict(
          new SVC(),
          X,
          target.map((t) => t + 0.5),
        ),
      'SVC.fit: y holds',
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
