import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { InvalidParameterError, ModelFormatError } from '../../src/errors.js';
import { clone } from '../../src/estimator.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { RFE } from '../../src/feature-selection/rfe.js';
import { SelectFromModel } from '../../src/feature-selection/select-from-model.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

/** feature_selection.py makes them. */
const expected = reference<{
  classification: Record<
    string,
    {
      fromModel: Record<string, number[]>;
      fromModelMost: number[];
      fromModelNorm: Record<'2' | 'Infinity', number[]>;
      rfe: { ranking: number[]; score: number };
      rfeSteps: number[];
    }
  >;
  regression: { fromModel: number[]; rfe: { ranking: number[]; score: number } };
}>('feature_selection');

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const indices = { indices: true } as const;
const sets = { iris: loadIris(), wine: loadWine(), breastCancer: loadBreastCancer() };
const diabetes = loadDiabetes();
const linear = () => new LinearRegression();
const logistic = () => new LogisticRegression({ tol: 1e-10 });

describe.each(Object.entries(sets))('on %s', (name, { data, target }) => {
  const X = new StandardScaler().fitTransform(data);
  const wanted = expected.classification[name];

  it('SelectFromModel keeps what scikit-learn keeps', () => {
    const keep = (options: Partial<ConstructorParameters<typeof SelectFromModel>[0]>) =>
      new SelectFromModel({ estimator: logistic(), ...options }).fit(X, target).getSupport(indices);
    for (const [given, support] of Object.entries(wanted.fromModel)) {
      const threshold = given === 'None' ? null : given === '0.3' ? 0.3 : given;
      expect(keep({ threshold }), given).toEqual(support);
    }
    expect(keep({ threshold: -Infinity, maxFeatures: 2 })).toEqual(wanted.fromModelMost);
    expect(keep({ normOrder: 2 })).toEqual(wanted.fromModelNorm[2]);
    expect(keep({ normOrder: Infinity })).toEqual(wanted.fromModelNorm.Infinity);
  });

  it('RFE ranks as scikit-learn does', () => {
    const rfe = new RFE({ estimator: logistic(), nFeaturesToSelect: 3 }).fit(X, target);
    expect(rfe.ranking).toEqual(wanted.rfe.ranking);
    expect(rfe.score(X, target)).toBeCloseTo(wanted.rfe.score, 12);
    const steps = new RFE({ estimator: logistic(), nFeaturesToSelect: 0.3, step: 0.2 });
    expect(steps.fit(X, target).ranking).toEqual(wanted.rfeSteps);
  });
});

it('on diabetes both select as scikit-learn does', () => {
  const { data, target } = diabetes;
  const selector = new SelectFromModel({ estimator: linear() }).fit(data, target);
  expect(selector.getSupport(indices)).toEqual(expected.regression.fromModel);
  const rfe = new RFE({ estimator: linear(), nFeaturesToSelect: 4 }).fit(data, target);
  expect(rfe.ranking).toEqual(expected.regression.rfe.ranking);
  expect(rfe.score(data, target)).toBeCloseTo(expected.regression.rfe.score, 10);
});

