import { describe, expect, it } from 'vitest';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { loadModel, loadModelAs, saveModel } from '../../src/registry/save-model.js';
import { MemoryStorage } from '../../src/storage/memory-storage.js';

const X = [
  [1, 10],
  [2, 30],
  [4, 20],
];

it('gives back a model of the named class that predicts the same bits', async () => {
  const storage = new MemoryStorage();
  const scaler = new StandardScaler({ withMean: false }).fit(X);
  const info = await saveModel(storage, 'scaler.safetensors', scaler);
  expect(info).toEqual(await storage.head('scaler.safetensors'));
  const loaded = await loadModel(storage, 'scaler.safetensors', StandardScaler);
  expect(loaded.transform(X).to2DArray()).toEqual(scaler.transform(X).to2DArray());
  expect(loaded.getParams()).toEqual(scaler.getParams());
});

it('refuses a model of another class, with both names', async () => {
  const storage = new MemoryStorage();
  await saveModel(storage, 'scaler', new StandardScaler());
  await expect(loadModel(storage, 'scaler', LinearRegression)).rejects.toThrow(
    'loadModel: under the key "scaler" is a StandardScaler, not a LinearRegression.',
  );
});

it('passes the conditions of a write on', async () => {
  const storage = new MemoryStorage();
  const scaler = new StandardScaler();
  const { etag } = await saveModel(storage, 'a', scaler, { ifAbsent: true });
  await expect(saveModel(storage, 'a', scaler, { ifAbsent: true })).rejects.toMatchObject({
    name: 'StorageError',
    reason: 'exists',
  });
  await saveModel(storage, 'a', scaler, { ifMatch: etag });
});

it('names the key of what is no model', async () => {
  const storage = new MemoryStorage();
  await storage.put('notes.txt', new TextEncoder().encode('hello'));
  await expect(loadModel(storage, 'notes.txt', StandardScaler)).rejects.toMatchObject({
    name: 'ModelFormatError',
    message:
      'The model "notes.txt" cannot be loaded. This is no model: it has only 5 bytes. Pass all bytes of the file, or save the model again.',
  });
  await expect(loadModel(storage, 'note.txt', StandardScaler)).rejects.toThrow(
    'Did you mean "notes.txt"?',
  );
});

describe('loadModelAs', () => {
  const pipeline = new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['fit', new LinearRegression()],
    ],
  }).fit(X, [1, 2, 3]);

  it('loads the classes that it is given, and no other', async () => {
    const storage = new MemoryStorage();
    await saveModel(storage, 'line', pipeline);
    const loaded = await loadModelAs(storage, 'line', Pipeline, [StandardScaler, LinearRegression]);
    expect(loaded.predict(X)).toEqual(pipeline.predict(X));
    await expect(loadModelAs(storage, 'line', Pipeline, [LinearRegression])).rejects.toThrow(
      /^The model "line" cannot be loaded\. model.* is of unknown type "StandardScaler"\. Known: "Pipeline", "LinearRegression"\./,
    );
    await expect(loadModelAs(storage, 'line', LinearRegression, [Pipeline])).rejects.toThrow(
      'is of unknown type "StandardScaler"',
    );
    await expect(
      loadModelAs(storage, 'line', LinearRegression, [Pipeline, StandardScaler]),
    ).rejects.toThrow(
      'loadModelAs: under the key "line" is a Pipeline, not a LinearRegression. Pass the class it was saved from.',
    );
  });

  it('names a model as its file does, since bundlers shorten the names of classes', async () => {
    const storage = new MemoryStorage();
    await saveModel(storage, 'line', pipeline);
    const { name } = Pipeline;
    Object.defineProperty(Pipeline, 'name', { value: 'e' });
    try {
      await expect(loadModel(storage, 'line', LinearRegression)).rejects.toThrow(
        'under the key "line" is a Pipeline, not a LinearRegression.',
      );
    } finally {
      Object.defineProperty(Pipeline, 'name', { value: name });
    }
  });

  it('says what it was given in place of a class', async () => {
    const storage = new MemoryStorage();
    // @ts-expect-error JavaScript lets anything be passed
    await expect(loadModelAs(storage, 'line', 'Pipeline')).rejects.toThrow(
      'loadModelAs: Class must be a class of models, but got "Pipeline".',
    );
    // @ts-expect-error JavaScript lets anything be passed
    await expect(loadModelAs(storage, 'line', Pipeline, StandardScaler)).rejects.toThrow(
      'classes must be an array of estimator classes',
    );
  });
});
