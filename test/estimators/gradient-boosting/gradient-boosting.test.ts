import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

interface Case {
  baseScore: number[];
  margins: number[] | number[][];
  leaves: number[];
}

const expected = reference<{
  X: number[][];
  missing: (number | null)[][];
  target: number[];
  binary: number[];
  three: number[];
  counts: number[];
  weight: number[];
  cases: Record<string, Case>;
  scores: Record<string, { mean: number; std: number }>;
}>('gradient_boosting');
const { X, target, binary, three, counts, weight, cases } = expected;
const missing = expected.missing.map((row) => row.map((value) => value ?? Number.NaN));
const five = { nEstimators: 5, maxDepth: 4 } as const;

const leavesOf = (model: GradientBoostingRegressor | GradientBoostingClassifier) =>
  model.estimators.map((tree) => (tree.left.length + 1) / 2);

/** XGBoost computes in single precision: equal to 1e-5 of the margins' size. */
function expectMargins(actual: unknown, { margins }: Case): void {
  const flat = (values: unknown) => (values as unknown[]).flat() as number[];
  const size = Math.max(1, ...flat(margins).map(Math.abs));
  for (const [i, value] of flat(margins).entries()) {
    expect(Math.abs(flat(actual)[i] - value)).toBeLessThan(1e-5 * size);
  }
}

describe('on few distinct values, margins and leaves are those of XGBoost', () => {
  it.each<[string, object, { X?: number[][]; y?: number[]; sampleWeight?: number[] }?]>([
    ['squaredError', {}],
    ['weighted', {}, { sampleWeight: weight }],
    ['missing', {}, { X: missing }],
    ['regularized', { regLambda: 3, regAlpha: 2, gamma: 1.5, minChildWeight: 6 }],
    ['step', { maxDeltaStep: 0.5 }],
    ['lossguide', { growPolicy: 'lossguide', maxLeaves: 6, maxDepth: null }],
    ['monotone', { monotoneConstraints: [1, 1, -1, 0, 0] }],
    [
      'interaction',
      {
        interactionConstraints: [
          [0, 2],
          [1, 3, 4],
        ],
      },
    ],
    ['categorical', { categoricalFeatures: [0] }],
    ['onehot', { categoricalFeatures: [0], maxCatToOnehot: 99 }],
    ['huber', { objective: 'huber', baseScore: 5 }],
    ['poisson', { objective: 'poisson', baseScore: 4 }, { y: counts }],
    ['gamma', { objective: 'gamma', baseScore: 4 }, { y: counts.map((n) => n + 1) }],
    ['tweedie', { objective: 'tweedie', tweedieVariancePower: 1.3, baseScore: 4 }, { y: counts }],
    ['absoluteError', { objective: 'absoluteError', baseScore: 5 }],
  ])('%s', (name, options, { X: samples = X, y = target, sampleWeight } = {}) => {
    const model = new GradientBoostingRegressor({ ...five, ...options });
    model.fit(samples, y, { sampleWeight });
    expect(leavesOf(model)).toEqual(cases[name].leaves);
    expectMargins(model.decisionFunction(samples), cases[name]);
  });

  it.each<[string, object, number[]]>([
    ['logistic', {}, binary],
    ['positives', { scalePosWeight: 3, baseScore: 0.3 }, binary],
    ['softmax', { baseScore: 0.5 }, three],
  ])('%s', (name, options, y) => {
    const model = new GradientBoostingClassifier({ ...five, ...options }).fit(X, y);
    expect(leavesOf(model)).toEqual(cases[name].leaves);
    const margins = model.decisionFunction(X);
    expectMargins(Array.isArray(margins) ? margins : margins.to2DArray(), cases[name]);
  });
});

