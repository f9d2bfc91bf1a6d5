import { describe, expect, it } from 'vitest';
import { LinearRegression } from '../src/estimators/linear/linear-regression.js';
import { type Fitting, fitAtOnce, fitInSlices, quietly } from '../src/fitting.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';

const X = [[0], [1], [2]];
const y = [1, 3, 5];

/** Fits a model with a `fitAsync` and a scaler without, then a model that refuses its targets. */
function* work(): Fitting<{ slope: number; mean: number; refused: string }> {
  const model = new LinearRegression();
  yield { estimator: model, X, y };
  yield { done: 1, total: 3, unit: 'fit' };
  const scaler = new StandardScaler();
  yield { estimator: scaler, X };
  yield undefined;
  let refused = '';
  try {
    yield { estimator: new LinearRegression(), X, y: [1, 2] };
  } catch (cause) {
    refused = (cause as Error).message;
  }
  return { slope: model.coef[0], mean: scaler.mean[0], refused };
}

const answer = {
  slope: expect.closeTo(2, 12),
  mean: 1,
  refused: expect.stringContaining('y has 2 values, but X has 3 rows'),
};

describe('work that needs estimators fitted', () => {
  it('is the same at once and in slices, failures included', async () => {
    expect(fitAtOnce(work())).toEqual(answer);
    const seen: unknown[] = [];
    expect(await fitInSlices(work(), { onProgress: (p) => seen.push(p) })).toEqual(answer);
    expect(seen).toEqual([{ done: 1, total: 3, unit: 'fit' }]);
  });

  it('ends with what it does not catch', async () => {
    const failing = function* (): Fitting<void> {
      yield { estimator: new LinearRegression(), X, y: [1, 2] };
    };
    expect(() => fitAtOnce(failing())).toThrow('y has 2 values');
    await expect(fitInSlices(failing())).rejects.toThrow('y has 2 values');
  });

  it('stops on a signal, which is no failure of the fit under way, and cleans up', async () => {
    const controller = new AbortController();
    let cleaned = false;
    const stopped = function* (): Fitting<void> {
      try {
        for (;;) {
          yield { estimator: new LinearRegression(), X, y };
          controller.abort(new Error('enough'));
        }
      } finally {
        cleaned = true;
      }
    };
    const { signal } = controller;
    await expect(fitInSlices(stopped(), { signal })).rejects.toThrow('enough');
    expect(cleaned).toBe(true);
  });

  it('can be told quietly', async () => {
    const seen: unknown[] = [];
    const told = await fitInSlices(quietly(work()), { onProgress: (p) => seen.push(p) });
    expect(told).toEqual(answer);
    expect(seen).toEqual([]);
  });
});
