import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler, type Warning } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

interface Single {
  predictions: number[] | number[][];
  importances: number[];
  leaves: number;
}

const expected = reference<{
  X: number[][];
  missing: (number | null)[][];
  label: number[];
  target: number[];
  counts: number[];
  weight: number[];
  trees: Record<string, Single>;
  friedman: { X: number[][]; y: number[] };
  scores: Record<string, { mean: number; std: number }>;
}>('random_forest');
const { X, label, target, counts, weight } = expected;
const missing = expected.missing.map((row) => row.map((value) => value ?? Number.NaN));

afterEach(() => {
  setWarningHandler(null);
});

/** One tree that leaves nothing to chance. */
const one = { nEstimators: 1, bootstrap: false, maxFeatures: null, randomState: 0 } as const;
const limits = { ...one, maxDepth: 4, minSamplesLeaf: 4 } as const;

describe('a single tree on few distinct values is that of scikit-learn', () => {
  function check(
    model: RandomForestClassifier | RandomForestRegressor,
    name: string,
    says: unknown,
  ) {
    const { predictions, importances, leaves } = expected.trees[name];
    const flat = (value: unknown) => (value as unknown[]).flat() as number[];
    for (const [i, value] of flat(predictions).entries()) {
      expect(flat(says)[i]).toBeCloseTo(value, 10);
    }
    for (const [j, value] of importances.entries()) {
      expect(model.featureImportances[j]).toBeCloseTo(value, 10);
    }
    // Weights whose sums round make scikit-learn split a pure node once more, which changes nothing.
    const own = (model.estimators[0].left.length + 1) / 2;
    expect(leaves - own).toBeOneOf(name === 'weighted' ? [0, 1] : [0]);
  }

  it.each<[string, object, number[][], object?]>([
    ['gini', limits, X],
    ['entropy', { ...limits, criterion: 'entropy' }, X],
    ['entropy', { ...limits, criterion: 'logLoss' }, X],
    ['weighted', limits, X, { sampleWeight: weight }],
    ['missing', limits, missing, { sampleWeight: weight }],
    ['bestFirst', { ...one, maxLeafNodes: 6 }, X],
    ['pruned', { ...one, ccpAlpha: 0.01 }, X],
    ['decrease', { ...one, minImpurityDecrease: 0.02 }, X],
  ])('classifier: %s %o', (name, options, samples, fitOptions) => {
    const model = new RandomForestClassifier(options).fit(samples, label, fitOptions);
    check(model, name, model.predictProba(samples).to2DArray());
  });

  it.each<[string, object, number[][], number[], object?]>([
    ['squaredError', limits, X, target],
    ['absoluteError', { ...limits, criterion: 'absoluteError' }, X, target],
    ['poisson', { ...limits, criterion: 'poisson' }, X, counts],
    ['weightedMean', limits, X, target, { sampleWeight: weight }],
    ['missingNumbers', limits, missing, target],
  ])('regressor: %s', (name, options, samples, y, fitOptions) => {
    const model = new RandomForestRegressor(options).fit(samples, y, fitOptions);
    check(model, name, model.predict(samples));
  });
});

describe('forests score as those of scikit-learn', () => {
  // 50 trees instead of 100 and two seeds instead of five keep the test quick; they cost up to half a percent.
  function score(name: string, samples: number[][], y: number[] | string[]) {
    const scores: number[] = [];
    for (const randomState of [0, 1]) {
      for (let fold = 0; fold < 5; fold++) {
        const train = samples.map((_, i) => i).filter((i) => i % 5 !== fold);
        const test = samples.map((_, i) => i).filter((i) => i % 5 === fold);
        const take = <T>(values: readonly T[], rows: number[]) => rows.map((i) => values[i]);
        const options = { nEstimators: 50, randomState };
        const model =
          typeof y[0] === 'number'
            ? new RandomForestRegressor(options)
            : new RandomForestClassifier(options);
        const fitted = model.fit(take(samples, train), take(y as never[], train));
        scores.push(fitted.score(take(samples, test), take(y as never[], test)));
      }
    }
    const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
    const { mean: theirs, std } = expected.scores[name];
    expect(mean).toBeGreaterThan(theirs - 2 * std - 0.01);
  }

  it.each(['iris', 'wine', 'breast_cancer'])('on %s', (name) => {
    const { X: samples, y } = dataSet(`${name}.csv`);
    score(name, samples, y);
  });
  it('on every fourth of the digits', () => {
    const { digitsRows, digitsLabels } = reference<{
      digitsRows: number[][];
      digitsLabels: number[];
    }>('logistic_regression');
    score('digits', digitsRows, digitsLabels.map(String));
  });
  it('on diabetes', () => {
    const { X: samples, y } = dataSet('diabetes.csv');
    score('diabetes', samples, y.map(Number));
  });
  it('on Friedman 1', () => {
    score('friedman', expected.friedman.X, expected.friedman.y);
  });
});

