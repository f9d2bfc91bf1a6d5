import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InvalidParameterError, ModelFormatError } from '../../../src/errors.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { fromLightGBM } from '../../../src/interop/lightgbm/from-lightgbm.js';
import { scanLightGBM } from '../../../src/interop/lightgbm/lightgbm-text.js';
import { treeOfLightGBM } from '../../../src/interop/lightgbm/lightgbm-tree.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { interopCase } from '../../support/interop-cases.js';

const REFUSED = ['lgb-zero-as-missing', 'lgb-linear-tree'];
const names = readdirSync(fileURLToPath(new URL('../../fixtures/interop', import.meta.url)))
  .filter((file) => /^lgb-.*\.json$/.test(file))
  .map((file) => file.slice(0, -'.json'.length))
  .filter((name) => !REFUSED.includes(name));

const textOf = (name: string) => new TextDecoder().decode(interopCase(name).bytes);

/** Largest difference, relative where the numbers are large. */
function largestDifference(ours: ArrayLike<number>, theirs: readonly number[]): number {
  expect(ours.length).toBe(theirs.length);
  const differences = theirs.map(
    (value, i) => Math.abs(value - ours[i]) / Math.max(1, Math.abs(value)),
  );
  return Math.max(...differences);
}

/** For each tree, LightGBM's number of each of our leaves. */
function leafNumbers(text: string, nFeatures: number): number[][] {
  const all: number[][] = [];
  scanLightGBM(text, 'test', {
    header: () => {},
    tree(entries) {
      const numbers: number[] = [];
      const { left } = treeOfLightGBM(entries, nFeatures, 'test', numbers);
      all.push(numbers.map((number) => number - (left.length - 1) / 2));
    },
  });
  return all;
}

it('there are models of all kinds', () => {
  expect(names).toHaveLength(13);
});

describe.each(names)('%s', (name) => {
  const { X, raw, predict, leaves, contributions } = interopCase(name);
  const text = textOf(name);
  const model = fromLightGBM(text);
  /** What LightGBM calls raw is the sum of a forest, and here the mean. */
  const trees = name === 'lgb-forest' ? leaves[0].length : 1;

  it('reaches the same leaves', () => {
    const numbers = leafNumbers(text, X[0].length);
    const ours = model.apply(X).to2DArray();
    expect(ours.map((row) => row.map((leaf, t) => numbers[t][leaf]))).toEqual(leaves);
  });

  it('has the same margins', () => {
    const margins = model.decisionFunction(X);
    const ours = Array.isArray(margins) ? margins : margins.to1DArray();
    const theirs = raw.flat().map((value) => value / trees);
    if (name === 'lgb-forest') expect(largestDifference(ours, theirs)).toBeLessThan(1e-15);
    else expect(ours).toEqual(theirs);
  });

  it('predicts the same to 1e-12', () => {
    const ours =
      model instanceof GradientBoostingClassifier
        ? model
            .predictProba(X)
            .to2DArray()
            .flatMap((row) => (row.length === 2 ? [row[1]] : row))
        : model.predict(X);
    expect(largestDifference(ours, predict.flat())).toBeLessThan(1e-12);
  });

  it('has the contributions as Shapley values, to 1e-6', () => {
    const { values, expectedValue } = treeShap(model, X);
    const theirs = (contributions as number[][]).flat().map((value) => value / trees);
    const ours = X.flatMap((_, i) =>
      values.flatMap((output, k) => [...output.getRow(i), expectedValue[k]]),
    );
    expect(largestDifference(ours, theirs)).toBeLessThan(1e-6);
  });

  it('is read from bytes and with the line ends of Windows', () => {
    const windows = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
    expect(fromLightGBM(windows).toJSON()).toEqual(model.toJSON());
  });
});

