import { describe, expect, it } from 'vitest';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';

const COLUMNS = 4;

/** Numbers, and two columns of two values, one of which tells nothing. */
function samples(rows: number) {
  const data = new Float64Array(rows * COLUMNS);
  for (let i = 0; i < rows; i++)
    data.set([(i * 37) % 101, i % 2, (i * 13) % 53, Number(i % 7 === 0)], i * COLUMNS);
  return { data, rows, columns: COLUMNS };
}

const X = samples(300);
const numbers = Float64Array.from({ length: X.rows }, (_, i) => X.data[i * COLUMNS] + 9 * (i % 2));
const classes = (count: number) => Array.from(numbers, (value) => Math.floor(value) % count);

const models = {
  'boosted numbers': new GradientBoostingRegressor({ nEstimators: 20 }).fit(X, numbers),
  'boosted classes, two': new GradientBoostingClassifier({ nEstimators: 9 }).fit(X, classes(2)),
  'boosted classes, three': new GradientBoostingClassifier({ nEstimators: 9 }).fit(X, classes(3)),
  'boosting that splits nothing': new GradientBoostingRegressor({ gamma: 1e9 }).fit(X, numbers),
  'a forest of numbers': new RandomForestRegressor({ nEstimators: 5 }).fit(X, numbers),
  'a forest of classes': new RandomForestClassifier({ nEstimators: 5 }).fit(X, classes(3)),
  isolation: new IsolationForest({ nEstimators: 5 }).fit(X),
};

describe.each(Object.entries(models))('%s', (_name, model) => {
  it('names the first infinite cell, however many rows are asked and however often', () => {
    for (const rows of [1, 7, 20, 100, 5000]) {
      for (let call = 0; call < 3; call++) {
        const asked = samples(rows);
        const [first, later] = [Math.floor(rows * 0.7), rows - 1];
        asked.data[later * COLUMNS] = Infinity;
        asked.data[first * COLUMNS + 3] = -Infinity;
        asked.data[Math.floor(rows / 2) * COLUMNS] = Number.NaN;
        expect(() => model.predict(asked)).toThrow(
          `.predict: X[${first}][3] is -Infinity. Drop the row, or replace it with a finite number.`,
        );
        asked.data[later * COLUMNS] = 1;
        asked.data[first * COLUMNS + 3] = 1;
        expect(Array.from(model.predict(asked))).toHaveLength(rows);
      }
    }
  });
});

it('rounds that are there do not hide an infinite cell', () => {
  const asked = samples(3);
  asked.data[5] = Infinity;
  expect(() => models['boosted numbers'].predict(asked, { iterationRange: [0, 2] })).toThrow(
    'GradientBoostingRegressor.predict: X[1][1] is Infinity',
  );
});

it('planes name the first cell that is missing or infinite', () => {
  const model = new IsolationForest({ nEstimators: 5, extensionLevel: 1 }).fit(X);
  const asked = samples(5000);
  asked.data[4000 * COLUMNS + 1] = Infinity;
  expect(() => model.predict(asked)).toThrow('IsolationForest.predict: X[4000][1] is Infinity');
  asked.data[100 * COLUMNS + 2] = Number.NaN;
  expect(() => model.predict(asked)).toThrow('IsolationForest.predict: X[100][2] is NaN');
});
