import { describe, expect, it } from 'vitest';
import { type CsvOptions, parseCsv, readCsv } from '../../../src/data/csv/csv.js';

const records = (text: string, options: CsvOptions = {}) => parseCsv(text, options).toRecords();

describe('a delimiter that ties with another', () => {
  it.each([
    ['Name, Vorname;Alter\nMüller, Hans;30\nMeier, Eva;25\n', ['Name, Vorname', 'Alter']],
    ['Name, Vorname, Titel;Alter\nA, B, C;30\nD, E, F;25\n', ['Name, Vorname, Titel', 'Alter']],
    ['age|name; first\n1|a; b\n2|c; d\n', ['age', 'name; first']],
    ['a, b;c\n1, 2;3\n', ['a, b', 'c']],
  ])('is told by the white space behind it: %j', (text, names) => {
    expect(parseCsv(text).columnNames).toEqual(names);
  });

  it.each([
    ['a, b, c\n1, 2, 3\n', ['a', 'b', 'c']],
    ['a | b\n1 | 2\n', ['a', 'b']],
    ['a;b,c\n1;2,3\n', ['a;b', 'c']],
    ['a ; b, c\n1 ; 2, 3\n', ['a', 'b, c']],
  ])('may have white space around it: %j', (text, names) => {
    expect(parseCsv(text).columnNames).toEqual(names);
  });

  it('is not the decimal comma', () => {
    expect(records('1,5; 2,5\n3,5; 4,5\n', { decimal: ',', header: false })).toEqual([
      { c0: 1.5, c1: 2.5 },
      { c0: 3.5, c1: 4.5 },
    ]);
  });
});

describe('the line sep=', () => {
  const expected = [{ 'a,b': 1, 'c,d': 'x,y' }];

  it.each(['sep=;\n', 'sep=;\r\n', 'SEP=;\r', '"sep=;"\r\n', '\ufeffsep=;\r\n'])(
    'names the delimiter: %j',
    (line) => {
      expect(records(`${line}a,b;c,d\n1;x,y\n`)).toEqual(expected);
    },
  );

  it('may name any character', () => {
    expect(records('sep=\t\na\tb\n1\t2\n')).toEqual([{ a: 1, b: 2 }]);
    expect(records('sep=~\r\na~b\r\n1~2\r\n')).toEqual([{ a: 1, b: 2 }]);
  });

  it('is no row where the delimiter is given', () => {
    expect(records('sep=,\na;b\n1;2\n', { delimiter: ';' })).toEqual([{ a: 1, b: 2 }]);
  });

  it('counts as a line in messages', () => {
    expect(() => parseCsv('sep=;\na;b\n1;2;3\n')).toThrow('line 3 has 3 fields');
  });

  it('is read in any chunks', async () => {
    for (let length = 1; length < 12; length++) {
      const text = 'sep=;\r\na,b;c,d\r\n1;x,y\r\n';
      async function* chunks() {
        for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
      }
      expect((await readCsv(chunks())).toRecords()).toEqual(expected);
    }
  });

  it.each(['sep=;;\n1\n', 'sep;=\n1\n', 'sep="\n1\n', ' sep=;\n1\n'])(
    'is a header when it is written otherwise: %j',
    (text) => {
      expect(parseCsv(text, { delimiter: '|', quoteChar: null }).columnNames).toEqual([
        text.split('\n')[0].trim(),
      ]);
    },
  );
});

describe('a web page', () => {
  it.each([
    '<!DOCTYPE html>\n<html><head>',
    '\ufeff\n  <!doctype HTML PUBLIC "x">\n<html>',
    '<html lang="de">\n',
    '<!-- saved -->\n<html>\n',
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">\n',
  ])('is refused: %j', async (text) => {
    const words = 'this looks like a web page (HTML), not CSV: it starts with "<';
    expect(() => parseCsv(text)).toThrow(`parseCsv: ${words}`);
    expect(() => parseCsv(text, { delimiter: ';' })).toThrow(words);
    await expect(readCsv(new Blob([text]))).rejects.toThrow(`readCsv: ${words}`);
  });

  it('is not text that holds marks', () => {
    expect(parseCsv('<a>,b\n1,2\n').columnNames).toEqual(['<a>', 'b']);
    expect(parseCsv('page\n<html>\n').values('page')).toEqual(['<html>']);
    expect(parseCsv('<htmlish>\n1\n').columnNames).toEqual(['<htmlish>']);
  });
});
