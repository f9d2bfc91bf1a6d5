import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CsvOptions, resolveCsvOptions } from '../../../src/data/csv/csv-options.js';
import { CsvParser } from '../../../src/data/csv/csv-parser.js';
import { setWarningHandler } from '../../../src/warnings.js';

let warnings: string[] = [];

beforeEach(() => {
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

/** What comes of a text that is parsed in batches of this many characters: records or the message of the error, and warnings. */
function parse(text: string, options: CsvOptions, batch: number): [unknown, string[]] {
  warnings = [];
  try {
    const parser = new CsvParser('parseCsv', resolveCsvOptions('parseCsv', options), batch);
    for (let at = 0; at < text.length; at += batch) parser.push(text.slice(at, at + batch));
    return [parser.finish().toRecords(), warnings];
  } catch (error) {
    return [(error as Error).message, warnings];
  }
}

/** The oracle: with a comment character that the text does not have, every field is cut out. */
function expectAlike(text: string, options: CsvOptions = {}, batch = 40): unknown {
  const fast = parse(text, { inferRows: 2, ...options }, batch);
  const slow = parse(text, { inferRows: 2, ...options, comment: '\u0001' }, batch);
  expect(fast).toEqual(slow);
  return fast[0];
}

const field = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true }).map(String) },
  { weight: 4, arbitrary: fc.integer().map(String) },
  fc.constantFrom('', 'NA', 'true', 'FALSE', 'x', ' 7', '007', '1e5', '5743e5', '-', '.5', '5.'),
  fc.constantFrom('9007199254740993', '0x10', 'é', '0.1234567890123456', '12.3456789012345678901'),
);
const lineBreak = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\r');

const batch = fc.constantFrom(40, 160, 1000);

it('gives the table and the errors that cutting out every field gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(field, field, field, lineBreak), { minLength: 3, maxLength: 30 }),
      fc.boolean(),
      batch,
      (rows, allText, characters) => {
        const lines = rows.map(([a, b, c, end]) => `${a},${b},${c}${end}`).join('');
        const types: CsvOptions['types'] = allText ? { a: 'number', b: 'text' } : {};
        expectAlike(`a,b,c\n1,2.5,x\n3,1,y\n${lines}`, { types }, characters);
      },
    ),
    { numRuns: 120 },
  );
});

it('does so for words that come again, rows of other widths and any delimiter', () => {
  const number = fc.oneof(fc.integer({ min: -99, max: 9999 }).map(String), fc.constant('NA'));
  const word = fc.constantFrom('', 'a', 'oslo', 'oslo ', 'oslo1', 'x'.repeat(9), 'y'.repeat(70));
  const flag = fc.constantFrom('true', 'false', 'True', '');
  const oddRow = fc.oneof(
    { weight: 60, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom('', '7', 'true'), { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant(['7', 'a', 'true', '8']) },
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, word, flag, oddRow, lineBreak), { minLength: 3, maxLength: 60 }),
      fc.constantFrom(',', ';', '\t', '|', '.', '-', '5', '§'),
      batch,
      (rows, delimiter, characters) => {
        const lines = rows.map(([a, b, c, odd, end]) => {
          return (odd.length > 0 ? odd : [a, b, c]).join(delimiter) + end;
        });
        const head = [
          ['a', 'b', 'c'],
          ['1', 'oslo', 'true'],
          ['2', 'a', 'false'],
        ];
        const text = `${head.map((row) => row.join(delimiter)).join('\n')}\n${lines.join('')}`;
        expectAlike(text, { delimiter }, characters);
      },
    ),
    { numRuns: 200 },
  );
});

it.each([
  ['numbers', '1,2.5\n-3,0.1234567890123456\n,7\n'],
  ['a last line without a break', '1,2\n3,4\n5,6'],
  ['Windows line breaks', '1,2\r\n3,4\r\n5,6\r\n'],
  ['line breaks of two kinds', '1,2\r3,4\n5,6\n'],
  ['quotes', '1,2\n"3",4\n'],
  ['blank lines', '1,2\n\n\n3,4\n\n'],
  ['characters beyond ASCII', '1,2\n3,é\n'],
])('reads %s', (_, lines) => {
  expectAlike(`a,b\n1,2\n3,4\n5,6\n7,8\n9,1\n${lines.repeat(20)}`);
});

it('reads numbers with commas, of which it takes no more than it should', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i};${i},5;oslo`);
  const options = { delimiter: ';', decimal: ',' };
  expect(expectAlike(`x;y;z\n${lines.join('\n')}\n`, options, 200)).toHaveLength(60);
  for (const odd of ['', '40;4,5', '40;b;oslo', '40;;oslo;1']) {
    lines[40] = odd;
    expectAlike(`x;y;z\n${lines.join('\n')}\n`, options, 200);
  }
});

it('names the line and the text of a value of another type, the first of the file', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i},${i}`);
  lines[40] = '40,b';
  lines[41] = 'a,41';
  expect(expectAlike(`x,y\n${lines.join('\n')}\n`)).toMatch(/line 42 has "b" in column "y"/);
});

it('gives back what columns read beyond the first row that another one refuses', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i},w${i}`);
  lines[40] = '';
  expect(expectAlike(`x,y\n${lines.join('\n')}\n`, {}, 200)).toHaveLength(59);
  lines[40] = '40';
  expect(expectAlike(`x,y\n${lines.join('\n')}\n`, {}, 200)).toMatch(/line 42 has 1 field/);
});

it.each([['7'], ['oslo'], ['true']])(
  'gives a column without a value so far the type of its first one, %s',
  (value) => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i},${i % 7 === 0 ? 'NA' : ''},x`);
    lines[47] = `47,${value},x`;
    const options = { missingValues: ['', 'NA', '-9'] };
    expectAlike(`a,b,c\n${lines.join('\n')}\n`, options, 200);
    lines[20] = '20,-9.0,x';
    const records = expectAlike(`a,b,c\n${lines.join('\n')}\n`, options, 200);
    expect(records).toMatchObject({ length: 60, 20: { b: null } });
  },
);

it('sees digits that a number cannot hold, and no more rows than asked for', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i},${i}`).join('\n');
  expect(expectAlike(`x,y\n${lines}\n61,9007199254740993\n`)).toMatch(/cannot hold all digits/);
  expect(expectAlike(`x,y\n${lines}\n`, { maxRows: 59 })).toMatch(/more than 59 rows/);
});
