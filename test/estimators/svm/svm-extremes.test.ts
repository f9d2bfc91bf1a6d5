import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SVC } from '../../../src/estimators/svm/svc.js';
import type { SVCOptions } from '../../../src/estimators/svm/svc-options.js';
import { SVR } from '../../../src/estimators/svm/svr.js';
import type { SVROptions } from '../../../src/estimators/svm/svr-options.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

/** Values on a grid of 1/64, so that adding a whole number below 2^40 loses nothing. */
function cloud(n: number, columns: number, seed: number): number[][] {
  const normal = createNormal(createRng(seed));
  return Array.from({ length: n }, () =>
    Array.from({ length: columns }, () => Math.round(normal() * 64) / 64),
  );
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

describe('far from the origin', () => {
  it('SVC and SVR with linear and rbf kernels say the same', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 0, max: 1e6 }),
          columns: fc.integer({ min: 1, max: 4 }),
          power: fc.integer({ min: 3, max: 30 }),
          kernel: fc.constantFrom('linear', 'rbf'),
          C: fc.constantFrom(0.1, 1, 10),
        }),
        ({ seed, columns, power, kernel, C }) => {
          const X = cloud(30, columns, seed);
          const offset = 2 ** power;
          const far = X.map((row) => row.map((value) => value + offset));
          const y = X.map(([a], i) => (a + ((i % 5) - 2) / 4 > 0 ? 1 : 0));
          const options = { kernel, C, gamma: 0.5, tol: 1e-8 } as const;
          const here = new SVC(options).fit(X, y).decisionFunction(X) as number[];
          const there = new SVC(options).fit(far, y).decisionFunction(far) as number[];
          // The optimum is known to tol; x · coef + intercept loses what the offset takes of the digits.
          const tolerance = 1e-6 + 4e-14 * offset;
          expect(furthest(here, there)).toBeLessThan(tolerance);
          const targets = X.map(([a]) => a * 2 + 1);
          const near = new SVR(options).fit(X, targets).predict(X);
          expect(furthest(near, new SVR(options).fit(far, targets).predict(far))).toBeLessThan(
            tolerance,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a linear SVC and SVR find the margin and the line', () => {
    const X = [
      [100000, 100000],
      [100001, 100001],
      [100003, 100003],
      [100004, 100002],
    ];
    // scikit-learn 1.9: SVC(kernel='linear').fit(X - 1e5, y): coef_ [[0.5, 0.5]], decision [-2, -1, 1, 1].
    const model = new SVC({ kernel: 'linear' }).fit(X, [0, 0, 1, 1]);
    expect(model.predict(X)).toEqual([0, 0, 1, 1]);
    expect(model.decisionFunction(X)).toEqual([-2, -1, 1, 1]);
    const line = [0, 1, 2, 3, 4, 5].map((x) => [10000 + x]);
    // SVR(kernel='linear').fit(X - 1e4, y).predict(X - 1e4)
    const expected = [0.1, 1.06, 2.02, 2.98, 3.94, 4.9];
    const predicted = new SVR({ kernel: 'linear' }).fit(line, [0, 1, 2, 3, 4, 5]).predict(line);
    expect(furthest(predicted, expected)).toBeLessThan(1e-9);
  });

  it('learns probabilities of a linear kernel', () => {
    const X = cloud(60, 2, 3);
    const far = X.map((row) => row.map((value) => value + 2 ** 28));
    const y = X.map(([a]) => (a > 0 ? 1 : 0));
    const options = { kernel: 'linear', probability: true, randomState: 0, tol: 1e-8 } as const;
    const here = new SVC(options).fit(X, y).predictProba(X).to1DArray();
    const there = new SVC(options).fit(far, y).predictProba(far).to1DArray();
    expect(furthest(here, there)).toBeLessThan(1e-5);
  });

  it('a polynomial tells samples apart that single precision does not', () => {
    const X = [
      [1, 99999],
      [2, 99999],
    ];
    const model = new SVC({ kernel: 'poly', degree: 2 }).fit(X, [0, 1]);
    expect(model.predict(X)).toEqual([0, 1]);
    expect(warnings).toEqual([]);
  });

  it('warns where double precision does not either', () => {
    const X = cloud(20, 2, 1).map((row) => row.map((value) => 1e8 + value));
    new SVC({ kernel: 'poly', degree: 2, maxIter: 100 }).fit(
      X,
      X.map((_, i) => i % 2),
    );
    expect(warnings.at(-1)).toBe(
      'SVC.fit: kernel values are nearly the same for all samples, so that rounding hides what tells them apart. Scale the features with StandardScaler, or choose gamma and coef0 so that kernel values differ.',
    );
  });
});

describe('the intercept', () => {
  it('is the middle of what is open where every multiplier is at a bound but for rounding', () => {
    const X = Array.from({ length: 20 }, (_, i) => [i < 17 ? -1 - i / 17 : 1 + (i - 17) / 3]);
    const y = X.map(([x]) => (x < 0 ? 'a' : 'b'));
    const model = new SVC({ C: 0.1, classWeight: 'balanced', gamma: 0.01 }).fit(X, y);
    // From the formulas: all alphas at their bounds leave [-0.9008382, 0.9075091] open (LIBSVM says 0.9075091).
    expect(model.intercept[0]).toBeCloseTo((0.9075090999 - 0.9008382014) / 2, 8);
    expect(model.score(X, y)).toBe(1);
    expect(model.converged).toBe(true);
  });

  it('of a linear machine without free support vectors is that of LIBSVM', () => {
    // scikit-learn 1.9: SVC(kernel='linear', tol=1e-8).fit(iris without these rows).intercept_[2] is 7.63.
    const without = [
      1, 17, 24, 27, 34, 44, 45, 51, 58, 66, 76, 79, 83, 98, 101, 106, 123, 127, 129, 140, 149,
    ];
    const iris = dataSet('iris.csv');
    const kept = iris.X.map((_, i) => i).filter((i) => !without.includes(i));
    const model = new SVC({ kernel: 'linear', tol: 1e-8 }).fit(
      kept.map((i) => iris.X[i]),
      kept.map((i) => iris.y[i]),
    );
    expect(model.intercept[2]).toBeCloseTo(7.63, 9);
  });
});

