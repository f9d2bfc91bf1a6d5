import type { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { makeFriedman1 } from '../../../src/data/synthetic/make-friedman1.js';
import { DBSCAN } from '../../../src/estimators/dbscan.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../../src/estimators/linear/linear-svc.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { SVR } from '../../../src/estimators/svm/svr.js';
import { kernelShap, kernelShapAsync } from '../../../src/inspection/shap/kernel-shap.js';
import { linearShap } from '../../../src/inspection/shap/linear-shap.js';
import type { ShapExplanation } from '../../../src/inspection/shap/shap-explanation.js';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { setMemoryLimit } from '../../../src/memory.js';
import type { Progress } from '../../../src/progress.js';

const { X: friedman, y: targets } = makeFriedman1({ nSamples: 60, nFeatures: 14, randomState: 3 });
const wide = friedman.to2DArray();
const X = wide.map((row) => row.slice(0, 5));
const y = targets;
const labels = y.map((value) => (value > 18 ? 'high' : value > 12 ? 'middle' : 'low'));
const background = X.slice(0, 12);
const explained = X.slice(40, 46);

function expectSame(got: ShapExplanation, wanted: ShapExplanation, digits: number): void {
  expect(got.expectedValue).toEqual(wanted.expectedValue.map((v) => expect.closeTo(v, digits)));
  const rows = ({ values }: ShapExplanation) => values.map((matrix) => matrix.to2DArray());
  expect(rows(got)).toEqual(
    rows(wanted).map((matrix) => matrix.map((row) => row.map((v) => expect.closeTo(v, digits)))),
  );
}

describe('the values that asking gives', () => {
  it('are those of trees, of every class', () => {
    const model = new RandomForestClassifier({ nEstimators: 5, maxDepth: 4, randomState: 0 });
    model.fit(X, labels);
    const wanted = treeShap(model, explained, { background });
    expect(wanted.values).toHaveLength(3);
    expectSame(kernelShap(model, explained, { background }), wanted, 9);
  });

  it('are those of trees that meet missing values', () => {
    const gaps = X.map((row, i) => row.map((value, j) => ((i + j) % 4 === 0 ? Number.NaN : value)));
    const model = new GradientBoostingClassifier({ nEstimators: 5 }).fit(gaps, labels);
    const margins = (rows: Matrix) => model.decisionFunction(rows);
    const usual = gaps.slice(0, 8);
    const wanted = treeShap(model, gaps.slice(30, 36), { background: usual });
    expectSame(kernelShap(margins, gaps.slice(30, 36), { background: usual }), wanted, 9);
  });

  it('are those of linear models, where all coalitions are asked about and where some are', () => {
    const model = new LinearRegression().fit(wide, y);
    const usual = { background: wide.slice(0, 3) };
    const options = { ...usual, randomState: 0 };
    const rows = wide.slice(20, 22);
    const wanted = linearShap(model, rows, usual);
    for (const nSamples of [28, 29, 31, 400, 2 ** 14]) {
      expectSame(kernelShap(model, rows, { ...options, nSamples }), wanted, 8);
    }
    const logistic = new LogisticRegression().fit(wide, labels);
    const margins = (samples: Matrix) => logistic.decisionFunction(samples);
    const exact = linearShap(logistic, rows, usual);
    expectSame(kernelShap(margins, rows, { ...options, nSamples: 60 }), exact, 8);
  });

  it('come near the exact ones with few coalitions, and sum to what the model says', () => {
    const model = new SVR({ C: 10 }).fit(wide, y);
    const options = { background: wide.slice(0, 4), randomState: 1 };
    const rows = wide.slice(30, 32);
    const exact = kernelShap(model, rows, { ...options, nSamples: 2 ** 14 });
    const few = kernelShap(model, rows, { ...options, nSamples: 300 });
    const predicted = model.predict(rows);
    for (let i = 0; i < rows.length; i++) {
      const [got, wanted] = [few, exact].map(({ values }) => values[0].getRow(i));
      expect(got.reduce((sum, v) => sum + v, few.expectedValue[0])).toBeCloseTo(predicted[i], 9);
      const size = Math.hypot(...wanted);
      expect(Math.hypot(...got.map((v, j) => v - wanted[j]))).toBeLessThan(0.05 * size);
    }
  });

  it('divide what several features do together alike', () => {
    // All of 1 · 2 · 3 is due to the three features being there at once: each gets a third.
    const product = (rows: Matrix) => rows.to2DArray().map(([a, b, c]) => a * b * c);
    const { values, expectedValue } = kernelShap(product, [[1, 2, 3]], { background: [[0, 0, 0]] });
    expect(expectedValue).toEqual([0]);
    expect(values[0].getRow(0)).toEqual([2, 2, 2].map((v) => expect.closeTo(v, 12)));
  });

  it('are 0 of features that the background has no other value of', () => {
    const first = (rows: Matrix) => rows.getColumn(0);
    const same = kernelShap(
      first,
      [
        [5, 1],
        [7, Number.NaN],
      ],
      {
        background: [
          [7, Number.NaN],
          [7, Number.NaN],
        ],
      },
    );
    expect(same.values[0].to2DArray()).toEqual([
      [-2, 0],
      [0, 0],
    ]);
  });

  it('are the same by the same seed, in slices too, and whatever other rows are explained', async () => {
    const model = new SVR().fit(wide, y);
    const options = { background: wide.slice(0, 2), nSamples: 100, randomState: 'seed' };
    const rows = wide.slice(10, 13);
    const found = kernelShap(model, rows, options);
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => reports.push(progress);
    expect(await kernelShapAsync(model, rows, { ...options, onProgress })).toEqual(found);
    expect(reports.map(({ done, total, unit }) => [done, total, unit])).toEqual([
      [1, 3, 'sample'],
      [2, 3, 'sample'],
      [3, 3, 'sample'],
    ]);
    expect(kernelShap(model, rows.slice(0, 2), options).values[0].getRow(1)).toEqual(
      found.values[0].getRow(1),
    );
    const stop = AbortSignal.abort('enough');
    await expect(kernelShapAsync(model, rows, { ...options, signal: stop })).rejects.toBe('enough');
  });

  it('explain what an outlier detector decides by', () => {
    const model = new IsolationForest({ randomState: 0 }).fit(X);
    const { values, expectedValue } = kernelShap(model, explained, { background });
    const sum = values[0].getRow(0).reduce((total, v) => total + v, expectedValue[0]);
    expect(sum).toBeCloseTo(model.decisionFunction(explained)[0], 9);
  });
});

describe('kernelShap refuses', () => {
  const model = new LinearRegression().fit(X, y);

  it('models that give labels, and says what to pass', () => {
    for (const odd of [new LinearSVC().fit(X, labels), new DBSCAN().fit(X)]) {
      expect(() => kernelShap(odd, X, { background })).toThrow(
        'kernelShap: the model must give probabilities or numbers, but got a',
      );
    }
    const words = (rows: Matrix) => rows.to2DArray().map(() => 'yes');
    // @ts-expect-error words are no numbers
    expect(() => kernelShap(words, X, { background })).toThrow(
      'kernelShap: what the model gave holds "yes", not a number.',
    );
  });

  it('answers that are not finite, or not as many for each sample', () => {
    const infinite = (rows: Matrix) => new Array<number>(rows.rows).fill(Infinity);
    expect(() => kernelShap(infinite, X, { background })).toThrow(
      'kernelShap: what the model gave: X[0][0] is Infinity',
    );
    expect(() => kernelShap(() => [1], X, { background })).toThrow(
      'kernelShap: what the model gave has 1 × 1 number for 12 samples',
    );
  });

  it('no background, other columns, too few coalitions and too many', () => {
    // @ts-expect-error a background is due
    expect(() => kernelShap(model, X, {})).toThrow('kernelShap: background is missing.');
    expect(() => kernelShap(model, [[1]], { background })).toThrow('kernelShap: X has 1 feature');
    for (const nSamples of [9, 10.5, Number.NaN]) {
      expect(() => kernelShap(model, X, { background, nSamples })).toThrow(
        `kernelShap: nSamples must be an integer >= 10, twice the number of features, but got ${nSamples}.`,
      );
    }
    const limit = setMemoryLimit(20_000);
    try {
      const plain = new LinearRegression().fit(wide, y);
      const options = { background: wide.slice(0, 2), nSamples: 1000 };
      expect(() => kernelShap(plain, wide.slice(5, 6), options)).toThrow(
        'kernelShap: 1000 coalitions of 14 features would take 23 KiB',
      );
    } finally {
      setMemoryLimit(limit);
    }
  });
});
