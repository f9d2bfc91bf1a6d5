import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { VotingClassifier } from '../../src/ensembles/voting/voting-classifier.js';
import { VotingRegressor } from '../../src/ensembles/voting/voting-regressor.js';
import { clone } from '../../src/estimator.js';
import { DummyClassifier } from '../../src/estimators/dummy/dummy-classifier.js';
import { DummyRegressor } from '../../src/estimators/dummy/dummy-regressor.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { TabularPreprocessor } from '../../src/preprocessing/tabular/tabular-preprocessor.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { reference } from '../reference/reference.js';
import { closeRows, every, scaledLogistic } from './support.js';

const { voting } = reference<{
  voting: Record<'soft' | 'softColumns' | 'hardColumns' | 'meanColumns', number[][]> &
    Record<'hard' | 'mean', number[]> &
    Record<'softNames' | 'hardNames', string[]>;
}>('ensembles');

const wine = loadWine();
const diabetes = loadDiabetes();
const members = () =>
  [
    ['weak', scaledLogistic(0.01)],
    ['strong', scaledLogistic(10)],
    ['prior', new DummyClassifier()],
  ] as const;
const few = every(9, wine.data.to2DArray());
const labels = wine.target.map((code) => ['red', 'rose', 'white'][code]);
const named = (codes: readonly number[]) => codes.map((code) => ['red', 'rose', 'white'][code]);

