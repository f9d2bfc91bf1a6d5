import { describe, expect, it } from 'vitest';
import { parseFeatures } from '../../src/data/dense.js';
import { encodeLabels } from '../../src/data/labels.js';
import { Table } from '../../src/data/table.js';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { columnValues } from '../../src/feature-selection/column-values.js';
import {
  mutualInfoClassif,
  mutualInfoRegression,
} from '../../src/feature-selection/mutual-info-scores.js';
import {
  informationOfClasses,
  informationOfNumbers,
} from '../../src/feature-selection/mutual-information.js';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';
import { reference } from '../reference/reference.js';
import { expectClean } from './clean.js';

/** feature_selection.py makes them. */
const expected = reference<{
  classification: Record<string, { discrete: number[]; mixed: number[]; mixedNoise: number[] }>;
  regression: { continuous: number[]; continuousNoise: number[]; discrete: number[] };
  withoutTies: {
    X: number[][];
    y: number[];
    labels: number[];
    classif: Record<string, number[]>;
    regression: Record<string, number[]>;
  };
}>('feature_selection');

const sets = { iris: loadIris(), wine: loadWine(), breastCancer: loadBreastCancer() };
const columnsOf = (X: Parameters<typeof parseFeatures>[0]) => {
  const samples = parseFeatures(X, 'test');
  return Array.from({ length: samples.columns }, (_, j) => columnValues(samples, j).values);
};
const overSeeds = (score: (randomState: number) => { scores: readonly number[] }) => {
  const runs = Array.from({ length: 20 }, (_, seed) => score(seed).scores);
  return runs[0].map((_, j) => runs.reduce((sum, scores) => sum + scores[j] / runs.length, 0));
};

describe.each(Object.entries(sets))('on %s', (name, { data, target }) => {
  const wanted = expected.classification[name];

  it('equals scikit-learn for classes and classes', () => {
    const whole = data.to2DArray().map((row) => row.map(Math.floor));
    const { scores } = mutualInfoClassif(whole, target, { discreteFeatures: true });
    for (const [j, score] of scores.entries()) {
      expect(Math.abs(score - wanted.discrete[j])).toBeLessThan(1e-14);
    }
  });

  it('equals scikit-learn for numbers and classes, before any noise', () => {
    const { codes } = encodeLabels(target, target.length, 'test');
    const scores = columnsOf(data).map((column) => drain(informationOfClasses(column, codes, 3)));
    for (const [j, score] of scores.entries()) {
      expect(Math.abs(score - wanted.mixed[j]), `${j}`).toBeLessThan(1e-13);
    }
  });

  // Noise decides between equal values, and theirs is other noise: iris has 22 widths of petals.
  it('equals scikit-learn in the mean over what noise does', () => {
    const scores = overSeeds((randomState) => mutualInfoClassif(data, target, { randomState }));
    for (const [j, score] of scores.entries()) {
      expect(Math.abs(score - wanted.mixedNoise[j]), `${j}`).toBeLessThan(0.02);
    }
  });
});

describe('on diabetes', () => {
  const { data, target } = loadDiabetes();
  const { regression } = expected;
  const amounts = Float64Array.from(target);

  it('equals scikit-learn for numbers and numbers, before any noise', () => {
    for (const [j, column] of columnsOf(data).entries()) {
      const cut = column.map((x) => Math.floor(x * 1000));
      const score = drain(informationOfNumbers(cut, amounts, 3));
      expect(Math.abs(score - regression.continuous[j]), `${j}`).toBeLessThan(1e-12);
    }
  });

  it('equals scikit-learn for classes and numbers', () => {
    for (const [j, column] of columnsOf(data).entries()) {
      const whole = column.map((value) => Math.floor(value * 20));
      const { codes } = encodeLabels(whole, whole.length, 'test');
      const score = drain(informationOfClasses(amounts, codes, 4));
      expect(Math.abs(score - regression.discrete[j]), `${j}`).toBeLessThan(1e-12);
    }
  });

  // Noise decides between equal values, such as the two of sex.
  it('equals scikit-learn in the mean over what noise does', () => {
    const scores = overSeeds((randomState) => mutualInfoRegression(data, target, { randomState }));
    for (const [j, score] of scores.entries()) {
      expect(Math.abs(score - regression.continuousNoise[j]), `${j}`).toBeLessThan(0.02);
    }
  });
});

