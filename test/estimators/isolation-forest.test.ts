import { afterEach, describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { setWarningHandler, type Warning } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

const { X, outlier, ...expected } = reference<{
  X: number[][];
  outlier: boolean[];
  meanScore: number;
  scores: number[];
  rocAuc: number;
  offset: number;
}>('isolation_forest');

const SEEDS = [0, 1, 2, 3, 4];
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const forests = SEEDS.map((randomState) => new IsolationForest({ randomState }).fit(X));

afterEach(() => {
  setWarningHandler(null);
});

describe('over five seeds, as in scikit-learn', () => {
  it('the mean score and the ROC AUC agree to 0.01', () => {
    expect(mean(forests.map((model) => mean(model.scoreSamples(X))))).toBeCloseTo(
      expected.meanScore,
      2,
    );
    const areas = forests.map((model) => model.score(X, outlier));
    expect(Math.abs(mean(areas) - expected.rocAuc)).toBeLessThan(0.01);
  });
  it('the score of each sample agrees to 0.04', () => {
    const scores = forests.map((model) => model.scoreSamples(X));
    for (const [i, theirs] of expected.scores.entries()) {
      // Two means of five forests, each with a deviation of about 0.01.
      expect(Math.abs(mean(scores.map((of) => of[i])) - theirs)).toBeLessThan(0.04);
    }
  });
  it('the threshold of a contamination agrees to 0.01, and leaves out its share', () => {
    const contaminated = SEEDS.map((randomState) =>
      new IsolationForest({ contamination: 0.05, randomState }).fit(X),
    );
    expect(Math.abs(mean(contaminated.map(({ offset }) => offset)) - expected.offset)).toBeLessThan(
      0.01,
    );
    for (const model of contaminated) {
      expect(model.predict(X).filter((label) => label === -1)).toHaveLength(30);
    }
  });
});

it('the three answers agree', () => {
  const [model] = forests;
  const scores = model.scoreSamples(X);
  expect(model.offset).toBe(-0.5);
  expect(model.maxSamples).toBe(256);
  expect(model.decisionFunction(X)).toEqual(scores.map((score) => score + 0.5));
  expect(model.predict(X)).toEqual(scores.map((score) => (score < -0.5 ? -1 : 1)));
  expect(new IsolationForest({ randomState: 0 }).fitPredict(X)).toEqual(model.predict(X));
  const signs = outlier.map((is) => (is ? -1 : 1));
  expect(model.score(X, signs)).toBe(model.score(X, outlier));
  expect(model.score(X, outlier.map(Number))).toBe(model.score(X, outlier));
  expect(() => model.score(X, signs.map(String))).toThrow('IsolationForest.score: y holds');
});

it('a tree parts samples up to its depth, and says how many splits that takes', () => {
  const model = new IsolationForest({ nEstimators: 1, maxSamples: 4, randomState: 2 }).fit([
    [1],
    [2],
    [3],
    [50],
  ]);
  const [tree] = model.estimators;
  const leaves = Array.from(tree.left, (child, node) => (child === 0 ? node : -1)).filter(
    (node) => node >= 0,
  );
  expect(leaves.reduce((sum, leaf) => sum + tree.cover[leaf], 0)).toBe(4);
  for (const leaf of leaves) expect(tree.value[leaf]).toBeLessThanOrEqual(3);
});

it('constant columns never hide an outlier', () => {
  const rng = createRng(5);
  const rows = Array.from({ length: 200 }, (_, i) => [
    ...new Array<number>(30).fill(7),
    i === 0 ? 100 : rng.next(),
  ]);
  for (const extensionLevel of [0, 3]) {
    const scores = new IsolationForest({ randomState: 1, extensionLevel })
      .fit(rows)
      .scoreSamples(rows);
    expect(scores.indexOf(Math.min(...scores))).toBe(0);
  }
});

describe('extended', () => {
  it('sees that the empty corners between diagonal blobs are no ordinary place', () => {
    const normal = createNormal(createRng(3));
    const blobs = Array.from({ length: 600 }, (_, i) => [
      (i % 2) * 10 + normal(),
      (i % 2) * 10 + normal(),
    ]);
    const corners = [
      [0, 10],
      [10, 0],
    ];
    const centres = [
      [0, 0],
      [10, 10],
    ];
    const gap = (model: IsolationForest) =>
      mean(model.scoreSamples(centres)) - mean(model.scoreSamples(corners));
    const plain = gap(new IsolationForest({ randomState: 0, nEstimators: 200 }).fit(blobs));
    const extended = gap(
      new IsolationForest({ randomState: 0, nEstimators: 200, extensionLevel: 1 }).fit(blobs),
    );
    expect(extended).toBeGreaterThan(plain + 0.03);
  });
  it('is saved whole, and refuses planes that ask about no column', () => {
    const model = new IsolationForest({ randomState: 0, nEstimators: 3, extensionLevel: 2 }).fit(X);
    const loaded = deserializeAs(serialize(model), [IsolationForest]) as IsolationForest;
    expect(loaded.scoreSamples(X)).toEqual(model.scoreSamples(X));
    const json = JSON.parse(JSON.stringify(model));
    json.model.state.planes.planes.planeColumns.values[0] = 5;
    expect(() => IsolationForest.fromJSON(json)).toThrow('a plane asks about feature 5 of 5');
    json.model.state.planes.planes.planeColumns.values.pop();
    expect(() => IsolationForest.fromJSON(json)).toThrow(ModelFormatError);
  });
  it('refuses more inclinations than features, and missing values', () => {
    expect(() => new IsolationForest({ extensionLevel: 5 }).fit(X)).toThrow(
      'at most 4 further features',
    );
    const holes = [
      [1, Number.NaN],
      [2, 3],
    ];
    expect(() => new IsolationForest({ extensionLevel: 1 }).fit(holes)).toThrow('X[0][1] is NaN');
  });
});

describe('samples', () => {
  it('without weight are never seen, drawn again or not', () => {
    const rows = [...X.slice(0, 50), [1e6, 1e6, 1e6, 1e6, 1e6]];
    const weights = [...new Array<number>(50).fill(1), 0];
    for (const bootstrap of [false, true]) {
      const model = new IsolationForest({ nEstimators: 20, randomState: 1, bootstrap });
      model.fit(rows, undefined, { sampleWeight: weights });
      for (const { threshold } of model.estimators)
        expect(Math.max(...threshold)).toBeLessThan(1e5);
    }
  });
  it('with more weight are seen more often', () => {
    const rows = Array.from({ length: 100 }, (_, i) => [i]);
    const weights = rows.map(([i]) => (i < 10 ? 50 : 1));
    const model = new IsolationForest({ maxSamples: 8, randomState: 1 });
    model.fit(rows, undefined, { sampleWeight: weights });
    const [first, last] = model.scoreSamples([[5], [95]]);
    expect(first).toBeGreaterThan(last);
  });
  it('are all seen when maxSamples asks for more, with a warning', () => {
    const warnings: Warning[] = [];
    setWarningHandler((warning) => warnings.push(warning));
    const model = new IsolationForest({ maxSamples: 50, nEstimators: 2 }).fit([[1], [2], [3]]);
    expect(model.maxSamples).toBe(3);
    expect(warnings[0].message).toContain('maxSamples is 50, but X has 3 rows');
  });
  it('may have missing values, in training and later', () => {
    const rows = X.map((row, i) => row.map((value, j) => ((i + j) % 7 === 0 ? Number.NaN : value)));
    const model = new IsolationForest({ randomState: 0 }).fit(rows);
    expect(model.score(rows, outlier)).toBeGreaterThan(0.9);
    expect(
      model.scoreSamples([[Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]])[0],
    ).toBeLessThan(0);
  });
  it('are no outliers where all are the same, however many they are', () => {
    for (const rows of [2, 3, 5, 10, 50, 100, 255, 256, 300, 1000]) {
      for (const options of [
        {},
        { extensionLevel: 1 },
        { contamination: 0.1 },
        { nEstimators: 7 },
      ]) {
        const X = Array.from({ length: rows }, () => [0.1, 7]);
        const model = new IsolationForest({ ...options, randomState: 0 }).fit(X);
        expect(new Set(model.scoreSamples(X))).toEqual(new Set([-0.5]));
        expect(model.predict(X)).not.toContain(-1);
      }
    }
  });

  it('may be one, or all the same', () => {
    expect(new IsolationForest({ nEstimators: 2 }).fit([[3]]).predict([[3]])).toEqual([1]);
    const same = new IsolationForest({ nEstimators: 5 }).fit([[1], [1], [1], [1]]);
    expect(new Set(same.scoreSamples([[1], [9]])).size).toBe(1);
  });
});

describe('warmStart', () => {
  it.each([0, 1])(
    'gives the forest that one fit would have given, extension %i',
    (extensionLevel) => {
      const options = { randomState: 7, extensionLevel };
      const warm = new IsolationForest({ ...options, nEstimators: 3, warmStart: true }).fit(X);
      warm.setParams({ nEstimators: 8 }).fit(X);
      const whole = new IsolationForest({ ...options, nEstimators: 8 }).fit(X);
      expect(warm.scoreSamples(X)).toEqual(whole.scoreSamples(X));
      expect(() => warm.setParams({ nEstimators: 2 }).fit(X)).toThrow(
        'at least the 8 trees there are',
      );
    },
  );
});

it('is the same for a seed, in one go and in slices, and reports each tree', async () => {
  const steps: number[] = [];
  const sliced = await new IsolationForest({ nEstimators: 4, randomState: 'a' }).fitAsync(
    X,
    undefined,
    {
      onProgress: ({ done }) => steps.push(done),
    },
  );
  expect(serialize(sliced)).toEqual(
    serialize(new IsolationForest({ nEstimators: 4, randomState: 'a' }).fit(X)),
  );
  expect(steps).toEqual([1, 2, 3, 4]);
});

describe('refuses', () => {
  it.each<[string, () => unknown, string]>([
    ['no samples', () => new IsolationForest().fit([]), 'IsolationForest.fit: X has 0 rows'],
    ['infinite values', () => new IsolationForest().fit([[1], [Infinity]]), 'X[1][0] is Infinity'],
    [
      'a contamination of more than half',
      () => new IsolationForest({ contamination: 0.6 }),
      'contamination must be "auto", or a number > 0 and <= 0.5',
    ],
    [
      'more features than there are',
      () => new IsolationForest({ maxFeatures: 9 }).fit(X),
      'maxFeatures is 9, but X has only 5 features',
    ],
    ['maxSamples of 0', () => new IsolationForest({ maxSamples: 0 }), 'maxSamples must be'],
  ])('%s', (_what, action, words) => {
    expect(action).toThrow(words);
  });
});
