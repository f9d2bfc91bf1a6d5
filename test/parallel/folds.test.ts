import fc from 'fast-check';
import {
  BaggingClassifier,
  crossValidate,
  crossValidateAsync,
  crossValScore,
  crossValScoreAsync,
  FunctionTransformer,
  GradientBoostingRegressor,
  GridSearchCV,
  HalvingGridSearchCV,
  InvalidInputError,
  KFold,
  LogisticRegression,
  makeClassification,
  OneHotEncoder,
  Pipeline,
  RandomizedSearchCV,
  StandardScaler,
  SVC,
  setWarningHandler,
  Table,
} from 'fitpredict';
import { createPool, usePool } from 'fitpredict/parallel';
import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { fakePool } from '../support/pools.js';

const { X, y } = makeClassification({ nSamples: 400, nFeatures: 8, randomState: 0 });
const labels = Array.from(y, (code) => (code === 1 ? 'yes' : 'no'));

let heard: string[];
beforeEach(() => {
  heard = [];
  setWarningHandler(({ message }) => heard.push(message));
});
afterEach(() => {
  installPool(undefined);
  setWarningHandler(null);
});

/** What was found, times left out. */
function found(search: { cvResults: object; bestParams: unknown; bestScore: number }) {
  const results = Object.entries(search.cvResults).filter(([name]) => !name.includes('Time'));
  return {
    results: Object.fromEntries(results),
    params: search.bestParams,
    score: search.bestScore,
  };
}

/** Puts a pool to use that is not one; gives how often work has gone to it. */
function useFake(workers = 2, seed = 0): () => number {
  const pool = fakePool(workers, seed);
  installPool(pool);
  return () => pool.works;
}

const scaled = () =>
  new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['model', new LogisticRegression()],
    ],
  });
const grid = { model__C: [0.1, 1, 10], model__tol: [1e-4, 1e-6] };

describe('a search on a pool', () => {
  it('finds to the bit what one thread finds, for any number of workers', async () => {
    const how = {
      estimator: scaled(),
      paramGrid: grid,
      scoring: ['accuracy', 'rocAuc'],
      refit: 'rocAuc',
      returnTrainScore: true,
      cv: 3,
    };
    const alone = new GridSearchCV(how).fit(X, labels);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 2, 3, 7), fc.integer(), async (workers, seed) => {
        const works = useFake(workers, seed);
        const search = new GridSearchCV({ ...how, nJobs: -1 });
        const done: number[] = [];
        await search.fitAsync(X, labels, { onProgress: ({ done: n }) => done.push(n) });
        expect(found(search)).toEqual(found(alone));
        expect(search.predictProba(X).to1DArray()).toEqual(alone.predictProba(X).to1DArray());
        expect(works()).toBe(1);
        expect(done.slice(0, 18)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
      }),
      { numRuns: 4 },
    );
    expect(heard).toEqual([]);
  });

  it('does so on real workers', async () => {
    const pool = createPool({ workers: 2 });
    await usePool(pool);
    const how = {
      estimator: new LogisticRegression(),
      paramGrid: { C: [0.1, 1, 10], tol: [1e-4, 1e-5, 1e-6, 1e-7] },
    };
    const search = new GridSearchCV({ ...how, nJobs: 2 });
    await search.fitAsync(X, labels);
    expect(found(search)).toEqual(found(new GridSearchCV(how).fit(X, labels)));
    expect(heard).toEqual([]);
    pool.close();
  });

  it('goes on round after round, and draws what it draws', async () => {
    const works = useFake(3, 1);
    const random = {
      estimator: new SVC(),
      paramDistributions: { C: [0.1, 1, 10, 100] },
      nIter: 3,
      randomState: 1,
    };
    const halving = { estimator: new SVC(), paramGrid: { C: [0.1, 1, 10, 100] }, randomState: 1 };
    const randomized = (nJobs: number | null) => new RandomizedSearchCV({ ...random, nJobs });
    const halved = (nJobs: number | null) => new HalvingGridSearchCV({ ...halving, nJobs });
    const [drawn, halves] = [randomized(-1), halved(-1)];
    await drawn.fitAsync(X, y);
    await halves.fitAsync(X, y);
    expect(found(drawn)).toEqual(found(randomized(null).fit(X, y)));
    expect(found(halves)).toEqual(found(halved(null).fit(X, y)));
    expect(works()).toBeGreaterThan(1);
  });

  it('counts fits that fail as one thread does, with their errors', async () => {
    const how = {
      estimator: new SVC(),
      paramGrid: { gamma: [1e-320, 0.1], C: [1, Number.MAX_VALUE] },
    };
    const rare = labels.map((_, i) => (i === 0 ? 'rare' : i % 2 === 0 ? 'a' : 'b'));
    const calls = [1, null].map(
      (nJobs) => new GridSearchCV({ ...how, cv: new KFold(), nJobs: nJobs && -1 }),
    );
    const works = useFake(2, 1);
    await calls[0].fitAsync(X, rare);
    const told = heard.splice(0);
    calls[1].fit(X, rare);
    expect(works()).toBe(1);
    expect(calls[0].errors).toEqual(calls[1].errors);
    expect(told.filter((text) => text.includes('failed'))).toEqual(
      heard.filter((text) => text.includes('failed')),
    );
  });

  it('ends with the error of a fold where that is asked for', async () => {
    const works = useFake(2, 1);
    const inOrder = labels.map((_, i) => (i < 267 ? 'a' : 'b'));
    const how = { cv: new KFold({ nSplits: 3 }), errorScore: 'raise' as const, nJobs: -1 };
    const failing = crossValidateAsync(new LogisticRegression(), X, inOrder, how);
    await expect(failing).rejects.toThrow(InvalidInputError);
    await expect(failing).rejects.toThrow('fold 2');
    expect(works()).toBe(1);
  });
});

