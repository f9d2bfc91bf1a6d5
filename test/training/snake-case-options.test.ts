import { describe, expect, it } from 'vitest';
import { integer, oneOf, real, seed } from '../../src/hyperparameters.js';
import { fromSnakeCase } from '../../src/training/snake-case-options.js';

const table = {
  nEstimators: integer({ min: 1, default: 100, about: 'How many trees to grow.' }),
  C: real({ above: 0, infinite: true, default: 1, about: 'the inverse of the penalty.' }),
  kind: oneOf(['mostFrequent', 'mean', null], { default: 'mean', about: 'what to fill in.' }),
  randomState: seed(),
};

describe('scikit-learn’s spelling', () => {
  it('is turned into ours, names and choices', () => {
    const ours = fromSnakeCase('Model', table, { n_estimators: 5, C: 2, kind: 'most_frequent' });
    expect(ours).toEqual({ nEstimators: 5, C: 2, kind: 'mostFrequent' });
  });
  it('leaves our own spelling and seeds alone', () => {
    const ours = { nEstimators: 5, kind: 'mean', randomState: 'most_frequent' };
    expect(fromSnakeCase('Model', table, ours)).toEqual(ours);
  });
  it('is refused beside ours, and when unknown', () => {
    expect(() => fromSnakeCase('Model', table, { nEstimators: 5, n_estimators: 6 })).toThrow(
      'Model: nEstimators is given twice, also as "n_estimators".',
    );
    expect(() => fromSnakeCase('Model', table, { n_estimator: 5 })).toThrow('Did you mean');
  });
});
