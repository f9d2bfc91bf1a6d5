import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { CalibratedClassifierCV } from '../../src/ensembles/calibration/calibrated-classifier-cv.js';
import { FrozenEstimator } from '../../src/ensembles/frozen-estimator.js';
import { clone } from '../../src/estimator.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { brierScoreLoss } from '../../src/metrics/calibration.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';
import { ByHeart, FirstFeature } from './by-heart.js';
import { closeRows, every } from './support.js';

const { calibrated } = reference<{ calibrated: Record<string, number[][]> }>('ensembles');
const sets = { iris: loadIris(), breastCancer: loadBreastCancer() };
const METHODS = ['sigmoid', 'isotonic', 'temperature'] as const;
const logistic = (C = 1) => new LogisticRegression({ C, tol: 1e-13 });
const cases = (['iris', 'breastCancer'] as const).flatMap((name) =>
  METHODS.flatMap((method) => [true, false].map((ensemble) => ({ name, method, ensemble }))),
);

describe('a calibrated classifier', () => {
  it.each(cases)('is that of scikit-learn: $name, $method, $ensemble', (options) => {
    const { name, method, ensemble } = options;
    const { data, target } = sets[name];
    const X = new StandardScaler().fitTransform(data);
    const model = new CalibratedClassifierCV({ estimator: logistic(0.1), method, ensemble, cv: 3 });
    model.fit(X, target, { sampleWeight: target.map((_, i) => 1 + (i % 3)) });
    const expected = calibrated[`${name} ${method} ${ensemble ? 'True' : 'False'}`];
    closeRows(model.predictProba(every(20, X.to2DArray())).to2DArray(), expected, 1e-9);
    expect(model.estimators).toHaveLength(ensemble ? 3 : 1);
  });

  it('corrects what was trained elsewhere, and leaves it as it is', () => {
    const wine = loadWine();
    const X = new StandardScaler().fitTransform(wine.data).to2DArray();
    const half = (parity: number) => X.filter((_, i) => i % 2 === parity);
    const labels = (parity: number) => wine.target.filter((_, i) => i % 2 === parity);
    const estimator = logistic().fit(half(0), labels(0));
    const frozen = new FrozenEstimator({ estimator });
    const model = new CalibratedClassifierCV({ estimator: frozen }).fit(half(1), labels(1));
    closeRows(model.predictProba(every(20, X)).to2DArray(), calibrated.frozen, 1e-9);
    expect(model.estimators).toEqual([frozen]);
    expect(clone(frozen)).toBe(frozen);
    const loaded = deserialize(serialize(model)) as CalibratedClassifierCV;
    expect(loaded.predictProba(X)).toEqual(model.predictProba(X));
  });

  it.each(METHODS)('never learns from scores of samples that were learned from: %s', (method) => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 10 }), fc.boolean(), (n, ensemble) => {
        const X = Array.from({ length: 4 * n }, (_, i) => [i]);
        const y = X.map((_, i) => (i % 2 === 0 ? 'a' : 'b'));
        const model = new CalibratedClassifierCV({
          estimator: new ByHeart(),
          method,
          ensemble,
          cv: 2,
        });
        // All scores it may learn from are 0.1, which tells nothing: half of each label.
        const shares = model
          .fit(X, y)
          .predictProba([[-1]])
          .to2DArray()[0];
        expect(shares[1]).toBeCloseTo(0.5, 3); // the smallest factor of a temperature is e^-10
      }),
      { numRuns: 10 },
    );
  });

  it('knows all classes, also where a copy has not seen one', () => {
    const X = Array.from({ length: 13 }, (_, i) => [i, (i * 5) % 7]);
    const y = X.map((_, i) => (i === 12 ? 'rare' : i % 2 === 0 ? 'even' : 'odd'));
    setWarningHandler(() => {});
    for (const estimator of [new LogisticRegression(), new ByHeart(), new SVC()]) {
      for (const method of METHODS) {
        for (const ensemble of [true, false]) {
          const model = new CalibratedClassifierCV({ estimator, method, ensemble, cv: 3 }).fit(
            X,
            y,
          );
          expect(model.classes).toEqual(['even', 'odd', 'rare']);
          for (const row of model.predictProba(X).to2DArray()) {
            expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
          }
        }
      }
    }
    setWarningHandler(null);
  });

  it('makes decisions into probabilities that are nearer to the truth than a guess', () => {
    const { data, target } = sets.breastCancer;
    const model = new CalibratedClassifierCV({ estimator: new LinearSVC() }).fit(data, target);
    const shares = model
      .predictProba(data)
      .to2DArray()
      .map(([, share]) => share);
    expect(brierScoreLoss(target, shares)).toBeLessThan(0.05);
    expect(model.score(data, target)).toBeGreaterThan(0.93);
  });

  it('does not depend on the size of the scores, however extreme', () => {
    const X = Array.from({ length: 30 }, (_, i) => [((i * 7) % 30) / 30 - 0.5]);
    const y = X.map(([x], i) => (x + 0.3 * ((i % 5) / 5 - 0.4) > 0 ? 1 : 0));
    for (const method of METHODS) {
      const said = [1e-120, 1, 1e120].map((scale) => {
        const scaled = X.map(([x]) => [x * scale]);
        const estimator = new FirstFeature();
        const model = new CalibratedClassifierCV({ estimator, method, cv: 3 }).fit(scaled, y);
        return model.predictProba(scaled).to2DArray();
      });
      if (method === 'temperature') continue; // its range of factors, scikit-learn's, is bounded
      closeRows(said[0], said[1], 1e-9);
      closeRows(said[2], said[1], 1e-9);
    }
  });

  it.each([
    [new LinearRegression(), 'estimator is a LinearRegression, which is no classifier. Pass one.'],
    [new StandardScaler(), 'estimator is a StandardScaler, which is no classifier. Pass one.'],
  ])('refuses %o', (estimator, message) => {
    expect(() => new CalibratedClassifierCV({ estimator })).toThrow(message);
  });

  it('refuses decisions that are about pairs of classes', () => {
    const { data, target } = sets.iris;
    const estimator = new SVC({ decisionFunctionShape: 'ovo' });
    const four = target.map((code, i) => (i % 10 === 0 ? 3 : code));
    expect(() => new CalibratedClassifierCV({ estimator }).fit(data, four)).toThrow(
      'SVC gives 6 columns of decisions for 4 classes',
    );
  });
});

