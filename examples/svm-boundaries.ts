/**
 * Draws the pictures of docs/svm.md, the same bytes at every run: SVC with several kernels and settings on
 * two interleaving moons, and SVR on a noisy sine: `npx tsx examples/svm-boundaries.ts`.
 */
import assert from 'node:assert/strict';
import { makeMoons, SVC, type SVCOptions, SVR } from 'fitpredict';
import { save } from './support/svg.js';
import { drawClassifier, drawRegressor, frame, panels } from './support/svm-drawings.js';

const { X, y } = makeMoons({ nSamples: 120, noise: 0.2, randomState: 7 });
const fresh = makeMoons({ nSamples: 1000, noise: 0.2, randomState: 8 });

/** Fit and draw one classifier, and print how well it does on other moons. */
function panel(title: string, options: SVCOptions, atLeast: number): string {
  const model = new SVC(options).fit(X, y);
  const accuracy = model.score(fresh.X, fresh.y);
  console.log(`${title}: ${accuracy.toFixed(3)} of other moons are right`);
  assert.ok(accuracy > atLeast);
  return drawClassifier(title, model, X.to2DArray(), y);
}

const linear = panel('linear', { kernel: 'linear' }, 0.8);
const poly = panel('poly, degree 3, coef0 1', { kernel: 'poly', coef0: 1 }, 0.9);
const rbf = panel('rbf', { kernel: 'rbf' }, 0.9);
save('svc-kernels', panels([linear, poly, rbf]));
const smooth = panel('C 0.1: smooth', { C: 0.1 }, 0.8);
const close = panel('C 100, gamma 2', { C: 100, gamma: 2 }, 0.9);
const byHeart = panel('C 100, gamma 50: by heart', { C: 100, gamma: 50 }, 0.8);
save('svc-c-gamma', panels([smooth, close, byHeart]));

const times = Array.from({ length: 60 }, (_, i) => i / 10);
const noisy = times.map((x, i) => Math.sin(x) + 0.25 * Math.sin(37 * i));
const column = times.map((x) => [x]);
const sine = new SVR({ C: 10, gamma: 0.5, epsilon: 0.2 }).fit(column, noisy);
assert.ok(sine.score(column, times.map(Math.sin)) > 0.95);
save('svr-tube', frame(460, 200, drawRegressor(sine, times, noisy)));
