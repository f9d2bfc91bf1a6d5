import { afterAll, beforeAll, expect, it } from 'vitest';
import { FitPredictError } from '../../src/errors.js';
import * as library from '../../src/index.js';
import { oddValues } from '../support/odd-values.js';

/*
 * Whatever stands for an argument or an option: the call is refused by name, or gives a result.
 */

beforeAll(() => {
  library.setWarningHandler(() => {});
});
afterAll(() => {
  library.setWarningHandler(null);
});

const X = Array.from({ length: 12 }, (_, i) => [i % 4, (i * 7) % 5]);
const y = X.map(([a, b]) => 1 + a + 2 * b);
const groups = X.map((_, i) => i % 3);

type Call = (...given: unknown[]) => unknown;
const called = (name: string, ...given: unknown[]) =>
  ((library as Record<string, unknown>)[name] as Call)(...given);

const FUNCTIONS = ['crossValidate', 'crossValScore', 'crossValPredict', 'learningCurve'];
const curve = { paramName: 'fitIntercept', paramRange: [true] };

const CALLS: Readonly<Record<string, (odd: unknown) => unknown>> = {
  ...Object.fromEntries(
    FUNCTIONS.flatMap((name) => [
      [`${name}, estimator`, (odd: unknown) => called(name, odd, X, y)],
      [`${name}, X`, (odd: unknown) => called(name, new library.LinearRegression(), odd, y)],
      [`${name}, y`, (odd: unknown) => called(name, new library.LinearRegression(), X, odd)],
    ]),
  ),
  ...Object.fromEntries(
    ['cv', 'scoring', 'groups', 'sampleWeight', 'errorScore', 'returnTrainScore'].map((option) => [
      `crossValidate, ${option}`,
      (odd: unknown) =>
        called('crossValidate', new library.LinearRegression(), X, y, { cv: 3, [option]: odd }),
    ]),
  ),
  'a scorer': (odd) =>
    called('crossValidate', new library.LinearRegression(), X, y, { scoring: { odd } }),
  'what a scorer gives': (odd) =>
    called('crossValidate', new library.LinearRegression(), X, y, { scoring: () => odd }),
  'a fold': (odd) => called('crossValScore', new library.LinearRegression(), X, y, { cv: [odd] }),
  'a part of a fold': (odd) =>
    called('crossValScore', new library.LinearRegression(), X, y, { cv: [[[0, 1, 2], odd]] }),
  'what a splitter gives': (odd) =>
    called('crossValScore', new library.LinearRegression(), X, y, { cv: { split: () => odd } }),
  'the name of a parameter': (odd) =>
    called('validationCurve', new library.LinearRegression(), X, y, { ...curve, paramName: odd }),
  'values of a parameter': (odd) =>
    called('validationCurve', new library.LinearRegression(), X, y, { ...curve, paramRange: odd }),
  'sizes to learn from': (odd) =>
    called('learningCurve', new library.LinearRegression(), X, y, { trainSizes: odd }),
  'folds that were decided elsewhere': (odd) =>
    new library.PredefinedSplit({ testFold: odd as number[] }).split(X),
  'X to split': (odd) => [...new library.KFold({ nSplits: 2 }).split(odd as number[])],
  'y to split': (odd) => [...new library.StratifiedKFold({ nSplits: 2 }).split(X, odd as number[])],
  'groups to split': (odd) => [
    ...new library.StratifiedGroupKFold({ nSplits: 2 }).split(X, groups, odd as number[]),
  ],
};

it.each(Object.entries(CALLS))('is refused by name or taken: %s', (_, call) => {
  const faults: string[] = [];
  for (const [what, make] of Object.entries(oddValues)) {
    try {
      call(make());
    } catch (error) {
      if (!(error instanceof FitPredictError)) faults.push(`${what}: ${String(error)}`);
    }
  }
  expect(faults).toEqual([]);
});