const small = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 2 }),
  ),
  { minLength: 6, maxLength: 40 },
);

describe('properties', () => {
  it('weights are repeated rows where none are drawn', () => {
    fc.assert(
      fc.property(small, (rows) => {
        const samples = rows.map(([a, b]) => [a, b]);
        const y = rows.map(([a, , c]) => a + c);
        const weights = rows.map(([, b]) => b % 3);
        if (!weights.some((w) => w > 0)) return;
        const repeated = rows.flatMap((_, i) => new Array<number>(weights[i]).fill(i));
        const weighted = new RandomForestRegressor(one).fit(samples, y, { sampleWeight: weights });
        const plain = new RandomForestRegressor(one).fit(
          repeated.map((i) => samples[i]),
          repeated.map((i) => y[i]),
        );
        const kept = samples.filter((_, i) => weights[i] > 0);
        const theirs = plain.predict(kept);
        for (const [i, value] of weighted.predict(kept).entries()) {
          expect(value).toBeCloseTo(theirs[i], 9);
        }
      }),
    );
  });

  it('a full tree recalls what can be told apart, and deeper trees never lose more', () => {
    fc.assert(
      fc.property(small, (rows) => {
        const samples = rows.map(([a, b]) => [a, b]);
        const y = rows.map(([a, b]) => 10 * a - b * b);
        let last = Infinity;
        for (const maxDepth of [1, 2, 4, null]) {
          const predicted = new RandomForestRegressor({ ...one, maxDepth })
            .fit(samples, y)
            .predict(samples);
          const loss = predicted.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0);
          expect(loss).toBeLessThanOrEqual(last + 1e-9);
          last = loss;
        }
        expect(last).toBeCloseTo(0, 9);
      }),
    );
  });

  it('every training sample reaches a leaf whose cover and value are made of those that do', () => {
    fc.assert(
      fc.property(small, (rows) => {
        const samples = rows.map(([a, b]) => [a, b === 5 ? Number.NaN : b]);
        const y = rows.map(([a, b, c]) => a * b + c);
        const model = new RandomForestRegressor({ ...one, minSamplesLeaf: 2 }).fit(samples, y);
        const [tree] = model.estimators;
        const leaves = model.apply(samples).getColumn(0);
        for (const leaf of new Set(leaves)) {
          const inside = y.filter((_, i) => leaves[i] === leaf);
          expect(tree.cover[leaf]).toBe(inside.length);
          const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
          expect(tree.value[leaf]).toBeCloseTo(mean, 9);
        }
      }),
    );
  });

  it('targets in other units, however small, give the same tree', () => {
    fc.assert(
      fc.property(small, fc.constantFrom(-40, -20, 20), (rows, exponent) => {
        const samples = rows.map(([a, b]) => [a, b]);
        const y = rows.map(([a, b, c]) => a * b + c);
        const unit = 2 ** exponent; // a power of two rounds nothing
        const plain = new RandomForestRegressor(one).fit(samples, y);
        const scaled = new RandomForestRegressor(one).fit(
          samples,
          y.map((value) => value * unit),
        );
        expect(scaled.estimators[0].threshold).toEqual(plain.estimators[0].threshold);
        expect(scaled.predict(samples)).toEqual(plain.predict(samples).map((v) => v * unit));
      }),
    );
  });

  it('importances are at least 0 and sum to one, or are all 0', () => {
    fc.assert(
      fc.property(small, (rows) => {
        const samples = rows.map(([a, b]) => [a, b]);
        const y = rows.map(([, b, c]) => b + c);
        const { featureImportances } = new RandomForestRegressor({
          nEstimators: 3,
          randomState: 1,
        }).fit(samples, y);
        for (const value of featureImportances) expect(value).toBeGreaterThanOrEqual(0);
        const sum = featureImportances.reduce((total, value) => total + value, 0);
        expect(sum === 0 || Math.abs(sum - 1) < 1e-12).toBe(true);
      }),
    );
  });
});

