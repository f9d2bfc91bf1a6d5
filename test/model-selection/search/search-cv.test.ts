import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { loadIris, loadPenguins } from '../../../src/datasets.js';
import {
  BayesSearchCV,
  type CvResults,
  clone,
  crossValScore,
  deserialize,
  GradientBoostingRegressor,
  GridSearchCV,
  GroupKFold,
  getScorer,
  HalvingGridSearchCV,
  HalvingRandomSearchCV,
  InvalidInputError,
  InvalidParameterError,
  KFold,
  KMeans,
  LinearRegression,
  LinearSVC,
  LogisticRegression,
  logUniform,
  NotFittedError,
  Pipeline,
  RandomizedSearchCV,
  StandardScaler,
  SVC,
  serialize,
  setWarningHandler,
  TabularPreprocessor,
  uniform,
} from '../../../src/index.js';

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const iris = loadIris();
const X = iris.data.to2DArray().filter((_, i) => i % 2 === 0);
const y = iris.targetNames.length > 0 ? iris.target.filter((_, i) => i % 2 === 0) : [];
const names = y.map((k) => ['setosa', 'versicolor', 'virginica'][k]);
const scaled = () =>
  new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['svc', new SVC()],
    ],
  });

/** The columns that are the same in every run. */
function untimed(columns: object | undefined) {
  return Object.fromEntries(Object.entries(columns ?? {}).filter(([name]) => !/Time$/.test(name)));
}