describe('a frozen estimator', () => {
  const estimator = new LogisticRegression().fit([[0], [1], [2], [3]], ['a', 'a', 'b', 'b']);

  it('answers as what it holds, and learns nothing', async () => {
    const frozen = new FrozenEstimator({ estimator });
    frozen.fit([[9]], ['a']);
    await frozen.fitAsync([[9]], ['a']);
    expect(frozen.isFitted).toBe(true);
    expect(frozen.predict([[3]])).toEqual(['b']);
    expect(frozen.predictProba([[3]])).toEqual(estimator.predictProba([[3]]));
    expect(frozen.decisionFunction([[3]])).toEqual(estimator.decisionFunction([[3]]));
    expect(frozen.classes).toEqual(['a', 'b']);
    expect(frozen.score([[3]], ['b'])).toBe(1);
    expect(frozen.estimator).toBe(estimator);
    const scaler = new StandardScaler().fit([[1], [3]]);
    expect(new FrozenEstimator({ estimator: scaler }).transform([[2]]).to2DArray()).toEqual([[0]]);
    expect(deserialize(serialize(frozen))).toBeInstanceOf(FrozenEstimator);
  });

  it('must hold one that is fitted, and says what that one lacks', () => {
    expect(() => new FrozenEstimator({ estimator: new SVC() })).toThrow(
      'FrozenEstimator: estimator must be a fitted estimator, but got a SVC.',
    );
    const line = new FrozenEstimator({ estimator: new LinearRegression().fit([[1], [2]], [1, 2]) });
    expect(() => line.classes).toThrow('the estimator is a LinearRegression, which has no classes');
    expect(() => line.predictProba([[1]])).toThrow('a LinearRegression, which has no predictProba');
    expect(() => line.setParams({ estimator__positive: true })).toThrow(
      'must be a fitted estimator',
    );
  });
});
