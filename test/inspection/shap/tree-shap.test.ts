import * as fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { parseFeatures } from '../../../src/data/dense.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';
import type { ShapExplanation } from '../../../src/inspection/shap/shap-explanation.js';
import { type TreeModel, treeShap, treeShapAsync } from '../../../src/inspection/shap/tree-shap.js';
import { setMemoryLimit } from '../../../src/memory.js';
import { log } from '../../../src/numeric/exp-log.js';
import type { Progress } from '../../../src/progress.js';
import { TREES } from '../../../src/trees/ensemble.js';
import { averagePathLength } from '../../../src/trees/isolation/path-length.js';
import { shapValues } from '../../../src/trees/shap/shap-values.js';
import { STRETCH, watch } from '../../support/watch-steps.js';

type Rows = number[][];

/** A model, and what it says of samples: a row of outputs each. */
interface Subject {
  readonly model: TreeModel;
  says(X: Rows): Rows;
}

const column = (values: readonly number[]): Rows => values.map((value) => [value]);
const asRows = (values: number[] | Matrix): Rows =>
  values instanceof Matrix ? values.to2DArray() : column(values);

const targets = (X: Rows) => X.map(([a, b, c]) => (a || 0) + (b || 0) * (c || 0));
const labels = (X: Rows, nClasses: number) =>
  targets(X).map((value, i) => (i < nClasses ? i : Math.abs(Math.round(value)) % nClasses));

/** Every model made of trees, with what it can do: classes, weights, categories, several trees a round, logarithms. */
const SUBJECTS: Readonly<Record<string, (X: Rows, sampleWeight: number[]) => Subject>> = {
  'a forest of three classes': (X, sampleWeight) => {
    const options = { nEstimators: 7, maxDepth: 5, randomState: 0 };
    const model = new RandomForestClassifier(options).fit(X, labels(X, 3), { sampleWeight });
    return { model, says: (rows) => asRows(model.predictProba(rows)) };
  },
  'a forest of numbers': (X, sampleWeight) => {
    const options = { nEstimators: 7, criterion: 'absoluteError', randomState: 0 } as const;
    const model = new RandomForestRegressor(options).fit(X, targets(X), { sampleWeight });
    return { model, says: (rows) => column(model.predict(rows)) };
  },
  'boosting of two classes': (X, sampleWeight) => {
    const model = new GradientBoostingClassifier({ nEstimators: 8, categoricalFeatures: [2] });
    model.fit(X, labels(X, 2), { sampleWeight });
    return { model, says: (rows) => asRows(model.decisionFunction(rows)) };
  },
  'boosting of three classes, two trees a round': (X, sampleWeight) => {
    const options = { nEstimators: 4, numParallelTree: 2, subsample: 0.7, randomState: 0 };
    const model = new GradientBoostingClassifier(options).fit(X, labels(X, 3), { sampleWeight });
    return { model, says: (rows) => asRows(model.decisionFunction(rows)) };
  },
  'boosting of counts': (X, sampleWeight) => {
    const model = new GradientBoostingRegressor({ nEstimators: 8, objective: 'poisson' });
    model.fit(X, labels(X, 5), { sampleWeight });
    return { model, says: (rows) => column(model.predict(rows).map(log)) };
  },
  'an isolation forest': (X, sampleWeight) => {
    const model = new IsolationForest({ nEstimators: 7, randomState: 0 });
    model.fit(X, undefined, { sampleWeight });
    const longest = averagePathLength(model.maxSamples);
    const length = (score: number) => (-log(-score) / Math.LN2) * longest;
    return { model, says: (rows) => column(model.scoreSamples(rows).map(length)) };
  },
};

const cell = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.constant(NaN));
const row = fc.tuple(cell, cell, cell).map((cells): number[] => cells);
const data = fc.record({
  X: fc.array(row, { minLength: 8, maxLength: 16 }),
  background: fc.option(fc.array(row, { minLength: 1, maxLength: 5 })),
  heavy: fc.integer({ min: 1, max: 3 }),
});

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));

/** What the features' values and the expected value of an output sum to for a sample. */
function sumOf({ values, expectedValue }: ShapExplanation, k: number, i: number): number {
  return values[k].getRow(i).reduce((sum, value) => sum + value, expectedValue[k]);
}

describe.each(Object.entries(SUBJECTS))('the values of %s', (_name, create) => {
  it('sum with the expected value to what it says, and pairs to the values', () => {
    fc.assert(
      fc.property(data, ({ X, background, heavy }) => {
        const weights = X.map((_, i) => (i % 3 === 0 ? heavy : 1));
        const { model, says } = create(X, weights);
        const found = treeShap(model, X, { background, interactions: true });
        for (const [i, outputs] of says(X).entries()) {
          const sums = found.values.map((_, k) => sumOf(found, k, i));
          expect(sums).toEqual(closeTo(outputs));
          for (const [k, pairs] of found.interactions.map((squares) => squares[i]).entries()) {
            expect(pairs.sum('row')).toEqual(closeTo(found.values[k].getRow(i)));
            expect(pairs.transpose()).toEqual(pairs);
          }
        }
        if (background === null) return;
        const average = says(background).reduce(
          (sums, outputs) => sums.map((sum, k) => sum + outputs[k] / background.length),
          found.expectedValue.map(() => 0),
        );
        expect(found.expectedValue).toEqual(closeTo(average));
      }),
      { numRuns: 10 },
    );
  });
});