describe('scores are those of XGBoost', () => {
  // Two seeds instead of five keep the test quick.
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  function crossValidate(samples: number[][], y: (number | string)[]): number {
    const scores: number[] = [];
    for (const randomState of [0, 1]) {
      for (let fold = 0; fold < 5; fold++) {
        const split = (of: number) =>
          samples.map((_, i) => i).filter((i) => (i % 5 === fold) === (of === 1));
        const take = <T>(values: readonly T[], rows: number[]) => rows.map((i) => values[i]);
        const options = { nEstimators: 50, subsample: 0.8, randomState };
        const model =
          typeof y[0] === 'number'
            ? new GradientBoostingRegressor(options)
            : new GradientBoostingClassifier(options);
        const fitted = model.fit(take(samples, split(0)), take(y as never[], split(0)));
        scores.push(fitted.score(take(samples, split(1)), take(y as never[], split(1))));
      }
    }
    return mean(scores);
  }
  it.each(['iris', 'wine', 'breast_cancer'])('on %s', (name) => {
    const { X: samples, y } = dataSet(`${name}.csv`);
    const { mean: theirs, std } = expected.scores[name];
    expect(crossValidate(samples, y)).toBeGreaterThan(theirs - 2 * std - 0.01);
  });
  it('on diabetes', () => {
    const { X: samples, y } = dataSet('diabetes.csv');
    const { mean: theirs, std } = expected.scores.diabetes;
    expect(crossValidate(samples, y.map(Number))).toBeGreaterThan(theirs - 2 * std - 0.02);
  });
});

describe('early stopping', () => {
  const learn = { X: X.slice(0, 140), y: target.slice(0, 140) };
  const watch = { X: X.slice(140), y: target.slice(140) };
  const model = new GradientBoostingRegressor({
    earlyStoppingRounds: 5,
    evalMetric: ['mae', 'rmse'],
  });
  model.fit(learn.X, learn.y, { evalSet: [learn, watch] });

  it('keeps the rounds up to the best of the last set and metric', () => {
    const { validation0, validation1 } = model.evalsResult;
    expect(Object.keys(validation0)).toEqual(['mae', 'rmse']);
    const best = Math.min(...validation1.rmse);
    expect(model.bestScore).toBe(best);
    expect(model.bestIteration).toBe(validation1.rmse.indexOf(best));
    expect(validation1.rmse).toHaveLength((model.bestIteration as number) + 6);
    expect(model.estimators).toHaveLength((model.bestIteration as number) + 1);
    const errors = model.predict(watch.X).map((value, i) => (value - watch.y[i]) ** 2);
    expect(Math.sqrt(errors.reduce((sum, value) => sum + value, 0) / errors.length)).toBeCloseTo(
      best,
      12,
    );
  });

  it('is saved as it is', () => {
    const loaded = deserializeAs(serialize(model), [
      GradientBoostingRegressor,
    ]) as GradientBoostingRegressor;
    expect(loaded.predict(X)).toEqual(model.predict(X));
    expect(loaded.evalsResult).toEqual(model.evalsResult);
    expect(loaded.bestIteration).toBe(model.bestIteration);
  });

  it('holds a share out by itself, the same of every class', () => {
    const options = { earlyStoppingRounds: 3, validationFraction: 0.25, randomState: 4 };
    const classifier = new GradientBoostingClassifier(options).fit(X, three);
    expect(classifier.evalsResult.validation0.mlogloss.length).toBeGreaterThan(3);
    expect(classifier.score(X, three)).toBeGreaterThan(0.8);
    const again = new GradientBoostingClassifier(options).fit(X, three);
    expect(serialize(again)).toEqual(serialize(classifier));
  });

  it('needs something to watch', () => {
    const alone = new GradientBoostingRegressor({ earlyStoppingRounds: 3 });
    expect(() => alone.fit(X, target)).toThrow('earlyStoppingRounds needs samples to watch');
  });

  it('ends its progress where it stops', async () => {
    const steps: string[] = [];
    await new GradientBoostingRegressor({ earlyStoppingRounds: 5 }).fitAsync(learn.X, learn.y, {
      evalSet: watch,
      onProgress: ({ done, total }) => steps.push(`${done}/${total}`),
    });
    const [done, total] = (steps.at(-1) ?? '').split('/');
    expect(done).toBe(total);
    expect(Number(total)).toBeLessThan(100);
  });
});

