import { expect, it } from 'vitest';
import type { MatrixLike } from '../../src/contracts.js';
import { parseFeatures } from '../../src/data/dense.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { drain } from '../../src/progress.js';
import { featureImportance } from '../../src/training/feature-importance.js';

const X = [
  [1, 10, 0],
  [2, 30, 0],
  [3, 20, 0],
  [4, 40, 0],
];
const y = [1, 2, 3, 4];
const names = ['a', 'b', 'c'];
const predict = () => [];

/** `featureImportance` at once. */
function explain(...parameters: Parameters<typeof featureImportance>) {
  return drain(featureImportance(...parameters));
}

it('takes the importances of a model that has its own', () => {
  const model = { featureImportances: [1, 3, 0], predict };
  expect(explain(model, names, X, { X, y })).toEqual({
    method: 'impurity',
    importances: [
      { feature: 'b', importance: 0.75 },
      { feature: 'a', importance: 0.25 },
      { feature: 'c', importance: 0 },
    ],
  });
});

it('does not mind the unit of a feature with a coefficient', () => {
  const { method, importances } = explain({ coef: [-2, 0.2, 9], predict }, names, X, {
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
    predict: (samples: MatrixLike) => {
      const { data, columns } = parseFeatures(samples, 'test');
      return data.filter((_, at) => at % columns === 0);
    },
  };
  const { method, importances } = explain(onlyFirst, names, X, { X, y });
  expect(method).toBe('permutation');
  expect(importances[0]).toEqual({ feature: 'a', importance: 1 });
});

it('shuffles for a kernel machine, which has no coefficients of features', () => {
  const model = new SVC().fit(X, ['a', 'a', 'b', 'b']);
  const held = { X, y: ['a', 'a', 'b', 'b'] };
  expect(explain(model, names, X, held).method).toBe('permutation');
});

it('is nothing for all features of a model that learned nothing', () => {
  const { importances } = explain({ coef: [0, 0, 0], predict }, names, X, { X, y });
  expect(importances.map(({ importance }) => importance)).toEqual([0, 0, 0]);
});

it('predicts no more rows than it may, a few at a time', () => {
  const rows = 3000;
  const held = {
    X: { data: Float64Array.from({ length: rows * 3 }, (_, at) => at % 7), rows, columns: 3 },
    y: Array.from({ length: rows }, (_, i) => (3 * i) % 7),
  };
  const asked = { rows: 0, most: 0 };
  const model = {
    predict: (samples: MatrixLike) => {
      const block = parseFeatures(samples, 'test');
      asked.rows += block.rows;
      asked.most = Math.max(asked.most, block.rows);
      return block.data.filter((_, at) => at % block.columns === 0);
    },
  };
  const work = featureImportance(model, names, X, held, { maxSamples: 200, nRepeats: 2 });
  const reports: (number | undefined)[] = [];
  let longest = 0;
  let before = 0;
  for (let step = work.next(); !step.done; step = work.next()) {
    longest = Math.max(longest, asked.rows - before);
    before = asked.rows;
    if (step.value !== undefined) reports.push(step.value.done);
  }
  expect(asked.rows).toBe(200 * (1 + 2 * 3));
  expect(longest).toBe(16);
  expect(reports).toEqual([1, 2, 3, 4, 5, 6]);
  asked.rows = 0;
  explain(model, names, X, held);
  expect(asked.rows).toBe(1000 * (1 + 5 * 3)); // by default 1 000 rows at most
});
