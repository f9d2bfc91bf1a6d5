import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { InvalidInputError, InvalidParameterError, NotFittedError } from '../../src/errors.js';
import { clone } from '../../src/estimator.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SelectKBest } from '../../src/feature-selection/select-k-best.js';
import { SelectPercentile } from '../../src/feature-selection/select-percentile.js';
import { VarianceThreshold } from '../../src/feature-selection/variance-threshold.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';
import { type Clean, expectClean } from './clean.js';

/** feature_selection.py makes them. */
const expected = reference<{
  classification: Record<
    string,
    {
      kBest: Record<string, number[]>;
      percentile: Record<string, number[]>;
      chi2Best: number[];
      above: number[];
      variances: Clean;
      variancesAbove: Clean;
    }
  >;
  edges: { missing: Clean };
  ties: { scores: Clean; kBest: number[][]; percentile: Record<string, number[]> };
}>('feature_selection');

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const sets = { iris: loadIris(), wine: loadWine(), breastCancer: loadBreastCancer() };
const indices = { indices: true } as const;

describe.each(Object.entries(sets))('on %s', (name, { data: X, target: y }) => {
  const wanted = expected.classification[name];

  it('SelectKBest keeps what scikit-learn keeps', () => {
    for (const [k, support] of Object.entries(wanted.kBest)) {
      const selector = new SelectKBest({ k: k === 'all' ? 'all' : Number(k) }).fit(X, y);
      expect(selector.getSupport(indices), k).toEqual(support);
    }
    const byChi2 = new SelectKBest({ scoreFunc: 'chi2', k: 2 }).fit(X, y);
    expect(byChi2.getSupport(indices)).toEqual(wanted.chi2Best);
  });

  it('SelectPercentile keeps what scikit-learn keeps', () => {
    for (const [percentile, support] of Object.entries(wanted.percentile)) {
      const selector = new SelectPercentile({ percentile: Number(percentile) }).fit(X, y);
      expect(selector.getSupport(indices), percentile).toEqual(support);
    }
  });

  it('VarianceThreshold has the variances of scikit-learn', () => {
    expectClean(new VarianceThreshold().fit(X).variances, wanted.variances, 1e-12);
    const selector = new VarianceThreshold({ threshold: 0.5 }).fit(X);
    expectClean(selector.variances, wanted.variancesAbove, 1e-12);
    expect(selector.getSupport(indices)).toEqual(wanted.above);
  });
});

it('keeps the columns of equal scores that scikit-learn keeps, and NaN last', () => {
  const scores = expected.ties.scores.map((score) => (score === null ? Number.NaN : Number(score)));
  const X = [scores.map(() => 0)];
  const scoreFunc = () => ({ scores });
  for (const [k, support] of expected.ties.kBest.entries()) {
    expect(new SelectKBest({ scoreFunc, k }).fit(X).getSupport(indices), `${k}`).toEqual(support);
  }
  for (const [percentile, support] of Object.entries(expected.ties.percentile)) {
    const selector = new SelectPercentile({ scoreFunc, percentile: Number(percentile) }).fit(X);
    expect(selector.getSupport(indices), percentile).toEqual(support);
  }
});

it('takes percentiles of scores that are infinite or far apart', () => {
  const keep = (scores: number[], percentile: number) =>
    new SelectPercentile({ scoreFunc: () => ({ scores }), percentile })
      .fit([scores.map(() => 1)])
      .getSupport(indices);
  expect(keep([1, Infinity, 2, Infinity], 40)).toEqual([1]);
  expect(keep([1, Infinity, 2, 3], 50)).toEqual([1, 3]);
  expect(keep([Number.NaN, Number.MAX_VALUE, Number.NaN], 40)).toEqual([1]);
});

describe('VarianceThreshold', () => {
  it('lets missing values through, and leaves them out of the variance', () => {
    const X = [
      [1, Number.NaN, 3],
      [Number.NaN, Number.NaN, 3],
      [4, Number.NaN, 3],
    ];
    const selector = new VarianceThreshold().fit(X);
    expectClean(selector.variances, expected.edges.missing, 1e-15);
    expect(selector.transform(X).to2DArray()).toEqual([[1], [Number.NaN], [4]]);
  });

  it('tells constant columns by their values, whatever their offset and size', () => {
    const X = [
      [0.1, 1e-200, 1e300, 1e9 + 1e-6, 7],
      [0.1, 2e-200, -1e300, 1e9, 7],
      [0.1, 2e-200, -1e300, 1e9, 7],
    ];
    const selector = new VarianceThreshold().fit(X);
    expect(selector.getSupport()).toEqual([false, true, true, true, false]);
  });

  it('says when nothing varies enough', () => {
    expect(() => new VarianceThreshold({ threshold: 3 }).fit([[1, 2]])).toThrow(
      'VarianceThreshold.fit: none of 2 columns has a variance above 3. X has only one row. Lower the threshold.',
    );
  });
});

