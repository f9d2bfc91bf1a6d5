import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, Table } from '../../../src/data/table.js';
import { ModelFormatError } from '../../../src/errors.js';
import {
  OneHotEncoder,
  type OneHotEncoderOptions,
} from '../../../src/preprocessing/encoders/one-hot-encoder.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { reference } from '../../reference/reference.js';

interface OneHotCase {
  X: Cell[][];
  new: Cell[][];
  out: number[][];
  unseen: number[][];
  names: string[];
}

const { oneHot } = reference<{ oneHot: Record<string, OneHotCase> }>('transformers');

describe('it equals scikit-learn', () => {
  it.each<[string, OneHotEncoderOptions]>([
    ['plain', {}],
    ['first', { drop: 'first' }],
    ['ignore', { handleUnknown: 'ignore' }],
    ['least', { minFrequency: 3, handleUnknown: 'infrequentIfExist' }],
    ['share', { minFrequency: 0.15, handleUnknown: 'ignore' }],
    ['most', { maxCategories: 3, handleUnknown: 'infrequentIfExist' }],
    ['mostDropped', { maxCategories: 3, drop: 'first', handleUnknown: 'infrequentIfExist' }],
    ['one', { maxCategories: 1, handleUnknown: 'infrequentIfExist' }],
  ])('with options: %s', (name, options) => {
    const { X, out, unseen, names, ...rest } = oneHot[name];
    const encoder = new OneHotEncoder(options).fit(X);
    expect(encoder.transform(X).to2DArray()).toEqual(out);
    expect(encoder.transform(rest.new).to2DArray()).toEqual(unseen);
    const ours = names.map((text) => text.replace('infrequent_sklearn', 'infrequent'));
    expect(encoder.getFeatureNamesOut()).toEqual(ours);
    const loaded = deserializeAs(serialize(encoder), [OneHotEncoder]) as OneHotEncoder;
    expect(loaded.transform(rest.new).to2DArray()).toEqual(unseen);
  });
});

const rows: Cell[][] = [
  ['red', true, 2],
  ['blue', false, null],
  ['red', true, 7],
];

it('takes text, booleans and numbers, and missing values for a category of their own', () => {
  const encoder = new OneHotEncoder().fit(rows);
  expect(encoder.categories).toEqual([
    ['blue', 'red'],
    [false, true],
    [2, 7, null],
  ]);
  expect(encoder.getFeatureNamesOut(['colour', 'open', 'size'])).toEqual([
    'colour_blue',
    'colour_red',
    'open_false',
    'open_true',
    'size_2',
    'size_7',
    'size_nan',
  ]);
  expect(encoder.transform(rows).to2DArray()).toEqual([
    [0, 1, 0, 1, 1, 0, 0],
    [1, 0, 1, 0, 0, 0, 1],
    [0, 1, 0, 1, 0, 1, 0],
  ]);
});

it('gives the input back by inverseTransform, whatever is dropped', () => {
  for (const drop of [null, 'first', 'ifBinary', ['red', false, null]] as const) {
    const encoder = new OneHotEncoder({ drop }).fit(rows);
    expect(encoder.inverseTransform(encoder.transform(rows))).toEqual(rows);
  }
  const ignoring = new OneHotEncoder({ handleUnknown: 'ignore' }).fit([['a'], ['b']]);
  expect(ignoring.inverseTransform(ignoring.transform([['z'], ['b']]))).toEqual([[null], ['b']]);
  const sharing = new OneHotEncoder({ minFrequency: 2 }).fit([['a'], ['a'], ['b'], ['c']]);
  expect(sharing.inverseTransform(sharing.transform([['c'], ['a']]))).toEqual([
    ['infrequent'],
    ['a'],
  ]);
  expect(sharing.infrequentCategories).toEqual([['b', 'c']]);
  expect(() => new OneHotEncoder().fit([['a'], ['b']]).inverseTransform([[0, 0]])).toThrow(
    'row 0 has no feature of column "x0" above 0.',
  );
});

it('finds the columns of a table by name', () => {
  const table = Table.fromRecords([
    { colour: 'red', size: 'S' },
    { colour: 'blue', size: 'M' },
  ]);
  const encoder = new OneHotEncoder().fit(table);
  expect(encoder.transform(table.select(['size', 'colour'])).to2DArray()).toEqual(
    encoder.transform(table).to2DArray(),
  );
  expect(() => encoder.transform(table.select(['size']))).toThrow('column "colour" is missing');
});

