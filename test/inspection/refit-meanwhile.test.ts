import {
  accumulatedLocalEffectsAsync,
  kernelShapAsync,
  makeRegression,
  partialDependenceAsync,
  permutationImportanceAsync,
  SVR,
} from 'fitpredict';
import { expect, it } from 'vitest';
import type { AsyncOptions } from '../../src/progress.js';

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