describe('what has no counterpart', () => {
  const binary = textOf('lgb-no-sizes');

  it.each([
    [/zero_as_missing/, textOf('lgb-zero-as-missing')],
    [/linear_tree/, textOf('lgb-linear-tree')],
    [/"regression sqrt"/, binary.replace('binary sigmoid:1', 'regression sqrt')],
    [/"lambdarank"/, binary.replace('binary sigmoid:1', 'lambdarank')],
    [/"cross_entropy_lambda"/, binary.replace('binary sigmoid:1', 'cross_entropy_lambda')],
    [
      /"multiclassova num_class:3 sigmoid:1" with 3 outputs/,
      textOf('lgb-multiclass').replace(
        'multiclass num_class:3',
        'multiclassova num_class:3 sigmoid:1',
      ),
    ],
    [
      /no objective with 3 outputs/,
      textOf('lgb-multiclass').replace('objective=multiclass num_class:3\n', ''),
    ],
  ])('is refused by its name: %s', (words, text) => {
    expect(() => fromLightGBM(text)).toThrow(ModelFormatError);
    expect(() => fromLightGBM(text)).toThrow(words);
  });
});

describe('a model without an objective, of one that its user wrote', () => {
  it('predicts its margins', () => {
    const text = textOf('lgb-binary-missing').replace('objective=binary sigmoid:1\n', '');
    const { X, raw } = interopCase('lgb-binary-missing');
    expect(fromLightGBM(text).predict(X)).toEqual(raw.flat());
  });
});

describe('a file that is damaged', () => {
  const text = textOf('lgb-categorical');
  const change = (from: string | RegExp, to: string) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    return changed;
  };

  it.each([
    ['', /first line is "tree"/],
    ['PK\u0003', /first line is "tree"/],
    [change('version=v4', 'version=v9'), /version is "v9"/],
    [text.slice(0, text.indexOf('end of trees')), /no line "end of trees"/],
    [change('num_class=1', 'num_class=2'), /num_tree_per_iteration is 1, but num_class 2/],
    [change('feature_names=f0 ', 'feature_names='), /4 feature_names, but max_feature_idx is 4/],
    [
      change('num_leaves=8', 'num_leaves=800000000'),
      /leaf_value has 8 values where there must be 8/,
    ],
    [change('left_child=2', 'left_child=0'), /node 0 has two parents/],
    [change('left_child=2', 'left_child=1'), /node 1 has two parents/],
    [
      change('left_child=2', 'left_child=7'),
      /left_child has "7" where a whole number from -8 to 6/,
    ],
    [change('split_feature=0', 'split_feature=5'), /split_feature has "5"/],
    [change('leaf_value=7.0', 'leaf_value=x'), /leaf_value has "x542/],
    [change('leaf_value=7.0542176902852951', 'leaf_value=inf'), /leaf_value has "inf"/],
    [change('threshold=-0.1656358405366474', 'threshold=nan'), /threshold has "nan"/],
    [change('threshold=-0.1656358405366474', 'threshold=0x10'), /threshold has "0x10"/],
    [change('cat_boundaries=0 2 4 5 6', 'cat_boundaries=0 2 4 5 7'), /do not part cat_threshold/],
    [change('cat_boundaries=0 2 4 5 6', 'cat_boundaries=0 5 4 5 6'), /do not part cat_threshold/],
    [
      change('0 1 2 3 0.77043072643037136', '0 1 2 4 0.77043072643037136'),
      /no set of categories 4/,
    ],
    [change('num_cat=4\n', 'num_cat=4\nnum_cat=4\n'), /tree 0 has two lines "num_cat"/],
    [change('split_feature=0 3 3 4 4 0 0\n', ''), /tree 0: there is no line "split_feature"/],
  ])('is refused: %#', (damaged, words) => {
    expect(() => fromLightGBM(damaged)).toThrow(ModelFormatError);
    expect(() => fromLightGBM(damaged)).toThrow(words);
  });

  it('and so is what is no file', () => {
    expect(() => fromLightGBM(7 as never)).toThrow(ModelFormatError);
    expect(() => fromLightGBM(null as never)).toThrow(ModelFormatError);
  });
});