it('equals scikit-learn, noise and all, where no values are equal', () => {
  const { X, y, labels, classif, regression } = expected.withoutTies;
  for (const k of [1, 3, 10]) {
    const options = { nNeighbors: k, randomState: 5 };
    const ofClasses = mutualInfoClassif(X, labels, options).scores;
    const ofNumbers = mutualInfoRegression(X, y, options).scores;
    for (let j = 0; j < 3; j++) {
      expect(Math.abs(ofClasses[j] - classif[k][j])).toBeLessThan(1e-12);
      expect(Math.abs(ofNumbers[j] - regression[k][j])).toBeLessThan(1e-12);
    }
  }
});

it('finds what numbers of a known distribution tell of each other', () => {
  const normal = createNormal(createRng(1));
  const correlation = 0.9;
  const X: number[][] = [];
  const y: number[] = [];
  for (let i = 0; i < 3000; i++) {
    const x = normal();
    X.push([x, normal()]);
    y.push(correlation * x + Math.sqrt(1 - correlation ** 2) * normal());
  }
  const { scores } = mutualInfoRegression(X, y, { randomState: 0 });
  expect(scores[0]).toBeCloseTo(-0.5 * Math.log(1 - correlation ** 2), 1); // 0.83 nats
  expect(scores[1]).toBeLessThan(0.04);
});

describe('discreteFeatures', () => {
  const { data, target } = loadIris();
  const X = data.to2DArray().map((row) => row.map(Math.round));
  const all = mutualInfoClassif(X, target, { discreteFeatures: true }).scores;
  const none = mutualInfoClassif(X, target, { randomState: 2 }).scores;

  it('can be all, none, flags or positions', () => {
    const mixed = [none[0], all[1], none[2], all[3]];
    const of = (discreteFeatures: boolean[] | number[]) =>
      mutualInfoClassif(X, target, { discreteFeatures, randomState: 2 }).scores;
    expect(of([false, true, false, true])).toEqual(mixed);
    expect(of([3, 1])).toEqual(mixed);
    expect(of([])).toEqual(none);
    const off = mutualInfoClassif(X, target, { discreteFeatures: false, randomState: 2 });
    expect(off.scores).toEqual(none);
  });

  it('must be of the columns that there are', () => {
    expect(() => mutualInfoClassif(X, target, { discreteFeatures: [true] })).toThrow(
      'mutualInfoClassif: discreteFeatures has 1 flag, but X has 4 columns. Pass one a column.',
    );
    expect(() => mutualInfoClassif(X, target, { discreteFeatures: [4] })).toThrow(
      'mutualInfoClassif: discreteFeatures names column 4, but X has 4 columns. Count them from 0.',
    );
    expect(() => mutualInfoClassif(X, target, { discreteFeatures: [0.5] })).toThrow(
      'mutualInfoClassif: discreteFeatures must be "auto", or true or false, or a flag for each feature, or positions',
    );
  });
});

describe('at the edges', () => {
  it('units change nothing, however large or small', () => {
    const { X, y } = expected.withoutTies;
    const options = { randomState: 0 };
    const { scores } = mutualInfoRegression(X, y, options);
    for (const unit of [1e-250, -7, 1e250]) {
      const moved = X.map((row) => row.map((x) => x * unit));
      const amounts = y.map((value) => value * unit);
      expectClean(mutualInfoRegression(moved, amounts, options).scores, scores, 1e-12);
    }
  });

  it('a constant tells nothing', () => {
    const X = Array.from({ length: 40 }, () => [0.1]);
    const labels = X.map((_, i) => i % 2);
    expect(mutualInfoClassif(X, labels, { randomState: 0 }).scores[0]).toBeLessThan(0.25);
    expect(mutualInfoClassif(X, labels, { discreteFeatures: true }).scores[0]).toBeCloseTo(0, 14);
  });

  it('classes of one sample are passed over', () => {
    expect(mutualInfoClassif([[1], [2], [3]], ['a', 'b', 'c'], { randomState: 0 }).scores).toEqual([
      0,
    ]);
  });

  it('there are more samples than neighbours', () => {
    expect(() => mutualInfoRegression([[1], [2], [3]], [1, 2, 3])).toThrow(
      'mutualInfoRegression: X has 3 rows, but each is compared with 3 others. Pass more samples, or a smaller nNeighbors.',
    );
    expect(mutualInfoRegression([[1], [2], [3]], [1, 2, 3], { nNeighbors: 2 }).scores).toHaveLength(
      1,
    );
  });

  it('takes a Table, and gives no p-values', () => {
    const table = Table.fromColumns({ a: [1, 2, 3, 4], b: [true, false, true, false] });
    const found = mutualInfoClassif(table, ['x', 'x', 'y', 'y'], { randomState: 0 });
    expect(Object.keys(found)).toEqual(['scores']);
    expect(found.scores).toHaveLength(2);
  });
});
