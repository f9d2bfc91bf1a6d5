import { describe, expect, it } from 'vitest';
import { DummyClassifier } from '../../src/estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../../src/estimators/dummy/dummy-regressor.js';
import { reference } from '../reference/reference.js';

const { dummies } = reference<{ dummies: { prior: number[]; values: Record<string, number> } }>(
  'ensembles',
);
const X = [[0], [0], [0], [0], [0], [0], [0]];
const y = [3, 1, 2, 2, 5, 4, 2];
const sampleWeight = [1, 2, 0.5, 1, 3, 1, 1];

describe('a dummy classifier', () => {
  it('knows the shares of the labels as scikit-learn does', () => {
    const model = new DummyClassifier().fit(X, y, { sampleWeight });
    expect(model.classPrior).toEqual(dummies.prior.map((share) => expect.closeTo(share, 12)));
    expect(model.predict([[1], [2]])).toEqual([5, 5]);
    expect(model.predictProba([[1]]).to2DArray()).toEqual([model.classPrior]);
  });

  it('predicts the most frequent label for certain, or one of one’s own', () => {
    const frequent = new DummyClassifier({ strategy: 'mostFrequent' }).fit(X, y);
    expect(frequent.predictProba([[9]]).to2DArray()).toEqual([[0, 1, 0, 0, 0]]);
    const constant = new DummyClassifier({ strategy: 'constant', constant: 4 }).fit(X, y);
    expect(constant.predict([[9]])).toEqual([4]);
    expect(constant.score(X, y)).toBeCloseTo(1 / 7, 12);
    expect(() => new DummyClassifier({ strategy: 'constant' })).toThrow(
      'DummyClassifier: the strategy "constant" needs a label. Pass constant, one of the labels of y.',
    );
    expect(() => new DummyClassifier({ strategy: 'constant', constant: 9 }).fit(X, y)).toThrow(
      'DummyClassifier.fit: constant is 9, which is no label of y.',
    );
  });

  it('draws labels by their shares, or alike, the same at every call', () => {
    const rows = Array.from({ length: 6000 }, () => [0]);
    const labels = ['a', 'a', 'a', 'b'];
    for (const [strategy, share] of [
      ['stratified', 0.75],
      ['uniform', 0.5],
    ] as const) {
      const model = new DummyClassifier({ strategy, randomState: 1 }).fit(
        [[0], [0], [0], [0]],
        labels,
      );
      const drawn = model.predict(rows);
      // Four standard errors of a share among 6000.
      expect(Math.abs(drawn.filter((label) => label === 'a').length / 6000 - share)).toBeLessThan(
        0.026,
      );
      expect(DummyClassifier.fromJSON(model.toJSON()).predict(rows)).toEqual(drawn);
    }
    const drawn = new DummyClassifier({ strategy: 'stratified' }).fit([[0], [0]], ['a', 'b']);
    const said = drawn
      .predictProba(rows)
      .to2DArray()
      .map(([a]) => (a === 1 ? 'a' : 'b'));
    expect(said).toEqual(drawn.predict(rows));
    const alike = new DummyClassifier({ strategy: 'uniform' }).fit([[0], [0]], ['a', 'b']);
    expect(alike.predictProba([[0]]).to2DArray()).toEqual([[0.5, 0.5]]);
  });
});

describe('a dummy regressor', () => {
  it.each([
    ['mean', {}, undefined],
    ['weightedMean', {}, sampleWeight],
    ['median', { strategy: 'median' }, undefined],
    ['quantile', { strategy: 'quantile', quantile: 0.3 }, undefined],
  ] as const)('predicts what scikit-learn does: %s', (name, options, weights) => {
    const model = new DummyRegressor(options).fit(X, y, { sampleWeight: weights });
    expect(model.constant).toBeCloseTo(dummies.values[name], 12);
    expect(model.predict([[1], [2]])).toEqual([model.constant, model.constant]);
  });

  it('predicts a number of one’s own, and says when it is missing', () => {
    expect(new DummyRegressor({ strategy: 'constant', constant: 7 }).fit(X, y).predict(X)[0]).toBe(
      7,
    );
    expect(() => new DummyRegressor({ strategy: 'quantile' })).toThrow(
      'DummyRegressor: the strategy "quantile" needs a number. Pass quantile.',
    );
  });

  it('takes a weighted median as that of repeated samples', () => {
    const weighted = new DummyRegressor({ strategy: 'median' });
    weighted.fit([[0], [0], [0]], [1, 2, 9], { sampleWeight: [1, 1, 2] });
    expect(weighted.constant).toBe(5.5);
  });
});