describe('metrics', () => {
  it('of one name for every kind of target', () => {
    const one = { nEstimators: 2, validationFraction: 0.3, randomState: 0 };
    const classes = new GradientBoostingClassifier({
      ...one,
      evalMetric: ['error', 'auc', 'logloss'],
    }).fit(X, binary);
    const { error, auc, logloss } = classes.evalsResult.validation0;
    expect(error[1]).toBeLessThan(0.5);
    expect(auc[1]).toBeGreaterThan(0.6);
    expect(logloss[1]).toBeLessThan(Math.log(2));
    const several = new GradientBoostingClassifier({
      ...one,
      evalMetric: ['merror', 'mlogloss'],
    }).fit(X, three);
    expect(several.evalsResult.validation0.merror[1]).toBeLessThan(0.6);
    for (const objective of ['quantile', 'huber', 'poisson', 'tweedie'] as const) {
      const model = new GradientBoostingRegressor({ ...one, objective }).fit(X, counts);
      const [[first, second]] = Object.values(model.evalsResult.validation0);
      expect(second).toBeLessThan(first);
    }
  });
  it('of one’s own', () => {
    const evalMetric = {
      name: 'share within one',
      maximize: true,
      score: (predictions: Float64Array, y: Float64Array) =>
        predictions.filter((value, i) => Math.abs(value - y[i]) < 1).length / y.length,
    };
    const model = new GradientBoostingRegressor({
      evalMetric,
      validationFraction: 0.3,
      randomState: 0,
    }).fit(X, target);
    const curve = model.evalsResult.validation0['share within one'];
    expect(model.bestScore).toBe(Math.max(...curve));
    expect(model.estimators).toHaveLength(100); // without earlyStoppingRounds nothing is cut
  });
  it('that do not go with the classes are refused', () => {
    const model = new GradientBoostingClassifier({
      evalMetric: 'logloss',
      validationFraction: 0.3,
    });
    expect(() => model.fit(X, three)).toThrow(
      'the metric "logloss" does not go with several classes. Use "mlogloss".',
    );
  });
});

describe('an objective of one’s own', () => {
  const squared = (margins: Float64Array, y: Float64Array) => ({
    gradient: margins.map((margin, i) => margin - y[i]),
    curvature: margins.map(() => 1),
  });
  it('gives what the same built-in one gives', () => {
    const own = new GradientBoostingRegressor({ objective: squared, nEstimators: 5 }).fit(
      X,
      target,
    );
    const builtIn = new GradientBoostingRegressor({ nEstimators: 5 }).fit(X, target);
    expect(own.predict(X)).toEqual(builtIn.predict(X));
    expect(() => serialize(own)).toThrow('cannot be saved');
    own.setParams({ objective: 'squaredError' });
    const loaded = deserializeAs(serialize(own), [
      GradientBoostingRegressor,
    ]) as GradientBoostingRegressor;
    expect(loaded.predict(X)).toEqual(builtIn.predict(X));
  });
  it('is held to what it must give', () => {
    const bad = (curvature: number[]) => () =>
      new GradientBoostingRegressor({ objective: () => ({ gradient: [0, 0], curvature }) }).fit(
        [[1], [2]],
        [1, 2],
      );
    expect(bad([1])).toThrow("the objective's curvature has 1 value");
    expect(bad([1, -1])).toThrow(
      "the objective's curvature[1] is -1, but it must be a finite number >= 0",
    );
  });
});

describe('warmStart', () => {
  it('goes on as if training had never stopped, also from a saved model', () => {
    const options = { subsample: 0.7, randomState: 3 };
    const first = new GradientBoostingClassifier({
      ...options,
      nEstimators: 4,
      warmStart: true,
    }).fit(X, three);
    const loaded = deserializeAs(serialize(first), [
      GradientBoostingClassifier,
    ]) as GradientBoostingClassifier<number>;
    loaded.setParams({ nEstimators: 3 }).fit(X, three);
    const whole = new GradientBoostingClassifier({ ...options, nEstimators: 7 }).fit(X, three);
    const [warm, cold] = [loaded, whole].map((model) => model.predictProba(X).to2DArray().flat());
    for (const [i, share] of cold.entries()) expect(warm[i]).toBeCloseTo(share, 12);
  });
  it('refuses other classes and features', () => {
    const model = new GradientBoostingClassifier({ nEstimators: 2, warmStart: true }).fit(X, three);
    expect(() => model.fit(X, binary)).toThrow('with warmStart, the features, classes');
    expect(() =>
      model.fit(
        X.map(([a]) => [a]),
        three,
      ),
    ).toThrow('with warmStart');
  });
});

