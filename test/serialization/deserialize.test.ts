import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FitPredictError, ModelFormatError } from '../../src/errors.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { deserialize, fromJSON } from '../../src/serialization/deserialize.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/serialization/safetensors.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';
import { type SampleModel, sampleModels } from '../support/sample-models.js';

const FIXTURES = new URL('../fixtures/', import.meta.url);

/**
 * A changed file must be refused in words, or be a model that answers or says what it cannot do with the
 * samples (a column has another name now, say): nothing else may happen.
 */
function expectSafe(load: () => AnyEstimator, { answers }: SampleModel): void {
  let model: AnyEstimator;
  try {
    model = load();
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFormatError);
    return;
  }
  if (!model.isFitted) return;
  try {
    answers(model);
  } catch (error) {
    expect(error).toBeInstanceOf(FitPredictError);
  }
}

beforeAll(() => {
  setWarningHandler(() => {});
});

describe.each(Object.entries(sampleModels))('%s', (_name, create) => {
  let sample: SampleModel;
  let bytes: Uint8Array;
  beforeAll(() => {
    sample = create();
    bytes = serialize(sample.model);
  });

  it('predicts the same bits after both ways of saving, and saves to the same bytes again', () => {
    const expected = sample.answers(sample.model);
    const loaded = deserialize(bytes);
    expect(sample.answers(loaded)).toBe(expected);
    expect(serialize(loaded)).toEqual(bytes);
    const json = JSON.stringify(sample.model);
    const fromText = fromJSON(JSON.parse(json));
    expect(sample.answers(fromText)).toBe(expected);
    expect(JSON.stringify(fromText)).toBe(json);
  });

  it('is refused when truncated anywhere', () => {
    const step = Math.ceil(bytes.length / 400);
    for (let length = 0; length < bytes.length; length += step) {
      expect(() => deserialize(bytes.subarray(0, length))).toThrow(ModelFormatError);
    }
  });

  it('is refused or sound with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at] ^= change;
        expectSafe(() => deserialize(changed), sample);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused or sound with any part of its JSON replaced, removed or repeated', () => {
    const text = JSON.stringify(sample.model);
    const replacement = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        -1,
        0,
        0.5,
        1e300,
        2 ** 31,
        'NaN',
        'Infinity',
        '-0',
        '',
        [],
        {},
        '__proto__',
        { $: 'object', value: [['__proto__', 1]] },
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom('replace', 'remove', 'repeat'),
        replacement,
        (n, how, value) => {
          const json: unknown = JSON.parse(text);
          const places = everyPlace(json);
          const { holder, key } = places[n % places.length];
          if (how === 'replace') holder[key] = value;
          else if (how === 'remove') delete holder[key];
          else if (Array.isArray(holder)) holder.splice(Number(key), 0, holder[key]);
          else holder[`${key}2`] = holder[key];
          expectSafe(() => fromJSON(JSON.parse(JSON.stringify(json))), sample);
        },
      ),
      { numRuns: 150 }, // many more in hostile-files.slow.test.ts
    );
  });

  it('is refused or sound with any array replaced', () => {
    const { metadata, tensors } = decodeSafetensors(bytes);
    const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e300));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), number, (n, at, value) => {
        const names = [...tensors.keys()];
        if (names.length === 0) return;
        const name = names[n % names.length];
        const tensor = tensors.get(name);
        if (tensor === undefined || tensor.values.length === 0) return;
        const values = tensor.values.slice();
        values[at % values.length] = value;
        const changed = new Map(tensors).set(name, { ...tensor, values });
        expectSafe(() => deserialize(encodeSafetensors({ metadata, tensors: changed })), sample);
      }),
      { numRuns: 200 },
    );
  });
});

/** Every value inside a JSON value, as the object or array that holds it and the key there. */
function everyPlace(json: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof json !== 'object' || json === null) return [];
  const holder = json as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...everyPlace(holder[key])]);
}

