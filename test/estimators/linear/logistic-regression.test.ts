import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, expect, expectTypeOf, it } from 'vitest';
import { ModelFormatError } from '../../../src/errors.js';
import { clone } from '../../../src/estimator.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import type { Progress } from '../../../src/progress.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';
import { randomProblem, rowsOf } from '../../solvers/random-problem.js';

const iris = dataSet('iris.csv');
const binary = { X: iris.X.slice(50), y: iris.y.slice(50) };
const exact = { tol: 1e-10, maxIter: 1000 };

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

it('gives back labels of the type it was fitted on', () => {
  const X = [[0], [1], [2], [3]];
  const words = new LogisticRegression().fit(X, ['no', 'no', 'yes', 'yes']);
  expect(words.predict([[-1], [4]])).toEqual(['no', 'yes']);
  expectTypeOf(words.predict(X)).toEqualTypeOf<('no' | 'yes')[]>();
  const numbers = new LogisticRegression().fit(X, [7, 7, -1, -1]);
  expect(numbers.classes).toEqual([-1, 7]);
  expect(numbers.predict([[-1], [4]])).toEqual([7, -1]);
  const booleans = new LogisticRegression().fit(X, [true, true, false, false]);
  expect(booleans.predict([[-1], [4]])).toEqual([true, false]);
});

it('learns the same numbers whatever the classes are called', () => {
  const names: Record<string, number> = { setosa: 10, versicolor: 20, virginica: 30 };
  const byName = new LogisticRegression().fit(iris.X, iris.y);
  const byNumber = new LogisticRegression().fit(
    iris.X,
    iris.y.map((name) => names[name]),
  );
  expect(byNumber.coef).toEqual(byName.coef);
  expect(byNumber.intercept).toEqual(byName.intercept);
});

it('has one row of coefficients for two classes, and one a class for more', () => {
  const two = new LogisticRegression().fit(binary.X, binary.y);
  expect([two.coef.rows, two.coef.columns, two.intercept.length]).toEqual([1, 4, 1]);
  const three = new LogisticRegression().fit(iris.X, iris.y);
  expect([three.coef.rows, three.coef.columns, three.intercept.length]).toEqual([3, 4, 3]);
  expect(three.converged).toBe(true);
  expect(three.nIter).toBeGreaterThan(0);
});

it('predicts the most probable class, whose probability follows from the decision function', () => {
  for (const { X, y } of [binary, iris]) {
    const model = new LogisticRegression().fit(X, y);
    const proba = model.predictProba(X).to2DArray();
    expect(model.predict(X)).toEqual(
      proba.map((row) => model.classes[row.indexOf(Math.max(...row))]),
    );
    for (const row of proba) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14);
    const logs = model.predictLogProba(X).to2DArray();
    proba.forEach((row, i) => {
      for (let k = 0; k < row.length; k++) expect(logs[i][k]).toBeCloseTo(Math.log(row[k]), 11);
    });
  }
  const two = new LogisticRegression().fit(binary.X, binary.y);
  const scores = two.decisionFunction(binary.X) as number[];
  const second = two.predictProba(binary.X).getColumn(1);
  for (let i = 0; i < scores.length; i++) {
    expect(second[i]).toBeCloseTo(1 / (1 + Math.exp(-scores[i])), 14);
  }
  const three = new LogisticRegression().fit(iris.X, iris.y);
  const matrix = three.decisionFunction(iris.X.slice(0, 2)) as Matrix;
  expect([matrix.rows, matrix.columns]).toEqual([2, 3]);
});

it('takes the first class on a tie', () => {
  const mirrored = new LogisticRegression().fit([[-1], [1]], ['a', 'b']);
  expect(mirrored.predict([[0]])).toEqual(['a']);
  expect(mirrored.predictProba([[0]]).to1DArray()).toEqual([0.5, 0.5]);
});

it('keeps probabilities and their logarithms exact far from the boundary', () => {
  const model = new LogisticRegression({ C: 1e4, fitIntercept: false }).fit([[-1], [1]], [0, 1]);
  const [[slope]] = model.coef.to2DArray();
  const x = 1000 / slope;
  const proba = model.predictProba([[x], [-x]]).to2DArray();
  expect(proba).toEqual([
    [0, 1],
    [1, 0],
  ]);
  const logs = model.predictLogProba([[x], [-x]]).to2DArray();
  expect(logs[0][0]).toBeCloseTo(-1000, 9);
  expect(logs[1][1]).toBeCloseTo(-1000, 9);
  expect(logs[0][1]).toBeCloseTo(0, 12);
  const three = new LogisticRegression().fit(iris.X, iris.y);
  const far = three.predictLogProba([[1e4, -1e4, 1e4, 1e4]]).to1DArray();
  expect(far.every(Number.isFinite)).toBe(true);
  expect(Math.max(...far)).toBeCloseTo(0, 12);
});

