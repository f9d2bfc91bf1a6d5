import { describe, expect, it } from 'vitest';
import { InvalidParameterError, ModelFormatError } from '../../src/errors.js';
import { type AnyEstimator, Estimator } from '../../src/estimator.js';
import { partsOf, RESTORE } from '../../src/estimator-parts.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { GridSearchCV } from '../../src/model-selection/search/grid-search-cv.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { Normalizer } from '../../src/preprocessing/scalers/normalizer.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/serialization/safetensors.js';
import { number, object } from '../../src/serialization/schema.js';

const X = Array.from({ length: 12 }, (_, i) => [i, Math.sin(i)]);
const y = X.map(([a, b]) => 2 * a - b);
const regression = () => new LinearRegression().fit(X, y);
const pipeline = () =>
  new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['predict', new LinearRegression()],
    ],
  }).fit(X, y);

describe('labels keep their type and predictions their bits', () => {
  it.each([
    ['numbers', [-15, 7, 1e300]],
    ['text', ['', '__proto__', 'ünïcödé 🙂']],
    ['booleans', [false, true]],
  ])('%s', (_type, classes: (number | string | boolean)[]) => {
    const labels = X.map((_, i) => classes[Math.floor((i * classes.length) / X.length)]);
    const model = new LogisticRegression().fit(X, labels);
    const loaded = deserializeAs(serialize(model), [LogisticRegression]) as typeof model;
    expect(loaded.classes).toEqual(classes);
    expect(loaded.predict(X)).toEqual(model.predict(X));
    expect(loaded.predictProba(X)).toEqual(model.predictProba(X));
  });
});

it('an unfitted estimator keeps its hyperparameters, infinite ones too', () => {
  const model = new LogisticRegression({ C: Infinity, classWeight: { a: 2, b: 0.5 } });
  const loaded = deserializeAs(serialize(model), [LogisticRegression]);
  expect(loaded.isFitted).toBe(false);
  expect(loaded.getParams()).toEqual(model.getParams());
});

it('a hyperparameter that is younger than the file takes its default', () => {
  const { metadata, tensors } = decodeSafetensors(serialize(regression()));
  const json = JSON.parse(metadata.fitpredict);
  delete json.model.params.positive;
  const bytes = encodeSafetensors({ metadata: { fitpredict: JSON.stringify(json) }, tensors });
  expect(deserializeAs(bytes, [LinearRegression]).getParams()).toEqual(
    new LinearRegression().getParams(),
  );
});

it('the bytes given are neither changed nor kept', () => {
  const bytes = serialize(regression());
  const before = bytes.slice();
  const loaded = deserializeAs(bytes, [LinearRegression]) as LinearRegression;
  const expected = loaded.predict(X);
  expect(bytes).toEqual(before);
  bytes.fill(0);
  expect(loaded.predict(X)).toEqual(expected);
});

it('keeps the arrays of fitted steps apart that stand at the same place of two pipelines', () => {
  const step = (factor: number) =>
    new Pipeline({
      steps: [['scale', new StandardScaler().fit(X.map(([a, b]) => [factor * a, b]))]],
    });
  const both = new Pipeline({
    steps: [
      ['one', step(1)],
      ['two', step(5)],
    ],
  });
  const loaded = deserializeAs(serialize(both), [Pipeline, StandardScaler]) as typeof both;
  const scaleOf = (from: typeof both, i: number) => {
    const inner = from.getParams().steps[i][1] as ReturnType<typeof step>;
    return (inner.getParams().steps[0][1] as StandardScaler).scale;
  };
  for (const i of [0, 1]) expect(scaleOf(loaded, i)).toEqual(scaleOf(both, i));
});

it('what could not be loaded again is not saved', () => {
  class Broken extends Estimator<object, { value: number }> {
    static readonly info = {
      type: 'Broken',
      hyperparameters: {},
      state: object<{ value: number }>({ value: number() }),
    };
    constructor(value: number) {
      super(Broken.info, {});
      this.state = { value };
    }
  }
  for (const save of [serialize, JSON.stringify]) {
    expect(() => save(new Broken(1))).not.toThrow();
    expect(() => save(new Broken(Infinity))).toThrow(
      new ModelFormatError(
        'The Broken cannot be saved, for it could not be loaded again: model.value must be a finite number, but is "Infinity".',
      ),
    );
  }
});

