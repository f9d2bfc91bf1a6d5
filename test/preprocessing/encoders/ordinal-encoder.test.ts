import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Cell, Table } from '../../../src/data/table.js';
import { ModelFormatError } from '../../../src/errors.js';
import { OrdinalEncoder } from '../../../src/preprocessing/encoders/ordinal-encoder.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { reference } from '../../reference/reference.js';

interface Reference {
  ordinal: {
    X: Cell[][];
    new: Cell[][];
    cases: {
      encodedMissingValue: number | null;
      train: (number | null)[][];
      new: (number | null)[][];
      back: Cell[][];
    }[];
  };
}

const { ordinal } = reference<Reference>('preprocessing');
const numbers = (rows: (number | null)[][]) => rows.map((row) => row.map((v) => v ?? Number.NaN));

it('agrees with scikit-learn on missing and unknown values', () => {
  for (const { encodedMissingValue, train, new: expected, back } of ordinal.cases) {
    const encoder = new OrdinalEncoder({
      handleUnknown: 'useEncodedValue',
      unknownValue: -1,
      encodedMissingValue: encodedMissingValue ?? Number.NaN,
    });
    expect(encoder.fitTransform(ordinal.X).to2DArray()).toEqual(numbers(train));
    const codes = encoder.transform(ordinal.new);
    expect(codes.to2DArray()).toEqual(numbers(expected));
    expect(encoder.inverseTransform(codes)).toEqual(back);
  }
});

it('takes a table by column names, whose unused categories do not count', () => {
  const table = Table.fromRecords([
    { size: 'l', pet: 'dog' },
    { size: 's', pet: 'cat' },
    { size: 'xl', pet: 'cat' },
  ]);
  const encoder = new OrdinalEncoder().fit(table.rows([0, 1]));
  expect(encoder.categories).toEqual([
    ['l', 's'],
    ['cat', 'dog'],
  ]);
  expect(encoder.getFeatureNamesOut()).toEqual(['size', 'pet']);
  const swapped = Table.fromRecords([{ pet: 'cat', other: 1, size: 's' }]);
  expect(encoder.transform(swapped).to2DArray()).toEqual([[1, 0]]);
  expect(() => encoder.transform(table)).toThrow(
    'OrdinalEncoder.transform: row 2 of column "size" is "xl", which is no category.',
  );
  expect(() => encoder.transform(table.select(['size']))).toThrow('column "pet" is missing.');
  expect(() => encoder.transform([['s', 'cat']])).toThrow('fit was given a Table');
});

it('keeps the order of given categories, and refuses what is not among them', () => {
  const encoder = new OrdinalEncoder({ categories: [['small', 'middle', 'large']] });
  expect(encoder.fitTransform([['large'], ['small']]).to2DArray()).toEqual([[2], [0]]);
  expect(() => encoder.fit([['smal']])).toThrow(
    'OrdinalEncoder.fit: row 0 of column "x0" is "smal", which is no category. Did you mean "small"? Correct it, or pass handleUnknown: "useEncodedValue".',
  );
  expect(() => encoder.fit([[null]])).toThrow('is missing, which is none of the categories.');
  expect(() => encoder.fit([['small', 1]])).toThrow('categories has 1 arrays, but X has 2 columns');
  const withMissing = new OrdinalEncoder({ categories: [['a', null]], encodedMissingValue: 9 });
  expect(withMissing.fitTransform([['a'], [null]]).to2DArray()).toEqual([[0], [9]]);
});

it('undoes transform by inverseTransform', () => {
  const row = fc.tuple(fc.option(fc.string()), fc.option(fc.integer()), fc.option(fc.boolean()));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (X) => {
      const encoder = new OrdinalEncoder();
      expect(encoder.inverseTransform(encoder.fitTransform(X))).toEqual(X);
    }),
  );
});