it('learns the same from a repeated row as from a weight of two', () => {
  const weights = iris.y.map((_, i) => (i % 3) + 1);
  const repeated = iris.y.flatMap((_, i) => new Array<number>(weights[i]).fill(i));
  for (const options of [{}, { l1Ratio: 0.5 }, { classWeight: 'balanced' as const }]) {
    const weighted = new LogisticRegression({ ...options, ...exact });
    weighted.fit(iris.X, iris.y, { sampleWeight: weights });
    const plain = new LogisticRegression({ ...options, ...exact }).fit(
      repeated.map((i) => iris.X[i]),
      repeated.map((i) => iris.y[i]),
    );
    // Sums in another order end at the optimum by another way: equal to the accuracy of the stop.
    expectClose(weighted.coef.to1DArray(), plain.coef.to1DArray(), 1e-8);
    expectClose(weighted.intercept, plain.intercept, 1e-8);
  }
});

it('learns nothing from samples of weight 0, not even their class', () => {
  const weights = iris.y.map((name) => (name === 'setosa' ? 0 : 1));
  const all = new LogisticRegression().fit(iris.X, iris.y, { sampleWeight: weights });
  const some = new LogisticRegression().fit(binary.X, binary.y);
  expect(all.classes).toEqual(['versicolor', 'virginica']);
  expect(all.coef).toEqual(some.coef);
});

it('does not mind the order of the rows', () => {
  const reversed = new LogisticRegression(exact).fit([...iris.X].reverse(), [...iris.y].reverse());
  const model = new LogisticRegression(exact).fit(iris.X, iris.y);
  expectClose(reversed.coef.to1DArray(), model.coef.to1DArray(), 1e-8);
});

it('starts from the last fit under warmStart, and from nothing when features or classes differ', () => {
  const model = new LogisticRegression({ warmStart: true }).fit(iris.X, iris.y);
  expect(model.fit(iris.X, iris.y).nIter).toBe(0);
  const cold = new LogisticRegression().fit(binary.X, binary.y);
  expect(model.fit(binary.X, binary.y).coef).toEqual(cold.coef);
  expect(new LogisticRegression().fit(iris.X, iris.y).nIter).toBeGreaterThan(2);
});

it('accepts every form of matrix, and leaves its input alone', () => {
  const rows = binary.X.map((row) => [...row]);
  const model = new LogisticRegression().fit(rows, binary.y);
  expect(rows).toEqual(binary.X);
  const matrix = new LogisticRegression().fit(new Matrix(binary.X), binary.y);
  const data = Float64Array.from(binary.X.flat());
  const before = data.slice();
  const flat = new LogisticRegression().fit({ data, rows: 100, columns: 4 }, binary.y);
  expect(data).toEqual(before);
  expect(matrix.coef).toEqual(model.coef);
  expect(flat.coef).toEqual(model.coef);
});

it('predicts the same bits after saving and loading, as bytes and as JSON', () => {
  for (const { X, y } of [binary, iris]) {
    const model = new LogisticRegression({ classWeight: 'balanced', C: Infinity, tol: 1 }).fit(
      X,
      y,
    );
    const fromBytes = deserializeAs(serialize(model), [LogisticRegression]) as LogisticRegression;
    const fromJson = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(fromBytes.predictProba(X)).toEqual(model.predictProba(X));
    expect(fromJson.predictProba(X)).toEqual(model.predictProba(X));
    expect(fromJson.predict(X)).toEqual(model.predict(X));
    expect(fromJson.getParams()).toEqual(model.getParams());
  }
});

it('refuses a model file whose parts do not go together', () => {
  const json = JSON.parse(JSON.stringify(new LogisticRegression().fit(iris.X, iris.y)));
  json.model.state.classes = ['a', 'b'];
  expect(() => LogisticRegression.fromJSON(json)).toThrow(
    new ModelFormatError(
      'model.state: 2 classes do not go with 3 rows of coefficients. The file is damaged: restore it, or save the model again.',
    ),
  );
});

it('fits asynchronously to the same bits, and reports each step up to the last', async () => {
  const { samples, codes } = randomProblem(8000, 6, 3);
  const X = rowsOf(samples);
  const reports: Progress[] = [];
  const model = await new LogisticRegression().fitAsync(X, codes, {
    onProgress: (progress) => reports.push(progress),
  });
  expect(model.coef).toEqual(new LogisticRegression().fit(X, codes).coef);
  const last = reports[reports.length - 1];
  expect(last.done).toBe(last.total);
  expect(last.done).toBe(model.nIter);
  for (let i = 1; i < reports.length; i++) {
    expect(reports[i].done).toBeGreaterThanOrEqual(reports[i - 1].done);
    const [before, after] = [reports[i - 1].loss, reports[i].loss];
    if (before !== undefined && after !== undefined) {
      expect(after).toBeLessThanOrEqual(before * (1 + 1e-12));
    }
  }
});