describe('out of bag', () => {
  it('judges by trees that have not seen a sample', () => {
    const model = new RandomForestClassifier({ oobScore: true, randomState: 3 }).fit(X, label);
    expect(model.oobScore).toBeGreaterThan(0.55);
    expect(model.oobScore).toBeLessThan(model.score(X, label));
    const shares = model.oobDecisionFunction?.to2DArray() ?? [];
    expect(shares).toHaveLength(150);
    for (const row of shares) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    const regressor = new RandomForestRegressor({ oobScore: true, randomState: 3 }).fit(X, target);
    expect(regressor.oobScore).toBeGreaterThan(0.8);
    expect(regressor.oobPrediction).toHaveLength(150);
  });
  it('warns of samples that every tree has seen', () => {
    const warnings: Warning[] = [];
    setWarningHandler((warning) => warnings.push(warning));
    const model = new RandomForestClassifier({ oobScore: true, nEstimators: 1, randomState: 3 });
    model.fit(X, label);
    expect(warnings[0].message).toMatch(/samples were seen by every tree.*Raise nEstimators/);
    expect(model.oobDecisionFunction?.to2DArray().flat().some(Number.isNaN)).toBe(true);
  });
  it('is not a number when no sample can be judged', () => {
    setWarningHandler(() => {});
    const options = { nEstimators: 1, oobScore: true, maxSamples: 0.99, randomState: 0 };
    expect(new RandomForestRegressor(options).fit([[1]], [1]).oobScore).toBeNaN();
  });
  it('is null unless asked for', () => {
    const model = new RandomForestClassifier({ nEstimators: 1 }).fit(X, label);
    expect([model.oobScore, model.oobDecisionFunction]).toEqual([null, null]);
  });
});

describe('warmStart', () => {
  it('gives the forest that one fit would have given', () => {
    const warm = new RandomForestRegressor({ nEstimators: 4, randomState: 7, warmStart: true }).fit(
      X,
      target,
    );
    const [first] = warm.estimators;
    warm.setParams({ nEstimators: 9 }).fit(X, target);
    expect(warm.estimators[0]).toEqual(first);
    const whole = new RandomForestRegressor({ nEstimators: 9, randomState: 7 }).fit(X, target);
    expect(warm.predict(X)).toEqual(whole.predict(X));
  });
  it('refuses fewer trees than there are, and other features', () => {
    const model = new RandomForestRegressor({ nEstimators: 4, warmStart: true }).fit(X, target);
    model.setParams({ nEstimators: 2 });
    expect(() => model.fit(X, target)).toThrow(
      'nEstimators must be at least the 4 trees there are, but got 2',
    );
    expect(() => model.setParams({ nEstimators: 5 }).fit([[1], [2]], [1, 2])).toThrow(
      'must have the features',
    );
  });
});

describe('class weights', () => {
  const rare = X.map(([a, b]) => (a + b > 20 ? 'rare' : 'common'));
  it.each(['balanced', 'balancedSubsample'] as const)(
    '%s raise the share of the rare class',
    (classWeight) => {
      const options = { nEstimators: 30, maxDepth: 2, randomState: 1 };
      const share = (model: RandomForestClassifier<string>) =>
        model
          .predictProba(X)
          .getColumn(1)
          .reduce((sum, value) => sum + value, 0);
      const plain = new RandomForestClassifier(options).fit(X, rare);
      const weighted = new RandomForestClassifier({ ...options, classWeight }).fit(X, rare);
      expect(share(weighted)).toBeGreaterThan(1.5 * share(plain));
    },
  );
});

it('is the same for a seed, in one go and in slices, and reports each tree', async () => {
  const options = { nEstimators: 5, randomState: 'seed' };
  const model = new RandomForestClassifier(options).fit(X, label);
  const steps: string[] = [];
  const sliced = await new RandomForestClassifier(options).fitAsync(X, label, {
    onProgress: ({ done, total, unit }) => steps.push(`${done}/${total} ${unit}`),
  });
  expect(serialize(sliced)).toEqual(serialize(model));
  expect(steps).toEqual(['1/5 tree', '2/5 tree', '3/5 tree', '4/5 tree', '5/5 tree']);
  const loaded = deserializeAs(serialize(model), [
    RandomForestClassifier,
  ]) as RandomForestClassifier;
  expect(loaded.predictProba(X)).toEqual(model.predictProba(X));
});

it('apply and decisionPath agree: each path ends in its leaf', () => {
  const model = new RandomForestClassifier({ nEstimators: 3, maxDepth: 3, randomState: 0 }).fit(
    X,
    label,
  );
  const leaves = model.apply(X);
  const { indptr, indices, nNodesPtr } = model.decisionPath(X);
  for (let i = 0; i < X.length; i++) {
    const passed = indices.slice(indptr[i], indptr[i + 1]);
    for (let t = 0; t < 3; t++) {
      const own = passed.filter((node) => node >= nNodesPtr[t] && node < nNodesPtr[t + 1]);
      expect(own[0]).toBe(nNodesPtr[t]);
      expect(own.at(-1)).toBe(nNodesPtr[t] + leaves.get(i, t));
    }
  }
});