it('iterationRange predicts with some rounds, and their margins add up', () => {
  const model = new GradientBoostingRegressor({ nEstimators: 6 }).fit(X, target);
  const few = new GradientBoostingRegressor({ nEstimators: 2 }).fit(X, target);
  expect(model.predict(X, { iterationRange: [0, 2] })).toEqual(few.predict(X));
  const all = model.decisionFunction(X);
  const start = model.decisionFunction(X, { iterationRange: [0, 0] });
  const [a, b] = [
    [0, 3],
    [3, 6],
  ].map((range) => model.decisionFunction(X, { iterationRange: range as [number, number] }));
  for (let i = 0; i < X.length; i++) expect(a[i] + b[i] - start[i]).toBeCloseTo(all[i], 10);
  for (const iterationRange of [
    [0, 7],
    [3, 2],
    [-1, 2],
    [0, 1.5],
  ] as [number, number][]) {
    expect(() => model.predict(X, { iterationRange })).toThrow(
      'iterationRange must be two rounds from 0 to 6',
    );
  }
});

it('importances: total is mean times number, shares sum to one', () => {
  const model = new GradientBoostingRegressor({ nEstimators: 5 }).fit(X, target);
  const [gain, weights, total, cover, totalCover] = (
    ['gain', 'weight', 'totalGain', 'cover', 'totalCover'] as const
  ).map((type) => model.importances(type));
  for (let j = 0; j < 5; j++) {
    expect(gain[j] * weights[j]).toBeCloseTo(total[j], 9);
    expect(cover[j] * weights[j]).toBeCloseTo(totalCover[j], 9);
  }
  expect(model.featureImportances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  expect(() => model.importances('size' as never)).toThrow('the type must be one of "gain"');
});

describe('missing values and categories', () => {
  it('missing values that training did not see go right', () => {
    const model = new GradientBoostingRegressor({
      nEstimators: 1,
      minChildWeight: 0,
      maxDepth: 1,
    }).fit([[1], [2], [3]], [0, 0, 9]);
    expect(model.predict([[Number.NaN]])).toEqual(model.predict([[3]]));
  });
  it('an unseen category goes where a missing one goes', () => {
    const colours = Array.from({ length: 120 }, (_, i) => [i % 6]);
    const y = colours.map(([c]) => [5, 1, 4, 1, 5, 2][c]);
    for (const maxCatToOnehot of [1, 99]) {
      const model = new GradientBoostingRegressor({ categoricalFeatures: [0], maxCatToOnehot }).fit(
        colours,
        y,
      );
      for (const [i, value] of model.predict(colours.slice(0, 6)).entries())
        expect(value).toBeCloseTo(y[i], 3);
      expect(model.predict([[77], [1e9]])).toEqual(model.predict([[Number.NaN], [Number.NaN]]));
      const loaded = deserializeAs(serialize(model), [
        GradientBoostingRegressor,
      ]) as GradientBoostingRegressor;
      expect(loaded.predict(colours)).toEqual(model.predict(colours));
    }
  });
  it('refuses what is no category', () => {
    const model = new GradientBoostingRegressor({ categoricalFeatures: [0] });
    expect(() => model.fit([[0.5], [1]], [1, 2])).toThrow(
      'X[0][0] is 0.5, but a category is a whole number',
    );
    expect(() => model.fit([[-1], [1]], [1, 2])).toThrow('X[0][0] is -1');
    const many = Array.from({ length: 300 }, (_, i) => [i]);
    expect(() =>
      model.fit(
        many,
        many.map(([i]) => i),
      ),
    ).toThrow('column 0 has 300 categories, but at most 255');
  });
});

const rows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 3 }),
  ),
  { minLength: 4, maxLength: 40 },
);

