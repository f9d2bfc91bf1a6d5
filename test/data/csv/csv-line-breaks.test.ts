import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { unifyLineBreaks } from '../../../src/data/csv/csv-line-breaks.js';

const marks = { delimiters: [','], quoteChar: '"', comment: null };
const unify = (text: string, given = {}, whole = true) =>
  unifyLineBreaks(text, whole, { ...marks, ...given });

it.each([
  ['a\r\nb\rc\nd\r', 'a\nb\nc\nd\n'],
  ['a\r\r\n\rb', 'a\n\n\nb'],
  ['"a\r\nb"\r\n"c\rd",e\r', '"a\r\nb"\n"c\rd",e\n'],
  ['x,"a\r"\r\ny', 'x,"a\r"\ny'],
  ['"a""\r""b"\rc', '"a""\r""b"\nc'],
  ['"never\rclosed\r', '"never\rclosed\r'],
])('of %j outside quotes are unified', (text, expected) => {
  expect(unify(text)).toBe(expected);
});

it('are line breaks beside a quote that opens no field', () => {
  expect(unify('6" pipe\r4" pipe\r')).toBe('6" pipe\n4" pipe\n');
  expect(unify('a "b\rc"\r')).toBe('a "b\nc"\n');
});

it('are all outside quotes where there is no quote', () => {
  expect(unify('"a\rb"\r\n', { quoteChar: null })).toBe('"a\nb"\n');
});

it('of a comment do not count as quoted', () => {
  const text = '# it,"is\r1,2\r"x\r# y","z\rw"\r';
  expect(unify(text, { comment: '#' })).toBe('# it,"is\n1,2\n"x\r# y","z\rw"\n');
});

it('keep a carriage return at the end of a part: it may be half of CRLF', () => {
  expect(unify('a\rb\r', {}, false)).toBe('a\nb\r');
  expect(unify('"a"\r"b"\r', {}, false)).toBe('"a"\n"b"\r');
});

it('cut the same rows that papaparse cuts at \\n, whatever they were', () => {
  const field = fc.constantFrom('1', 'x', '', '"a""b"', '"p,q"', '"two\nlines"', '6"');
  const rows = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 12 });
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(rows, fc.array(lineEnd, { minLength: 12, maxLength: 12 }), (cells, ends) => {
      const lines = cells.map((row) => row.join(','));
      const mixed = lines.map((line, i) => line + ends[i]).join('');
      expect(unify(mixed)).toBe(`${lines.join('\n')}\n`);
      const { data } = Papa.parse(unify(mixed), { newline: '\n', delimiter: ',' });
      expect(data).toHaveLength(cells.length + 1);
    }),
  );
});
