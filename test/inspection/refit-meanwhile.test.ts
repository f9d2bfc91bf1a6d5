import {
  accumulatedLocalEffectsAsync,
  kernelShapAsync,
  makeRegression,
  partialDependenceAsync,
  permutationImportanceAsync,
  SVR,
  setWarningHandler,
} from 'fitpredict';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { partsOf, snapshotOf } from '../../src/estimator-parts.js';
import type { AsyncOptions } from '../../src/progress.js';
import { everyModel, fittedModel } from '../support/every-model.js';

beforeAll(() => {
  setWarningHandler(() => {});
});
afterAll(() => {
  setWarningHandler(null);
});

const { X, y } = makeRegression({ nSamples: 60, nFeatures: 3, randomState: 0 });
const opposite = Array.from(y, (value) => -value);
const few = X.to2DArray().slice(0, 5);

const asked: [string, (model: SVR, driven: AsyncOptions) => Promise<unknown>][] = [
  [
    'permutationImportanceAsync',
    (model, driven) => permutationImportanceAsync(model, X, y, { randomState: 0, ...driven }),
  ],
  [
    'partialDependenceAsync',
    (model, driven) => partialDependenceAsync(model, X, { features: [0], ...driven }),
  ],
  [
    'accumulatedLocalEffectsAsync',
    (model, driven) => accumulatedLocalEffectsAsync(model, X, { features: [0], ...driven }),
  ],
  [
    'kernelShapAsync',
    (model, driven) => kernelShapAsync(model, few, { background: few, ...driven }),
  ],
];

it.each(asked)(
  '%s asks the model as it was at the call, though it is fitted anew',
  async (_, ask) => {
    const model = new SVR().fit(X, y);
    const before = await ask(model, {});
    let reports = 0;
    const onProgress = () => {
      if (reports++ === 0) model.fit(X, opposite);
    };
    expect(await ask(model, { onProgress })).toEqual(before);
    expect(reports).toBeGreaterThan(1);
  },
);

it.each(everyModel)('a snapshot of $name is another model with what was learned', (subject) => {
  const model = fittedModel(subject);
  const copy = snapshotOf(model);
  expect(copy).not.toBe(model);
  expect(partsOf(copy)).toEqual(partsOf(model));
  expect(partsOf(copy).state).toBe(partsOf(model).state);
  if ('predict' in model && typeof model.predict === 'function') {
    expect(Reflect.apply(Reflect.get(copy, 'predict') as () => unknown, copy, [subject.X])).toEqual(
      model.predict(subject.X),
    );
  }
});
