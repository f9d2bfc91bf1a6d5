import fc from 'fast-check';
import {
  DBSCAN,
  decisionFunctionAsync,
  deserialize,
  FunctionTransformer,
  GradientBoostingClassifier,
  InvalidInputError,
  InvalidParameterError,
  IsolationForest,
  KMeans,
  LinearRegression,
  LogisticRegression,
  makeClassification,
  NotFittedError,
  OneHotEncoder,
  Pipeline,
  predictAsync,
  predictProbaAsync,
  RandomForestClassifier,
  RandomForestRegressor,
  StandardScaler,
  SVC,
  serialize,
  setWarningHandler,
  Table,
  trainModel,
} from 'fitpredict';
import { createPool, usePool } from 'fitpredict/parallel';
import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering } from '../../src/answers/answering.js';
import { joined } from '../../src/answers/sent-answers.js';
import { sendModel } from '../../src/answers/sent-model.js';
import { sendSamples } from '../../src/model-selection/sent-samples.js';
import { answerKernel } from '../../src/parallel/answer-kernel.js';
import { installPool } from '../../src/parallel-work.js';
import { drain } from '../../src/progress.js';
import { fakePool } from '../support/pools.js';

const { X, y } = makeClassification({ nSamples: 6000, nFeatures: 6, randomState: 0 });
const few = makeClassification({ nSamples: 300, nFeatures: 6, randomState: 1 });
const labels = Array.from(few.y, (code) => (code === 1 ? 'yes' : 'no'));

let heard: string[];
beforeEach(() => {
  heard = [];
  setWarningHandler(({ message }) => heard.push(message));
});
afterEach(() => {
  installPool(undefined);
  setWarningHandler(null);
});

function useFake(workers = 2, seed = 0): () => number {
  const pool = fakePool(workers, seed);
  installPool(pool);
  return () => pool.works;
}

const forest = new RandomForestClassifier({ randomState: 0, nEstimators: 200 }).fit(few.X, labels);
const boosted = new GradientBoostingClassifier({ nEstimators: 60 }).fit(few.X, labels);
const machine = new SVC({ probability: true, randomState: 0 }).fit(few.X, labels);
const scaled = new Pipeline({
  steps: [
    ['scale', new StandardScaler()],
    ['model', new RandomForestRegressor({ randomState: 0, nEstimators: 80 })],
  ],
}).fit(few.X, few.y);
const isolation = new IsolationForest({ randomState: 0 }).fit(few.X);