describe('SelectFromModel', () => {
  const { data, target } = sets.wine;
  const X = new StandardScaler().fitTransform(data);

  it('asks a fitted model as it is, with prefit', () => {
    const model = logistic().fit(X, target);
    const selector = new SelectFromModel({ estimator: model, prefit: true }).fit(X);
    const own = new SelectFromModel({ estimator: logistic() }).fit(X, target);
    expect(selector.getSupport()).toEqual(own.getSupport());
    expect(selector.estimator).toBe(model);
    expect(own.estimator.isFitted).toBe(true);
    const loaded = deserialize(serialize(selector)) as SelectFromModel;
    expect(loaded.transform(X)).toEqual(selector.transform(X));
    expect(() => clone(selector).fit(X)).toThrow(
      'SelectFromModel.fit: prefit is true, but the estimator is not fitted. Fit it first;',
    );
    expect(() => selector.fit(X.subMatrix(0, 9, 0, 2))).toThrow(
      'SelectFromModel.fit: LogisticRegression has 13 importances for 3 features.',
    );
  });

  it('has the threshold of an L1 penalty where the model has one', () => {
    const sparse = new LogisticRegression({ l1Ratio: 1, C: 0.05, tol: 1e-8 });
    const selector = new SelectFromModel({ estimator: sparse }).fit(X, target);
    expect(selector.threshold).toBe(1e-5);
    const kept = selector.importances.map((importance) => importance > 0);
    expect(selector.getSupport()).toEqual(kept);
    expect(kept).toContain(false);
    const dense = new SelectFromModel({ estimator: logistic() }).fit(X, target);
    const mean = dense.importances.reduce((sum, value) => sum + value, 0) / 13;
    expect(dense.threshold).toBeCloseTo(mean, 12);
  });

  it('keeps all columns when all are alike, which a rounded mean would not', () => {
    const selector = new SelectFromModel({
      estimator: linear(),
      importanceGetter: () => [0.1, 0.1, 0.1],
    });
    expect(selector.fit([[1, 2, 3]], [1]).getSupport()).toEqual([true, true, true]);
  });

  it('takes importances of forests and of the last step of a pipeline', () => {
    const forest = new RandomForestClassifier({ nEstimators: 10, randomState: 0 });
    const ofForest = new SelectFromModel({ estimator: forest, threshold: 'median' }).fit(X, target);
    expect(ofForest.getSupport(indices)).toHaveLength(7);
    const pipeline = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['classify', logistic()],
      ],
    });
    const ofPipeline = new SelectFromModel({ estimator: pipeline }).fit(data, target);
    const ofScaled = new SelectFromModel({ estimator: logistic() }).fit(X, target);
    expect(ofPipeline.importances).toEqual(ofScaled.importances);
  });

  it('reaches the hyperparameters of its model', () => {
    const selector = new SelectFromModel({ estimator: logistic() });
    selector.setParams({ estimator__C: 0.01 });
    expect(selector.getParams().estimator__C).toBe(0.01);
  });

  it('says what it cannot use', () => {
    expect(() => new SelectFromModel({} as { estimator: LinearRegression })).toThrow(
      'SelectFromModel: estimator is missing. Pass { estimator: new LogisticRegression() }',
    );
    for (const threshold of ['max', 'x*mean', '*mean', ' *median', '1e999*mean']) {
      expect(() => new SelectFromModel({ estimator: linear(), threshold }), threshold).toThrow(
        InvalidParameterError,
      );
    }
    const clusters = new SelectFromModel({ estimator: new KMeans({ nClusters: 2 }) });
    expect(() => clusters.fit(X)).toThrow(
      'SelectFromModel.fit: KMeans has neither coef nor featureImportances.',
    );
    const curved = new SelectFromModel({ estimator: new SVC() });
    expect(() => curved.fit(X, target)).toThrow('only the linear kernel has coefficients');
    const odd = (importances: unknown) =>
      new SelectFromModel({ estimator: linear(), importanceGetter: () => importances as number[] });
    expect(() => odd([1, Number.NaN]).fit([[1, 2]], [1])).toThrow(
      'the importances of LinearRegression: X[0][1] is NaN',
    );
    expect(() => odd(undefined).fit([[1, 2]], [1])).toThrow('must be a matrix');
  });
});

