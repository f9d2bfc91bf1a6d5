import { expect, it } from 'vitest';
import { SVC } from '../../src/estimators/svm/svc.js';
import { featureImportance } from '../../src/training/feature-importance.js';

const X = [
  [1, 10, 0],
  [2, 30, 0],
  [3, 20, 0],
  [4, 40, 0],
];
const y = [1, 2, 3, 4];
const names = ['a', 'b', 'c'];
const score = () => 0;

it('takes the importances of a model that has its own', () => {
  const model = { featureImportances: [1, 3, 0], score };
  expect(featureImportance(model, names, X, { X, y })).toEqual({
    method: 'impurity',
    importances: [
      { feature: 'b', importance: 0.75 },
      { feature: 'a', importance: 0.25 },
      { feature: 'c', importance: 0 },
    ],
  });
});

it('does not mind the unit of a feature with a coefficient', () => {
  const { method, importances } = featureImportance({ coef: [-2, 0.2, 9], score }, names, X, {
    X,
    y,
  });
  expect(method).toBe('coefficients');
  const shares = Object.fromEntries(importances.map((one) => [one.feature, one.importance]));
  expect(shares.a).toBeCloseTo(shares.b, 12); // ten times the spread, a tenth of the coefficient
  expect(shares.c).toBe(0); // a constant column says nothing
});

it('shuffles where a model shows nothing of itself', () => {
  const onlyFirst = {
    score: (samples: unknown) => {
      const { data } = samples as { data?: Float64Array };
      return data === undefined ? 1 : [0, 3, 6, 9].every((at, i) => data[at] === y[i]) ? 1 : 0;
    },
  };
  const { method, importances } = featureImportance(onlyFirst, names, X, { X, y });
  expect(method).toBe('permutation');
  expect(importances[0]).toEqual({ feature: 'a', importance: 1 });
});

it('shuffles for a kernel machine, which has no coefficients of features', () => {
  const model = new SVC().fit(X, ['a', 'a', 'b', 'b']);
  const held = { X, y: ['a', 'a', 'b', 'b'] };
  expect(featureImportance(model, names, X, held).method).toBe('permutation');
});

it('is nothing for all features of a model that learned nothing', () => {
  const { importances } = featureImportance({ coef: [0, 0, 0], score }, names, X, { X, y });
  expect(importances.map(({ importance }) => importance)).toEqual([0, 0, 0]);
});