describe('files of released versions', () => {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'));

  it.each(files)('%s loads and predicts what it predicted', (name) => {
    const kept = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
    const kind = name.replace(/^v\d+-/, '').replace(/\.json$/, '');
    const { answers } = sampleModels[kind]();
    const bytes = readFileSync(new URL(name.replace(/json$/, 'safetensors'), FIXTURES));
    expect(JSON.parse(answers(deserialize(bytes)))).toEqual(kept.answers);
    expect(JSON.parse(answers(fromJSON(kept.model)))).toEqual(kept.answers);
  });

  it('are kept for every kind of model', () => {
    expect(files.map((name) => name.replace(/^v1-|\.json$/g, '')).sort()).toEqual(
      Object.keys(sampleModels).sort(),
    );
  });

  it("are read by Python's safetensors", () => {
    const { metadata, arrays } = reference<{
      metadata: string[];
      arrays: Record<string, number[]>;
    }>('safetensors_file');
    const bytes = readFileSync(new URL('v1-linear-regression.safetensors', FIXTURES));
    const { tensors } = decodeSafetensors(bytes);
    expect(metadata).toEqual(['fitpredict']);
    expect(Object.keys(arrays)).toEqual([...tensors.keys()].sort());
    for (const [name, { values }] of tensors) expect(Array.from(values)).toEqual(arrays[name]);
  });
});

describe('refuses in words', () => {
  const json = () => JSON.parse(JSON.stringify(new LinearRegression()));
  it.each<[string, () => unknown, string]>([
    [
      'what is no bytes',
      () => deserialize('text' as never),
      'A model file is a Uint8Array or an ArrayBuffer, but got "text".',
    ],
    [
      'a safetensors file of something else',
      () => deserialize(encodeSafetensors({ metadata: {}, tensors: new Map() })),
      'holds no fitpredict model',
    ],
    [
      'a description that is no JSON',
      () => deserialize(encodeSafetensors({ metadata: { fitpredict: '{' }, tensors: new Map() })),
      'description is not JSON',
    ],
    ['another format', () => fromJSON({ ...json(), format: 'pickle' }), 'its format is "pickle"'],
    [
      'a later version',
      () => fromJSON({ ...json(), version: 2 }),
      'but this release reads version 1. Update fitpredict.',
    ],
    [
      'a further entry',
      () => fromJSON({ ...json(), code: 'x' }),
      'file has an unknown entry "code"',
    ],
    [
      'an unknown class',
      () => fromJSON({ ...json(), model: { ...json().model, type: 'LinearRegresion' } }),
      'Did you mean "LinearRegression"',
    ],
    [
      'a class named like a method',
      () => fromJSON({ ...json(), model: { ...json().model, type: 'constructor' } }),
      'unknown type "constructor"',
    ],
    [
      'an impossible hyperparameter',
      () => fromJSON({ ...json(), model: { ...json().model, params: { fitIntercept: 1 } } }),
      'fitIntercept must be true or false, but got 1',
    ],
    [
      'an unknown hyperparameter',
      () => fromJSON({ ...json(), model: { ...json().model, params: { toString: 1 } } }),
      'unknown entry "toString"',
    ],
  ])('%s', (_what, load, words) => {
    expect(load).toThrow(ModelFormatError);
    expect(load).toThrow(words);
  });

  it('estimators inside estimators without end', () => {
    const pipeline = JSON.parse(JSON.stringify(sampleModels.pipeline().model)).model;
    let nested = pipeline;
    for (let depth = 0; depth < 5000; depth++) {
      nested = { ...pipeline, params: { steps: [['a', { $: 'estimator', value: nested }]] } };
    }
    expect(() => fromJSON({ format: 'fitpredict', version: 1, model: nested })).toThrow(
      ModelFormatError,
    );
  });

  it('a hyperparameter list that is nested without end', () => {
    let nested: unknown = [];
    for (let depth = 0; depth < 5000; depth++) nested = [nested];
    const changed = json();
    changed.model.params.fitIntercept = nested;
    expect(() => fromJSON(changed)).toThrow('nested too deeply');
  });
});

it('a model keeps its arrays, however large, when the bytes that it was loaded from are transferred', () => {
  const X = new Float64Array(280_000).map((_, at) => at % 7);
  const bytes = serialize(new StandardScaler().fit({ data: X, rows: 2, columns: 140_000 }));
  const loaded = deserializeAs(bytes, StandardScaler);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  expect(loaded.mean).toHaveLength(140_000);
  expect(loaded.mean?.[1]).toBe(1);
});
