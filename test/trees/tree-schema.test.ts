import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';

const X = Array.from({ length: 20 }, (_, i) => [i % 5, i % 3]);
const model = new RandomForestRegressor({ nEstimators: 2, randomState: 0 }).fit(
  X,
  X.map(([a, b]) => a + b),
);

/** The saved model with one number of its trees replaced. */
function changed(array: string, at: number, value: unknown): unknown {
  const json = JSON.parse(JSON.stringify(model));
  json.model.state.trees[array].values[at] = value;
  return json;
}

/** The saved model with all of its arrays empty. */
function emptied(): unknown {
  const json = JSON.parse(JSON.stringify(model));
  for (const array of Object.values<object>(json.model.state.trees)) {
    if (typeof array === 'object') Object.assign(array, { shape: [0], values: [] });
  }
  return json;
}

it('a share of a class that is negative is refused', () => {
  const forest = new RandomForestClassifier({ nEstimators: 1, randomState: 0 });
  const json = JSON.parse(JSON.stringify(forest.fit([[1], [2], [3]], ['a', 'b', 'b'])));
  json.model.state.trees.value.values[0] = -1;
  expect(() => RandomForestClassifier.fromJSON(json)).toThrow('value[0] must be');
});

it('shares of the classes that do not sum to 1 are refused', () => {
  const forest = new RandomForestClassifier({ nEstimators: 1, randomState: 0 });
  const json = JSON.parse(JSON.stringify(forest.fit([[1], [2], [3]], ['a', 'b', 'b'])));
  json.model.state.trees.value.values[0] /= 2;
  expect(() => RandomForestClassifier.fromJSON(json)).toThrow('the shares of node 0 of all sum to');
});

it('more columns than a file of this size can be about are refused', () => {
  const json = JSON.parse(JSON.stringify(model));
  json.model.state.nFeatures = 1e9;
  expect(() => RandomForestRegressor.fromJSON(json)).toThrow('nFeatures must be from 1 to 1048576');
});

describe('a model file is refused when', () => {
  it.each<[string, unknown, string]>([
    ['a child is its own parent', changed('left', 0, 0 + 0.5), 'I32'],
    ['a child points at the root', changed('left', 1, 1), 'which cannot be'],
    ['a child lies beyond the tree', changed('left', 0, 10001), 'which cannot be'],
    ['two parents share a child', changed('left', 1, 1), 'children 1 and 2'],
    ['a node asks about no column', changed('feature', 0, 2), 'asks about feature 2 of 2'],
    ['a column is negative', changed('feature', 0, -1), 'finite number from 0'],
    ['a value is not finite', changed('value', 0, 'NaN'), 'finite number'],
    ['the trees have other sizes', changed('nodes', 0, 1), 'as many nodes as they say'],
    ['a category set is missing', changed('flags', 0, 2), 'no set of categories'],
    ['a threshold is not a number', changed('threshold', 0, 'NaN'), 'has no threshold'],
    ['there are no trees', emptied(), 'there are no trees'],
    ['flags are unknown', changed('flags', 0, 9), 'flags[0] must be'],
  ])('%s', (_what, json, words) => {
    expect(() => RandomForestRegressor.fromJSON(json)).toThrow(ModelFormatError);
    expect(() => RandomForestRegressor.fromJSON(json)).toThrow(words);
  });
});
