import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { treeShap } from '../../src/inspection/shap/tree-shap.js';
import { fromLightGBM } from '../../src/interop/lightgbm/from-lightgbm.js';
import { scanLightGBM } from '../../src/interop/lightgbm/lightgbm-text.js';
import { treeOfLightGBM } from '../../src/interop/lightgbm/lightgbm-tree.js';

const folder = fileURLToPath(new URL('../fixtures/interop/', import.meta.url));

/** A model of LightGBM 4.7.0 and what it says of some rows; fixtures/interop/README.md has the form. */
interface Case {
  readonly model: string;
  readonly X: (number | null)[][];
  readonly raw: number[][];
  readonly predict: (number | number[])[];
  readonly leaves: number[][];
  readonly contributions: number[][];
}

const cases = readdirSync(folder)
  .filter((file) => /^lgb-.*\.json$/.test(file))
  .map((file) => [file.slice(4, -5), read(file)] as const);

function read(file: string): Case & { X: number[][]; text: string } {
  const found: Case = JSON.parse(readFileSync(folder + file, 'utf8'));
  const X = found.X.map((row) => row.map((value) => value ?? Number.NaN));
  return { ...found, X, text: readFileSync(folder + found.model, 'utf8') };
}

const REFUSED = ['zero-as-missing', 'linear-tree'];
const read_ = cases.filter(([name]) => !REFUSED.includes(name));

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

describe.each(read_)('LightGBM: %s', (name, { text, X, raw, predict, leaves, contributions }) => {
  const model = fromLightGBM(text);
  /** What LightGBM calls raw is the sum of a forest, and here the mean. */
  const trees = name === 'forest' ? leaves[0].length : 1;

  it('reaches the same leaves', () => {
    const numbers = leafNumbers(text, X[0].length);
    const ours = model.apply(X).to2DArray();
    expect(ours.map((row) => row.map((leaf, t) => numbers[t][leaf]))).toEqual(leaves);
  });

  it('has the same margins', () => {
    const margins = model.decisionFunction(X);
    const ours = Array.isArray(margins) ? margins : margins.to1DArray();
    const theirs = raw.flat().map((value) => value / trees);
    if (name === 'forest') expect(largestDifference(ours, theirs)).toBeLessThan(1e-15);
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
    const theirs = contributions.flat().map((value) => value / trees);
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

it.each([
  ['zero-as-missing', /zero_as_missing/],
  ['linear-tree', /linear_tree/],
])('refuses %s by its name', (name, words) => {
  const { text } = read(`lgb-${name}.json`);
  expect(() => fromLightGBM(text)).toThrow(ModelFormatError);
  expect(() => fromLightGBM(text)).toThrow(words);
});
