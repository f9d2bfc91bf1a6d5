import { expect, it } from 'vitest';
import { parseCsv } from '../../src/data/csv/csv.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { TabularPreprocessor } from '../../src/preprocessing/tabular/tabular-preprocessor.js';
import { assertStableProperties } from '../../src/testing/fitted-properties.js';
import { trainModel } from '../../src/training/train-model.js';

const table = parseCsv(`size,colour,big\n${'1,red,no\n9,blue,yes\n2,,no\n8,red,yes\n'.repeat(10)}`);

it('holds for models of tables and what prepares them', () => {
  const { model } = trainModel(table, { target: 'big', modelName: 'logisticRegression' });
  assertStableProperties(model);
  assertStableProperties(new TabularPreprocessor().fit(table));
});

it('lets a loop over the labels of 100 000 samples end at once', () => {
  const n = 100_000;
  const X = { data: Float64Array.from({ length: n }, (_, i) => i % 2), rows: n, columns: 1 };
  const model = new KMeans({ nClusters: 2, nInit: 1 }).fit(X);
  let ones = 0;
  for (let i = 0; i < n; i++) ones += model.labels[i]; // 10^10 numbers copied, were it a copy each time
  expect(ones).toBe(n / 2);
});

it('names a property that is made anew, and one that can be changed', () => {
  class Anew extends KMeans {
    get sizes(): number[] {
      return [1, 2];
    }
  }
  class Open extends KMeans {
    readonly #sizes = [1, 2];
    get sizes(): number[] {
      return this.#sizes;
    }
  }
  const X = [[0], [1], [2]];
  expect(() => assertStableProperties(new Anew({ nClusters: 2 }).fit(X))).toThrow(
    'sizes is made anew at each access',
  );
  expect(() => assertStableProperties(new Open({ nClusters: 2 }).fit(X))).toThrow(
    'sizes can be changed from outside',
  );
});
