import * as fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { KFold, SVC, Table } from '../src/index.js';
import { count, didYouMean, nearestNames, show } from '../src/words.js';

describe('show', () => {
  it.each<[unknown, string]>([
    ['text', '"text"'],
    ['a "quoted" word', '"a \\"quoted\\" word"'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [12n, '12n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Math.max, 'the function max'],
    [[1, 'a', [true]], '[1, "a", [true]]'],
    [new Array(9).fill(0), 'an array of 9'],
    [new Float64Array(3), 'a Float64Array'],
    [new Map(), 'a Map'],
    [{ a: 1, b: 2 }, '{ a, b }'],
    [{ klass: 'first' }, '{ klass }'],
    [Object.create(null), '{  }'],
    [Symbol('s'), 'Symbol(s)'],
    [[[[[1]]]], '[[[an array of 1]]]'],
    [10n ** 100n, `1${'0'.repeat(58)}…`],
  ])('%o reads %s', (value, words) => {
    expect(show(value)).toBe(words);
  });

  it('names classes as they are called in every bundle, and none by what a minifier made of its name', () => {
    class t {
      readonly x = 1;
    }
    const Named = { LoadedRows: class LoadedRows {} };
    expect([new t(), t, () => 1, new Named.LoadedRows(), Named.LoadedRows].map(show)).toEqual([
      '{ x }',
      'a function',
      'a function',
      'a LoadedRows',
      'the function LoadedRows',
    ]);
    expect([new SVC(), SVC, new KFold(), new Table([]), new Matrix(1, 1)].map(show)).toEqual([
      'a SVC',
      'the function SVC',
      'a KFold',
      'a Table',
      'a Matrix',
    ]);
  });

  it('names generators, whose constructor has no name', () => {
    expect(show((function* () {})())).toBe('a Generator');
  });

  it('is never a page long, and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(show(value).length).toBeLessThanOrEqual(130);
      }),
    );
    expect(show('x'.repeat(1e6))).toHaveLength(62);
  });

  it('has an end for what holds itself, is nested without end, or cannot be read', () => {
    const itself: unknown[] = [];
    itself.push(itself, itself);
    expect(show(itself)).toMatch(/^\[\[\[an array of 2, an array of 2\], \[.{1,80}$/);
    let nested: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(show(nested)).toBe('[[[an array of 1]]]');
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(show(proxy)).toBe('an object that cannot be read');
  });
});

it('count has its plural', () => {
  expect([count(0, 'row'), count(1, 'row'), count(2, 'row')]).toEqual([
    '0 rows',
    '1 row',
    '2 rows',
  ]);
});

describe('didYouMean', () => {
  const known = ['price', 'size', 'colour', 'bedRooms'];
  it('names the nearest, whatever the case and the separators', () => {
    expect(didYouMean('pric', known)).toBe('Did you mean "price"?');
    expect(didYouMean('BED_ROOMS', known)).toBe('Did you mean "bedRooms"?');
  });
  it('names several that are as near', () => {
    expect(nearestNames('xa', ['xb', 'xc', 'yyyy'])).toEqual(['xb', 'xc']);
  });
  it('lists what there is when nothing is near', () => {
    expect(didYouMean('weight', ['a', 'b'])).toBe('Known: "a", "b".');
    const many = Array.from({ length: 15 }, (_, i) => `long name ${i} of a column`);
    expect(didYouMean('?', many)).toMatch(/and 3 more\.$/);
    expect(didYouMean('?', [])).toBe('There are none.');
  });
  it('is quick for hostile names', () => {
    expect(didYouMean('x'.repeat(1e6), ['y'.repeat(1e6)])).toContain('Known');
  });
});