describe('values that training did not miss', () => {
  it('go where most samples went', () => {
    const model = new RandomForestRegressor(one).fit([[1], [2], [3], [10]], [0, 0, 0, 9]);
    expect(model.predict([[Number.NaN]])).toEqual([0]);
  });
});

describe('refuses', () => {
  it.each<[string, () => unknown, string]>([
    [
      'one class',
      () => new RandomForestClassifier().fit([[1], [2]], ['a', 'a']),
      'y holds only "a"',
    ],
    [
      'infinite features',
      () => new RandomForestClassifier().fit([[1], [Infinity]], ['a', 'b']),
      'X[1][0] is Infinity',
    ],
    [
      'maxSamples without bootstrap',
      () =>
        new RandomForestRegressor({ bootstrap: false, maxSamples: 0.5 }).fit([[1], [2]], [1, 2]),
      'maxSamples needs samples that are drawn',
    ],
    [
      'oobScore without bootstrap',
      () => new RandomForestRegressor({ bootstrap: false, oobScore: true }).fit([[1], [2]], [1, 2]),
      'oobScore needs samples that are drawn',
    ],
    [
      'more features than there are',
      () => new RandomForestRegressor({ maxFeatures: 3 }).fit([[1], [2]], [1, 2]),
      'maxFeatures is 3, but X has only 1 feature',
    ],
    [
      'targets whose squares overflow',
      () => new RandomForestRegressor().fit([[1], [2]], [1, 1e200]),
      'y[1] is 1e+200, so large that sums of squares overflow',
    ],
    [
      'targets whose squares underflow',
      () => new RandomForestRegressor().fit([[1], [2]], [1e-200, 3e-200]),
      'the values of y differ by at most 2e-200, so little that sums of squares underflow',
    ],
    [
      'weights whose sums overflow',
      () => new RandomForestRegressor().fit([[1], [2]], [1, 2], { sampleWeight: [1, 1e200] }),
      'sample 1 has the weight 1e+200',
    ],
    [
      'more draws than there are samples',
      () => new RandomForestClassifier({ maxSamples: 1e9 }).fit([[1], [2]], ['a', 'b']),
      'maxSamples is 1000000000, but X has only 2 samples. Pass at most that, or null',
    ],
    [
      'more draws than there are repetitions',
      () =>
        new RandomForestRegressor({ maxSamples: 8 }).fit([[1], [2]], [1, 2], {
          sampleWeight: [3, 4],
        }),
      'maxSamples is 8, but X has only 2 samples, of the weight 7 together',
    ],
    [
      'a share of endless draws',
      () =>
        new RandomForestRegressor({ maxSamples: 0.5 }).fit([[1], [2]], [1, 2], {
          sampleWeight: [1, 1e12],
        }),
      'maxSamples asks for 500000000000 samples a tree',
    ],
    [
      'a depth of 0',
      () => new RandomForestRegressor({ maxDepth: 0 }),
      'maxDepth must be an integer >= 1, or null, but got 0',
    ],
    [
      'one leaf',
      () => new RandomForestRegressor({ maxLeafNodes: 1 }),
      'maxLeafNodes must be an integer >= 2',
    ],
    [
      'negative counts',
      () => new RandomForestRegressor({ criterion: 'poisson' }).fit([[1], [2]], [1, -2]),
      "y[1] is -2, but the criterion 'poisson' needs",
    ],
    [
      'counts of nothing',
      () => new RandomForestRegressor({ criterion: 'poisson' }).fit([[1], [2]], [0, 0]),
      'all targets are 0',
    ],
  ])('%s', (_what, action, words) => {
    expect(action).toThrow(words);
  });
});

it('takes constant targets, constant columns and equal rows', () => {
  const constant = new RandomForestRegressor({ nEstimators: 3, randomState: 0 }).fit(
    X,
    X.map(() => 0.1),
  );
  for (const value of constant.predict(X)) expect(value).toBeCloseTo(0.1, 15); // a mean of three rounds
  expect(constant.featureImportances).toEqual([0, 0, 0, 0]);
  const equal = new RandomForestClassifier({ nEstimators: 200, randomState: 0 }).fit(
    [[1], [1], [1], [1]],
    ['a', 'b', 'a', 'a'],
  );
  expect(equal.predictProba([[1]]).get(0, 0)).toBeCloseTo(0.75, 1);
});
