import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ModelFormatError } from '../../../src/errors.js';
import { LabelBinarizer } from '../../../src/preprocessing/encoders/label-binarizer.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { reference } from '../../reference/reference.js';

interface Binarized {
  y: (string | number)[];
  decisions: number[][];
  out: number[][];
  back: (string | number)[];
}

/** imputers.py makes them. */
const expected = reference<{ labels: Record<'three' | 'two' | 'one', Binarized> }>('imputers');

const OPTIONS = { three: { negLabel: -1, posLabel: 2 }, two: {}, one: { negLabel: -2 } };

it.each(['three', 'two', 'one'] as const)('equals scikit-learn on %s classes', (name) => {
  const { y, decisions, out, back } = expected.labels[name];
  const binarizer = new LabelBinarizer(OPTIONS[name]).fit(y);
  expect(binarizer.transform(y).to2DArray()).toEqual(out);
  expect(binarizer.inverseTransform(decisions)).toEqual(back);
  const loaded = deserialize(serialize(binarizer)) as LabelBinarizer;
  expect(loaded.inverseTransform(decisions)).toEqual(back);
});

it('undoes transform by inverseTransform', () => {
  const labels = fc.oneof(
    fc.array(fc.string(), { minLength: 1 }),
    fc.array(fc.integer(), { minLength: 1 }),
    fc.array(fc.boolean(), { minLength: 1 }),
  );
  const range = fc.tuple(fc.integer(), fc.integer()).filter(([low, high]) => low < high);
  fc.assert(
    fc.property(labels, range, (y: (string | number | boolean)[], [negLabel, posLabel]) => {
      const binarizer = new LabelBinarizer({ negLabel, posLabel });
      expect(binarizer.inverseTransform(binarizer.fitTransform(y))).toEqual(
        y.map((label) => (Object.is(label, -0) ? 0 : label)),
      );
    }),
  );
});

it('gives labels back in their own type', () => {
  const back = new LabelBinarizer().fit(['yes', 'no'] as const).inverseTransform([0, 1]);
  expect(back).toEqual(['no', 'yes']);
  expectTypeOf(back).toEqualTypeOf<('yes' | 'no')[]>();
});

it('takes numbers, one column or two of two classes, above a threshold', () => {
  const binarizer = new LabelBinarizer().fit([false, true]);
  expect(binarizer.inverseTransform([0.5, 0.6])).toEqual([false, true]);
  expect(binarizer.inverseTransform([[0.4, 0.6]])).toEqual([true]);
  expect(binarizer.inverseTransform([0.2, -0.2], 0)).toEqual([true, false]);
  expect(binarizer.inverseTransform([0.2], -Infinity)).toEqual([true]);
});

describe('it refuses', () => {
  it('labels that fit has not seen, and what is none', () => {
    const binarizer = new LabelBinarizer<string>().fit(['paris', 'tokyo'] as string[]);
    expect(() => binarizer.transform(['pariss'])).toThrow(
      'LabelBinarizer.transform: y[0] is "pariss", which fit has not seen. Did you mean "paris"?',
    );
    expect(() => binarizer.transform('paris' as never)).toThrow('y must be an array');
    expect(() => new LabelBinarizer().fit([])).toThrow('LabelBinarizer.fit: y is empty.');
    expect(() => new LabelBinarizer().transform(['a'])).toThrow('Call fit first');
  });

  it('marks that are not in order', () => {
    expect(() => new LabelBinarizer({ negLabel: 1 }).fit(['a', 'b'])).toThrow(
      'LabelBinarizer.fit: negLabel must be below posLabel, but they are 1 and 1.',
    );
    expect(() => new LabelBinarizer({ posLabel: 0.5 })).toThrow('posLabel must be an integer');
  });

  it('decisions of another shape', () => {
    const binarizer = new LabelBinarizer().fit([1, 2, 3]);
    expect(() => binarizer.inverseTransform([[1, 0]])).toThrow(
      'LabelBinarizer.inverseTransform: Y has 2 columns, but there are 3 classes.',
    );
    expect(() => binarizer.inverseTransform([[1, 0, Number.NaN]])).toThrow('is NaN');
    const two = new LabelBinarizer().fit([1, 2]);
    expect(() => two.inverseTransform([1], Number.NaN)).toThrow(
      'threshold must be a number, but got NaN.',
    );
    expect(() => two.inverseTransform([0.5, 'x'] as never)).toThrow('is "x"');
  });

  it('hostile files', () => {
    const json = JSON.stringify(new LabelBinarizer().fit(['a', 'b']).toJSON());
    for (const [from, to] of [
      ['["a","b"]', '["b","a"]'],
      ['["a","b"]', '[]'],
      ['"negLabel":0,"posLabel":1}', '"negLabel":1,"posLabel":1}'],
    ]) {
      const at = json.lastIndexOf(from);
      expect(at).toBeGreaterThan(0);
      const changed = json.slice(0, at) + to + json.slice(at + from.length);
      expect(() => LabelBinarizer.fromJSON(JSON.parse(changed))).toThrow(ModelFormatError);
    }
  });
});
