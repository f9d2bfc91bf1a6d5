import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { cutRows, type Dialect } from '../../../src/data/csv/csv-rows.js';

const dialect: Dialect = { delimiter: ',', quoteChar: '"', comment: null };
const cut = (text: string, given: Partial<Dialect> = {}, whole = true) =>
  cutRows(text, { ...dialect, ...given }, { whole });

/** Rows as they are cut when the text comes in parts. */
function cutInParts(parts: readonly string[], given: Dialect) {
  const rows: string[][] = [];
  const lines: number[] = [];
  let rest = '';
  let line = 1;
  for (const [k, part] of [...parts, ''].entries()) {
    const whole = k === parts.length;
    const got = cutRows(rest + part, given, { whole, line });
    rows.push(...got.rows);
    lines.push(...got.lines);
    rest = got.rest;
    line = got.nextLine;
    if (got.problem !== undefined) return { rows, lines, problem: got.problem, line };
  }
  return { rows, lines, problem: undefined, line };
}

describe('line breaks', () => {
  it.each([
    ['a\r\nb\rc\nd\r', [['a'], ['b'], ['c'], ['d']]],
    ['a\r\r\n\rb', [['a'], [''], [''], ['b']]],
    ['"a\r\nb"\r\n"c\rd",e\r', [['a\r\nb'], ['c\rd', 'e']]],
    ['x,"a\r"\r\ny', [['x', 'a\r'], ['y']]],
    ['"a""\r""b"\rc', [['a"\r"b'], ['c']]],
    ['6" pipe\r4" pipe\r', [['6" pipe'], ['4" pipe']]],
    ['a "b\rc"\r', [['a "b'], ['c"']]],
  ])('outside quotes end the rows of %j', (text, rows) => {
    expect(cut(text).rows).toEqual(rows);
  });

  it('all count where quotes mean nothing', () => {
    expect(cut('"a\rb"\r\n', { quoteChar: null }).rows).toEqual([['"a'], ['b"']]);
  });

  it('that may be half of CRLF wait for what follows', () => {
    expect(cut('a\rb\r', {}, false)).toMatchObject({ rows: [['a']], rest: 'b\r', nextLine: 2 });
    expect(cut('"a"\r"b"\r', {}, false)).toMatchObject({ rows: [['a']], rest: '"b"\r' });
  });

  it('are counted, inside quotes too', () => {
    const text = 'a\r\n"x\ny\r\nz\r"\n#\n\n"b"\r1';
    expect(cut(text, { comment: '#' })).toMatchObject({
      rows: [['a'], ['x\ny\r\nz\r'], [''], ['b'], ['1']],
      lines: [1, 2, 7, 8, 9],
    });
  });
});

it('skips comments, quotes in them included', () => {
  const text = '# it,"is\r1,2\r"x\r# y","z\rw"\r#';
  expect(cut(text, { comment: '#' }).rows).toEqual([
    ['1', '2'],
    ['x\r# y', 'z\rw'],
  ]);
});

it.each([
  ['"a', 'neverClosed'],
  ['x,"a""', 'neverClosed'],
  ['"a"b', 'textBehind'],
  ['"a" "b"', 'textBehind'],
  ['"a" \t\u00a0,b', undefined],
] as const)('tells what is wrong with %j', (row, problem) => {
  const { nextLine, ...found } = cut(`1,2\n${row}`);
  expect([found.problem, nextLine]).toEqual([problem, 2]);
});

it('stops at the most rows', () => {
  const options = { whole: true, most: 2 };
  expect(cutRows('a\nb\nc\n', dialect, options).rows).toHaveLength(2);
  expect(cutRows('"a"\nb\nc\n', dialect, options)).toMatchObject({ lines: [1, 2] });
});

const unit = fc.constantFrom(...'ab ,:"\'\r\n#\t');
const dialects = fc.record<Dialect>({
  delimiter: fc.constantFrom(',', '\t', '::', ' '),
  quoteChar: fc.constantFrom('"', "'", null),
  comment: fc.constantFrom('#', null),
});

it('cuts the same wherever the text comes in parts', () => {
  const parts = fc.array(fc.string({ unit, maxLength: 12 }), { maxLength: 8 });
  fc.assert(
    fc.property(parts, dialects, (texts, given) => {
      expect(cutInParts(texts, given)).toEqual(cutInParts([texts.join('')], given));
    }),
    { numRuns: 2000 },
  );
});

it('cuts what papaparse cuts, which knows one kind of line break', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab ,:"\'\n#\t'), maxLength: 40 });
  fc.assert(
    fc.property(text, dialects, (given, marks) => {
      const lines = `${given}\n`;
      const { data, errors }: Papa.ParseResult<string[]> = new Papa.Parser({
        delimiter: marks.delimiter,
        newline: '\n',
        comments: marks.comment ?? false,
        ...(marks.quoteChar === null ? { fastMode: true } : { quoteChar: marks.quoteChar }),
      }).parse(lines, 0, true);
      // It goes on behind a row that has a problem, and is silent on one that the text does not end.
      const { rows, rest, problem } = cut(lines, marks);
      expect(rows).toEqual(data.slice(0, errors[0]?.row));
      expect(problem === 'textBehind').toBe(errors.length > 0);
      expect(rest === '').toBe(problem === undefined);
    }),
    { numRuns: 3000 },
  );
});