it('keeps the old model when the new fit is cancelled or fails', async () => {
  const model: LogisticRegression = new LogisticRegression().fit(binary.X, binary.y);
  const { coef } = model;
  const controller = new AbortController();
  const cancelled = model.fitAsync(iris.X, iris.y, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(cancelled).rejects.toThrow('enough');
  expect(() => model.fit([[1], [Number.NaN]], [0, 1])).toThrow('NaN');
  expect(model.coef).toEqual(coef);
  expect(model.classes).toEqual(['versicolor', 'virginica']);
});

it('warns when it stops short of the optimum, and says what helps', () => {
  const model = new LogisticRegression({ maxIter: 2 }).fit(iris.X, iris.y);
  expect(model.converged).toBe(false);
  expect(model.nIter).toBe(2);
  expect(warnings).toEqual([
    'LogisticRegression.fit: stopped after 2 iterations short of the optimum. Raise maxIter, scale the features with StandardScaler, or lower C if the classes are separable.',
  ]);
});

it('ends with finite coefficients and a warning when nothing holds separable classes back', () => {
  for (const y of [iris.y.map((name) => String(name === 'setosa')), iris.y]) {
    const model = new LogisticRegression({ C: Infinity }).fit(
      iris.X.slice(0, 100),
      y.slice(0, 100),
    );
    expect(model.converged).toBe(false);
    expect(model.coef.to1DArray().every(Number.isFinite)).toBe(true);
    expect(model.score(iris.X.slice(0, 100), y.slice(0, 100))).toBe(1);
  }
  expect(warnings[0]).toContain('there is no optimum without a penalty: pass a finite C');
});

it('survives columns of any scale, constant columns and many columns', () => {
  const { samples, codes } = randomProblem(120, 4, 3);
  const scales = [1e-200, 1e-6, 1e6, 1e140];
  const X = rowsOf(samples).map((row) => [...row.map((x, j) => x * scales[j]), 3.3]);
  for (const options of [{}, { C: Infinity }, { l1Ratio: 1 }, { fitIntercept: false }]) {
    const model = new LogisticRegression(options).fit(X, codes);
    expect(model.converged).toBe(true);
    expect(model.predictProba(X).to1DArray().every(Number.isFinite)).toBe(true);
  }
  expect(() => new LogisticRegression().fit([[1e200], [-1e200]], [0, 1])).toThrow(
    'LogisticRegression.fit: the values of column 0 are too large to square. Divide the column by a constant first.',
  );
});

it('clones to an unfitted copy and cannot be asked before fit', () => {
  const model = new LogisticRegression({ C: 3, classWeight: { a: 2 } });
  expect(clone(model).getParams()).toEqual(model.getParams());
  for (const ask of [
    () => model.predict([[1]]),
    () => model.predictProba([[1]]),
    () => model.coef,
    () => model.score([[1]], ['a']),
  ]) {
    expect(ask).toThrow('the model is not fitted yet. Call fit first.');
  }
});

it('scores the weighted share of right labels', () => {
  const model = new LogisticRegression().fit([[0], [1]], ['a', 'b']);
  expect(model.score([[0], [1], [1]], ['a', 'b', 'a'])).toBeCloseTo(2 / 3, 15);
  expect(model.score([[0], [1], [1]], ['a', 'b', 'a'], { sampleWeight: [1, 1, 2] })).toBe(0.5);
});

it('says what is wrong with its input', () => {
  const model = new LogisticRegression();
  const messages: [() => unknown, string][] = [
    [
      () => model.fit([[1], [2]], ['a', 'a']),
      'LogisticRegression.fit: y holds only "a", but a classifier needs at least two classes. Check how the samples were chosen.',
    ],
    [
      () => model.fit([[1], [2]], ['a', 'b'], { sampleWeight: [1, 0] }),
      'LogisticRegression.fit: y holds only "a" of samples with a weight above 0, but a classifier needs at least two classes. Check how the samples were chosen.',
    ],
    [() => model.fit([], []), 'LogisticRegression.fit: X has 0 rows'],
    [() => model.fit([[1], [2]], ['a']), 'LogisticRegression.fit: y has 1 value, but X has 2 rows'],
    [() => new LogisticRegression({ C: 0 }), 'LogisticRegression: C must be a number > 0'],
    [
      () => new LogisticRegression({ l1Ratio: 2 }),
      'LogisticRegression: l1Ratio must be a number >= 0 and <= 1, but got 2.',
    ],
    [
      () => new LogisticRegression({ classWeight: { c: 2 } }).fit([[1], [2]], ['a', 'b']),
      'LogisticRegression: classWeight names the label "c", which y does not hold. Did you mean "a" or "b"?',
    ],
    [
      () => new LogisticRegression({ classWeight: { a: 0 } }).fit([[1], [2]], ['a', 'b']),
      'LogisticRegression: classWeight gives the label "a" the weight 0, so nothing can be learned of it.',
    ],
    [
      () => new LogisticRegression().fit([[1], [2]], ['a', 'b']).predict([[1, 2]]),
      'LogisticRegression.predict: X has 2 features, but the model was fitted on 1.',
    ],
  ];
  for (const [act, message] of messages) expect(act).toThrow(message);
});

function expectClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]) / largest).toBeLessThan(tolerance);
  });
}
