import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadBreastCancer } from '../../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../../src/datasets/load-diabetes.js';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

/** y = 1 on the last ten of 20 000 rows. */
const lastTen = Array.from({ length: 20_000 }, (_, i) => [i]);
const rare = lastTen.map(([i]) => (i >= 19_990 ? 1 : 0));
/** Hours of more than a year, labelled by day and night. */
const hours = Array.from({ length: 10_000 }, (_, i) => [1.6e9 + 3600 * i]);
const isDay = hours.map((_, i) => (i % 24 >= 8 && i % 24 < 20 ? 'day' : 'night'));

describe('exact splits', () => {
  it('finds ten rows at the end of 20 000', () => {
    const options = { nEstimators: 2, bootstrap: false, randomState: 0 };
    expect(new RandomForestClassifier(options).fit(lastTen, rare).score(lastTen, rare)).toBe(1);
    const regression = new RandomForestRegressor(options).fit(lastTen, rare);
    expect(regression.score(lastTen, rare)).toBeCloseTo(1, 12);
    expect(warnings).toEqual([]);
  });

  it('tells days from nights by the time alone, as scikit-learn does', () => {
    // scikit-learn 1.9: RandomForestClassifier(20, random_state=0) on every hour whose number is no multiple of 5, scored on
    // the others: 0.9375, here by fewer trees. Rows half-way between a day and a night are wrong here; rounding to single precision saves a third there.
    const test = hours.map((_, i) => i % 5 === 0);
    const pick = <T>(values: T[], held: boolean) => values.filter((_, i) => test[i] === held);
    const options = { nEstimators: 7, randomState: 0 };
    const exact = new RandomForestClassifier(options);
    const binned = new RandomForestClassifier({ ...options, maxBins: 255 });
    const score = (model: RandomForestClassifier) =>
      model.fit(pick(hours, false), pick(isDay, false)).score(pick(hours, true), pick(isDay, true));
    expect(score(exact)).toBeGreaterThan(0.9);
    expect(score(binned)).toBeLessThan(0.7);
  });

  it('grows the trees of bins where these are exact: of all criteria, with missing values, limits and weights', () => {
    const cell = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 6 }) },
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, fc.integer({ min: 0, max: 2 })), {
          minLength: 2,
          maxLength: 60,
        }),
        fc.constantFrom('squaredError', 'absoluteError', 'poisson', 'gini', 'entropy'),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(null, 5),
        fc.integer({ min: 0, max: 99 }),
        (rows, criterion, minSamplesLeaf, maxLeafNodes, randomState) => {
          const X = rows.map(([a, b]) => [a, b]);
          const y = rows.map(([, , target]) => target);
          y[0] = 0;
          y[1] = 1;
          const shared = { nEstimators: 2, minSamplesLeaf, maxLeafNodes, randomState };
          const grow = (maxBins: number | null) =>
            criterion === 'gini' || criterion === 'entropy'
              ? new RandomForestClassifier({ ...shared, criterion, maxBins }).fit(X, y).estimators
              : new RandomForestRegressor({ ...shared, criterion, maxBins, maxFeatures: 0.5 }).fit(
                  X,
                  y,
                ).estimators;
          expect(grow(null)).toEqual(grow(255));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('makes the best split of all there are', () => {
    const normal = createNormal(createRng('oracle'));
    for (let trial = 0; trial < 5; trial++) {
      const x = Array.from({ length: 400 }, () => normal());
      const y = x.map((value) => (value > 0.3 ? 2 : 0) + normal());
      const options = { nEstimators: 1, bootstrap: false, maxDepth: 1 };
      const [tree] = new RandomForestRegressor(options).fit(
        x.map((value) => [value]),
        y,
      ).estimators;
      expect(tree.threshold[0]).toBe(bestThreshold(x, y));
    }
  });

  it('predicts no worse than bins', () => {
    const { data, target } = loadDiabetes();
    const options = { nEstimators: 100, oobScore: true, randomState: 0 };
    const grouped = new RandomForestRegressor({ ...options, maxBins: 255 });
    const binned = grouped.fit(data, target).oobScore as number;
    const exact = new RandomForestRegressor(options).fit(data, target);
    expect(exact.oobScore as number).toBeGreaterThan(binned - 0.02);
  });
});