describe('a search', () => {
  it('scores candidates as crossValScore does, and answers with the best, fitted on all samples', () => {
    const estimator = scaled();
    const search = new GridSearchCV({
      estimator,
      paramGrid: { svc__C: [0.01, 1, 100], svc__kernel: ['rbf', 'linear'] },
      cv: 3,
    });
    const fitted = search.fit(X, names);
    const { params, meanTestScore = [], rankTestScore, param_svc__C: C } = search.cvResults;
    const means = params.map((setting) => {
      const scores = crossValScore(clone(estimator).setParams(setting), X, names, { cv: 3 });
      return scores.reduce((sum, score) => sum + score) / 3;
    });
    expect(meanTestScore).toEqual(means);
    expect(C).toEqual([0.01, 0.01, 1, 1, 100, 100]);
    expect(search.bestScore).toBe(Math.max(...means));
    expect(search.bestIndex).toBe(means.indexOf(search.bestScore));
    expect(rankTestScore?.[search.bestIndex]).toBe(1);
    const best = clone(estimator).setParams(search.bestParams).fit(X, names);
    expect(fitted.predict(X)).toEqual(best.predict(X));
    expect(search.decisionFunction(X)).toEqual(best.decisionFunction(X));
    expect(search.score(X, names)).toBe(best.score(X, names));
    expect(search.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(search.bestEstimator.step('svc').isFitted).toBe(true);
    expect(estimator.isFitted).toBe(false);
    expect(search.nSplits).toBe(3);
    expect(search.refitTime).toBeGreaterThan(0);
    expectTypeOf(fitted.predict(X)).toEqualTypeOf<string[]>();
  });

  it('gives its results as a table too', () => {
    const search = new GridSearchCV({
      estimator: new SVC(),
      paramGrid: [
        { gamma: ['scale', 0.1] },
        { classWeight: [null, 'balanced', { 0: 1, 1: 1, 2: 2 }] },
      ],
      cv: 2,
    }).fit(X, y);
    const table = search.resultsTable;
    expect(table.rowCount).toBe(5);
    expect(table.values('param_gamma')).toEqual(['scale', '0.1', null, null, null]);
    expect(table.values('param_classWeight')).toEqual([
      null,
      null,
      'null',
      'balanced',
      '{ 0, 1, 2 }',
    ]);
    expect(table.values('meanTestScore')).toEqual(search.cvResults.meanTestScore);
    expect(table.columnNames).toContain('split1TestScore');
  });

  it('takes tables, groups and weights', () => {
    const table = loadPenguins().table.rows(Array.from({ length: 80 }, (_, i) => 4 * i));
    const labels = table.values('species') as string[];
    const features = table.select(table.columnNames.slice(1));
    const groups = labels.map((_, i) => i % 5);
    const search = new GridSearchCV({
      estimator: new Pipeline({
        steps: [
          ['columns', new TabularPreprocessor()],
          ['model', new LogisticRegression()],
        ],
      }),
      paramGrid: { model__C: [0.1, 10] },
      cv: new GroupKFold({ nSplits: 2 }),
    }).fit(features, labels, { groups, sampleWeight: labels.map((_, i) => 1 + (i % 2)) });
    expect(search.bestScore).toBeGreaterThan(0.9);
    expect(search.predict(features)).toHaveLength(80);
  });

  it('chooses by one of several scores, or by a rule of one’s own', () => {
    const options = {
      estimator: new LogisticRegression(),
      paramGrid: { C: [1e-4, 1, 100] },
      scoring: ['accuracy', 'neg_log_loss'],
      cv: 3,
    };
    const byLoss = new GridSearchCV({ ...options, refit: 'neg_log_loss' }).fit(X, y);
    const { meanTestNegLogLoss = [], rankTestAccuracy, meanTestScore } = byLoss.cvResults;
    expect(byLoss.bestScore).toBe(Math.max(...(meanTestNegLogLoss as number[])));
    expect(rankTestAccuracy).toHaveLength(3);
    expect(meanTestScore).toBeUndefined();
    expect(byLoss.score(X, y)).toBe(getScorer('neg_log_loss').score(byLoss.bestEstimator, X, y));
    const first = new GridSearchCV({ ...options, refit: () => 0 }).fit(X, y);
    expect(first.bestParams).toEqual({ C: 1e-4 });
    expect(() => first.bestScore).toThrow('refit names none to choose by');
    const none = new GridSearchCV({ ...options, refit: false }).fit(X, y);
    expect(() => none.bestIndex).toThrow(InvalidParameterError);
    expect(() => none.predict(X)).toThrow('since refit is false');
    expect(() => new GridSearchCV(options).fit(X, y)).toThrow(
      'refit must name the one to choose the best candidate by. Pass refit: "accuracy"',
    );
    expect(() => new GridSearchCV({ ...options, refit: 'acuracy' }).fit(X, y)).toThrow(
      'Did you mean "accuracy"',
    );
    expect(() => new GridSearchCV({ ...options, refit: () => 3 }).fit(X, y)).toThrow(
      'from 0 to 2, but gave 3',
    );
  });

  it('refuses to score by what scoring lacks since it was changed', () => {
    const options = { estimator: new LogisticRegression(), paramGrid: { C: [1] }, cv: 2 };
    const scoring = ['accuracy', 'f1Macro'];
    const search = new GridSearchCV({ ...options, scoring, refit: 'f1Macro' });
    search.fit(iris.data, iris.target).setParams({ scoring: ['accuracy'] });
    expect(() => search.score(iris.data, iris.target)).toThrow(
      'GridSearchCV.score: scoring has changed since the last fit',
    );
  });

  it('searches any estimator: clusterers, regressors, searches', () => {
    const clusters = new GridSearchCV({
      estimator: new KMeans({ randomState: 0 }),
      paramGrid: { nClusters: [2, 5] },
      cv: 2,
    }).fit(X);
    expect(clusters.bestParams).toEqual({ nClusters: 5 });
    expectTypeOf(clusters.predict(X)).toEqualTypeOf<number[]>();
    const nested = new GridSearchCV({
      estimator: new GridSearchCV({ estimator: new SVC(), paramGrid: { C: [1, 10] }, cv: 2 }),
      paramGrid: { estimator__kernel: ['rbf', 'linear'], cv: [2, 3] },
      cv: 2,
    }).fit(X, y);
    expect(nested.bestEstimator.bestEstimator.isFitted).toBe(true);
    const scores = crossValScore(
      new GridSearchCV({
        estimator: new LinearRegression(),
        paramGrid: { fitIntercept: [true, false] },
      }),
      X,
      y,
    );
    expect(scores).toHaveLength(5);
  });

  it('is saved and loaded whole, splitters, distributions and estimators in settings included', () => {
    const search = new RandomizedSearchCV({
      estimator: new Pipeline({ steps: [['model', new SVC()]] }),
      paramDistributions: [
        { model: [new LinearSVC(), new LogisticRegression()] },
        { model__C: logUniform(0.1, 10) },
      ],
      nIter: 4,
      cv: new KFold({ nSplits: 2, shuffle: true, randomState: 3 }),
      scoring: { right: getScorer('accuracy'), f1: 'f1Macro' },
      refit: 'right',
      randomState: 1,
    }).fit(X, names);
    const loaded = deserialize(serialize(search)) as typeof search;
    expect(loaded.predict(X)).toEqual(search.predict(X));
    expect(untimed(loaded.cvResults).meanTestRight).toEqual(search.cvResults.meanTestRight);
    expect(Object.keys(loaded.bestParams)).toEqual(Object.keys(search.bestParams));
    expect(loaded.bestScore).toBe(search.bestScore);
    expect(loaded.score(X, names)).toBe(search.score(X, names));
    const again = clone(loaded).fit(X, names);
    expect(again.cvResults.meanTestF1).toEqual(search.cvResults.meanTestF1);
    const own = new GridSearchCV({ estimator: new SVC(), paramGrid: { C: [1] }, scoring: () => 1 });
    expect(() => serialize(own)).toThrow('GridSearchCV.scoring is');
  });

  it('tells of each fit, and is the same in slices', async () => {
    const options = { estimator: scaled(), paramGrid: { svc__C: [1, 10] }, cv: 3 };
    const seen: [number, number][] = [];
    const search = await new GridSearchCV(options).fitAsync(X, y, {
      onProgress: ({ done, total, unit }) => {
        expect(unit).toBe('fit');
        seen.push([done, total]);
      },
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map((done) => [done, 7]));
    expect(untimed(search.cvResults)).toEqual(
      untimed(new GridSearchCV(options).fit(X, y).cvResults),
    );
  });

  it('keeps and tells what it found when it is stopped, and stays as it was', async () => {
    const search = new GridSearchCV({
      estimator: scaled(),
      paramGrid: { svc__C: [1, 10, 100] },
      cv: 3,
    });
    search.fit(X, y);
    const before = search.cvResults;
    expect(search.partialResults).toBeUndefined();
    const controller = new AbortController();
    const stopped = search.fitAsync(X, y, {
      signal: controller.signal,
      onProgress: ({ done }) => done === 5 && controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(search.cvResults).toBe(before);
    const found = search.partialResults as CvResults;
    const { params, splitsTried, meanTestScore, split0TestScore, split2TestScore } = found;
    expect(params).toEqual([{ svc__C: 1 }, { svc__C: 10 }, { svc__C: 100 }]);
    expect(splitsTried).toEqual([2, 2, 1]);
    expect(split2TestScore).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(split0TestScore).toEqual(before.split0TestScore);
    expect(meanTestScore?.[2]).toBe(split0TestScore?.[2]);
    search.fit(X, y);
    expect(search.partialResults).toBeUndefined();
  });
});

describe('work that candidates share', () => {
  it('is done once: steps of pipelines', () => {
    const fitted = vi.spyOn(StandardScaler.prototype, 'fitTransformInSteps');
    new GridSearchCV({ estimator: scaled(), paramGrid: { svc__C: [1, 2, 3, 4] }, cv: 3 }).fit(X, y);
    expect(fitted).toHaveBeenCalledTimes(3 + 1); // once a fold, and for all samples
    fitted.mockRestore();
  });

  it('gives the bits of separate fits', () => {
    const estimator = new GradientBoostingRegressor({ subsample: 0.8, randomState: 0 });
    const paramGrid = { nEstimators: [20, 5, 10], maxDepth: [2, 3] };
    const search = new GridSearchCV({ estimator, paramGrid, cv: 2 }).fit(X, y);
    const apart = search.cvResults.params.map((setting) =>
      crossValScore(clone(estimator).setParams(setting), X, y, { cv: 2 }),
    );
    expect(search.cvResults.split0TestScore).toEqual(apart.map(([first]) => first));
    expect(search.cvResults.split1TestScore).toEqual(apart.map(([, second]) => second));
  });
});

describe('the samples of a test fold', () => {
  it('are never learned from, by whatever search', () => {
    const rows = X.map((row, i) => [...row, i]);
    const folds = [...new KFold({ nSplits: 3, shuffle: true, randomState: 0 }).split(rows)];
    const learned: Set<number>[] = [];
    const fit = vi.spyOn(StandardScaler.prototype, 'fitTransformInSteps');
    fit.mockImplementation(function* (this: StandardScaler, part) {
      const given = part as number[][];
      learned.push(new Set(given.map((row) => row[4])));
      return this.fit(part).transform(part);
    });
    const estimator = scaled();
    const C = uniform(0.1, 10);
    const shared = { estimator, cv: folds, randomState: 0 } as const;
    const searches: { fit(X: number[][], y: number[]): unknown }[] = [
      new GridSearchCV({ estimator, cv: folds, paramGrid: { svc__C: [1, 2] } }),
      new RandomizedSearchCV({ ...shared, paramDistributions: { svc__C: C }, nIter: 2 }),
      new BayesSearchCV({ ...shared, searchSpaces: { svc__C: C }, nIter: 4, nInitialPoints: 2 }),
      new HalvingGridSearchCV({ ...shared, paramGrid: { svc__C: [1, 2, 3] } }),
      new HalvingRandomSearchCV({ ...shared, paramDistributions: { svc__C: C } }),
    ];
    for (const search of searches) {
      learned.length = 0;
      search.fit(rows, y);
      const all = learned.pop(); // the refit
      expect(all?.size).toBe(rows.length);
      expect(learned.length).toBeGreaterThan(2);
      for (const [k, part] of learned.entries()) {
        const [, test] = folds[k % 3];
        expect(test.some((i) => part.has(i))).toBe(false);
      }
    }
    fit.mockRestore();
  });
});

describe('bad input', () => {
  const grid = (paramGrid: object, more: object = {}) =>
    new GridSearchCV({ estimator: scaled(), paramGrid: paramGrid as never, cv: 2, ...more });

  it.each([
    [{}, 'GridSearchCV: the grid is empty. Name at least one hyperparameter'],
    [[], 'GridSearchCV: the grid is empty'],
    [{ svc__C: [] }, 'GridSearchCV: there are no values of "svc__C"'],
    [{ svc__C: 3 }, 'the values of "svc__C" must be an array, but got 3. Pass [3]'],
    [{ svc__kernel: 'rbf' }, 'the values of "svc__kernel" must be an array, but got "rbf"'],
    [[3], 'must be an object of names to values'],
  ])('%j is refused when the search is made', (paramGrid, words) => {
    expect(() => grid(paramGrid)).toThrow(InvalidParameterError);
    expect(() => grid(paramGrid)).toThrow(words);
  });

  it('is told before the first fit, with the candidate and the nearest name', () => {
    const fit = vi.spyOn(StandardScaler.prototype, 'fitTransformInSteps');
    expect(() => grid({ svc__c: [1] }).fit(X, y)).toThrow(
      'GridSearchCV.fit: candidate 0, { svc__c: 1 }, cannot be set: SVC: there is no hyperparameter "c". Did you mean "C"?',
    );
    expect(() => grid({ svcc__C: [1] }).fit(X, y)).toThrow('Did you mean "svc"?');
    expect(() => grid({ svc__C: [1, -1] }).fit(X, y)).toThrow(
      'candidate 1, { svc__C: -1 }, cannot be set: SVC: C must be a number > 0, but got -1.',
    );
    expect(fit).not.toHaveBeenCalled();
    fit.mockRestore();
  });

  it('of other kinds is told by name', () => {
    expect(() => new GridSearchCV({ estimator: null as never, paramGrid: { C: [1] } })).toThrow(
      'estimator is missing',
    );
    expect(() => grid({ svc__C: [1] }, { cv: 100 }).fit(X, y)).toThrow(InvalidInputError);
    expect(() =>
      grid({ svc__C: [1] }, { scoring: ['accuracy', 'accuracy'], refit: 'accuracy' }).fit(X, y),
    ).toThrow('holds "accuracy" twice');
    expect(() => grid({ svc__C: [1] }).predict(X)).toThrow(NotFittedError);
    expect(() =>
      grid({ svc__C: [1] })
        .fit(X, y)
        .transform(X),
    ).toThrow(InvalidParameterError);
    expect(
      () =>
        new RandomizedSearchCV({
          estimator: new SVC(),
          paramDistributions: { C: { low: 1 } as never },
        }),
    ).toThrow('nothing can be drawn from');
    expect(
      () =>
        new HalvingGridSearchCV({
          estimator: new SVC(),
          paramGrid: { C: [1] },
          resource: 'degree',
        }),
    ).toThrow('maxResources is "auto"');
    const halving = { estimator: new SVC(), paramGrid: { C: [1] }, maxResources: 5 };
    expect(() => new HalvingGridSearchCV({ ...halving, resource: 'dgree' }).fit(X, y)).toThrow(
      'Did you mean "degree"',
    );
    expect(() =>
      new HalvingGridSearchCV({ ...halving, paramGrid: { degree: [1] }, resource: 'degree' }).fit(
        X,
        y,
      ),
    ).toThrow('cannot be the resource');
    expect(() => new HalvingGridSearchCV(halving).fit(X, y)).toThrow('at least 30 of nSamples');
  });

  it('of a scorer, NaN, is ranked last and warned of', () => {
    const search = grid(
      { svc__C: [1, 10, 100] },
      {
        scoring: (model: Pipeline) =>
          model.getParams().svc__C === 1 ? Number.NaN : 1 / Number(model.getParams().svc__C),
      },
    ).fit(X, y);
    expect(search.cvResults.rankTestScore).toEqual([3, 1, 2]);
    expect(search.bestParams).toEqual({ svc__C: 10 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      '2 of 6 fits failed or have no score, so their candidates come last: candidate 0, fold 0, score:',
    );
    expect(search.errors.map(({ candidate, fold }) => [candidate, fold])).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it('of some candidates only leaves the others', () => {
    const paramGrid = { svc__breakTies: [true, false], svc__decisionFunctionShape: ['ovo'] };
    const search = grid(paramGrid, { errorScore: -1 }).fit(X, y);
    expect(search.cvResults.meanTestScore?.[0]).toBe(-1);
    expect(search.bestIndex).toBe(1);
    expect(search.errors[0].error.message).toContain('breakTies needs one score a class');
    expect(() => grid(paramGrid, { errorScore: 'raise' }).fit(X, y)).toThrow(
      'SVC: breakTies needs',
    );
    const failing = grid({ svc__breakTies: [true], svc__decisionFunctionShape: ['ovo'] });
    expect(() => failing.fit(X, y)).toThrow(
      'all 2 fits failed: candidate 0, fold 0, fit: SVC: breakTies',
    );
    expect(failing.isFitted).toBe(false);
  });
});
