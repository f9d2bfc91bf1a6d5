import { describe, expect, it } from 'vitest';
import {
  DBSCAN,
  deserialize,
  deserializeAs,
  KMeans,
  LinearRegression,
  loadModel,
  MemoryStorage,
  MiniBatchKMeans,
  makeBlobs,
  NotFittedError,
  Pipeline,
  RandomForestRegressor,
  StandardScaler,
  saveModel,
  serialize,
} from '../../src/index.js';

const { X, y } = makeBlobs({ nSamples: 300, randomState: 0 });
const models = [
  new KMeans({ nClusters: 3, randomState: 0 }),
  new MiniBatchKMeans({ nClusters: 3, randomState: 0 }),
  new DBSCAN({ eps: 0.8 }),
];

describe.each(models.map((model) => [model.constructor.name, model.fit(X)] as const))(
  '%s without training labels',
  (name, model) => {
    const bytes = serialize(model, { trainingLabels: false });

    it('predicts the same, from a smaller file', () => {
      const loaded = deserialize(bytes) as typeof model;
      expect(loaded.predict(X)).toEqual(model.predict(X));
      // DBSCAN keeps those of its core samples, which are nearly all of these.
      const less = model instanceof DBSCAN ? -100 : 1000;
      expect(bytes.length).toBeLessThan(serialize(model).length - less);
      expect(serialize(loaded)).toEqual(bytes);
      expect(serialize(loaded, { trainingLabels: false })).toEqual(bytes);
    });

    it('says so where labels are read, and has them again after a fit', () => {
      const loaded = deserialize(bytes) as typeof model;
      expect(() => loaded.labels).toThrow(NotFittedError);
      expect(() => loaded.labels).toThrow(
        new RegExp(`^${name}\\.labels: .*trainingLabels was.* Call predict`),
      );
      expect(loaded.fit(X).labels).toEqual(model.labels);
    });
  },
);

it('leaves them out of models inside others, and of stored ones', async () => {
  const steps = [
    ['scale', new StandardScaler()],
    ['cluster', new KMeans({ nClusters: 3, randomState: 0 })],
  ] as const;
  const pipeline = new Pipeline({ steps }).fit(X);
  const storage = new MemoryStorage();
  const { size } = await saveModel(storage, 'segments', pipeline, {
    trainingLabels: false,
    ifAbsent: true,
  });
  expect(size).toBeLessThan(serialize(pipeline).length - 1000);
  const loaded = await loadModel(storage, 'segments', Pipeline);
  expect(loaded.predict(X)).toEqual(pipeline.predict(X));
});

it('refuses another value and a misspelt name', () => {
  // @ts-expect-error JavaScript lets anything be passed
  expect(() => serialize(models[0], { trainingLabels: 'no' })).toThrow(
    'serialize: trainingLabels must be true or false, but got "no".',
  );
  // @ts-expect-error JavaScript lets anything be passed
  expect(() => serialize(models[0], { traningLabels: false })).toThrow('"trainingLabels"');
});

it('refuses a DBSCAN file with the labels of its core samples twice, or not at all', () => {
  const json = JSON.parse(JSON.stringify(models[2].toJSON()));
  json.model.state.labels = null;
  expect(() => DBSCAN.fromJSON(json)).toThrow('labels and coreLabels must not both be there');
});

it('reads an ArrayBuffer, as a response gives it', () => {
  const line = new LinearRegression().fit(X, y);
  const { buffer } = serialize(line);
  expect((deserialize(buffer) as LinearRegression).coef).toEqual(line.coef);
  expect(deserializeAs(buffer, [LinearRegression]).getParams()).toEqual(line.getParams());
});

it('keeps what is text in a file from growing with a forest, so that no size of it is too long for a string', () => {
  const headerOf = (nEstimators: number) => {
    const bytes = serialize(
      new RandomForestRegressor({ nEstimators, randomState: 0 }).fit(X, X.getColumn(0)),
    );
    return { header: Number(new DataView(bytes.buffer).getBigUint64(0, true)), all: bytes.length };
  };
  const [small, large] = [headerOf(1), headerOf(40)];
  expect(large.all).toBeGreaterThan(15 * small.all);
  expect(large.header).toBeLessThan(small.header + 200); // sizes have more digits
});
