import type { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { InvalidInputError, InvalidParameterError, ModelFormatError } from '../../../src/errors.js';
import { LinearSVC } from '../../../src/estimators/linear/linear-svc.js';
import { LinearSVR } from '../../../src/estimators/linear/linear-svr.js';
import type { Progress } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';
import { randomProblem, rowsOf } from '../../solvers/random-problem.js';

const iris = dataSet('iris.csv');
const binary = { X: iris.X.slice(50), y: iris.y.slice(50) };
const random = randomProblem(300, 6, 2, { strength: 3 });
const noisy = { X: rowsOf(random.samples), y: Array.from(random.codes) };

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

describe('LinearSVC', () => {
  it('gives back labels of the type it was fitted on', () => {
    const X = [[0], [1], [3], [4]];
    const words = new LinearSVC().fit(X, ['no', 'no', 'yes', 'yes']);
    expect(words.predict([[-1], [5]])).toEqual(['no', 'yes']);
    expectTypeOf(words.predict(X)).toEqualTypeOf<('no' | 'yes')[]>();
    expect(new LinearSVC().fit(X, [7, 7, -1, -1]).predict([[-1], [5]])).toEqual([7, -1]);
  });

  it('has one row of coefficients for two classes, and one a class for more', () => {
    const two = new LinearSVC().fit(binary.X, binary.y);
    expect([two.coef.rows, two.coef.columns, two.intercept.length]).toEqual([1, 4, 1]);
    const three = new LinearSVC().fit(iris.X, iris.y);
    expect([three.coef.rows, three.coef.columns, three.intercept.length]).toEqual([3, 4, 3]);
    expect(three.converged).toBe(true);
    expect(three.nIter).toBeGreaterThan(0);
  });

  it('predicts the class of the largest decision value, the second of two where it is above 0', () => {
    const three = new LinearSVC().fit(iris.X, iris.y);
    const scores = (three.decisionFunction(iris.X) as Matrix).to2DArray();
    expect(three.predict(iris.X)).toEqual(
      scores.map((row) => three.classes[row.indexOf(Math.max(...row))]),
    );
    const two = new LinearSVC().fit(binary.X, binary.y);
    const margins = two.decisionFunction(binary.X) as number[];
    expect(two.predict(binary.X)).toEqual(margins.map((m) => two.classes[m > 0 ? 1 : 0]));
    expect(two.score(binary.X, binary.y)).toBeGreaterThan(0.94);
  });

  it('puts the widest margin between separable classes when C is large', () => {
    const X = [
      [0, 0],
      [0, 1],
      [4, 0],
      [4, 7],
    ];
    const model = new LinearSVC({ loss: 'hinge', C: 1e6, interceptScaling: 1e4, tol: 1e-9 });
    model.fit(X, [0, 0, 1, 1]);
    const [first, second] = model.coef.to1DArray();
    expect(first).toBeCloseTo(0.5, 6);
    expect(second).toBeCloseTo(0, 6);
    expect(model.intercept[0]).toBeCloseTo(-1, 6);
  });

  it.each(['hinge', 'squaredHinge'] as const)(
    'ends at the optimum for C from 1e-6 to 1e6, and for features of any scale: %s',
    (loss) => {
      const scales = [
        noisy.X.map((row) => row.map((value, j) => value * 1000 ** (j - 3))),
        noisy.X.map((row) => row.map((value) => value * 1e-9)),
        noisy.X.map((row) => row.map((value) => value * 1e9)),
        noisy.X.map((row) => row.map((value) => value + 1e5)),
        noisy.X.map((row) => [...row, 5, row[0], -2 * row[1]]),
        noisy.X.map((_, i) => noisy.X[i % 9]),
      ];
      for (const X of [noisy.X, ...scales]) {
        for (const C of [1e-6, 1e-3, 1, 1e3, 1e6]) {
          expect(new LinearSVC({ C, loss }).fit(X, noisy.y).converged).toBe(true);
        }
      }
      expect(warnings).toEqual([]);
    },
  );

  it('multiplies class weights into those of the samples', () => {
    const weighted = new LinearSVC({ classWeight: { versicolor: 3 } }).fit(binary.X, binary.y);
    const sampleWeight = binary.y.map((label) => (label === 'versicolor' ? 3 : 1));
    const same = new LinearSVC().fit(binary.X, binary.y, { sampleWeight });
    expect(weighted.coef).toEqual(same.coef);
  });

  it('penalises the intercept less with a larger interceptScaling', () => {
    const far = binary.X.map((row) => row.map((value) => value + 10));
    const loss = (interceptScaling: number) =>
      Math.abs(new LinearSVC({ interceptScaling }).fit(far, binary.y).intercept[0]);
    expect(loss(100)).toBeGreaterThan(2 * loss(1));
    const none = new LinearSVC({ fitIntercept: false }).fit(binary.X, binary.y);
    expect(none.intercept).toEqual([0]);
  });

  it('scores with weights', () => {
    const model = new LinearSVC().fit([[0], [1], [3], [4]], ['a', 'a', 'b', 'b']);
    expect(model.score([[0], [4]], ['a', 'a'], { sampleWeight: [3, 1] })).toBe(0.75);
  });

  it('trains on wide data, whatever the seed, and the same for the same seed', () => {
    const wide = randomProblem(60, 1200, 3, { seed: 4 });
    const trained = (randomState: number) =>
      new LinearSVC({ randomState, tol: 1e-6, maxIter: 5000 }).fit(
        wide.samples,
        Array.from(wide.codes),
      );
    const first = trained(1);
    expect(first.converged).toBe(true);
    expect(first.coef).toEqual(trained(1).coef);
    const other = trained(2).coef.to1DArray();
    for (const [at, value] of first.coef.to1DArray().entries()) {
      expect(value).toBeCloseTo(other[at], 5);
    }
  });

  it('warns when it was stopped short of the optimum', () => {
    const model = new LinearSVC({ maxIter: 1, loss: 'hinge' }).fit(noisy.X, noisy.y);
    expect(model.converged).toBe(false);
    expect(warnings).toEqual([
      'LinearSVC.fit: stopped after 1 iterations short of the optimum. Scale the features with StandardScaler, lower C, or raise maxIter.',
    ]);
  });

  it('reports a falling loss, and every class up to its share of the total', async () => {
    const reports: Progress[] = [];
    await new LinearSVC({ maxIter: 50 }).fitAsync(iris.X, iris.y, {
      onProgress: (progress) => reports.push(progress),
    });
    expect(reports[0]).toMatchObject({ done: 1, total: 150, unit: 'iteration' });
    expect(reports.some(({ done }) => done > 100)).toBe(true);
    expect(reports.at(-1)).toMatchObject({ done: 150, total: 150 });
    const first = reports.filter(({ done }) => done <= 50);
    expect(first.map(({ done }) => done)).toEqual(first.map((_, i) => i + 1));
    expect(first[1].loss).toBeLessThanOrEqual(first[0].loss as number);
  });

  it('refuses what it cannot learn from, in words', () => {
    const fitting = (options: object, X: number[][], y: number[]) => () =>
      new LinearSVC(options).fit(X, y);
    expect(fitting({}, [[1], [2]], [1, 1])).toThrow(InvalidInputError);
    expect(fitting({}, [[1], [1e200]], [0, 1])).toThrow(
      'LinearSVC.fit: X[1][0] is 1e+200, too large to square. Divide the column by a constant first.',
    );
    expect(fitting({ classWeight: { 7: 2 } }, [[1], [2]], [0, 1])).toThrow(
      'LinearSVC: classWeight names the label "7", which y does not hold.',
    );
    expect(fitting({ loss: 'square' }, [[1], [2]], [0, 1])).toThrow(
      'LinearSVC: loss must be one of "hinge", "squaredHinge", but got "square".',
    );
    for (const bad of [{ C: 0 }, { C: Infinity }, { tol: -1 }, { interceptScaling: 0 }]) {
      expect(fitting(bad, [[1], [2]], [0, 1])).toThrow(InvalidParameterError);
    }
    expect(() => new LinearSVC({ C: Infinity })).toThrow(
      'LinearSVC: C must be a number > 0, but got Infinity. Pass how weak the penalty is; finite, where SVC takes Infinity.',
    );
    expect(() => new LinearSVR({ C: Infinity })).toThrow(
      'LinearSVR: C must be a number > 0, but got Infinity. Pass how weak the penalty is; finite, where SVR takes Infinity.',
    );
  });

  it('refuses a model file whose classes do not go with its coefficients', () => {
    const json = JSON.parse(JSON.stringify(new LinearSVC().fit(iris.X, iris.y)));
    json.model.state.classes = ['a', 'b'];
    expect(() => LinearSVC.fromJSON(json)).toThrow(ModelFormatError);
  });
});

describe('LinearSVR', () => {
  const normal = createNormal(createRng(1));
  const X = Array.from({ length: 200 }, () => [normal(), 100 * normal(), normal()]);
  const y = X.map(([a, b]) => 3 * a - 0.02 * b + 40 + 0.1 * normal());

  it('follows the line that most targets lie on, whatever the wild ones', () => {
    const wild = y.map((value, i) => (i % 20 === 0 ? 1e4 : value));
    const model = new LinearSVR({ C: 100 }).fit(X, wild);
    expect(model.coef[0]).toBeCloseTo(3, 1);
    expect(model.coef[1]).toBeCloseTo(-0.02, 3);
    expect(model.intercept).toBeCloseTo(40, 1);
    expect(model.score(X, y)).toBeGreaterThan(0.99);
  });

  it('pays nothing for errors up to epsilon', () => {
    const model = new LinearSVR({ epsilon: 1000 }).fit(X, y);
    expect(model.coef).toEqual([0, 0, 0]);
    expect(model.intercept).toBe(0);
    const close = new LinearSVR({ epsilon: 1, C: 1000 }).fit(X, y);
    const errors = close.predict(X).map((value, i) => Math.abs(value - y[i]));
    expect(Math.max(...errors)).toBeLessThan(1 + 1e-6);
  });

  it.each(['epsilonInsensitive', 'squaredEpsilonInsensitive'] as const)(
    'ends at the optimum for C from 1e-6 to 1e6, and for targets of any scale: %s',
    (loss) => {
      for (const scale of [1e-9, 1, 1e9]) {
        const targets = y.map((value) => value * scale);
        for (const C of [1e-6, 1e-3, 1, 1e3, 1e6]) {
          for (const epsilon of [0, 0.05 * scale]) {
            expect(new LinearSVR({ C, loss, epsilon }).fit(X, targets).converged).toBe(true);
          }
        }
      }
      expect(warnings).toEqual([]);
    },
  );

  it('trains on wide data', () => {
    const wide = randomProblem(50, 1100, 2);
    const targets = Array.from(wide.codes, (code) => 10 * code);
    const model = new LinearSVR({ randomState: 1 }).fit(wide.samples, targets);
    expect(model.converged).toBe(true);
    expect(model.score(wide.samples, targets)).toBeGreaterThan(0.99);
  });

  it('says so when it was stopped, and for a score of one sample', () => {
    const model = new LinearSVR({ maxIter: 1 }).fit(X, y);
    expect(model.converged).toBe(false);
    expect(model.score([[1, 2, 3]], [4])).toBeNaN();
    expect(warnings).toEqual([
      'LinearSVR.fit: stopped after 1 iterations short of the optimum. Scale the features with StandardScaler, lower C, or raise maxIter.',
      'LinearSVR.score: R² is not defined for one sample. Pass more samples.',
    ]);
  });
});
