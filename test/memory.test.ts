import { afterEach, describe, expect, it } from 'vitest';
import { InvalidInputError, InvalidParameterError } from '../src/errors.js';
import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { KMeans } from '../src/estimators/k-means/k-means.js';
import { LogisticRegression } from '../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../src/estimators/random-forest/random-forest-classifier.js';
import { SVC } from '../src/estimators/svm/svc.js';
import { reserve, setMemoryLimit } from '../src/memory.js';
import { ColumnTransformer } from '../src/preprocessing/composition/column-transformer.js';
import { OneHotEncoder } from '../src/preprocessing/encoders/one-hot-encoder.js';
import { PolynomialFeatures } from '../src/preprocessing/polynomial-features.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';

afterEach(() => {
  setMemoryLimit(null);
});

const need = { where: 'Model.fit', what: '3 rows of 4 things', remedy: 'Pass fewer.' };

describe('the memory limit', () => {
  it('is 2 GiB, and says what would be beyond it', () => {
    expect(() => reserve(2 ** 31, need)).not.toThrow();
    expect(() => reserve(13 * 2 ** 30, need)).toThrow(
      new InvalidInputError(
        'Model.fit: 3 rows of 4 things would take 13 GiB, and the memory limit is 2 GiB. Pass fewer. Or raise the limit with setMemoryLimit.',
      ),
    );
  });
  it('can be moved, lifted and restored', () => {
    expect(setMemoryLimit(1000)).toBe(2 ** 31);
    expect(() => reserve(1001, need)).toThrow(
      'would take 1000 bytes, and the memory limit is 1000 bytes',
    );
    expect(setMemoryLimit(Infinity)).toBe(1000);
    expect(() => reserve(Number.MAX_VALUE, need)).not.toThrow();
    expect(setMemoryLimit(null)).toBe(Infinity);
    expect(() => reserve(2 ** 32, need)).toThrow(InvalidInputError);
  });
  it.each([[0], [-1], [Number.NaN], ['1'], [{}]])('refuses %o', (bytes) => {
    expect(() => setMemoryLimit(bytes as number)).toThrow(InvalidParameterError);
    expect(() => setMemoryLimit(bytes as number)).toThrow('bytes must be a number > 0 or null');
  });
});

/** Rows of different values, of which each is a class of its own where `y` is asked for. */
const rows = (n: number) => Array.from({ length: n }, (_, i) => [i, (i * 7) % 13]);
const classes = (n: number) => Array.from({ length: n }, (_, i) => `class ${i % (n / 2)}`);

describe('what would be too large to hold is refused by name before it is tried', () => {
  it('200 000 different texts, one-hot', () => {
    const X = Array.from({ length: 200_000 }, (_, i) => [`text ${i}`]);
    const encoder = new OneHotEncoder();
    expect(() => encoder.fitTransform(X)).toThrow(
      '200000 rows of 200000 one-hot columns would take 300 GiB, and the memory limit is 2 GiB. Lower maxCategories',
    );
  });
  it('a pair of machines for each of 100 000 classes', () => {
    expect(() => new SVC().fit(rows(200_000), classes(200_000))).toThrow(
      'SVC.fit: 4999950000 pairs of 100000 classes would take',
    );
  });
  it('boosted trees of 12 000 classes', () => {
    const fit = () => new GradientBoostingClassifier().fit(rows(24_000), classes(24_000));
    expect(fit).toThrow('1200000 trees and the margins of 24000 rows for 12000 classes');
  });
  it('forests whose nodes hold shares of 12 000 classes', () => {
    const fit = () => new RandomForestClassifier().fit(rows(24_000), classes(24_000));
    expect(fit).toThrow('nodes with a share of each of 12000 classes');
  });
  it('forests that grow larger than the first trees said, and no sooner', () => {
    const X = rows(200);
    const y = classes(200);
    const forest = () => new RandomForestClassifier({ nEstimators: 40, randomState: 0 });
    expect(forest().fit(X, y).classes).toHaveLength(100);
    setMemoryLimit(2 ** 20);
    expect(() => forest().fit(X, y)).toThrow('Lower nEstimators or maxDepth');
    expect(() => forest().setParams({ maxDepth: 1 }).fit(X, y)).not.toThrow();
  });
  it('gaps between many clusters', () => {
    setMemoryLimit(2 ** 20);
    expect(() => new KMeans({ nClusters: 500 }).fit(rows(600))).toThrow(
      'bounds between 500 clusters would take 3.8 MiB',
    );
    expect(() =>
      new KMeans({ nClusters: 500, algorithm: 'lloyd', maxIter: 1 }).fit(rows(600)),
    ).not.toThrow();
  });
  it('probabilities, products and joined columns', () => {
    const X = rows(100);
    const model = new LogisticRegression().fit(X, classes(100));
    const products = new PolynomialFeatures({ degree: 3 }).fit(X);
    const parts = new ColumnTransformer({
      transformers: [['all', new StandardScaler(), [0, 1]]],
    }).fit(X);
    setMemoryLimit(1500);
    expect(() => model.predictProba(X)).toThrow(
      'LogisticRegression.predictProba: 100 rows of values for 50',
    );
    expect(() => products.transform(X)).toThrow(
      'PolynomialFeatures.transform: 100 rows of 10 products',
    );
    expect(() => parts.transform(X)).toThrow('ColumnTransformer.transform: 100 rows of 2 columns');
  });
});
