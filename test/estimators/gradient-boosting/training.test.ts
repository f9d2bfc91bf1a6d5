import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FitPredictError } from '../../../src/errors.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler, type Warning } from '../../../src/warnings.js';

let warnings: Warning[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler((warning) => warnings.push(warning));
});
afterEach(() => setWarningHandler(null));

const X = Array.from({ length: 60 }, (_, i) => [i % 10, (i * 7) % 11]);
const y = X.map(([a, b]) => a + (b > 5 ? 4 : 0));

describe('the best constant is where boosting starts', () => {
  const startOf = (options: object, targets: number[], sampleWeight?: number[]) =>
    new GradientBoostingRegressor({ ...options, nEstimators: 1 })
      .fit(
        targets.map(() => [0]),
        targets,
        { sampleWeight },
      )
      .predict([[0]], { iterationRange: [0, 0] })[0];

  it('of the pseudo-Huber loss, which far targets hardly move', () => {
    // SciPy 1.17.1: minimize_scalar(lambda m: np.sum(np.sqrt(1 + (m - y) ** 2) - 1), bounds=(1, 5))
    const wild = Array.from({ length: 100 }, (_, i) => [1, 2, 3, 4, 1000][i % 5]);
    expect(startOf({ objective: 'huber' }, wild)).toBeCloseTo(3.0589, 4);
    expect(startOf({ objective: 'huber' }, [7, 7])).toBe(7);
    expect(startOf({ objective: 'huber', huberSlope: 1e-9 }, [1, 2, 3])).toBeCloseTo(2, 8);
    expect(startOf({ objective: 'huber' }, [-1e200, 5, 1e200])).toBeCloseTo(5, 9);
  });

  it.each<[string, (m: number, y: number) => number]>([
    ['squaredError', (m, t) => (m - t) ** 2],
    ['absoluteError', (m, t) => Math.abs(m - t)],
    ['quantile', (m, t) => (t >= m ? 0.3 * (t - m) : 0.7 * (m - t))],
    ['huber', (m, t) => Math.sqrt(1 + ((m - t) / 2) ** 2)],
    ['poisson', (m, t) => m - t * Math.log(m)],
    ['gamma', (m, t) => t / m + Math.log(m)],
    ['tweedie', (m, t) => (-t * m ** -0.5) / -0.5 + m ** 0.5 / 0.5],
  ])('%s', (objective, loss) => {
    const row = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const targets = rows.map(([target]) => target);
        const weights = rows.map(([, weight]) => weight / 10);
        const options = { objective, quantileAlpha: 0.3, huberSlope: 2 };
        const start = startOf(options, targets, weights);
        const total = (m: number) => rows.reduce((s, [t], i) => s + weights[i] * loss(m, t), 0);
        for (const step of [-0.5, -1e-3, 1e-3, 0.5]) {
          expect(total(start)).toBeLessThanOrEqual(
            total(start + step * start) * (1 + 1e-12) + 1e-9,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of classes: their weighted shares, of which none is held out whole', () => {
    const labels = ['a', 'b', 'b', 'c', 'c', 'c'];
    const samples = labels.map(() => [0]);
    const sampleWeight = [3, 1, 1, 1, 0, 0];
    const model = new GradientBoostingClassifier({ nEstimators: 1, learningRate: 1e-9 });
    const shares = model
      .fit(samples, labels, { sampleWeight })
      .predictProba([[0]])
      .to1DArray();
    for (const [k, share] of [3 / 6, 2 / 6, 1 / 6].entries())
      expect(shares[k]).toBeCloseTo(share, 8);
    model.setParams({ validationFraction: 0.6, randomState: 0 });
    expect(
      model
        .fit(samples, labels)
        .predictProba([[0]])
        .to1DArray()
        .every(Number.isFinite),
    ).toBe(true);
  });
});

describe('a score that is NaN', () => {
  const watched = { evalSet: { X, y } };
  /** Gives these scores, round after round, the last one for ever. */
  const scripted = (scores: number[], maximize = false) => {
    let round = 0;
    return { name: 'own', maximize, score: () => scores[Math.min(round++, scores.length - 1)] };
  };

  it.each([true, false])(
    'is worse than any number, and warned of once (maximize: %s)',
    (maximize) => {
      const better = maximize ? 9 : 1;
      const evalMetric = scripted([Number.NaN, 5, Number.NaN, better, Number.NaN], maximize);
      const model = new GradientBoostingRegressor({ evalMetric, earlyStoppingRounds: 3 });
      model.fit(X, y, watched);
      expect(model.bestIteration).toBe(3);
      expect(model.bestScore).toBe(better);
      expect(model.estimators).toHaveLength(4);
      expect(model.evalsResult.validation0.own).toHaveLength(7);
      expect(warnings.map(({ message }) => message)).toEqual([
        'GradientBoostingRegressor.fit: the metric "own" of validation0 in round 0 is NaN, which counts as worse than any number. Check the metric.',
      ]);
    },
  );

  it('in every round leaves all rounds, and no best one', () => {
    const evalMetric = scripted([Number.NaN]);
    const model = new GradientBoostingRegressor({
      evalMetric,
      earlyStoppingRounds: 2,
      nEstimators: 6,
    });
    model.fit(X, y, watched);
    expect([model.bestIteration, model.bestScore]).toEqual([null, null]);
    expect(model.estimators).toHaveLength(6);
    expect(warnings).toHaveLength(1);
    const loaded = deserializeAs(serialize(model.setParams({ evalMetric: null })), [
      GradientBoostingRegressor,
    ]) as GradientBoostingRegressor;
    expect(loaded.predict(X)).toEqual(model.predict(X));
  });

  it('does not come from our own metrics, also where predictions vanish or targets are far', () => {
    for (const [objective, evalMetric] of [
      ['tweedie', 'tweedieNloglik'],
      ['poisson', 'poissonNloglik'],
      ['huber', 'mphe'],
    ] as const) {
      const model = new GradientBoostingRegressor({
        objective,
        evalMetric,
        nEstimators: 2,
        baseScore: 1e-20,
      });
      model.fit(X, y, { evalSet: { X, y: y.map((value, i) => (i % 2) * value * 1e200) } });
      expect(Object.values(model.evalsResult.validation0)[0].some(Number.isNaN)).toBe(false);
    }
    expect(warnings).toEqual([]);
  });

  it('or any other may come from an object of a class', () => {
    class Own {
      readonly name = 'own';
      #value = 0;
      score(): number {
        return this.#value++;
      }
    }
    const model = new GradientBoostingRegressor({ evalMetric: new Own(), nEstimators: 2 });
    expect(model.fit(X, y, watched).evalsResult.validation0.own).toEqual([0, 1]);
  });

  it('or no number at all is refused', () => {
    const evalMetric = { name: 'own', score: () => undefined as unknown as number };
    expect(() => new GradientBoostingRegressor({ evalMetric }).fit(X, y, watched)).toThrow(
      'the metric "own" of validation0 in round 0 is undefined. Let its score return a number.',
    );
  });
});

it('an objective of one’s own that gives NaN, infinities or nothing is refused', () => {
  const train = (given: unknown) => () =>
    new GradientBoostingRegressor({ objective: () => given as never }).fit([[1], [2]], [1, 2]);
  const good = [1, 1];
  expect(train({ gradient: [1, Number.NaN], curvature: good })).toThrow('gradient[1] is NaN');
  expect(train({ gradient: good, curvature: [Infinity, 1] })).toThrow('curvature[0] is Infinity');
  expect(train({ gradient: good })).toThrow(
    "the objective's curvature must be an array of 2 values",
  );
  expect(train(undefined)).toThrow("the objective's gradient must be an array of 2 values");
});

it('watched targets are held to what the objective can explain', () => {
  const model = new GradientBoostingRegressor({ objective: 'poisson' });
  expect(() => model.fit(X, y, { evalSet: { X, y: y.map(() => -1e9) } })).toThrow(
    'evalSet[0]: y[0] is -1000000000, but the objective "poisson" needs targets >= 0',
  );
});

it('warmStart refuses to go from logarithms to numbers', () => {
  const model = new GradientBoostingRegressor({ objective: 'poisson', warmStart: true }).fit(X, y);
  model.setParams({ objective: 'squaredError' });
  expect(() => model.fit(X, y)).toThrow('whether the objective is for logarithms');
});

describe('targets of a small unit', () => {
  const scoreOf = (options: object, unit: number) => {
    const targets = y.map((value) => value * unit);
    return new GradientBoostingRegressor({ nEstimators: 20, ...options })
      .fit(X, targets)
      .score(X, targets);
  };

  it('are learned as well as others', () => {
    const expected = scoreOf({}, 1);
    for (const unit of [1e-3, 1e-6, 1e-20, 1e-130]) {
      expect(scoreOf({}, unit)).toBeCloseTo(expected, 3);
      expect(scoreOf({ objective: 'huber' }, unit)).toBeCloseTo(expected, 3);
      expect(scoreOf({ objective: 'huber', huberSlope: unit }, unit)).toBeGreaterThan(0.5);
    }
    expect(expected).toBeGreaterThan(0.9);
  });

  it('are refused where squares underflow, unless they are constant', () => {
    expect(() => scoreOf({}, 1e-150)).toThrow(
      'GradientBoostingRegressor.fit: the targets differ by so little that squares of it leave the range of numbers, which begins at 2.2e-308. Scale the targets towards 1.',
    );
    const constant = X.map(() => 2 ** -700);
    expect(new GradientBoostingRegressor().fit(X, constant).predict(X)).toEqual(constant);
  });
});

describe('what overflows', () => {
  const train = (options: object, targets: number[], weight?: number) => () =>
    new GradientBoostingRegressor({ nEstimators: 5, ...options }).fit(X, targets, {
      sampleWeight: weight === undefined ? undefined : X.map(() => weight),
    });

  it('is named, with what to do', () => {
    const remedy =
      'leaves the range of numbers, which ends at 1.8e308. Scale the targets or the weights towards 1, or lower learningRate.';
    expect(
      train(
        {},
        y.map((value) => value * 1e159),
      ),
    ).toThrow(`GradientBoostingRegressor.fit: round 0 ${remedy}`);
    expect(train({ learningRate: 1e308 }, y)).toThrow(remedy);
    expect(train({}, y, 1e307)).toThrow('the sample weights sum to more than numbers hold');
  });

  const size = fc.constantFrom(1e-308, 1e-159, 1, 1e153, 1e159, 1e300, 1e308);
  it('is refused, or the model is saved and predicts the same finite numbers', () => {
    const objectives = [
      'squaredError',
      'absoluteError',
      'quantile',
      'huber',
      'poisson',
      'gamma',
      'tweedie',
    ];
    const settings = fc.record({
      objective: fc.constantFrom(...objectives),
      learningRate: fc.constantFrom(1e-300, 0.3, 1e10, 1e308),
      regLambda: fc.constantFrom(0, 1, 1e308),
      regAlpha: fc.constantFrom(0, 1e308),
      gamma: fc.constantFrom(0, 1e308),
      minChildWeight: fc.constantFrom(0, 1, 1e308),
      maxDeltaStep: fc.constantFrom(null, 1e308, 1e-308),
      huberSlope: fc.constantFrom(1e-308, 1, 1e308),
      baseScore: fc.constantFrom(null, 1e308, 1e-308),
    });
    let kept = 0;
    fc.assert(
      fc.property(settings, size, size, fc.boolean(), (options, target, weight, ofClasses) => {
        const sampleWeight = X.map((_, i) => (i % 3 === 0 ? weight : 1));
        const { objective, huberSlope, baseScore, ...shared } = options;
        let model: GradientBoostingClassifier | GradientBoostingRegressor;
        try {
          model = ofClasses
            ? new GradientBoostingClassifier({ ...shared, nEstimators: 3 }).fit(
                X,
                y.map((value) => (target > 1 ? Math.floor(value / 5) : value > 5)),
                { sampleWeight },
              )
            : new GradientBoostingRegressor({ ...(options as object), nEstimators: 3 }).fit(
                X,
                y.map((value) => value * target + Number.MIN_VALUE),
                { sampleWeight },
              );
        } catch (error) {
          expect(error).toBeInstanceOf(FitPredictError);
          return;
        }
        kept++;
        const loaded = deserializeAs(serialize(model), [
          GradientBoostingClassifier,
          GradientBoostingRegressor,
        ]) as typeof model;
        const said = (one: typeof model) =>
          one instanceof GradientBoostingRegressor
            ? one.predict(X)
            : one.predictProba(X).to1DArray();
        expect(said(model).every(Number.isFinite)).toBe(true);
        expect(said(loaded)).toEqual(said(model));
      }),
      { numRuns: 300 },
    );
    expect(kept).toBeGreaterThan(30);
  });
});

describe('rare classes', () => {
  // 3 of 1000 in a corner of noise: large steps follow the noise of single samples.
  const samples = Array.from({ length: 2000 }, (_, i) => [(i * 7919) % 2003, (i * 104729) % 1999]);
  const rare = samples.map((_, i) => i % 300 === 7);

  it('a training that ends worse than the shares of the classes says so', () => {
    const model = new GradientBoostingClassifier({
      learningRate: 40,
      minChildWeight: 0,
      nEstimators: 5,
    });
    model.fit(samples, rare);
    expect(warnings[0]?.message).toMatch(
      /^GradientBoostingClassifier\.fit: the log loss of training, .* is above the .* of always predicting the shares of the classes: the trees overshoot\. Lower learningRate, or set maxDeltaStep to 1\.$/,
    );
  });

  it('and one that does not is silent', () => {
    for (const options of [
      { learningRate: 0.1 },
      { maxDeltaStep: 1, learningRate: 0.1 },
      { maxDepth: 1 },
    ]) {
      new GradientBoostingClassifier({ ...options, nEstimators: 20 }).fit(samples, rare);
    }
    const one = new GradientBoostingClassifier({ nEstimators: 3 });
    one.fit(
      samples.map(() => [0]),
      rare,
    );
    expect(warnings).toEqual([]);
  });
});
