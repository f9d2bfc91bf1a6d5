import { expect, it } from 'vitest';
import {
  ANYTHING,
  fateOf,
  NOTHING,
  readHistory,
  showHistory,
} from '../../../src/storage/s3/history.js';

const write = (id: string, replaced: string) => ({ id, replaced });

it('a history comes back from its header, with etags of every form', () => {
  const history = [write('a1', 'x,y z="%'), write('b2', NOTHING)];
  expect(readHistory(showHistory(history))).toEqual(history);
});

it('a history remembers the last 16 writes within 1500 bytes', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    write(i.toString(16).padStart(16, '0'), 'e'.repeat(32)),
  );
  expect(readHistory(showHistory(many))).toEqual(many.slice(0, 16));
  const long = many.map(({ id }) => write(id, 'e'.repeat(500)));
  expect(readHistory(showHistory(long))).toEqual(long.slice(0, 2));
});

it('what is no history tells nothing', () => {
  for (const header of [null, '', 'x', 'a1', 'a1 %', 'a1 e,', `a1 ${'e'.repeat(2000)}`]) {
    expect(readHistory(header)).toEqual([]);
  }
});

it('a history tells what became of a write', () => {
  const history = [write('c', 'etag of b'), write('b', 'etag of a'), write('a', NOTHING)];
  expect(fateOf([write('b', 'etag of a')], history)).toEqual({ etag: 'etag of b' });
  expect(fateOf([write('a', NOTHING)], history)).toEqual({ etag: 'etag of a' });
  expect(fateOf([write('d', 'etag of a')], history)).toBe('refused');
  expect(fateOf([write('d', NOTHING)], history)).toBe('refused');
  expect(fateOf([write('d', 'etag of d')], history)).toBeUndefined();
  expect(fateOf([write('d', ANYTHING)], [write('e', ANYTHING)])).toBeUndefined();
});

it('a write of equal bytes before is not taken for a rival', () => {
  const before = [write('b', 'etag'), write('a', NOTHING)]; // b stored the bytes that were there
  expect(fateOf([write('c', 'etag'), ...before], before)).toBeUndefined();
  expect(fateOf([write('c', 'etag'), ...before], [write('d', 'etag'), ...before])).toBe('refused');
});
