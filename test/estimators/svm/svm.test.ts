import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { givesProbabilities } from '../../../src/estimator.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { SVC } from '../../../src/estimators/svm/svc.js';
import { SVR } from '../../../src/estimators/svm/svr.js';
import type { Progress } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';

const iris = dataSet('iris.csv');
const binary = { X: iris.X.slice(50), y: iris.y.slice(50) };
const dotKernel = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, j) => sum + value * b[j], 0);

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

function noisyRings(n: number, seed: string): { X: number[][]; y: number[] } {
  const normal = createNormal(createRng(seed));
  const X = Array.from({ length: n }, () => [normal(), normal(), normal()]);
  const y = X.map(([a, b]) => (a * a + b * b + 0.5 * normal() > 1.5 ? 1 : 0));
  return { X, y };
}

describe('SVC', () => {
  it('gives back labels of the type it was fitted on', () => {
    const X = [[0], [1], [2], [3]];
    const words = new SVC().fit(X, ['no', 'no', 'yes', 'yes']);
    expect(words.predict([[-0.5], [3.5]])).toEqual(['no', 'yes']);
    expectTypeOf(words.predict(X)).toEqualTypeOf<('no' | 'yes')[]>();
    expect(new SVC().fit(X, [true, true, false, false]).predict([[0], [3]])).toEqual([true, false]);
  });

  it('finds the widest margin of two points by hand', () => {
    const model = new SVC({ kernel: 'linear', C: 10, tol: 1e-10 }).fit([[0], [2]], ['a', 'b']);
    expect(model.coef.to2DArray()[0][0]).toBeCloseTo(1, 12);
    expect(model.intercept[0]).toBeCloseTo(-1, 12);
    expect(model.decisionFunction([[0], [1], [2]])).toEqual([-1, 0, 1]);
    expect(model.support).toEqual([0, 1]);
    expect(model.nSupport).toEqual([1, 1]);
    expect(model.dualCoef.to2DArray()).toEqual([[-0.5, 0.5]]);
  });

  it('has the shapes of scikit-learn', () => {
    const model = new SVC({ kernel: 'linear' }).fit(iris.X, iris.y);
    const nSupport = model.support.length;
    expect([model.dualCoef.rows, model.dualCoef.columns]).toEqual([2, nSupport]);
    expect([model.coef.rows, model.coef.columns]).toEqual([3, 4]);
    expect([model.supportVectors.rows, model.supportVectors.columns]).toEqual([nSupport, 4]);
    expect([model.intercept.length, model.nIter.length, model.nSupport.length]).toEqual([3, 3, 3]);
    expect(model.supportVectors.to2DArray()).toEqual(model.support.map((i) => iris.X[i]));
    expect((model.decisionFunction(iris.X) as Matrix).columns).toBe(3);
  });

  it('gives the same decision values from coefficients, from a function and from a precomputed kernel', () => {
    const options = { tol: 1e-9, decisionFunctionShape: 'ovo' } as const;
    const named = new SVC({ ...options, kernel: 'linear' }).fit(iris.X, iris.y);
    const byFunction = new SVC({ ...options, kernel: dotKernel }).fit(iris.X, iris.y);
    const X = new Matrix(iris.X);
    const gram = X.mmul(X.transpose());
    const precomputed = new SVC({ ...options, kernel: 'precomputed' }).fit(gram, iris.y);
    const expected = (named.decisionFunction(iris.X) as Matrix).to1DArray();
    for (const found of [byFunction.decisionFunction(iris.X), precomputed.decisionFunction(gram)]) {
      expectClose((found as Matrix).to1DArray(), expected, 1e-7);
    }
    expect(precomputed.support).toEqual(named.support);
    expect([precomputed.supportVectors.columns, byFunction.supportVectors.columns]).toEqual([0, 4]);
  });

  it('predicts the argmax of the probabilities, of two classes and of three', () => {
    for (const { X, y } of [binary, iris]) {
      const model = new SVC({ probability: true, randomState: 1 }).fit(X, y);
      const proba = model.predictProba(X).to2DArray();
      const best = proba.map((row) => model.classes[row.indexOf(Math.max(...row))]);
      expect(model.predict(X)).toEqual(best);
      expect(model.score(X, y)).toBeGreaterThan(0.93);
      for (const row of proba) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  it('gives the same probabilities for the same seed', () => {
    const probabilities = (randomState: number) =>
      new SVC({ probability: true, randomState }).fit(iris.X, iris.y).predictProba(iris.X);
    expect(probabilities(3)).toEqual(probabilities(3));
    expect(probabilities(3)).not.toEqual(probabilities(4));
  });

  it('learns probabilities where a class has one sample, and where the kernel is precomputed', () => {
    const X = [[0], [0.1], [0.2], [0.3], [5]];
    const few = new SVC({ probability: true, randomState: 0 }).fit(X, [0, 0, 0, 0, 1]);
    expect(few.predictProba(X).to1DArray().every(Number.isFinite)).toBe(true);
    const K = X.map(([a]) => X.map(([b]) => Math.exp(-((a - b) ** 2))));
    const options = { kernel: 'precomputed', probability: true, randomState: 0 } as const;
    const proba = new SVC(options).fit(K, [0, 0, 0, 1, 1]).predictProba(K).to1DArray();
    expect(proba.every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  it('is known not to have probabilities unless they are asked for', () => {
    expect(givesProbabilities(new SVC())).toBe(false);
    expect(givesProbabilities(new SVC({ probability: true }))).toBe(true);
    expect(givesProbabilities(new LogisticRegression())).toBe(true);
  });

  it('breaks ties by the decision function where asked', () => {
    const { X } = noisyRings(200, 'ties');
    const y = X.map((_, i) => i % 3);
    const model = new SVC({ breakTies: true, C: 0.5 }).fit(X, y);
    const scores = (model.decisionFunction(X) as Matrix).to2DArray();
    const best = scores.map((row) => row.indexOf(Math.max(...row)));
    expect(model.predict(X)).toEqual(best);
    expect(new SVC({ C: 0.5 }).fit(X, y).predict(X)).not.toEqual(best);
  });

  it('learns nothing from samples of weight 0, and twice from those of weight 2', () => {
    const weights = binary.y.map((_, i) => i % 3);
    const times = weights.flatMap((n, i) => new Array<number>(n).fill(i));
    const options = { tol: 1e-10 };
    const weighted = new SVC(options).fit(binary.X, binary.y, { sampleWeight: weights });
    const repeated = new SVC(options).fit(
      times.map((i) => binary.X[i]),
      times.map((i) => binary.y[i]),
    );
    expectClose(
      weighted.decisionFunction(binary.X) as number[],
      repeated.decisionFunction(binary.X) as number[],
      1e-7,
    );
    expect(weighted.support.every((i) => weights[i] > 0)).toBe(true);
  });

  it.each([1e-3, 1, 1e3, 1e6])('ends for C = %d, on overlapping and on separable classes', (C) => {
    const { X, y } = noisyRings(150, 'any C');
    const overlapping = new SVC({ C, gamma: 0.1 }).fit(X, y);
    const separable = new SVC({ C, kernel: 'linear' }).fit(
      iris.X,
      iris.y.map((name) => name === 'setosa'),
    );
    expect((overlapping.decisionFunction(X) as number[]).every(Number.isFinite)).toBe(true);
    expect(overlapping.converged).toBe(true);
    expect(separable.converged).toBe(true);
  });

  it('ends with a kernel that is not positive semidefinite', () => {
    const { X, y } = noisyRings(150, 'sigmoid');
    for (const C of [0.01, 1, 1e4]) {
      const model = new SVC({ kernel: 'sigmoid', gamma: 2, coef0: -1, C }).fit(X, y);
      expect((model.decisionFunction(X) as number[]).every(Number.isFinite)).toBe(true);
    }
    const negative = new SVC({ kernel: 'precomputed' }).fit(
      [
        [-1, 0],
        [0, -1],
      ],
      [0, 1],
    );
    expect(negative.predict([[0, 0]])).toHaveLength(1);
  });

  it('fits duplicates of contrary labels, and features that are all equal', () => {
    const X = [[1], [1], [1], [2], [2]];
    expect(new SVC().fit(X, [0, 0, 1, 1, 1]).predict([[1], [2]])).toEqual([0, 1]);
    const equal = new SVC().fit([[7], [7], [7]], [0, 1, 1]);
    expect(equal.predict([[7]])).toEqual([1]);
    expect(equal.decisionFunction([[7]])).toEqual([1]);
  });

  it('does not lose digits to a common offset of the features', () => {
    const { X, y } = noisyRings(100, 'offset');
    const far = X.map((row) => row.map((value) => value + 2 ** 26));
    const near = far.map((row) => row.map((value) => value - 2 ** 26));
    const options = { gamma: 0.5, tol: 1e-9 };
    const there = new SVC(options).fit(far, y).decisionFunction(far) as number[];
    const here = new SVC(options).fit(near, y).decisionFunction(near) as number[];
    expectClose(there, here, 1e-6);
  });

  it('trains in a cache of nine rows to the same answer', () => {
    const { X, y } = noisyRings(1500, 'small cache');
    const small = new SVC({ cacheSize: 0.05, tol: 1e-6 }).fit(X, y);
    const large = new SVC({ tol: 1e-6 }).fit(X, y);
    expectClose(small.decisionFunction(X) as number[], large.decisionFunction(X) as number[], 1e-5);
  });

  it('warns when it stops short of the optimum, and says what helps', () => {
    const model = new SVC({ maxIter: 3 }).fit(binary.X, binary.y);
    expect(model.converged).toBe(false);
    expect(model.nIter).toEqual([3]);
    expect(warnings).toEqual([
      'SVC.fit: stopped after 3 iterations short of the optimum. Scale the features with StandardScaler, lower C, or raise maxIter or tol.',
    ]);
  });

  it('reports iterations and the violation, and can be cancelled', async () => {
    const { X, y } = noisyRings(1200, 'progress');
    const reports: Progress[] = [];
    const options = { C: 100, gamma: 1 };
    const model = new SVC(options);
    await model.fitAsync(X, y, { onProgress: (p) => reports.push(p) });
    expect(reports.length).toBeGreaterThan(1);
    expect(reports[0]).toMatchObject({ total: Infinity, unit: 'iteration' });
    expect(reports[0].violation).toBeGreaterThan(1e-3);
    expect(reports.at(-1)).toMatchObject({ done: model.nIter[0], total: model.nIter[0] });
    const before = model.dualCoef;
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(model.fitAsync(binary.X, binary.y, { signal })).rejects.toThrow('enough');
    expect(model.dualCoef).toEqual(before);
  });

  it('predicts the same bits after saving and loading', () => {
    for (const options of [
      {},
      { kernel: 'linear' },
      { probability: true, randomState: 2 },
    ] as const) {
      const model = new SVC(options).fit(iris.X, iris.y);
      const fromBytes = deserializeAs(serialize(model), [SVC]) as SVC;
      const fromJson = SVC.fromJSON(JSON.parse(JSON.stringify(model)));
      for (const loaded of [fromBytes, fromJson]) {
        expect(loaded.decisionFunction(iris.X)).toEqual(model.decisionFunction(iris.X));
        expect(loaded.predict(iris.X)).toEqual(model.predict(iris.X));
      }
    }
  });

  it('learns the same by a kernel function that trains a machine of its own meanwhile', () => {
    const few = { X: binary.X.slice(40, 60), y: binary.y.slice(40, 60) };
    let asked = 0;
    const training = (first: Float64Array, second: Float64Array) => {
      if (++asked % 10 === 0) new SVC().fit(few.X, few.y);
      return dotKernel(first, second);
    };
    const alone = new SVC({ kernel: dotKernel }).fit(binary.X, binary.y);
    const amid = new SVC({ kernel: training }).fit(binary.X, binary.y);
    expect(amid.decisionFunction(binary.X)).toEqual(alone.decisionFunction(binary.X));
  });

  it('says that a kernel function cannot be saved', () => {
    const model = new SVC({ kernel: dotKernel }).fit(binary.X, binary.y);
    expect(() => serialize(model)).toThrow(
      'which cannot be saved: a model file is data, never code.',
    );
    model.setParams({ kernel: 'rbf' });
    expect(() => serialize(model)).toThrow('Use a kernel that has a name');
  });

  it('refuses model files whose parts do not go together', () => {
    const change = (edit: (state: Record<string, unknown>) => void) => {
      const json = JSON.parse(JSON.stringify(new SVC().fit([[0], [1], [2]], [0, 1, 2])));
      edit(json.model.state);
      return () => SVC.fromJSON(json);
    };
    expect(change((state) => Object.assign(state, { classes: [0, 1] }))).toThrow('nClasses');
    expect(
      change((state) => Object.assign(state, { support: state.nSupport, nFeatures: 2 })),
    ).toThrow('3 support vectors of 2 features have 3 values, not 6');
    const kernel = { type: 'precomputed', gamma: 1, degree: 3, coef0: 0 };
    expect(change((state) => Object.assign(state, { kernel }))).toThrow('have 3 values, not 0');
    expect(change((state) => Object.assign(state, { probA: state.intercept }))).toThrow(
      'half of the sigmoids is missing',
    );
    expect(change((state) => Object.assign(state, { dualCoef: state.intercept }))).toThrow(
      '3 coefficients do not go with 3 support vectors of 3 classes',
    );
  });

  it('says what is wrong with its input', () => {
    const X = [[1], [2]];
    const y = ['a', 'b'];
    const strange = (a: Float64Array, b: Float64Array) => (a[0] === b[0] ? 1 : Number.NaN);
    const messages: [() => unknown, string][] = [
      [() => new SVC().fit(X, ['a', 'a']), 'SVC.fit: y holds only "a"'],
      [() => new SVC({ kernel: 'rdf' as 'rbf' }), 'SVC: kernel must be one of "linear", "poly"'],
      [() => new SVC({ gamma: 0 }), 'SVC: gamma must be one of "scale", "auto", or a number > 0'],
      [() => new SVC({ C: 0 }), 'SVC: C must be a number > 0'],
      [() => new SVC({ maxIter: 0 }), 'SVC: maxIter must be -1, or an integer >= 1'],
      [
        () => new SVC({ kernel: 'precomputed' }).fit(X, y),
        'SVC.fit: a precomputed kernel must be square, but X is 2 × 1.',
      ],
      [
        () =>
          new SVC({ kernel: 'precomputed' })
            .fit(
              [
                [1, 0],
                [0, 1],
              ],
              y,
            )
            .predict([[1]]),
        'the kernel was precomputed for 2 training samples',
      ],
      [
        () => new SVC({ kernel: strange }).fit(X, y),
        'SVC.fit: the kernel function gave NaN for rows 0 and 1, but a kernel must be a finite number below 3e38. Correct the function, or drop one of the rows.',
      ],
      [
        () => new SVC({ kernel: strange }).fit([[1], [1]], y).predict([[3]]),
        'SVC.predict: the kernel function gave NaN for row 0 and the support vector that was row 0 of fit',
      ],
      [() => new SVC().fit(X, y).predictProba(X), 'Pass probability: true and fit again'],
      [() => new SVC().fit(X, y).coef, 'SVC.coef: only the linear kernel has coefficients'],
      [
        () => new SVC({ breakTies: true, decisionFunctionShape: 'ovo' }).fit(X, y),
        'SVC: breakTies needs one score a class',
      ],
      [() => new SVC().fit([[1], [Number.NaN]], y), 'X[1][0] is NaN'],
      [
        () => new SVC({ kernel: 'poly', gamma: 1, degree: 9 }).fit([[1], [1e30]], y),
        'SVC.fit: the kernel of row 1 with itself is too large to compute with.',
      ],
      [
        () => new SVC({ gamma: 1 }).fit([[1], [1e200]], y),
        'SVC.fit: the kernel of row 0 with itself is too large to compute with.',
      ],
      [() => new SVC().fit([[1], [1e200]], y), 'SVC.fit: the values of X are too large to square.'],
      [
        () =>
          new SVC({ kernel: 'precomputed' }).fit(
            [
              [1, 0],
              [0, 1e40],
            ],
            y,
          ),
        'SVC.fit: the precomputed kernel holds values beyond 3e38',
      ],
    ];
    for (const [act, message] of messages) expect(act, message).toThrow(message);
  });
});

describe('SVR', () => {
  it('is the flattest line within epsilon, by hand', () => {
    const model = new SVR({ kernel: 'linear', C: 100, epsilon: 0.5, tol: 1e-10 });
    model.fit([[0], [1], [2]], [0, 1, 2]);
    // The line may pass 0.5 above the first point and 0.5 below the last: slope 1/2.
    expect(model.coef.get(0, 0)).toBeCloseTo(0.5, 10);
    expect(model.intercept[0]).toBeCloseTo(0.5, 10);
    expectClose(model.predict([[0], [2]]), [0.5, 1.5], 1e-10);
    expect(model.nSupport).toEqual([2]);
  });

  it('is a constant without support vectors where epsilon covers all targets', () => {
    const model = new SVR({ epsilon: 10 }).fit([[0], [1]], [3, 5]);
    expect(model.support).toEqual([]);
    expect(model.predict([[0], [9]])).toEqual([4, 4]);
    const loaded = SVR.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(loaded.predict([[0]])).toEqual([4]);
    expect(new SVR().fit([[1]], [7]).predict([[1]])).toEqual([7]);
  });

  it('gives the same from named, own and precomputed kernels', () => {
    const { X } = noisyRings(60, 'regression');
    const y = X.map(([a, b]) => a + 2 * b);
    const K = X.map((a) => X.map((b) => dotKernel(Float64Array.from(a), Float64Array.from(b))));
    const options = { tol: 1e-9 };
    const named = new SVR({ ...options, kernel: 'linear' }).fit(X, y).predict(X);
    expectClose(new SVR({ ...options, kernel: dotKernel }).fit(X, y).predict(X), named, 1e-6);
    expectClose(new SVR({ ...options, kernel: 'precomputed' }).fit(K, y).predict(K), named, 1e-6);
  });

  it('scores R², says what is wrong, and warns when it stops early', () => {
    const { X } = noisyRings(80, 'score');
    const y = X.map(([a]) => Math.sin(a));
    expect(new SVR({ C: 100, gamma: 0.5 }).fit(X, y).score(X, y)).toBeGreaterThan(0.9);
    expect(() => new SVR({ epsilon: -1 })).toThrow('SVR: epsilon must be a number >= 0');
    expect(() => new SVR().fit(X, y).coef).toThrow('only the linear kernel has coefficients');
    expect(new SVR({ maxIter: 2 }).fit(X, y).converged).toBe(false);
    expect(warnings[0]).toContain('SVR.fit: stopped after 2 iterations');
  });
});

function expectClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  let furthest = 0;
  for (let i = 0; i < actual.length; i++) {
    furthest = Math.max(furthest, Math.abs(actual[i] - expected[i]));
  }
  expect(furthest).toBeLessThan(tolerance);
}