describe('a voting classifier', () => {
  it('averages probabilities as scikit-learn does', () => {
    const model = new VotingClassifier({
      estimators: members(),
      voting: 'soft',
      weights: [2, 1, 1],
    });
    model.fit(wine.data, wine.target);
    closeRows(model.predictProba(few).to2DArray(), voting.soft, 1e-9);
    const columns = model.transform(few);
    if (Array.isArray(columns)) throw new Error('not flattened');
    closeRows(columns.to2DArray().slice(0, 3), voting.softColumns, 1e-9);
    expect(model.getFeatureNamesOut()).toEqual(voting.softNames);
    const split = model
      .setParams({ flattenTransform: false })
      .fit(wine.data, wine.target)
      .transform(few);
    expect(Array.isArray(split) && split.map((own) => own.columns)).toEqual([3, 3, 3]);
  });

  it('counts labels as scikit-learn does, the first on a tie', () => {
    const model = new VotingClassifier({ estimators: members(), weights: [2, 1, 4] });
    const fitted = model.fit(wine.data, labels);
    expect(fitted.predict(few)).toEqual(named(voting.hard));
    expect(fitted.getFeatureNamesOut()).toEqual(voting.hardNames);
    const columns = fitted.transform(few);
    expect(!Array.isArray(columns) && columns.to2DArray()).toEqual(voting.hardColumns);
    const tied = new VotingClassifier({
      estimators: [
        ['b', new DummyClassifier({ strategy: 'constant', constant: 'b' })],
        ['a', new DummyClassifier({ strategy: 'constant', constant: 'a' })],
      ],
    });
    expect(tied.fit([[0], [1]], ['a', 'b']).predict([[0]])).toEqual(['a']);
  });

  it('trains copies, drops what is dropped, and reaches into what is inside', () => {
    const strong = scaledLogistic(10);
    const model = new VotingClassifier({
      estimators: [
        ['strong', strong],
        ['other', new SVC()],
      ],
    });
    model.setParams({ other: 'drop', strong__model__C: 3 });
    const fitted = model.fit(wine.data, labels);
    expect(strong.isFitted).toBe(false);
    expect(Object.keys(fitted.namedEstimators)).toEqual(['strong']);
    expect(fitted.estimators.map((own) => own.getParams())).toEqual([
      expect.objectContaining({ model__C: 3 }),
    ]);
    expect(clone(model).getParams()).toEqual(model.getParams());
  });

  it('hands a table on to pipelines', async () => {
    const table = Table.fromColumns({ size: [1, 2, 8, 9], kind: ['a', 'a', 'b', 'b'] });
    const pipeline = () =>
      new Pipeline({
        steps: [
          ['prepare', new TabularPreprocessor()],
          ['model', new LogisticRegression()],
        ],
      });
    const model = new VotingClassifier({
      estimators: [
        ['one', pipeline()],
        ['two', pipeline()],
      ],
      voting: 'soft',
    });
    const fitted = await model.fitAsync(table, [false, false, true, true]);
    expect(fitted.predict(table)).toEqual([false, false, true, true]);
    const loaded = deserialize(serialize(fitted));
    expect(loaded).toBeInstanceOf(VotingClassifier);
  });

  it('does not lose the labels that members have not seen for want of weight', () => {
    const model = new VotingClassifier({ estimators: [['only', new LogisticRegression()]] });
    const fitted = model.fit([[0], [1], [2]], ['a', 'b', 'c'], { sampleWeight: [1, 1, 0] });
    expect(fitted.classes).toEqual(['a', 'b']);
  });

  it.each([
    [
      { estimators: [] },
      'VotingClassifier: estimators is empty. Pass at least one [name, classifier].',
    ],
    [{ estimators: [['a', 'drop']] }, 'all estimators are dropped. Keep at least one classifier.'],
    [
      { estimators: [['a', new LinearRegression()]] },
      'the estimator "a" is a LinearRegression, which is no classifier.',
    ],
    [
      {
        estimators: [
          ['a', new SVC()],
          ['a', new SVC()],
        ],
      },
      'there are two estimators "a". Rename one.',
    ],
    [
      { estimators: [['voting', new SVC()]] },
      'a name must not be empty, be that of a hyperparameter',
    ],
    [{ estimators: [['a', new SVC()]], weights: [1, 2] }, 'there are 2 weights for 1 estimator.'],
    [
      {
        estimators: [
          ['a', new SVC()],
          ['b', 'drop'],
        ],
        weights: [0, 2],
      },
      'all estimators with a weight are dropped.',
    ],
    [
      { estimators: [['a', new SVC()]], weights: [-1] },
      'weights must be null or an array of numbers >= 0',
    ],
    [
      { estimators: [['svm', new SVC()]], voting: 'soft' },
      'soft voting needs probabilities, but the estimator "svm" is a SVC that has none.',
    ],
    [
      { estimators: [['pipe', new Pipeline({ steps: [['svm', new SVC()]] })]], voting: 'soft' },
      'the estimator "pipe" is a Pipeline that has none',
    ],
  ] as const)('refuses %o', (options, message) => {
    expect(() => new VotingClassifier(options)).toThrow(message);
  });

  it('has probabilities with soft votes only', () => {
    const model = new VotingClassifier({ estimators: members() }).fit(wine.data, wine.target);
    expect(() => model.predictProba(few)).toThrow(
      'fitted with hard votes, which are labels. Pass voting: "soft"',
    );
    const outer = { estimators: [['inner', model]] as const, voting: 'soft' } as const;
    expect(() => new VotingClassifier(outer)).toThrow(
      '"inner" is a VotingClassifier that has none',
    );
  });
});

describe('a voting regressor', () => {
  it('averages as scikit-learn does', () => {
    const model = new VotingRegressor({
      estimators: [
        ['linear', new LinearRegression()],
        ['mean', new DummyRegressor()],
        ['dropped', 'drop'],
      ],
      weights: [3, 1, 5],
    }).fit(diabetes.data, diabetes.target);
    const rows = every(40, diabetes.data.to2DArray());
    closeRows([model.predict(rows)], [voting.mean], 1e-9);
    closeRows(model.transform(rows).to2DArray(), voting.meanColumns, 1e-9);
    expect(model.getFeatureNamesOut()).toEqual(['votingregressor_linear', 'votingregressor_mean']);
  });

  it('refuses a classifier, and clusters', () => {
    expect(() => new VotingRegressor({ estimators: [['a', new SVC()]] })).toThrow(
      '"a" is a SVC, which is no regressor',
    );
    const scaler = new StandardScaler();
    expect(() => new VotingRegressor({ estimators: [['a', scaler]] })).toThrow(
      'a StandardScaler, which is no regressor',
    );
  });
});