describe('every selector', () => {
  const { data, target, featureNames } = loadIris();
  const rows = data.to2DArray();
  const table = Table.fromColumns(
    Object.fromEntries(featureNames.map((name, j) => [name, rows.map((row) => row[j])])),
  );

  it('takes a Table by the names of its columns, and names what it keeps', () => {
    const selector = new SelectKBest({ k: 2 }).fit(table, target);
    const names = [featureNames[2], featureNames[3]];
    expect(selector.getFeatureNamesOut()).toEqual(names);
    const turned = table.select([...featureNames].reverse());
    expect(selector.transform(turned).to2DArray()).toEqual(rows.map((row) => row.slice(2)));
    expect(() => selector.transform(table.select(names))).toThrow('is missing.');
    expect(new SelectKBest({ k: 1 }).fit(rows, target).getFeatureNamesOut()).toEqual(['x2']);
    expect(selector.getFeatureNamesOut(['a', 'b', 'c', 'd'])).toEqual(['c', 'd']);
  });

  it('goes back with zeros', () => {
    const selector = new SelectPercentile({ percentile: 50 }).fit(rows, target);
    expect(selector.inverseTransform([[1, 2]]).to2DArray()).toEqual([[0, 0, 1, 2]]);
    expect(() => selector.inverseTransform([[1, 2, 3]])).toThrow(InvalidInputError);
  });

  it('warns when it keeps nothing, and gives rows without columns', () => {
    const none = new SelectKBest({ k: 0 }).fit(rows, target).transform(rows);
    expect([none.rows, none.columns]).toEqual([150, 0]);
    expect(warnings).toEqual([
      'SelectKBest.transform: no column was selected, so none is left. Ask less of the columns.',
    ]);
    new SelectKBest({ k: 9 }).fit(rows, target);
    expect(warnings[1]).toBe('SelectKBest.fit: k is 9, but X has 4 columns. All are kept.');
  });

  it('is a step of a pipeline, saved and loaded with it', () => {
    const pipeline = new Pipeline({
      steps: [
        ['vary', new VarianceThreshold({ threshold: 0.2 })],
        ['select', new SelectKBest({ k: 2 })],
        ['classify', new LogisticRegression()],
      ],
    }).fit(table, target);
    const loaded = deserialize(serialize(pipeline)) as typeof pipeline;
    expect(loaded.predict(table)).toEqual(pipeline.predict(table));
    expect(loaded.step('select').getFeatureNamesOut(['a', 'b', 'c'])).toEqual(['b', 'c']);
    expect(pipeline.score(table, target)).toBeGreaterThan(0.95);
  });

  it('says what it was not given', () => {
    expect(() => new SelectKBest().transform(rows)).toThrow(NotFittedError);
    expect(() => new SelectKBest().fit(rows)).toThrow(
      'SelectKBest.fit: y must be an array of 150 values, but got undefined.',
    );
    expect(() => new SelectKBest({ k: -1 })).toThrow(InvalidParameterError);
    const wrong: object = { scoreFunc: 'fclassif' };
    expect(() => new SelectKBest(wrong)).toThrow(
      'SelectKBest: scoreFunc must be one of "fClassif",',
    );
    const support: object = [];
    expect(() => new SelectKBest({ k: 1 }).fit(rows, target).getSupport(support)).toThrow(
      'SelectKBest.getSupport: options must be an object',
    );
  });
});

describe('scoreFunc', () => {
  const { data, target } = loadDiabetes();

  it('takes the options of a function by name, which are saved with the selector', () => {
    const options = {
      scoreFunc: 'mutualInfoRegression',
      scoreOptions: { nNeighbors: 5, randomState: 3 },
      k: 4,
    } as const;
    const selector = new SelectKBest(options).fit(data, target);
    const loaded = deserialize(serialize(selector)) as SelectKBest;
    expect(loaded.getParams()).toEqual(selector.getParams());
    expect(loaded.scores).toEqual(selector.scores);
    expect(loaded.pValues).toBeNull();
    expect(clone(selector).fit(data, target).scores).toEqual(selector.scores);
    const unknown = new SelectKBest({ scoreOptions: { nNeighbors: 5 } });
    expect(() => unknown.fit(data, loadIris().target)).toThrow(
      'fClassif: there is no option "nNeighbors". There are none.',
    );
  });

  it('can be a function of your own, with which a selector works but cannot be saved', () => {
    const coefficients = (X: object, y: ArrayLike<unknown>) => ({
      scores: new LinearRegression()
        .fit(X as number[][], y as ArrayLike<number>)
        .coef.map(Math.abs),
    });
    const selector = new SelectKBest({ scoreFunc: coefficients, k: 2 }).fit(data, target);
    expect(selector.getSupport(indices)).toEqual([4, 8]);
    expect(clone(selector).fit(data, target).scores).toEqual(selector.scores);
    expect(() => serialize(selector)).toThrow(
      'SelectKBest.scoreFunc is the function coefficients, which cannot be saved',
    );
  });

  it('must give a number for each feature', () => {
    const fitWith = (returned: unknown) => () =>
      new SelectKBest({ scoreFunc: () => returned as { scores: number[] } }).fit([[1, 2]], [1]);
    expect(fitWith({ scores: [1] })).toThrow(
      'SelectKBest.fit: scoreFunc returned scores [1] for 2 features. Return { scores, pValues }, with a number for each; pValues can be left out.',
    );
    expect(fitWith(undefined)).toThrow('scoreFunc returned scores undefined for 2 features.');
    expect(fitWith({ scores: [1, '2'] })).toThrow(
      'scoreFunc returned "2" in scores[1], not a number.',
    );
    expect(fitWith({ scores: [1, 2], pValues: [0] })).toThrow('scoreFunc returned pValues [0]');
  });

  it('gets a copy of the features', () => {
    const X = new Float64Array([1, 2, 3, 4]);
    new SelectKBest({
      k: 1,
      scoreFunc: (copy) => {
        copy.set(0, 0, 99);
        return { scores: [1, 2] };
      },
    }).fit({ data: X, rows: 2, columns: 2 });
    expect(Array.from(X)).toEqual([1, 2, 3, 4]);
  });
});