it('gives in fitTransform what fit and transform give, for every kind of column', () => {
  const cells = fc.record({
    text: fc.constantFrom('a', 'b', 'c', null),
    number: fc.constantFrom(1, 2.5, -3, null),
    boolean: fc.constantFrom(true, false, null),
  });
  const options = fc.record({
    drop: fc.constantFrom('first' as const, 'ifBinary' as const, null),
    minFrequency: fc.constantFrom(null, 2, 0.3),
    maxCategories: fc.constantFrom(null, 1, 2),
  });
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1, maxLength: 12 }), options, (records, chosen) => {
      const table = Table.fromRecords(records);
      const together = new OneHotEncoder(chosen).fitTransform(table);
      const encoder = new OneHotEncoder(chosen).fit(table);
      expect(together.to2DArray()).toEqual(encoder.transform(table).to2DArray());
      expect(encoder.getFeatureNamesOut()).toHaveLength(together.columns);
      if (chosen.minFrequency === null && chosen.maxCategories === null) {
        const back = encoder.inverseTransform(together);
        expect(back).toEqual(records.map((record) => [record.text, record.number, record.boolean]));
      }
      const loaded = deserializeAs(serialize(encoder), [OneHotEncoder]) as OneHotEncoder;
      expect(loaded.transform(table).to2DArray()).toEqual(together.to2DArray());
    }),
  );
});

it('takes categories that are given, in their order', () => {
  const encoder = new OneHotEncoder({ categories: [['S', 'M', 'L']] }).fit([['M'], ['S']]);
  expect(encoder.transform([['L']]).to2DArray()).toEqual([[0, 0, 1]]);
});

describe('it refuses', () => {
  it.each<[string, () => unknown, string]>([
    [
      'an unknown value',
      () => new OneHotEncoder().fit([['red'], ['blue']]).transform([['rod']]),
      'row 0 of column "x0" is "rod", which is no category. Did you mean "red"?',
    ],
    [
      'a missing value that fit has not seen',
      () => new OneHotEncoder().fit([['red'], ['blue']]).transform([[null]]),
      'is missing, which is none of the categories.',
    ],
    [
      'a value to drop that there is not',
      () => new OneHotEncoder({ drop: ['z'] }).fit([['a'], ['b']]),
      'drop has "z" for column "x0", which is no category with a feature of its own.',
    ],
    [
      'a drop of another length',
      () => new OneHotEncoder({ drop: ['z', 'y'] }).fit([['a']]),
      'drop has 2 entries, but X has 1 columns.',
    ],
    [
      'a value to drop that is infrequent',
      () => new OneHotEncoder({ drop: ['b'], minFrequency: 2 }).fit([['a'], ['a'], ['b']]),
      'drop has "b"',
    ],
    [
      'an object to drop',
      () => new OneHotEncoder({ drop: [{}] as unknown as Cell[] }),
      'drop must be "first", "ifBinary", one value a column, or null',
    ],
    ['minFrequency 0', () => new OneHotEncoder({ minFrequency: 0 }), 'minFrequency must be'],
  ])('%s', (_what, call, words) => {
    expect(call).toThrow(words);
  });

  it('hostile files', () => {
    const json = JSON.stringify(
      new OneHotEncoder({ minFrequency: 2, drop: 'first' })
        .fit([['a'], ['a'], ['b'], ['c']])
        .toJSON(),
    );
    for (const [from, to] of [
      ['"infrequent":[1,2]', '"infrequent":[2,1]'],
      ['"infrequent":[1,2]', '"infrequent":[1,9]'],
      ['"dropped":0', '"dropped":5'],
    ]) {
      expect(json).toContain(from);
      expect(() => OneHotEncoder.fromJSON(JSON.parse(json.replace(from, to)))).toThrow(
        ModelFormatError,
      );
    }
  });
});

it('keeps null where the given categories have it', () => {
  // scikit-learn 1.9.1: OneHotEncoder(categories=[[None, "a", "z"]], sparse_output=False)
  const encoder = new OneHotEncoder({ categories: [[null, 'a', 'z']] });
  const X = [['a'], [null], ['z']];
  const features = encoder.fitTransform(X);
  expect(features.to2DArray()).toEqual([
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(encoder.getFeatureNamesOut()).toEqual(['x0_nan', 'x0_a', 'x0_z']);
  expect(encoder.categories).toEqual([[null, 'a', 'z']]);
  expect(encoder.inverseTransform(features)).toEqual(X);
  const loaded = deserializeAs(serialize(encoder), [OneHotEncoder]) as OneHotEncoder;
  expect(loaded.transform(X)).toEqual(features);

  const first = new OneHotEncoder({ categories: [['a', null, 'z']], drop: 'first' });
  expect(first.fitTransform(X).to2DArray()).toEqual([
    [0, 0],
    [1, 0],
    [0, 1],
  ]);
  const rare = new OneHotEncoder({ categories: [[Number.NaN, 2, 1]], maxCategories: 2 });
  const rows = [[2], [2], [1], [Number.NaN], [Number.NaN], [Number.NaN]];
  rare.fit(rows);
  expect(rare.infrequentCategories).toEqual([[2, 1]]);
  expect(rare.getFeatureNamesOut()).toEqual(['x0_nan', 'x0_infrequent']);
});

it('refuses a file that puts missing values beyond the categories', () => {
  const json = JSON.stringify(new OneHotEncoder().fit([['a'], [null]]).toJSON());
  expect(json).toContain('"missing":true'); // as files of earlier versions have it
  const beyond = JSON.parse(json.replace('"missing":true', '"missing":1'));
  expect(() => OneHotEncoder.fromJSON(beyond)).toThrow(ModelFormatError);
});