describe('answers by a pool', () => {
  it('are to the bit those of one call, for any number of workers', async () => {
    const models = [forest, scaled, isolation];
    const predicted = models.map((model) => model.predict(X));
    const [shares, depths] = [forest.predictProba(X), isolation.decisionFunction(X)];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 2, 3, 7), fc.integer(), async (workers, seed) => {
        const works = useFake(workers, seed);
        const options = { nJobs: -1 };
        const given = [];
        for (const model of models) given.push(await predictAsync(model, X, options));
        expect(given).toEqual(predicted);
        expect(await predictProbaAsync(forest, X, options)).toEqual(shares);
        expect(await decisionFunctionAsync(isolation, X, options)).toEqual(depths);
        expect(works()).toBe(5);
      }),
      { numRuns: 4 },
    );
    expect(heard).toEqual([]);
  });

  it('are so on real workers, told of in rows', async () => {
    const pool = createPool({ workers: 2 });
    await usePool(pool);
    const done: number[] = [];
    const onProgress = (progress: { done: number; total: number; unit: string }) => {
      expect(progress).toMatchObject({ total: 6000, unit: 'row' });
      done.push(progress.done);
    };
    const given = await predictAsync(forest, X, { nJobs: 2, onProgress });
    expect(given).toEqual(forest.predict(X));
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(6000);
    expect(heard).toEqual([]);
    pool.close();
  });

  it('of one worker are each of the model that was sent, by whichever process', () => {
    const other = new RandomForestClassifier({ randomState: 1, nEstimators: 5 });
    other.fit(few.X, [...labels].reverse());
    const again = deserialize(serialize(forest));
    const sent = [forest, other, again].map((model) => sendModel(model));
    expect(sent[2]).toEqual(sent[0]); // a queue finds what another process has computed
    const samples = sendSamples({ X: few.X, y: undefined, weights: undefined });
    if (samples === undefined) throw new Error('numbers can be sent');
    const kernel = answerKernel([]);
    for (const [at, model] of [forest, other, forest].entries()) {
      const shared = { model: sent[at] as Uint8Array<ArrayBuffer>, X: samples.X };
      const answers = kernel.prepare({ ...shared, question: 'predict' })([0, 300]);
      expect(joined([drain(answers)])).toEqual(model.predict(few.X));
    }
  });

  it.each<[string, unknown]>([
    ['rows', X.to2DArray()],
    ['typed rows', X.to2DArray().map((row) => Float64Array.from(row))],
    ['a matrix of ml-matrix itself', new Matrix(X.to2DArray())],
    ['a block', { data: Float64Array.from(X.to1DArray()), rows: 6000, columns: 6 }],
    ['single precision', { data: Float32Array.from(X.to1DArray()), rows: 6000, columns: 6 }],
  ])('are about samples in %s', async (_, samples) => {
    const works = useFake();
    const given = await predictAsync(forest, samples as typeof X, { nJobs: 2 });
    expect(given).toEqual(forest.predict(samples as typeof X));
    expect([works(), heard]).toEqual([1, []]);
  });

  it('are about tables and records', async () => {
    const works = useFake();
    const table = Table.fromColumns({
      size: Array.from({ length: 9000 }, (_, i) => (i % 7) + 0.5),
      colour: Array.from({ length: 9000 }, (_, i) => (i % 3 === 0 ? 'red' : 'blue')),
      kind: Array.from({ length: 9000 }, (_, i) => (i % 3 === 0 || i % 7 > 4 ? 'a' : 'b')),
    });
    const small = table.rows(Int32Array.from({ length: 200 }, (_, i) => i));
    const { model } = trainModel(small, {
      target: 'kind',
      modelName: 'randomForest',
      hyperparams: { randomState: 0 },
    });
    for (const samples of [table, table.toRecords()]) {
      const given = await predictAsync(model, samples as Table, { nJobs: 2 });
      expect(given).toEqual(model.predict(samples as Table));
    }
    const coded = new Pipeline({
      steps: [
        ['code', new OneHotEncoder()],
        ['model', new RandomForestClassifier({ randomState: 0 })],
      ],
    }).fit(
      small,
      small.toRecords().map(({ kind }) => String(kind)),
    );
    expect(await predictAsync(coded, table, { nJobs: 2 })).toEqual(coded.predict(table));
    expect([works(), heard]).toEqual([3, []]);
  });

  it('stay on the thread of the caller where a model cannot be sent, and that is said', async () => {
    const works = useFake();
    const double = new Pipeline({
      steps: [
        ['double', new FunctionTransformer({ func: (rows) => rows })],
        ['model', new RandomForestRegressor({ randomState: 0 })],
      ],
    }).fit(few.X, few.y);
    const given = await predictAsync(double, X, { nJobs: 2 });
    expect(given).toEqual(double.predict(X));
    const own = { predict: (rows: number[][]) => rows.map(([a]) => a) };
    const many = Array.from({ length: 30_000 }, (_, i) => [i]);
    expect(await predictAsync(own, many, { nJobs: 2 })).toEqual(own.predict(many));
    expect(works()).toBe(0);
    expect(heard).toEqual([
      "predictAsync: the samples or the model is an object that cannot be sent to workers, so all work is done on the caller's thread. Pass a model that can be saved.",
    ]);
  });

  it('fail with the message of one call, which names rows by their place in all of X', async () => {
    const rows = X.to2DArray();
    rows[5431][2] = Number.NaN;
    const message = 'X[5431][2] is NaN';
    for (const nJobs of [null, 2]) {
      useFake();
      await expect(predictAsync(machine, rows, { nJobs })).rejects.toThrow(message);
      await expect(predictAsync(forest, [...rows, [1]], { nJobs })).rejects.toThrow(
        'row 6000 has 1',
      );
    }
  });

  it('do not go to a pool where that would take longer', async () => {
    const works = useFake();
    await predictAsync(forest, few.X, { nJobs: 2 });
    await predictAsync(new LinearRegression().fit(few.X, few.y), X, { nJobs: 2 });
    expect(works()).toBe(0);
  });
});

