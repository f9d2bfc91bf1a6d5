import fc from 'fast-check';
import { expect, expectTypeOf, it } from 'vitest';
import { ModelFormatError } from '../../../src/errors.js';
import { LabelEncoder } from '../../../src/preprocessing/encoders/label-encoder.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';

it('codes labels by their ascending order', () => {
  const encoder = new LabelEncoder();
  expect(encoder.fitTransform(['tokyo', 'paris', 'paris', 'amsterdam'])).toEqual([2, 1, 1, 0]);
  expect(encoder.classes).toEqual(['amsterdam', 'paris', 'tokyo']);
  expect(new LabelEncoder().fitTransform([10, 2, 10])).toEqual([1, 0, 1]);
  expect(new LabelEncoder().fitTransform([true, false])).toEqual([1, 0]);
});

it('gives labels back in their own type', () => {
  const encoder = new LabelEncoder().fit(['yes', 'no'] as const);
  const back = encoder.inverseTransform([0, 1, 0]);
  expect(back).toEqual(['no', 'yes', 'no']);
  expectTypeOf(back).toEqualTypeOf<('yes' | 'no')[]>();
});

it('undoes transform by inverseTransform', () => {
  const labels = fc.oneof(
    fc.array(fc.string(), { minLength: 1 }),
    fc.array(fc.integer(), { minLength: 1 }),
  );
  fc.assert(
    fc.property(labels, (y: (string | number)[]) => {
      const encoder = new LabelEncoder().fit(y);
      const codes = encoder.transform(y);
      expect(codes).toEqual(new LabelEncoder().fitTransform(y));
      expect(encoder.inverseTransform(codes)).toEqual(y);
    }),
  );
});

it('names the nearest label for one it has not seen', () => {
  const cities = new LabelEncoder<string>().fit(['paris', 'tokyo'] as string[]);
  expect(() => cities.transform(['paris', 'pariss'])).toThrow(
    'LabelEncoder.transform: y[1] is "pariss", which fit has not seen. Did you mean "paris"?',
  );
  const years = new LabelEncoder().fit([2019, 2024] as number[]);
  expect(() => years.transform([2020])).toThrow(
    'y[0] is 2020, which fit has not seen. The nearest known is 2019.',
  );
});

it('refuses codes that stand for nothing, and labels that are none', () => {
  const encoder = new LabelEncoder().fit(['a', 'b']);
  expect(() => encoder.inverseTransform([0, 2])).toThrow(
    'LabelEncoder.inverseTransform: codes[1] is 2, but codes are integers from 0 to 1.',
  );
  expect(() => encoder.inverseTransform([0.5])).toThrow('codes[0] is 0.5');
  expect(() => encoder.transform('ab' as never)).toThrow(
    'y must be an array of 2 values, but got "ab"',
  );
  expect(() => new LabelEncoder().fit([])).toThrow('LabelEncoder.fit: y is empty.');
  expect(() => new LabelEncoder().fit([1, Number.NaN])).toThrow('y[1] is NaN, not a label');
  expect(() => new LabelEncoder().transform(['a'])).toThrow('Call fit first');
});

it('survives saving and loading, and refuses damaged classes', () => {
  const encoder = new LabelEncoder().fit(['b', 'a']);
  const loaded = deserializeAs(serialize(encoder), [LabelEncoder]) as LabelEncoder<string>;
  expect(loaded.transform(['b', 'a'])).toEqual([1, 0]);
  const json = JSON.parse(JSON.stringify(encoder));
  json.model.state.classes.reverse();
  expect(() => LabelEncoder.fromJSON(json)).toThrow(ModelFormatError);
});

it('takes labels that fit has not seen as it is told to', () => {
  const y = ['pear', 'apple', 'pear'];
  const coded = new LabelEncoder({ handleUnknown: 'useEncodedValue', unknownValue: -7 }).fit(y);
  const asked: string[] = ['fig', 'apple'];
  expect((coded as LabelEncoder<string>).transform(asked)).toEqual([-7, 0]);
  const frequent = new LabelEncoder({ handleUnknown: 'useMostFrequent' }).fit(y);
  expect((frequent as LabelEncoder<string>).transform(asked)).toEqual([1, 0]);
  expect(() => new LabelEncoder({ unknownValue: 0 })).toThrow(
    'unknownValue must be an integer <= -1',
  );
});