describe('the classes', () => {
  it('are numbers, or those given', () => {
    const text = textOf('lgb-multiclass');
    const { X, predict } = interopCase('lgb-multiclass');
    const numbers = fromLightGBM(text).predict(X);
    const best = (predict as number[][]).map((row) => row.indexOf(Math.max(...row)));
    expect(numbers).toEqual(best);
    const named = fromLightGBM(text, { classes: ['no', 'may', 'yes'] });
    expect(named.predict(X)).toEqual(best.map((k) => ['no', 'may', 'yes'][k]));
  });

  it.each([[['a', 'b']], [['a', 'b', 'b']], [['a', 1, 2]], [[Number.NaN, 1, 2]], ['abc']])(
    'are refused where they are not three: %j',
    (classes) => {
      const read = () => fromLightGBM(textOf('lgb-multiclass'), { classes: classes as string[] });
      expect(read).toThrow(InvalidParameterError);
      expect(read).toThrow(/classes must be 3 different labels of one type/);
    },
  );

  it('are refused by a model of numbers', () => {
    const read = () => fromLightGBM(textOf('lgb-regression'), { classes: [0, 1] });
    expect(read).toThrow(/predicts numbers/);
  });
});

describe('a category between -1 and 0', () => {
  const { X } = interopCase('lgb-categorical');
  const model = fromLightGBM(textOf('lgb-categorical'));
  const leavesAt = (code: number) =>
    model.apply(X.map((row) => [row[0], row[1], row[2], code, code])).to2DArray();

  it('is category 0, as LightGBM rounds towards zero; from -1 down nothing is', () => {
    expect(leavesAt(-0.5)).toEqual(leavesAt(0));
    expect(leavesAt(-0.999)).toEqual(leavesAt(0));
    expect(leavesAt(-1)).not.toEqual(leavesAt(0));
    expect(leavesAt(-1)).toEqual(leavesAt(1e9));
  });

  it('is so after saving too', () => {
    expect(deserialize(serialize(model)).predict?.(X)).toEqual(model.predict(X));
    expect(deserialize(serialize(model)).toJSON()).toEqual(model.toJSON());
  });
});

describe('training that goes on', () => {
  it('adds rounds to those of the file', () => {
    const model = fromLightGBM(textOf('lgb-binary-missing')) as GradientBoostingClassifier;
    const { X, predict } = interopCase('lgb-binary-missing');
    const y = predict.map((share) => Number((share as number) > 0.5));
    const before = model.estimators.length;
    model.setParams({ warmStart: true, nEstimators: 3, learningRate: 0.1 }).fit(X, y);
    expect(model.estimators.length).toBe(before + 3);
  });
});

it('reads a chain of 50 000 splits, and many small trees, without recursion', () => {
  const n = 50_000;
  const range = Array.from({ length: n }, (_, i) => i);
  const line = (key: string, values: readonly (number | string)[]) => `${key}=${values.join(' ')}`;
  const chain = [
    `num_leaves=${n + 1}`,
    'num_cat=0',
    line(
      'split_feature',
      range.map(() => 0),
    ),
    line('threshold', range),
    line(
      'left_child',
      range.map((i) => -i - 1),
    ),
    line(
      'right_child',
      range.map((i) => (i === n - 1 ? -n - 1 : i + 1)),
    ),
    line('leaf_value', [...range, n]),
  ];
  const text = [
    'tree',
    'num_class=1',
    'max_feature_idx=0',
    'feature_names=x',
    'feature_infos=none',
    'Tree=0',
    ...chain,
    'Tree=1',
    'num_leaves=1',
    'leaf_value=0.5',
    'end of trees',
  ].join('\n');
  expect(fromLightGBM(text).predict([[-1], [123], [1e9]])).toEqual([0.5, 123.5, n + 0.5]);
});