/** The threshold of the lowest squared error, by trying all. */
function bestThreshold(x: number[], y: number[]): number {
  const sorted = x.slice().sort((a, b) => a - b);
  let best = Number.NaN;
  let lowest = Infinity;
  for (let at = 1; at < sorted.length; at++) {
    const threshold = sorted[at - 1] / 2 + sorted[at] / 2;
    let error = 0;
    for (const isLeft of [true, false]) {
      const side = y.filter((_, i) => x[i] <= threshold === isLeft);
      const mean = side.reduce((sum, value) => sum + value, 0) / side.length;
      error += side.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    }
    if (error < lowest) {
      lowest = error;
      best = threshold;
    }
  }
  return best;
}

describe('the warning of what bins hide', () => {
  const binned = { nEstimators: 1, maxBins: 255 };
  const said = (columns: string, owner = 'RandomForestClassifier') => [
    `${owner}.fit: y follows X[:, ${columns}] more closely than 255 groups of values can show. Leave maxBins out for exact splits, or make features of what repeats within (an hour of a time).`,
  ];

  it('names the columns', () => {
    const normal = createNormal(createRng('noise'));
    new RandomForestClassifier(binned).fit(lastTen, rare);
    expect(warnings.splice(0)).toEqual(said('0'));
    const X = hours.map(([time]) => [normal(), time, normal(), time / 7]);
    new RandomForestClassifier(binned).fit(X, isDay);
    expect(warnings.splice(0)).toEqual(said('1, 3'));
    const y = hours.map((_, i) => Math.sin((i * Math.PI) / 12));
    new RandomForestRegressor(binned).fit(X, y);
    expect(warnings).toEqual(said('1, 3', 'RandomForestRegressor'));
  });

  it('is silent on ordinary data', () => {
    const normal = createNormal(createRng('ordinary'));
    const X = Array.from({ length: 5000 }, () => [normal(), normal(), normal()]);
    const targets = [
      X.map(([a, b]) => (a + b > 0 ? 1 : 0)), // a clean border
      X.map(([a]) => (a + normal() > 0 ? 1 : 0)),
      X.map(() => (normal() > 2 ? 1 : 0)), // noise, of a rare class
      X.map((_, i) => i % 7),
    ];
    for (const y of targets) new RandomForestClassifier(binned).fit(X, y);
    new RandomForestRegressor(binned).fit(
      X,
      X.map(([a, b]) => Math.exp(a) + b * b),
    );
    new RandomForestRegressor(binned).fit(
      X,
      X.map(([a]) => a + 3 * normal()),
    );
    const { data, target } = loadBreastCancer();
    new RandomForestClassifier(binned).fit(data, target);
    const diabetes = loadDiabetes();
    new RandomForestRegressor(binned).fit(diabetes.data, diabetes.target);
    expect(warnings).toEqual([]);
  });

  it('is not fooled by samples without weight, and equal values in the order of their classes', () => {
    const X = Array.from({ length: 4000 }, (_, i) => [i % 1000]);
    const y = X.map((_, i) => (i < 2000 ? 0 : 1));
    new RandomForestClassifier(binned).fit(X, y);
    const sampleWeight = rare.map((label, i) => (label === 1 && i !== 19_999 ? 0 : 1));
    new RandomForestClassifier(binned).fit(lastTen, rare, { sampleWeight });
    expect(warnings).toEqual([]);
  });
});

describe('options', () => {
  it('maxBins of 2 to 255 groups values', () => {
    const X = Array.from({ length: 100 }, (_, i) => [i]);
    const model = new RandomForestRegressor({ nEstimators: 1, bootstrap: false, maxBins: 4 });
    const values = new Set(
      model
        .fit(
          X,
          X.map(([x]) => x),
        )
        .predict(X),
    );
    expect(values.size).toBe(4);
    expect(() => new RandomForestRegressor({ maxBins: 256 })).toThrow(
      'RandomForestRegressor: maxBins must be an integer >= 2 and <= 255, or null, but got 256',
    );
  });

  it('maxSamples counts no more samples than there are', () => {
    const X = [[0], [1], [2]];
    for (const maxSamples of [1e9, { count: 4 }]) {
      expect(() => new RandomForestClassifier({ maxSamples }).fit(X, [0, 1, 1])).toThrow(
        `RandomForestClassifier: maxSamples is ${typeof maxSamples === 'number' ? maxSamples : 4}, but X has only 3 samples. Pass at most that, or null for as many.`,
      );
    }
    const sampleWeight = [1000, 1000, 1000];
    expect(() =>
      new RandomForestRegressor({ maxSamples: 0.5 }).fit(X, [0, 1, 2], { sampleWeight }),
    ).toThrow('maxSamples asks for 1500 samples a tree, as the weights sum to 3000');
  });
});