describe('answers without a pool', () => {
  it('are those of one call, with turns for others between', async () => {
    const models = [
      forest,
      boosted,
      machine,
      scaled,
      isolation,
      new KMeans({ nClusters: 2, randomState: 0 }).fit(few.X),
    ];
    for (const model of models) expect(await predictAsync(model, X)).toEqual(model.predict(X));
    const inquiry = { model: forest, question: 'predict', X, nJobs: null, where: '' } as const;
    expect([...answering(inquiry)].length).toBeGreaterThan(3);
  });

  it('make an index of what is learned a few times at most', async () => {
    const many = makeClassification({
      nSamples: 4000,
      nFeatures: 2,
      nInformative: 2,
      nRedundant: 0,
      randomState: 0,
    });
    const clusters = new DBSCAN({ eps: 0.5 }).fit(many.X);
    const done: number[] = [];
    const given = await predictAsync(clusters, many.X, { onProgress: (p) => done.push(p.done) });
    expect(given).toEqual(clusters.predict(many.X));
    expect(done.length).toBeLessThan(3);
  });

  it.each([null, 2])('are those of the model as it was asked, with nJobs %s', async (nJobs) => {
    useFake();
    const model = new RandomForestClassifier({ randomState: 0, nEstimators: 200 });
    const chain = new Pipeline({ steps: [['model', model]] });
    const opposite = labels.map((label) => (label === 'yes' ? 'no' : 'yes'));
    for (const asked of [model, chain]) {
      asked.fit(few.X, labels);
      const before = asked.predict(X);
      let blocks = 0;
      const onProgress = () => {
        if (blocks++ === 0) asked.fit(few.X, opposite);
      };
      expect(await predictAsync(asked, X, { nJobs, onProgress })).toEqual(before);
      expect(await predictAsync(asked, X, { nJobs })).toEqual(asked.predict(X));
      expect(blocks).toBeGreaterThan(1);
      expect(asked.predict(X)).not.toEqual(before);
    }
  });

  it('stop when the signal says so', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough'));
    for (const nJobs of [null, 2]) {
      useFake();
      const answers = predictAsync(machine, X, { nJobs, signal: stop.signal, onProgress });
      await expect(answers).rejects.toThrow('enough');
    }
  });

  it('refuse what does not predict, and say what is wrong', async () => {
    await expect(predictAsync({} as KMeans, X)).rejects.toThrow(InvalidParameterError);
    await expect(predictProbaAsync(null as never, X as never)).rejects.toThrow(
      'predictProbaAsync: model must have predictProba, but got null.',
    );
    await expect(predictAsync(new KMeans(), X)).rejects.toThrow(NotFittedError);
    await expect(predictAsync(forest, [])).rejects.toThrow(
      'RandomForestClassifier.predict: X has 0 rows',
    );
    await expect(predictAsync(forest, 'rows' as never)).rejects.toThrow(InvalidInputError);
    await expect(predictAsync(forest, X, { nJobs: 0 })).rejects.toThrow(
      'predictAsync: nJobs must be',
    );
    await expect(predictAsync(forest, X, { signal: {} as never })).rejects.toThrow(
      'predictAsync: signal must be an AbortSignal',
    );
    await expect(predictAsync(forest, X, { jobs: 2 } as never)).rejects.toThrow('no option "jobs"');
    await expect(predictProbaAsync(new SVC().fit(few.X, labels), X)).rejects.toThrow('probability');
  });

  it('are typed as those of one call', async () => {
    const typed = new LogisticRegression().fit(few.X, labels as ('yes' | 'no')[]);
    const given: ('yes' | 'no')[] = await predictAsync(typed, few.X);
    const shares: Matrix = await predictProbaAsync(typed, few.X);
    expect([given.length, shares.rows, y.length]).toEqual([300, 300, 6000]);
  });
});
