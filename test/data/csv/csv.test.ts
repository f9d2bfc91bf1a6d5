import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/data/csv/csv.js';
import { InvalidInputError, InvalidParameterError } from '../../../src/errors.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { cpuTime } from '../../support/cpu-time.js';

const records = (text: string, options = {}) => parseCsv(text, options).toRecords();
const refusal = (text: string, options = {}) => {
  try {
    parseCsv(text, options);
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof InvalidParameterError) {
      return error.message;
    }
    throw error;
  }
  return 'accepted';
};

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ kind, message }) => warnings.push(`${kind}: ${message}`));
});
afterEach(() => {
  setWarningHandler(null);
});

describe('fields and rows', () => {
  const expected = [
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
  ];

  it.each([
    ['LF', 'a,b\n1,x\n2,y\n'],
    ['CRLF', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['CR', 'a,b\r1,x\r2,y\r'],
    ['LF and CRLF mixed', 'a,b\r\n1,x\n2,y\r\n'],
    ['CR and LF mixed', 'a,b\r1,x\n2,y\r'],
    ['all line ends mixed, and quotes', '"a",b\r"1",x\r\n"2","y"\n\r\r\n'],
    ['CR after a quote at the end', 'a,b\r1,"x"\r2,"y"\r'],
    ['no line break at the end', 'a,b\n1,x\n2,y'],
    ['blank lines around and between', '\n \r\na,b\n\n1,x\n   \n2,y\n\n\n'],
    ['quotes', '"a","b"\r\n"1","x"\r\n"2","y"\r\n'],
    ['a byte order mark', '\ufeffa,b\n1,x\n2,y\n'],
    ['a byte order mark before a quote', '\ufeff"a",b\n1,x\n2,y\n'],
    ['semicolons', 'a;b\n1;x\n2;y\n'],
    ['tabs', 'a\tb\n1\tx\n2\ty\n'],
    ['pipes', 'a|b\n1|x\n2|y\n'],
  ])('are told apart with %s', (_, text) => {
    expect(records(text)).toEqual(expected);
  });

  it('keeps delimiters, quotes and line breaks inside quotes', () => {
    expect(records('a,b\n1,"x, ""y""\nz"\n2,"v\r\nw"\n')).toEqual([
      { a: 1, b: 'x, "y"\nz' },
      { a: 2, b: 'v\r\nw' },
    ]);
  });

  it('keeps a carriage return at the end of a quoted field', () => {
    expect(records('a,b\r\n"1","x\r"\r\n2,y\r\n')).toEqual([
      { a: 1, b: 'x\r' },
      { a: 2, b: 'y' },
    ]);
  });

  it.each([
    ['nothing but quotes', '"""",""""""', '"', '""'],
    ['a doubled quote at the edges', '"""a","b"""', '"a', 'b"'],
    ['a delimiter beside a quote', '",",""","""', ',', '","'],
    ['a line break beside a quote', '"\n""","\r\n"', '\n"', '\r\n'],
    ['white space around a closing quote', '"a" ,"b"\t', 'a', 'b'],
    ['white space before an opening quote', ' "a",b', ' "a"', 'b'],
    ['a quoted comma beside an empty field', '",",', ',', ''],
    ['quotes of other kinds', "'a',`b`", "'a'", '`b`'],
    ['delimiters of other kinds', 'a;b\tc|d,e', 'a;b\tc|d', 'e'],
    ['backslashes, which escape nothing', '"a\\","b"', 'a\\', 'b'],
    ['line separators of Unicode', 'a\u2028b,\u0085', 'a\u2028b', '\u0085'],
  ])('reads %s', (_, row, a, b) => {
    for (const end of ['', '\n', '\r\n', '\r']) {
      const text = `x,x${end || '\n'}${row}${end}`;
      const options = { delimiter: ',', missingValues: [], header: false };
      const expected = { c0: a, c1: b };
      expect(parseCsv(text, options).toRecords()[1], JSON.stringify(text)).toEqual(expected);
    }
  });

  it('takes the quote it is told, or none', () => {
    const text = `a,b\n1,'x, ''y'' "z\n'\n`;
    expect(records(text, { quoteChar: "'" })).toEqual([{ a: 1, b: `x, 'y' "z\n` }]);
    expect(records('a\tb\n1\t"x\n2\ty"\n', { quoteChar: null })).toEqual([
      { a: 1, b: '"x' },
      { a: 2, b: 'y"' },
    ]);
    expect(records('a,b\n|1|,|x|y|\n', { quoteChar: null })).toEqual([{ a: '|1|', b: '|x|y|' }]);
    expect(records('a,|b|\n|1|,|x,y|\n', { quoteChar: '|' })).toEqual([{ a: 1, b: 'x,y' }]);
  });

  it('takes a quote inside an unquoted field as it is', () => {
    expect(records('size,item\n5,6" pipe\n')).toEqual([{ size: 5, item: '6" pipe' }]);
  });

  it('takes the delimiter that cuts the rows evenly, however often another occurs', () => {
    expect(parseCsv('id;text\n1;a, b, c\n2;d\n').columnNames).toEqual(['id', 'text']);
    expect(parseCsv('a,b\n1,x;y\n2,z;w\n').columnNames).toEqual(['a', 'b']);
    expect(parseCsv('a;b\n"1,5";"x,y"\n').columnNames).toEqual(['a', 'b']);
  });

  it('takes the delimiter it is told, of any length', () => {
    expect(records('a::b\n1::x\n2::y\n', { delimiter: '::' })).toEqual(expected);
    expect(parseCsv('a,b\n1,x\n', { delimiter: ';' }).columnNames).toEqual(['a,b']);
  });

  it('keeps a blank line between the values of a single column as a missing value', () => {
    expect(parseCsv('a\n1\n\n3\n""\n5\n\n\n').values('a')).toEqual([1, null, 3, null, 5]);
  });

  it('tells a quoted line break from a blank line', () => {
    const options = { missingValues: [], types: { a: 'text' } } as const;
    expect(parseCsv('a\n"\n"\nx\n"\n"\n\n', options).values('a')).toEqual(['\n', 'x', '\n']);
  });

  it('reads what a writer wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab ",;\n'), maxLength: 6 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
        const text = `a,b\n${rows.map((row) => row.map(quote).join(',')).join('\n')}\n`;
        const table = parseCsv(text, { missingValues: [], types: { a: 'text', b: 'text' } });
        expect(table.toRecords()).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});

describe('comments', () => {
  const text = '# made by "us, at 5\na;b\n#1;x\n1;"y\n# in quotes"\n\n#\n 2;#z\n# end';

  it('are lines that start with the text it is told', () => {
    expect(records(text, { comment: '#' })).toEqual([
      { a: 1, b: 'y\n# in quotes' },
      { a: 2, b: '#z' },
    ]);
    expect(records('//x\na,b\n/1,2\n//\n', { comment: '//' })).toEqual([{ a: '/1', b: 2 }]);
    expect(records('a,b\n#1,2\n')).toEqual([{ a: '#1', b: 2 }]);
  });

  it('may be written with any line end, and alone', () => {
    for (const end of ['\r\n', '\r']) {
      expect(records(text.replaceAll('\n', end), { comment: '#' })).toHaveLength(2);
    }
    expect(refusal('# nothing\n# else', { comment: '#' })).toContain('nothing but blank text');
  });

  it('count as lines in messages', () => {
    const comment = '#';
    const options = { comment, inferRows: 1 };
    const quoted = '#\n#\na,b\n#"\n1,"x\n# y"\n#\n\n2,z\n#\nw,3\n';
    expect(refusal(quoted, options)).toContain('line 11 has "w" in column "a"');
    const short = '#\na,b\n# "\n1,2\n#\n#\n3\n';
    expect(refusal(short, { comment })).toContain('line 7 has 1 field');
    const open = '#\na,b\n#\n1,"2\n#\n';
    expect(refusal(open, { comment })).toContain('starts on line 4 opens a quote');
    const single = 'a\n1\n#\n\n#\n\n#\nx\n';
    expect(refusal(single, options)).toContain('line 8 has "x"');
  });
});

describe('numbers', () => {
  it('have a decimal comma and grouped digits where that is told', () => {
    const text = 'a;b;c\n1.234,5;2,5;1.5\n-7;1.000.000;x\n;,25;\n';
    expect(records(text, { decimal: ',', thousands: '.' })).toEqual([
      { a: 1234.5, b: 2.5, c: '1.5' },
      { a: -7, b: 1_000_000, c: 'x' },
      { a: null, b: 0.25, c: null },
    ]);
    expect(records('a,b\n"1,234.5",2\n', { thousands: ',' })).toEqual([{ a: 1234.5, b: 2 }]);
  });

  it('do not lead to the wrong delimiter', () => {
    const options = { decimal: ',', header: false };
    expect(records('1,5;2,5\n3,5;4,5\n', options)).toEqual([
      { c0: 1.5, c1: 2.5 },
      { c0: 3.5, c1: 4.5 },
    ]);
    expect(records('"1,5",x\n"2,5",y\n', options)).toEqual([
      { c0: 1.5, c1: 'x' },
      { c0: 2.5, c1: 'y' },
    ]);
    expect(records('1,000\t2,000\n', { thousands: ',', header: false })).toEqual([
      { c0: 1000, c1: 2000 },
    ]);
  });

  it('that are written otherwise are refused with their line', () => {
    const options = { decimal: ',', thousands: '.', inferRows: 1 };
    expect(refusal('a;b\n1,5;1\n1.5;1\n', options)).toContain('line 3 has "1.5" in column "a"');
  });

  it('may be markers of missing values', () => {
    const options = { decimal: ',', missingValues: ['-9,5'] };
    expect(parseCsv('a;b\n1,5;1\n-9,50;2\n', options).values('a')).toEqual([1.5, null]);
  });
});

describe('names', () => {
  it('lose white space around them', () => {
    expect(parseCsv('a , "b"\n1,2\n').columnNames).toEqual(['a', '"b"']);
    expect(parseCsv(' a,b c \n1,2\n').columnNames).toEqual(['a', 'b c']);
  });

  it('get a number when they come again, and a position when they are empty, with a warning', () => {
    expect(parseCsv(',a,a,a_2,a\n1,2,3,4,5\n').columnNames).toEqual([
      'c0',
      'a',
      'a_3',
      'a_2',
      'a_4',
    ]);
    expect(warnings).toEqual([
      'data: parseCsv: column 1 has no name and becomes "c0"; column 3 is another "a" and becomes "a_3"; column 5 is another "a" and becomes "a_4". Give every column of the header its own name.',
    ]);
  });

  it('do not collide with the names of nameless columns', () => {
    expect(parseCsv('c1,\n1,2\n').columnNames).toEqual(['c1', 'c1_2']);
  });

  it('are c0, c1, … without a header', () => {
    expect(records('1,x\n2,y\n', { header: false })).toEqual([
      { c0: 1, c1: 'x' },
      { c0: 2, c1: 'y' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('are found in a header longer than what is looked at for the delimiter', () => {
    const names = Array.from({ length: 10_000 }, (_, j) => `column number ${j} of many`);
    const rows = [0, 1].map((i) => names.map((_, j) => i + j).join(';'));
    const table = parseCsv([names.join(';'), ...rows].join('\n'));
    expect(table.columnNames).toEqual(names);
    expect(table.values('column number 9999 of many')).toEqual([9999, 10_000]);
  });

  it('may be those of Object.prototype', () => {
    const table = parseCsv('__proto__,constructor,toString\n1,x,true\n');
    expect(table.columnNames).toEqual(['__proto__', 'constructor', 'toString']);
    expect(table.values('__proto__')).toEqual([1]);
    expect(Object.getPrototypeOf(table.toRecords()[0])).toBe(Object.prototype);
  });
});

describe('types', () => {
  it('are number, boolean or text, whatever all values are', () => {
    const table = parseCsv('n,b,t,m\n1,true,x,1\n -2.5e3 ,FALSE,1,true\n,,,\n');
    expect(table.columns.map((column) => column.type)).toEqual([
      'number',
      'boolean',
      'text',
      'text',
    ]);
    expect(table.toRecords()).toEqual([
      { n: 1, b: true, t: 'x', m: '1' },
      { n: -2500, b: false, t: '1', m: 'true' },
      { n: null, b: null, t: null, m: null },
    ]);
  });

  it('can be given', () => {
    const table = parseCsv('zip,flag\n01234,1\n98765,NA\n', { types: { zip: 'text' } });
    expect(table.values('zip')).toEqual(['01234', '98765']);
    expect(table.values('flag')).toEqual([1, null]);
  });

  it('read hexadecimal, grouped and infinite numbers as text', () => {
    for (const text of ['0x1F', '"1,000"', 'Infinity', '1e999']) {
      expect(parseCsv(`a,b\n${text},1\n`).column('a').type, text).toBe('text');
    }
  });

  it('are inferred from the first inferRows rows', () => {
    const text = 'a\n1\n2\nx\n';
    expect(parseCsv(text, { inferRows: 3 }).column('a').type).toBe('text');
    expect(parseCsv(text, { inferRows: Infinity }).column('a').type).toBe('text');
    expect(refusal(text, { inferRows: 2 })).toBe(
      'parseCsv: line 4 has "x" in column "a", which is a number column by its first values. Pass types: { "a": "text" }, or add the value to missingValues if it means missing.',
    );
  });

  it('come from the first value when the first rows have none', () => {
    const options = { inferRows: 2 };
    expect(parseCsv('a,b\n,1\n,1\n,1\nx,1\n7,1\n', options).values('a')).toEqual([
      null,
      null,
      null,
      'x',
      '7',
    ]);
    expect(refusal('a,b\n,1\n,1\n,1\n7,1\nx,1\n', options)).toContain(
      'line 6 has "x" in column "a"',
    );
  });

  it('are number for a column without any value', () => {
    const table = parseCsv('a,b\n,1\nNA,2\n');
    expect(table.column('a').type).toBe('number');
    expect(table.values('a')).toEqual([null, null]);
  });

  it('that are given must hold', () => {
    expect(refusal('a,b\n1,x\n', { types: { b: 'number' } })).toBe(
      'parseCsv: line 2 has "x" in column "b", which is a number column as types asks. Correct the value, or add the value to missingValues if it means missing.',
    );
    expect(refusal('a,b\n1,1\n', { types: { b: 'boolean' } })).toContain('a boolean column');
  });

  it('report the first wrong line of a file, not of a column', () => {
    expect(refusal('a,b\n1,1\n1,x\ny,1\n', { inferRows: 1 })).toContain(
      'line 3 has "x" in column "b"',
    );
  });
});

describe('missing values', () => {
  it('are written in several ways by default', () => {
    const markers = [
      '',
      'NA',
      'N/A',
      'n/a',
      '#N/A',
      '<NA>',
      'NaN',
      'nan',
      'NULL',
      'null',
      '?',
      ' ',
      ' NA ',
    ];
    const text = `a,b,c,d\n1,true,x,0\n${markers.map((m) => `${m},${m},${m},0`).join('\n')}\n`;
    const { columns } = parseCsv(text);
    expect(columns.map((column) => column.type)).toEqual(['number', 'boolean', 'text', 'number']);
    for (const name of ['a', 'b', 'c']) {
      expect(parseCsv(text).values(name).slice(1)).toEqual(markers.map(() => null));
    }
  });

  it('are not what may be a value: None, Na, -', () => {
    expect(parseCsv('a,b\nNone,1\nNa,2\n-,3\n').values('a')).toEqual(['None', 'Na', '-']);
  });

  it('can be named, and empty text be kept', () => {
    expect(parseCsv('a,b\n,x\n.,y\n', { missingValues: ['.'] }).values('a')).toEqual(['', null]);
    expect(parseCsv('a,b\nNA,1\n', { missingValues: [] }).values('a')).toEqual(['NA']);
  });

  it('that are numbers count by value in a number column, by spelling in a text column', () => {
    const options = { missingValues: ['-999'] };
    expect(parseCsv('a,b\n1,x\n-999,-999\n-999.0,-999.0\n', options).toRecords()).toEqual([
      { a: 1, b: 'x' },
      { a: null, b: null },
      { a: null, b: '-999.0' },
    ]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['', 'parseCsv: there is nothing but blank text. Pass a header and at least one row.'],
    [' \n\n', 'parseCsv: there is nothing but blank text. Pass a header and at least one row.'],
    [
      'a,b\n',
      'parseCsv: there is a header of 2 columns, but no row. Pass at least one, or header: false if that line is a row.',
    ],
    [
      'a,b\n1,2\n\n"x\ny",3,4\n',
      'parseCsv: line 4 has 3 fields, but the header has 2. Check its delimiters and quotes.',
    ],
    [
      'a,b\n"x\ny",2\n3\n',
      'parseCsv: line 4 has 1 field, but the header has 2. Check its delimiters and quotes.',
    ],
    [
      'a,b\n1,2\n3,"4\n5,6\n',
      'parseCsv: the row that starts on line 3 opens a quote that is never closed. Write a quote inside a quoted field twice: "", or pass quoteChar: null if quotes mean nothing in this text.',
    ],
    [
      'a,b\n"x"y,2\n3,4\n',
      'parseCsv: the row that starts on line 2 has text between a closing quote and the next delimiter. Write a quote inside a quoted field twice: "", or pass quoteChar: null if quotes mean nothing in this text.',
    ],
    [
      'a,b\n1,\0\n',
      "parseCsv: line 2 holds a NUL character, so this is no CSV text. Unpack the file or export it as CSV, and read UTF-16 with encoding: 'utf-16le'.",
    ],
  ])('%j is refused by name', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('is measured against the first row where there is no header', () => {
    expect(refusal('1,2\n3\n', { header: false })).toBe(
      'parseCsv: line 2 has 1 field, but the first row has 2. Check its delimiters and quotes.',
    );
  });

  it('is more than maxRows', () => {
    expect(parseCsv('a\n1\n2\n', { maxRows: 2 }).rowCount).toBe(2);
    expect(refusal('a\n1\n2\n3\n', { maxRows: 2 })).toBe(
      'parseCsv: there are more than 2 rows. Raise maxRows, or cut the data.',
    );
  });

  it('is no text', () => {
    // @ts-expect-error: what a JavaScript user may pass
    expect(() => parseCsv(new Uint8Array(3))).toThrow(
      'parseCsv: text must be a string, but got a Uint8Array. Use readCsv for files, streams and URLs.',
    );
  });
});

describe('options', () => {
  it.each([
    [{ delimeter: ';' }, 'parseCsv: there is no option "delimeter". Did you mean "delimiter"?'],
    [
      { delimiter: '' },
      'parseCsv: delimiter must be text without quotes and line breaks, but got "".',
    ],
    [
      { quoteChar: 'ab' },
      'parseCsv: quoteChar must be one character that is no letter, digit or space, or null, but got "ab". Pass what fields are quoted with, or null where quotes mean nothing.',
    ],
    [{ comment: '' }, 'parseCsv: comment must be text without quotes and line breaks, or null'],
    [
      { decimal: '5' },
      'parseCsv: decimal must be one character that is no letter, digit, sign, quote or space, but got "5".',
    ],
    [{ decimal: null }, 'parseCsv: decimal must be one character'],
    [{ thousands: '-' }, 'parseCsv: thousands must be one character'],
    [
      { decimal: ',', thousands: ',' },
      'parseCsv: decimal "," and thousands "," cannot be told apart. Pass different characters.',
    ],
    [{ delimiter: '::', quoteChar: ':' }, 'delimiter "::" and quoteChar ":" cannot be told apart.'],
    [{ delimiter: '#', comment: '#' }, 'delimiter "#" and comment "#" cannot be told apart.'],
    [{ header: 1 }, 'parseCsv: header must be true or false, but got 1.'],
    [{ missingValues: 'NA' }, 'parseCsv: missingValues must be an array of text, but got "NA".'],
    [{ types: { a: 'int' } }, 'parseCsv: types must be an object of column name to'],
    [
      { types: { b: 'text' } },
      'parseCsv: types has "b", but there is no such column. Did you mean "a"?',
    ],
    [
      { types: { toString: 'text' } },
      'parseCsv: types has "toString", but there is no such column.',
    ],
    [{ inferRows: 0 }, 'parseCsv: inferRows must be an integer >= 1, or Infinity, but got 0.'],
    [{ maxRows: 1.5 }, 'parseCsv: maxRows must be an integer >= 1, or Infinity, but got 1.5.'],
  ])('%j is refused', (options, message) => {
    expect(refusal('a\n1\n', options)).toContain(message);
  });

  it('that are undefined mean their default', () => {
    expect(records('a,b\n1,2\n', { delimiter: undefined, maxRows: undefined })).toHaveLength(1);
  });
});

it('keeps text as it is written, white space included', () => {
  expect(parseCsv('a,b\n x ,1\n').values('a')).toEqual([' x ']);
});

it('reads 50,000 rows as it reads five: numbers, categories and gaps', () => {
  const rows = Array.from(
    { length: 50_000 },
    (_, i) => `${i},${i % 7 === 0 ? '' : i / 8},g${i % 3}`,
  );
  const table = parseCsv(`id,value,group\n${rows.join('\n')}\n`);
  expect(table.rowCount).toBe(50_000);
  const values = table.values('value');
  expect(table.values('id').every((id, i) => id === i)).toBe(true);
  expect(values.every((value, i) => value === (i % 7 === 0 ? null : i / 8))).toBe(true);
  expect(table.column('group')).toMatchObject({ categories: ['g0', 'g1', 'g2'] });
});

it('reads a file wider than it is long', () => {
  const names = Array.from({ length: 20_000 }, (_, j) => `gene${j}`);
  const row = names.map((_, j) => j / 4).join(',');
  const table = parseCsv(`${names.join(',')}\n${row}\n${row}\n${row}\n`);
  expect([table.rowCount, table.columns.length]).toEqual([3, 20_000]);
  expect(table.values('gene19999')).toEqual([4999.75, 4999.75, 4999.75]);
});

it('finds a quote that is never closed in a long file without reading it over and over', () => {
  const text = `a,b\n"${'1,2\n'.repeat(500_000)}`;
  const start = cpuTime();
  expect(refusal(text)).toContain(
    'the row that starts on line 2 opens a quote that is never closed',
  );
  expect(cpuTime() - start).toBeLessThan(2000);
});