describe('a cross-validation on a pool', () => {
  const table = Table.fromColumns({
    size: Array.from({ length: 1000 }, (_, i) => (i % 7) + 0.5),
    colour: Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? 'red' : 'blue')),
  });
  const coloured = Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 || i % 7 > 4 ? 1 : 0));

  it.each<[string, unknown]>([
    ['rows', X.to2DArray()],
    ['a matrix', X],
    ['a matrix of ml-matrix itself', new Matrix(X.to2DArray())],
    ['a block', { data: Float64Array.from(X.to1DArray()), rows: 400, columns: 8 }],
    [
      'a block of single precision',
      { data: Float32Array.from(X.to1DArray()), rows: 400, columns: 8 },
    ],
  ])('takes samples in %s', async (_, samples) => {
    const works = useFake(2, 0);
    const model = new LogisticRegression();
    const scores = await crossValScoreAsync(model, samples as typeof X, labels, { nJobs: 2 });
    expect(scores).toEqual(crossValScore(model, samples as typeof X, labels));
    expect([works(), heard]).toEqual([1, []]);
  });

  it('takes tables, records and weights', async () => {
    const works = useFake(2, 0);
    const model = new Pipeline({
      steps: [
        ['code', new OneHotEncoder()],
        ['model', new LogisticRegression()],
      ],
    });
    const sampleWeight = coloured.map((code) => 1 + code);
    for (const samples of [table, table.toRecords()]) {
      const how = { scoring: 'f1', sampleWeight };
      const scores = await crossValScoreAsync(model, samples as never, coloured, {
        ...how,
        nJobs: 2,
      });
      expect(scores).toEqual(crossValScore(model, samples as never, coloured, how));
    }
    expect([works(), heard]).toEqual([2, []]);
  });

  it('gives the fitted models back', async () => {
    const works = useFake(2, 0);
    const model = new BaggingClassifier({ estimator: scaled(), nEstimators: 2, randomState: 0 });
    const how = { returnEstimator: true, returnIndices: true, returnTrainScore: true, cv: 3 };
    const shared = await crossValidateAsync(model, X, labels, { ...how, nJobs: -1 });
    const alone = crossValidate(model, X, labels, how);
    const answers = ({ estimators }: typeof alone) => estimators?.map((fold) => fold?.predict(X));
    expect(answers(shared)).toEqual(answers(alone));
    expect(shared.trainScore).toEqual(alone.trainScore);
    expect(shared.indices).toEqual(alone.indices);
    expect(works()).toBe(1);
  });

  it('keeps to the thread of the caller what cannot be sent, and says so', async () => {
    const works = useFake(2, 0);
    const double = new Pipeline({
      steps: [
        ['double', new FunctionTransformer({ func: (rows) => rows })],
        ['model', new LogisticRegression()],
      ],
    });
    const scoring = () => 0.5;
    expect(await crossValScoreAsync(double, X, labels, { nJobs: 2 })).toEqual(
      crossValScore(double, X, labels),
    );
    await crossValScoreAsync(new LogisticRegression(), X, labels, { nJobs: 2, scoring });
    expect(works()).toBe(0);
    expect(heard).toEqual([
      "crossValScore: the samples, a scorer or a hyperparameter is an object that cannot be sent to workers, so all work is done on the caller's thread. Pass names of scores, and options that a file can hold.",
    ]);
  });

  it('stops when the signal says so', async () => {
    const works = useFake(2, 0);
    const stop = new AbortController();
    const scores = crossValScoreAsync(new GradientBoostingRegressor(), X, Array.from(y), {
      nJobs: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(scores).rejects.toThrow('enough');
    expect(works()).toBe(1);
  });

  it('refuses what is no number of workers', async () => {
    await expect(crossValScoreAsync(new SVC(), X, y, { nJobs: 0 })).rejects.toThrow(
      'crossValScoreAsync: nJobs must be an integer >= 1, or one of -1, null, but got 0.',
    );
    // A call that does not wait has no such option.
    expect(() => crossValScore(new SVC(), X, y, { nJobs: 2 } as never)).toThrow(
      'no option "nJobs"',
    );
  });
});
