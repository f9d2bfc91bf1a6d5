import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/errors.js';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';

/** One tree that leaves nothing to chance. */
const one = { nEstimators: 1, bootstrap: false, maxFeatures: null, randomState: 0 } as const;

const X = Array.from({ length: 20 }, (_, i) => [i, (i * 7) % 5]);
const labels = X.map(([a, b]) => (a + 2 * b < 14 ? 'low' : 'high'));
const counts = X.map(([a, b]) => (a * b) % 7);
const weights = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 20, maxLength: 20 });
/** Powers of two, which round nothing: weights down to where they lose digits, and up. */
const exponents = fc.constantFrom(-1022, -1000, -600, -300, -200, 200);

describe('weights in another unit', () => {
  it.each(['gini', 'entropy'] as const)('give the same tree of classes by %s', (criterion) => {
    fc.assert(
      fc.property(weights, exponents, fc.constantFrom(255, null), (given, exponent, maxBins) => {
        const learn = (unit: number) =>
          new RandomForestClassifier({ ...one, criterion, maxBins, maxDepth: 3 }).fit(X, labels, {
            sampleWeight: given.map((weight) => weight * unit),
          });
        const [plain, scaled] = [learn(1), learn(2 ** exponent)];
        expect(scaled.estimators[0].threshold).toEqual(plain.estimators[0].threshold);
        expect(scaled.predictProba(X)).toEqual(plain.predictProba(X));
      }),
      { numRuns: 30 },
    );
  });

  it.each(['squaredError', 'absoluteError', 'poisson'] as const)(
    'give the same tree of numbers by %s',
    (criterion) => {
      fc.assert(
        fc.property(weights, exponents, fc.constantFrom(255, null), (given, exponent, maxBins) => {
          const learn = (unit: number) =>
            new RandomForestRegressor({ ...one, criterion, maxBins, maxDepth: 3 }).fit(X, counts, {
              sampleWeight: given.map((weight) => weight * unit),
            });
          const [plain, scaled] = [learn(1), learn(2 ** exponent)];
          expect(scaled.estimators[0].threshold).toEqual(plain.estimators[0].threshold);
          expect(scaled.predict(X)).toEqual(plain.predict(X));
        }),
        { numRuns: 30 },
      );
    },
  );

  it('are numbers still where they are the smallest there are', () => {
    const sampleWeight = X.map(() => Number.MIN_VALUE);
    const model = new RandomForestRegressor(one).fit(X, counts, { sampleWeight });
    expect(model.predict(X)).toEqual(new RandomForestRegressor(one).fit(X, counts).predict(X));
  });

  it('are refused where those of classes make nothing of them', () => {
    const model = new RandomForestClassifier({
      ...one,
      classWeight: { low: 1e-300, high: 1e-300 },
    });
    const sampleWeight = X.map(() => 1e-300);
    expect(() => model.fit(X, labels, { sampleWeight })).toThrow(InvalidInputError);
    expect(model.isFitted).toBe(false);
  });
});