it('refuses options that contradict each other', () => {
  const X = [['a'], ['b'], [null]];
  const fitting = (options: object) => () => new OrdinalEncoder(options).fit(X);
  expect(fitting({ handleUnknown: 'useEncodedValue' })).toThrow('unknownValue is null');
  expect(fitting({ unknownValue: -1 })).toThrow('handleUnknown is "error", which does not use it');
  expect(fitting({ handleUnknown: 'useEncodedValue', unknownValue: 1 })).toThrow(
    'unknownValue is 1, which is the code of a category of column "x0". Pass a code that is none of 0 to 1, or NaN.',
  );
  expect(fitting({ encodedMissingValue: 0 })).toThrow('encodedMissingValue is 0');
  expect(fitting({ categories: [['a', 'a']] })).toThrow('categories must be "auto" or one array');
});

it('refuses mixed types, empty input and codes that stand for nothing', () => {
  expect(() => new OrdinalEncoder().fit([['a'], [1]])).toThrow(
    'OrdinalEncoder.fit: column "x0" mixes types: row 0 is a string, row 1 is the number 1.',
  );
  expect(() => new OrdinalEncoder().fit([])).toThrow('OrdinalEncoder.fit: X has 0 rows');
  expect(() => new OrdinalEncoder().fit([['a'], ['a', 'b']])).toThrow('X is ragged');
  const encoder = new OrdinalEncoder().fit([['a'], ['b']]);
  for (const code of [2, -1, 0.5, Number.NaN]) {
    expect(() => encoder.inverseTransform([[code]])).toThrow(`X[0][0] is ${code}, but the codes`);
  }
});

it('gives the same codes after saving and loading', () => {
  const encoder = new OrdinalEncoder().fit(ordinal.X);
  const loaded = deserializeAs(serialize(encoder), [OrdinalEncoder]) as OrdinalEncoder;
  expect(loaded.transform(ordinal.X).to2DArray()).toEqual(encoder.transform(ordinal.X).to2DArray());
  expect(loaded.categories).toEqual(encoder.categories);
  const json = JSON.parse(JSON.stringify(encoder));
  json.model.state.encodedMissingValue = 'Infinity';
  expect(() => OrdinalEncoder.fromJSON(json)).toThrow(ModelFormatError);
});

it('takes unknown values for the most frequent of fit where it is told to', () => {
  const encoder = new OrdinalEncoder({ handleUnknown: 'useMostFrequent' });
  encoder.fit([['red'], ['blue'], ['red']]);
  expect(encoder.transform([['green'], ['blue'], [null]]).to2DArray()).toEqual([[1], [0], [1]]);
  expect(encoder.inverseTransform([[1]])).toEqual([['red']]);
  const given = new OrdinalEncoder({
    categories: [['S', 'M', 'L']],
    handleUnknown: 'useMostFrequent',
  }).fit([['M'], ['XL']]);
  expect(given.transform([['XXL']]).to2DArray()).toEqual([[1]]);
});

it('counts null among the given categories as a place', () => {
  // scikit-learn 1.9.1: OrdinalEncoder(categories=[[None, "a", "z"]], encoded_missing_value=-1)
  const options = { categories: [[null, 'a', 'z']], encodedMissingValue: -1 };
  const encoder = new OrdinalEncoder(options);
  const X = [['a'], [null], ['z']];
  expect(encoder.fitTransform(X).to2DArray()).toEqual([[1], [-1], [2]]);
  expect(encoder.categories).toEqual([[null, 'a', 'z']]);
  expect(encoder.inverseTransform([[1], [-1], [2], [0]])).toEqual([['a'], [null], ['z'], [null]]);
  const loaded = deserializeAs(serialize(encoder), [OrdinalEncoder]) as OrdinalEncoder;
  expect(loaded.transform(X)).toEqual(encoder.transform(X));
  // Its own place is free for it; that of another is not.
  const own = new OrdinalEncoder({ ...options, encodedMissingValue: 0 });
  expect(own.fitTransform(X).to2DArray()).toEqual([[1], [0], [2]]);
  expect(() => new OrdinalEncoder({ ...options, encodedMissingValue: 1 }).fit(X)).toThrow(
    'encodedMissingValue is 1, which is the code of a category of column "x0".',
  );
  const frequent = new OrdinalEncoder({ ...options, handleUnknown: 'useMostFrequent' });
  expect(
    frequent
      .fit([[null], [null]])
      .transform([['new']])
      .to2DArray(),
  ).toEqual([[1]]);
});