describe('properties', () => {
  it('monotone constraints hold everywhere', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const samples = given.map(([a, b]) => [a, b]);
        const y = given.map(([a, b, c]) => Math.sin(a) + b * c);
        const model = new GradientBoostingRegressor({
          nEstimators: 8,
          minChildWeight: 0,
          monotoneConstraints: [1, -1],
        }).fit(samples, y);
        for (let other = 0; other < 10; other += 3) {
          const rising = model.predict(Array.from({ length: 10 }, (_, v) => [v, other]));
          const falling = model.predict(Array.from({ length: 10 }, (_, v) => [other, v]));
          for (let v = 1; v < 10; v++) {
            expect(rising[v]).toBeGreaterThanOrEqual(rising[v - 1] - 1e-12);
            expect(falling[v]).toBeLessThanOrEqual(falling[v - 1] + 1e-12);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('weights are repeated rows', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const samples = given.map(([a, b]) => [a, b]);
        const y = given.map(([a, b, c]) => a - b + c);
        const weights = given.map(([, , c]) => c);
        const repeated = given.flatMap((_, i) => new Array<number>(weights[i]).fill(i));
        if (repeated.length < 2) return;
        const options = { nEstimators: 3, objective: 'squaredError' } as const;
        const weighted = new GradientBoostingRegressor(options).fit(samples, y, {
          sampleWeight: weights,
        });
        const plain = new GradientBoostingRegressor(options).fit(
          repeated.map((i) => samples[i]),
          repeated.map((i) => y[i]),
        );
        const theirs = plain.predict(samples);
        const kept = samples.map((_, i) => i).filter((i) => weights[i] > 0);
        const own = weighted.predict(samples);
        for (const i of kept) expect(own[i]).toBeCloseTo(theirs[i], 6);
      }),
      { numRuns: 40 },
    );
  });

  it('deeper trees and more rounds never raise the training loss', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const samples = given.map(([a, b]) => [a, b]);
        const y = given.map(([a, b, c]) => a * b - c);
        let last = Infinity;
        for (const nEstimators of [1, 3, 9]) {
          const predicted = new GradientBoostingRegressor({ nEstimators })
            .fit(samples, y)
            .predict(samples);
          const loss = predicted.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0);
          expect(loss).toBeLessThanOrEqual(last + 1e-9);
          last = loss;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('interaction constraints keep features on paths of their own', () => {
    const model = new GradientBoostingRegressor({
      nEstimators: 5,
      interactionConstraints: [[0], [1, 2]],
    }).fit(X, target);
    for (const tree of model.estimators) {
      const paths: { node: number; asked: Set<number> }[] = [{ node: 0, asked: new Set() }];
      for (let next = paths.pop(); next !== undefined; next = paths.pop()) {
        const { node, asked } = next;
        const child = tree.left[node];
        if (child === 0) {
          expect(asked.has(0) && asked.size > 1).toBe(false);
          expect(asked.has(3) || asked.has(4)).toBe(false);
          continue;
        }
        const further = new Set([...asked, tree.feature[node]]);
        paths.push({ node: child, asked: further }, { node: child + 1, asked: further });
      }
    }
  });
});

describe('options that sample', () => {
  it.each([
    { subsample: 0.5 },
    { colsampleByTree: 0.4 },
    { colsampleByLevel: 0.4 },
    { colsampleByNode: 0.4 },
    { numParallelTree: 3, subsample: 0.5 },
  ])('%o changes the model by its seed, and it still learns', (options) => {
    const train = (randomState: number) =>
      new GradientBoostingRegressor({ ...options, nEstimators: 20, randomState }).fit(X, target);
    expect(train(1).predict(X)).toEqual(train(1).predict(X));
    expect(train(1).predict(X)).not.toEqual(train(2).predict(X));
    expect(train(1).score(X, target)).toBeGreaterThan(0.8);
  });
  it('numParallelTree grows a forest in each round', () => {
    const model = new GradientBoostingRegressor({
      numParallelTree: 4,
      subsample: 0.5,
      nEstimators: 3,
      randomState: 1,
    }).fit(X, target);
    expect(model.estimators).toHaveLength(12);
    expect(model.apply(X).columns).toBe(12);
  });
});