describe('RFE', () => {
  const { data, target, featureNames } = diabetes;
  const rows = data.to2DArray();

  it('predicts through the model of the columns it keeps, with its type', () => {
    const rfe = new RFE({ estimator: linear(), nFeaturesToSelect: 4 }).fit(rows, target);
    expectTypeOf(rfe.predict(rows)).toEqualTypeOf<number[]>();
    expect(rfe.predict(rows)).toEqual(
      linear().fit(rfe.transform(rows), target).predict(rfe.transform(rows)),
    );
    expect(rfe.nFeatures).toBe(4);
    expect(rfe.support).toEqual(rfe.getSupport());
    expect(() => rfe.predictProba(rows)).toThrow(
      'RFE.predictProba: the estimator is a LinearRegression, which has no predictProba. Use an estimator that has it.',
    );
    expect(() => rfe.classes).toThrow('which has no classes.');
    const iris = loadIris();
    const classifier = new RFE({ estimator: logistic() }).fit(iris.data, iris.target);
    expect(classifier.classes).toEqual([0, 1, 2]);
    expect(classifier.predictProba(iris.data)).toBeInstanceOf(Matrix);
    expect(classifier.decisionFunction(iris.data)).toBeInstanceOf(Matrix);
  });

  it('takes a count, a share, all or one', () => {
    const kept = (nFeaturesToSelect: number | { count: number } | null) =>
      new RFE({ estimator: linear(), nFeaturesToSelect }).fit(rows, target).nFeatures;
    expect([kept(null), kept(3), kept(0.35), kept(1), kept({ count: 1 })]).toEqual([
      5, 3, 3, 10, 1,
    ]);
    expect(kept(12)).toBe(10);
    expect(warnings).toEqual([
      'RFE.fit: nFeaturesToSelect is 12, but X has 10 columns. All are kept.',
    ]);
  });

  it('takes a Table, missing values where its model does, and weights', () => {
    const table = Table.fromColumns(
      Object.fromEntries(featureNames.map((name, j) => [name, rows.map((row) => row[j])])),
    );
    const rfe = new RFE({ estimator: linear(), nFeaturesToSelect: 2 }).fit(table, target);
    expect(rfe.getFeatureNamesOut()).toEqual(['bmi', 's5']);
    expect(rfe.predict(table.select([...featureNames].reverse()))).toEqual(rfe.predict(table));
    const holes = rows.map((row, i) => row.map((x, j) => ((i + j) % 9 === 0 ? Number.NaN : x)));
    const boosted = new RFE({
      estimator: new GradientBoostingRegressor({ nEstimators: 5 }),
      step: 4,
    }).fit(holes, target);
    expect(boosted.predict(holes)).toHaveLength(442);
    const sampleWeight = rows.map((_, i) => i % 3);
    const twice = rows.flatMap((_, i) => new Array<number>(i % 3).fill(i));
    const weighted = new RFE({ estimator: linear() }).fit(rows, target, { sampleWeight });
    const repeated = new RFE({ estimator: linear() }).fit(
      twice.map((i) => rows[i]),
      twice.map((i) => target[i]),
    );
    expect(weighted.ranking).toEqual(repeated.ranking);
  });

  it('tells of each fit in fitAsync, and stops at a signal', async () => {
    const reports: [number, number][] = [];
    const rfe = new RFE({ estimator: linear(), nFeaturesToSelect: 3, step: 3 });
    await rfe.fitAsync(rows, target, {
      onProgress: ({ done, total }) => reports.push([done, total]),
    });
    expect(reports).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    const { ranking } = rfe;
    const abort = new AbortController();
    const stopped = rfe.setParams({ step: 1 }).fitAsync(rows, target, {
      onProgress: () => abort.abort(new RangeError('enough')),
      signal: abort.signal,
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(rfe.ranking).toEqual(ranking);
  });

  it('drops the first of equal features, and tiny ones before small ones', () => {
    const rank = (importances: number[]) =>
      new RFE({
        estimator: linear(),
        nFeaturesToSelect: { count: 1 },
        importanceGetter: (model) => importances.slice(-(model as LinearRegression).coef.length),
      }).fit(
        [
          [1, 2, 3],
          [4, 6, 5],
        ],
        [1, 2],
      ).ranking;
    expect(rank([2, 2, 2])).toEqual([3, 2, 1]);
    expect(rank([1e-300, 2e-300, 1])).toEqual([3, 2, 1]);
  });

  it('is saved with its model, and refuses a file whose ranks and columns disagree', () => {
    const rfe = new RFE({ estimator: linear(), nFeaturesToSelect: 4 }).fit(rows, target);
    const loaded = deserialize(serialize(rfe)) as typeof rfe;
    expect(loaded.predict(rows)).toEqual(rfe.predict(rows));
    expect(loaded.ranking).toEqual(rfe.ranking);
    const other = new RFE({ estimator: linear(), nFeaturesToSelect: 5 }).fit(rows, target);
    const json = structuredClone(rfe.toJSON()) as { model: { state: { kept: unknown } } };
    const kept = (other.toJSON() as typeof json).model.state.kept;
    json.model.state.kept = kept;
    expect(() => RFE.fromJSON(json, [LinearRegression])).toThrow(ModelFormatError);
    expect(() => RFE.fromJSON(json, [LinearRegression])).toThrow(
      'its ranking does not fit the columns it keeps.',
    );
  });
});