it('more columns than a file may state are refused at save, with what to do', () => {
  const most = 2 ** 20;
  const wide = (columns: number) => ({
    data: new Float64Array(columns).fill(1),
    rows: 1,
    columns,
  });
  const model = new Normalizer();
  const loaded = deserializeAs(serialize(model.fit(wide(most))), [Normalizer]) as Normalizer;
  expect(loaded.transform(wide(most)).columns).toBe(most);
  model.fit(wide(most + 1));
  expect(() => serialize(model)).toThrow(ModelFormatError);
  expect(() => serialize(model)).toThrow(
    'The Normalizer cannot be saved, for it could not be loaded again: model.nFeatures is 1048577, and a model file holds sizes up to 1048576 only. Fit on fewer columns',
  );
});

it('estimators are not saved deeper than they are loaded', () => {
  let nested: AnyEstimator = new Pipeline({ steps: [['scale', new StandardScaler()]] });
  for (let depth = 0; depth < 14; depth++) nested = new Pipeline({ steps: [['inner', nested]] });
  expect(deserializeAs(serialize(nested), [Pipeline, StandardScaler])).toBeInstanceOf(Pipeline);
  for (let depth = 0; depth < 4; depth++) nested = new Pipeline({ steps: [['inner', nested]] });
  expect(() => serialize(nested)).toThrow('is nested too deeply to be saved');
});

it('every array starts at a multiple of its element size, for readers that map files', () => {
  const bytes = serialize(pipeline());
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(headerLength % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  for (const [name, { values }] of decodeSafetensors(bytes).tensors) {
    expect(header[name].data_offsets[0] % values.BYTES_PER_ELEMENT).toBe(0);
  }
});

describe('refuses in words', () => {
  const { metadata, tensors } = decodeSafetensors(serialize(regression()));
  const [first, ...others] = [...tensors];
  const json = (change: (state: Record<string, unknown>) => void) => {
    const model = JSON.parse(metadata.fitpredict);
    change(model.model.state);
    return { fitpredict: JSON.stringify(model) };
  };
  const load = (parts: Parameters<typeof encodeSafetensors>[0]) =>
    deserializeAs(encodeSafetensors(parts), [LinearRegression]);

  it('a class that was not given', () => {
    expect(() => deserializeAs(serialize(pipeline()), [Pipeline])).toThrow(ModelFormatError);
    expect(() => deserializeAs(serialize(pipeline()), [Pipeline])).toThrow(
      'is of unknown type "StandardScaler"',
    );
  });
  it('an array that belongs to nothing', () => {
    const further = new Map(tensors).set('more', first[1]);
    expect(() => load({ metadata, tensors: further })).toThrow(
      'The array more belongs to nothing.',
    );
  });
  it('an array that is not there', () => {
    expect(() => load({ metadata, tensors: new Map(others) })).toThrow(
      `.tensor must be the name of an array, but is "${first[0]}".`,
    );
  });
  it.each([['constructor'], ['__proto__'], [1], [null]])('an array named %o', (name) => {
    const changed = json((state) => {
      const key = Object.keys(state).find((field) => typeof state[field] === 'object') ?? '';
      state[key] = { tensor: name };
    });
    expect(() => load({ metadata: changed, tensors })).toThrow('the name of an array');
  });
  it('the same array of one length for another', () => {
    const wrong = { type: 'F64', shape: [3], values: Float64Array.of(1, 2, 3) } as const;
    const changed = new Map(tensors).set(first[0], wrong);
    expect(() => load({ metadata, tensors: changed })).toThrow(ModelFormatError);
  });
  it('what is wrong at a place in it, with what to do', () => {
    const wrong = json((state) => {
      state[Object.keys(state)[0]] = 'nothing';
    });
    const remedy = 'The file is damaged: restore it, or save the model again.';
    expect(() => load({ metadata: wrong, tensors })).toThrow(
      /^model\.state\..* must be .*, but is "/,
    );
    expect(() => load({ metadata: wrong, tensors })).toThrow(remedy);
    const overflown = new StandardScaler().fit([[1], [2]]);
    overflown[RESTORE]({ ...partsOf(overflown).state, mean: Float64Array.of(Infinity) });
    expect(() => serialize(overflown)).toThrow('The StandardScaler cannot be saved');
    expect(() => serialize(overflown)).not.toThrow(remedy);
  });
  it('to save a function, and says which', () => {
    const search = new GridSearchCV({
      estimator: new SVC(),
      paramGrid: { kernel: ['rbf', () => []] },
    });
    expect(() => serialize(search)).toThrow(InvalidParameterError);
    expect(() => serialize(search)).toThrow('GridSearchCV.paramGrid.kernel.1 is');
  });
});