it('a quantile leaves its share of the targets below', () => {
  const model = new GradientBoostingRegressor({
    objective: 'quantile',
    quantileAlpha: 0.8,
    maxDepth: 2,
  }).fit(X, target);
  const below = model.predict(X).filter((value, i) => target[i] <= value).length / X.length;
  expect(Math.abs(below - 0.8)).toBeLessThan(0.05);
});

describe('refuses', () => {
  const train =
    (options: object, y: unknown = target) =>
    () =>
      new GradientBoostingRegressor(options).fit(X, y as number[]);
  it.each<[string, () => unknown, string]>([
    [
      'one class',
      () => new GradientBoostingClassifier().fit([[1], [2]], ['a', 'a']),
      'y holds only "a"',
    ],
    [
      'an unknown watched label',
      () => new GradientBoostingClassifier().fit(X, binary, { evalSet: { X, y: three } }),
      'evalSet[0]: y holds 2, which is not among the classes of training [0, 1]',
    ],
    [
      'watched samples of another width',
      () => new GradientBoostingRegressor().fit(X, target, { evalSet: { X: [[1]], y: [1] } }),
      'evalSet[0]: X has 1 feature',
    ],
    [
      'infinite features',
      () => new GradientBoostingRegressor().fit([[Infinity], [1]], [1, 2]),
      'X[0][0] is Infinity',
    ],
    [
      'a depth of 0',
      train({ maxDepth: 0 }),
      'maxDepth must be an integer >= 1, or null, but got 0',
    ],
    ['one leaf', train({ maxLeaves: 1 }), 'maxLeaves must be an integer >= 2'],
    [
      'too few constraints',
      train({ monotoneConstraints: [1] }),
      'monotoneConstraints has 1 value, but X has 5 features',
    ],
    ['a direction of 2', train({ monotoneConstraints: [2, 0, 0, 0, 0] }), 'a list of -1, 0 or 1'],
    [
      'a group of a column that is not there',
      train({ interactionConstraints: [[0, 5]] }),
      'names column 5, but X has 5 features',
    ],
    [
      'negative counts',
      train(
        { objective: 'poisson' },
        target.map(() => -1),
      ),
      'y[0] is -1, but the objective "poisson" needs targets >= 0',
    ],
    [
      'zeros for gamma',
      train(
        { objective: 'gamma' },
        target.map(() => 0),
      ),
      'needs targets > 0',
    ],
    [
      'counts of nothing',
      train(
        { objective: 'poisson' },
        target.map(() => 0),
      ),
      'all targets are 0',
    ],
    [
      'a base score that cannot be',
      train({ objective: 'poisson', baseScore: -1 }, counts),
      'baseScore is -1, which this objective never predicts',
    ],
    ['a metric without a name', train({ evalMetric: { score: () => 1 } }), 'evalMetric must be'],
    [
      'too little to hold out',
      () => new GradientBoostingRegressor({ validationFraction: 0.1 }).fit([[1], [2]], [1, 2]),
      'leaves none to watch',
    ],
  ])('%s', (_what, action, words) => {
    expect(action).toThrow(words);
  });
});

it('takes constant targets, equal rows and constant columns', () => {
  const constant = new GradientBoostingRegressor({ nEstimators: 3 }).fit(
    X,
    X.map(() => 0.25),
  );
  expect(constant.predict(X)).toEqual(X.map(() => 0.25));
  expect(constant.featureImportances).toEqual([0, 0, 0, 0, 0]);
  const equal = new GradientBoostingClassifier({ nEstimators: 3 }).fit(
    [[1], [1], [1], [1]],
    [0, 1, 1, 1],
  );
  expect(equal.predictProba([[1]]).get(0, 1)).toBeCloseTo(0.75, 12);
});
