import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../src/contracts.js';
import { decodeLabels, encodeClasses, encodeLabels, sortLabels } from '../../src/data/labels.js';
import { InvalidInputError } from '../../src/errors.js';

const encode = (y: unknown, rows = (y as Label[]).length) =>
  encodeLabels(y as Label[], rows, 'SVC.fit');

describe('encodeLabels', () => {
  it('numbers text by code unit', () => {
    const { codes, classes } = encode(['b', 'a', 'b', 'B', 'ä']);
    expect(classes).toEqual(['B', 'a', 'b', 'ä']);
    expect(codes).toEqual(Int32Array.of(2, 1, 2, 0, 3));
  });

  it('numbers numbers by size, not by spelling', () => {
    const { codes, classes } = encode([10, 9, -1, 10]);
    expect(classes).toEqual([-1, 9, 10]);
    expect(codes).toEqual(Int32Array.of(2, 1, 0, 2));
  });

  it('numbers false before true', () => {
    expect(encode([true, false]).classes).toEqual([false, true]);
  });

  it('reads typed arrays', () => {
    const { codes, classes } = encode(Uint8Array.of(3, 1, 3));
    expect(classes).toEqual([1, 3]);
    expect(codes).toEqual(Int32Array.of(1, 0, 1));
  });

  it('keeps numbers of every size as they are', () => {
    const numbers = [-(2 ** 53), -(2 ** 31) - 1, -(2 ** 31), -1, 0, 2 ** 31 - 1, 2 ** 31, 1e300];
    expect(encode(Float64Array.from(numbers)).classes).toEqual(numbers);
  });

  it('takes 0 and -0 for one label', () => {
    const { codes, classes } = encode([0, -0, 1]);
    expect(classes).toEqual([0, 1]);
    expect(codes).toEqual(Int32Array.of(0, 0, 1));
  });

  it('takes a single label, and none', () => {
    expect(encode(['a', 'a']).classes).toEqual(['a']);
    expect(encode([])).toEqual({ codes: new Int32Array(0), classes: [] });
  });

  it('is undone by decodeLabels', () => {
    const label = fc.constantFrom('x', 'y', '', 'constructor', '__proto__');
    fc.assert(
      fc.property(fc.array(label), (y) => {
        const { codes, classes } = encodeLabels(y, y.length, 'SVC.fit');
        expect(decodeLabels(codes, classes)).toEqual(y);
        expect(classes).toEqual([...new Set(y)].sort());
      }),
    );
  });

  const refusals: [name: string, y: unknown, message: string][] = [
    ['another length', ['a'], 'SVC.fit: y has 1 value, but X has 2 rows. Pass one value a sample.'],
    ['what is no list', undefined, 'SVC.fit: y must be an array of 2 values, but got undefined.'],
    [
      'a missing label',
      ['a', null],
      'SVC.fit: y[1] is null, not a label. Pass numbers, text or booleans, and drop the samples whose label is missing.',
    ],
    ['undefined', [undefined, 'a'], 'SVC.fit: y[0] is undefined, not a label.'],
    ['NaN', [1, Number.NaN], 'SVC.fit: y[1] is NaN, not a label.'],
    ['infinities', [Infinity, 1], 'SVC.fit: y[0] is Infinity, not a label.'],
    ['objects', [{ a: 1 }, { a: 1 }], 'SVC.fit: y[0] is { a }, not a label.'],
    [
      'mixed types',
      ['1', 1],
      'SVC.fit: y mixes types: y[0] is a string, y[1] is the number 1. Pass labels of one type.',
    ],
  ];
  for (const [name, y, message] of refusals) {
    it(`refuses ${name}`, () => {
      expect(() => encode(y, 2)).toThrow(InvalidInputError);
      expect(() => encode(y, 2)).toThrow(message);
    });
  }
});

describe('encodeClasses', () => {
  it('is encodeLabels where there are two classes or more', () => {
    const y = ['no', 'yes', 'no'];
    expect(encodeClasses(y, 3, 'SVC.fit')).toEqual(encodeLabels(y, 3, 'SVC.fit'));
  });

  it('refuses fewer', () => {
    expect(() => encodeClasses(['a', 'a'], 2, 'SVC.fit')).toThrow(
      new InvalidInputError(
        'SVC.fit: y holds only "a", but a classifier needs at least two classes. Check how the samples were chosen.',
      ),
    );
    expect(() => encodeClasses([], 0, 'SVC.fit')).toThrow('SVC.fit: y holds no labels, but');
  });
});

it('sortLabels sorts in place', () => {
  const labels = [3, 1, 2];
  expect(sortLabels(labels)).toBe(labels);
  expect(labels).toEqual([1, 2, 3]);
});