describe('probabilities from few rows', () => {
  it('take the side of the decision, and are said to', () => {
    const X = [[0], [1]];
    const model = new SVC({ probability: true, randomState: 0 }).fit(X, [-1, 1]);
    expect(model.predict(X)).toEqual([-1, 1]);
    expect(warnings).toEqual([
      'SVC.fit: fewer than 5 rows have the label -1, 1, too few to learn probabilities by cross-validation, so they follow the decision function alone. Add rows, or use decisionFunction.',
    ]);
  });

  it('never contradict a decision between two classes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 1e6 }),
        (few, many, seed) => {
          const X = cloud(few + many, 2, seed);
          const y = X.map((_, i) => (i < few ? 'few' : 'many'));
          const model = new SVC({ probability: true, randomState: 0 }).fit(X, y);
          const sure = (model.decisionFunction(X) as number[]).map(
            (value) => Math.abs(value) > 1e-9,
          );
          const decided = new SVC().fit(X, y).predict(X);
          const predicted = model.predict(X);
          expect(predicted.filter((_, i) => sure[i])).toEqual(decided.filter((_, i) => sure[i]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are warned of only where a class is rare', () => {
    const X = cloud(10, 2, 1);
    new SVC({ probability: true }).fit(
      X,
      X.map((_, i) => i % 2),
    );
    expect(warnings).toEqual([]);
  });
});

describe('C: Infinity', () => {
  it('puts the widest margin between classes that can be separated', () => {
    const X = [
      [0, 0],
      [1, 0],
      [3, 1],
      [4, 0],
    ];
    const model = new SVC({ kernel: 'linear', C: Infinity, tol: 1e-10 }).fit(X, [0, 0, 1, 1]);
    // The nearest points of the two hulls are [1, 0] and [3, 1].
    expect(furthest(model.coef.to1DArray(), [0.8, 0.4])).toBeLessThan(1e-9);
    expect(model.intercept[0]).toBeCloseTo(-1.8, 9);
  });

  it('fits a line within epsilon', () => {
    const X = Array.from({ length: 20 }, (_, i) => [i / 4]);
    const y = X.map(([x]) => 2 * x + 1);
    const predicted = new SVR({ kernel: 'linear', C: Infinity }).fit(X, y).predict(X);
    expect(furthest(predicted, y)).toBeLessThan(0.1 + 1e-3);
  });

  it('is refused where errors cannot be avoided', () => {
    const X = cloud(40, 2, 7);
    const y = X.map((_, i) => i % 2);
    const words =
      '.fit: C is Infinity, which allows no errors, but no function of this kernel fits all samples. Pass a finite C.';
    const hard = { kernel: 'linear', C: Infinity } as const;
    expect(() => new SVC(hard).fit(X, y)).toThrow(`SVC${words}`);
    expect(() => new SVC(hard).fit([[0], [0], [1]], [0, 1, 1])).toThrow(`SVC${words}`);
    expect(() => new SVR(hard).fit(X, y)).toThrow(`SVR${words}`);
  });
});

it('ends where tol asks for more than numbers hold', () => {
  const X = cloud(100, 3, 2);
  const y = X.map(([a, b], i) => (a * b + ((i % 3) - 1) > 0 ? 1 : 0));
  for (const kernel of ['linear', 'rbf', 'poly', 'sigmoid'] as const) {
    const options: SVCOptions & SVROptions = { kernel, tol: 5e-324, C: 10 };
    const model = new SVC(options).fit(X, y);
    expect([model.converged, model.nIter[0] < 1e6]).toEqual([true, true]);
    const regression = new SVR(options).fit(
      X,
      X.map(([a, b]) => a * b),
    );
    expect([regression.converged, regression.nIter < 1e6]).toEqual([true, true]);
  }
});

it('refuses more pairs of classes than can be held', () => {
  const X = Array.from({ length: 20_000 }, (_, i) => [i]);
  expect(() =>
    new SVC().fit(
      X,
      X.map(([i]) => i),
    ),
  ).toThrow(
    'SVC.fit: 199990000 pairs of 20000 classes would take 8.2 GiB, and the memory limit is 2 GiB. Pass fewer classes, or use LinearSVC or RandomForestClassifier.',
  );
});
it('answers beyond the range of numbers are refused by row', () => {
  const X = [
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 0],
    [2, 1],
    [1, 3],
  ];
  const asked = [
    [1, 1],
    [1e200, -1e200],
  ];
  const words = 'the prediction for row 1 is beyond the range of numbers';
  const regressor = new SVR({ kernel: 'poly' }).fit(X, [1, 2, 3, 4, 5, 6]);
  const classifier = new SVC({ kernel: 'poly' }).fit(X, ['a', 'b', 'a', 'b', 'c', 'c']);
  expect(() => regressor.predict(asked)).toThrow(words);
  expect(() => classifier.predict(asked)).toThrow(words);
  expect(() => classifier.decisionFunction(asked)).toThrow(words);
});