const X = Array.from({ length: 40 }, (_, i) => [i % 4, (i * 7) % 5, (i * 3) % 8]);
const y = targets(X);

it('are the same in time slices, which report each tree and can be stopped', async () => {
  const model = new GradientBoostingRegressor({ nEstimators: 3 }).fit(X, y);
  const reports: Progress[] = [];
  const options = { background: X.slice(0, 9), interactions: true } as const;
  const found = await treeShapAsync(model, X, {
    ...options,
    onProgress: (progress) => reports.push(progress),
  });
  expect(found).toEqual(treeShap(model, X, options));
  expect(reports.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(reports.every(({ total, unit }) => total === 6 && unit === 'tree')).toBe(true);
  const stop = new AbortController();
  const stopped = treeShapAsync(model, X, {
    onProgress: () => stop.abort('enough'),
    signal: stop.signal,
  });
  await expect(stopped).rejects.toBe('enough');
});

it('let others have their turn within a tree that is compared with many samples', () => {
  const model = new RandomForestRegressor({ nEstimators: 1, bootstrap: false, randomState: 0 });
  const ensemble = model.fit(X, y)[TREES]();
  const rows = (count: number) =>
    parseFeatures(
      Array.from({ length: count }, (_, i) => X[i % 40]),
      '',
    );
  const yields = (samples: number, background: number) =>
    watch(shapValues(ensemble, { samples: rows(samples), background: rows(background) }), () => 0)
      .yields;
  const leaves = (ensemble.trees[0].left.length + 1) / 2;
  // A look-up for each leaf and background sample, of some ten operations.
  expect(yields(1, 10_000)).toBeGreaterThanOrEqual(Math.floor((1e5 * leaves) / STRETCH));
  // The report of the tree alone: there is little to do.
  expect(yields(1, 4)).toBe(1);
});

it('do not depend on what other rows are explained', () => {
  const model = new RandomForestRegressor({ nEstimators: 5, randomState: 0 }).fit(X, y);
  const all = treeShap(model, X).values[0];
  expect(treeShap(model, [X[17]]).values[0].getRow(0)).toEqual(all.getRow(17));
});

describe('treeShap refuses', () => {
  const model = new RandomForestRegressor({ nEstimators: 2, randomState: 0 }).fit(X, y);

  it('models that are not made of trees, and says what explains them', () => {
    const linear = new LinearRegression().fit(X, y);
    // @ts-expect-error a linear model has no trees
    expect(() => treeShap(linear, X)).toThrow(
      'treeShap: the model must be made of trees, but got a LinearRegression. Use linearShap for linear models and kernelShap for any other.',
    );
    // @ts-expect-error neither has null
    expect(() => treeShap(null, X)).toThrow('treeShap: the model must be made of trees');
  });

  it('trees that ask about several features at a time', () => {
    const extended = new IsolationForest({ extensionLevel: 1, randomState: 0 }).fit(X);
    expect(() => treeShap(extended, X)).toThrow('IsolationForest: the trees of an extended forest');
  });

  it('a model that is not fitted', () => {
    const unfitted = new GradientBoostingClassifier();
    expect(() => treeShap(unfitted, X)).toThrow('the model is not fitted yet. Call fit first.');
  });

  it('samples and backgrounds of other columns, and infinite ones', () => {
    expect(() => treeShap(model, [[1, 2]])).toThrow('treeShap: X has 2 features, but');
    expect(() => treeShap(model, X, { background: [[1, 2]] })).toThrow(
      'treeShap: background: X has 2 features, but the model was fitted on 3.',
    );
    expect(() => treeShap(model, [[1, 2, Infinity]])).toThrow('treeShap: X[0][2] is Infinity');
    // @ts-expect-error a number is no matrix
    expect(() => treeShap(model, X, { background: 0 })).toThrow('background: X must be a matrix');
    expect(() => treeShap(model, X, { background: [] })).toThrow(
      'treeShap: background: X has 0 rows',
    );
  });

  it('odd words about pairs, and results that are too large', () => {
    // @ts-expect-error a word is no boolean
    expect(() => treeShap(model, X, { interactions: 'yes' })).toThrow(
      'treeShap: interactions must be true or false, but got "yes".',
    );
    const limit = setMemoryLimit(3000);
    try {
      expect(treeShap(model, X).values).toHaveLength(1);
      expect(() => treeShap(model, X, { interactions: true })).toThrow(
        'treeShap: what 3 features add, also in pairs, to 1 output for 40 rows would take 3.8 KiB',
      );
    } finally {
      setMemoryLimit(limit);
    }
  });
});
