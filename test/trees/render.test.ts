import { describe, expect, it } from 'vitest';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { exportGraphviz, exportText } from '../../src/trees/render.js';

const one = { nEstimators: 1, bootstrap: false, maxFeatures: null, randomState: 0 } as const;
const model = new RandomForestClassifier(one).fit(
  [
    [1, Number.NaN],
    [2, Number.NaN],
    [3, 5],
    [4, 5],
  ],
  ['no', 'yes', 'maybe', 'maybe'],
);
const [tree] = model.estimators;

it('reads as indented questions, missing values among them', () => {
  expect(exportText(tree, { featureNames: ['size', 'age'], classNames: model.classes })).toMatch(
    /^\|--- (size <= 2\.50 or missing|age missing|age known)/,
  );
  expect(exportText(tree)).toContain('shares [0.00, 1.00, 0.00]');
});

it('cuts off what lies too deep', () => {
  expect(exportText(tree, { maxDepth: 0 })).toContain('cut off: 2 leaves');
});

it('is a Graphviz graph with every node and every edge, names quoted', () => {
  const dot = exportGraphviz(tree, { featureNames: ['a "b"', 'c\\d'], classNames: model.classes });
  expect(dot.match(/->/g)).toHaveLength(tree.left.length - 1);
  expect(dot).toMatch(/^digraph Tree \{\n[\s\S]*\}\n$/);
  expect(dot.includes('a \\"b\\"') || dot.includes('c\\\\d')).toBe(true);
});

describe('refuses', () => {
  it('too few names, and impossible limits', () => {
    expect(() => exportText(tree, { featureNames: [] })).toThrow('Pass one name a feature.');
    expect(() => exportText(tree, { classNames: ['a'] })).toThrow(
      'there are 1 class name, but the tree knows 3',
    );
    expect(() => exportGraphviz(tree, { maxDepth: -1 })).toThrow(
      'exportGraphviz: maxDepth must be an integer >= 0',
    );
  });
});
