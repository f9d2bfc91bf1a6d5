import { expect, it } from 'vitest';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../../../src/estimators/linear/linear-svr.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { SVC } from '../../../src/estimators/svm/svc.js';
import {
  type LinearModel,
  linearShap,
  linearShapAsync,
} from '../../../src/inspection/shap/linear-shap.js';
import { setMemoryLimit } from '../../../src/memory.js';
import type { Progress } from '../../../src/progress.js';

const X = Array.from({ length: 30 }, (_, i) => [i % 4, (i * 7) % 5, 1e6 + (i % 3)]);
const y = X.map(([a, b]) => 3 * a - b + 10);
const background = X.slice(0, 10);
const kinds = (nClasses: number) => y.map((_, i) => `kind ${(i * 5) % nClasses}`);

const SUBJECTS: Readonly<Record<string, () => [LinearModel, number[][]]>> = {
  LinearRegression: () => {
    const model = new LinearRegression().fit(X, y);
    return [model, model.predict(X).map((value) => [value])];
  },
  LinearSVR: () => {
    const model = new LinearSVR().fit(X, y);
    return [model, model.predict(X).map((value) => [value])];
  },
  'LogisticRegression of two': () => {
    const model = new LogisticRegression().fit(X, kinds(2));
    return [model, (model.decisionFunction(X) as number[]).map((value) => [value])];
  },
  'LinearSVC of three': () => {
    const model = new LinearSVC().fit(X, kinds(3));
    const margins = model.decisionFunction(X);
    return [model, Array.isArray(margins) ? [] : margins.to2DArray()];
  },
};

it.each(Object.entries(SUBJECTS))('sum to what %s says', (_name, create) => {
  const [model, says] = create();
  const { values, expectedValue } = linearShap(model, X, { background });
  for (const [i, outputs] of says.entries()) {
    const sums = values.map((matrix, k) =>
      matrix.getRow(i).reduce((sum, v) => sum + v, expectedValue[k]),
    );
    // The third column is about 1e6: what its coefficient is multiplied with has so many digits fewer.
    expect(sums).toEqual(outputs.map((v) => expect.closeTo(v, 7)));
  }
});

it('are coefficients times distances from the mean of the background', () => {
  const model = { coef: [2, -3], intercept: 5 };
  const found = linearShap(model, [[4, 1]], {
    background: [
      [0, 0],
      [2, 4],
    ],
  });
  expect(found.values[0].getRow(0)).toEqual([6, 3]);
  expect(found.expectedValue).toEqual([1]);
});

it('are the same in slices, which tell how far they are and can be stopped', async () => {
  const model = new LinearSVC().fit(X, kinds(3));
  const reports: Progress[] = [];
  const onProgress = (progress: Progress) => reports.push(progress);
  const found = await linearShapAsync(model, X, { background, onProgress });
  expect(found).toEqual(linearShap(model, X, { background }));
  expect(reports).toEqual([1, 2, 3].map((done) => ({ done, total: 3, unit: 'output' })));
  const stop = linearShapAsync(model, X, { background, signal: AbortSignal.abort('enough') });
  await expect(stop).rejects.toBe('enough');
});

it('refuses models that are not linear, no background and other columns', () => {
  const kernel = new SVC({ kernel: 'linear' }).fit(X, kinds(2));
  // @ts-expect-error the coefficients of a kernel machine are of pairs of classes
  expect(() => linearShap(kernel, X, { background })).toThrow(
    'linearShap: the model must be linear, with coef and an intercept for each output, but got a SVC. Use treeShap for models made of trees and kernelShap for any other.',
  );
  const model = new LinearRegression().fit(X, y);
  // @ts-expect-error a background is due
  expect(() => linearShap(model, X, {})).toThrow('linearShap: background is missing.');
  expect(() => linearShap(model, [[1]], { background })).toThrow(
    'linearShap: X has 1 feature, but',
  );
  expect(() => linearShap(model, [[1, Number.NaN, 2]], { background })).toThrow('X[0][1] is NaN');
  expect(() => linearShap({ coef: [1], intercept: [1, 2] }, [[1]], { background: [[1]] })).toThrow(
    'an intercept for each output, but got { coef, intercept }.',
  );
  const steep = { coef: [1e300], intercept: 0 };
  expect(() => linearShap(steep, [[1e300]], { background: [[0]] })).toThrow(
    'linearShap: what a feature adds is beyond the range of numbers',
  );
  const unfitted = new LogisticRegression();
  expect(() => linearShap(unfitted, X, { background })).toThrow('not fitted');
  const limit = setMemoryLimit(500);
  try {
    expect(() => linearShap(model, X, { background })).toThrow('Explain fewer rows at a time.');
  } finally {
    setMemoryLimit(limit);
  }
});
