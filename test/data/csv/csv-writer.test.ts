import { expect, it } from 'vitest';
import { parseCsv } from '../../../src/data/csv/csv.js';
import { toCsv } from '../../../src/data/csv/csv-writer.js';
import { Table } from '../../../src/data/table.js';
import { loadPenguins } from '../../../src/datasets/load-penguins.js';

const table = Table.fromColumns({
  size: [3.5, null, 1e-7],
  'a "name", quoted': ['red, blue', 'two\nlines', null],
  sold: [true, null, false],
});

it('writes names, numbers, quoted text, booleans and gaps', () => {
  expect(toCsv(table)).toBe(
    'size,"a ""name"", quoted",sold\n3.5,"red, blue",true\n,"two\nlines",\n1e-7,,false\n',
  );
});

it('writes as it is told', () => {
  const options = { delimiter: ';', header: false, newline: '\r\n', missingValue: 'NA' } as const;
  expect(toCsv(table, options)).toBe(
    '3.5;red, blue;true\r\nNA;"two\nlines";NA\r\n1e-7;NA;false\r\n',
  );
});

it('writes what is read back as it was', () => {
  for (const given of [table, loadPenguins().table]) {
    for (const delimiter of [',', ';', '\t']) {
      const read = parseCsv(toCsv(given, { delimiter }));
      expect(read.columns.map(({ type }) => type)).toEqual(given.columns.map(({ type }) => type));
      expect(read.toRecords()).toEqual(given.toRecords());
    }
  }
});

it('writes a header alone, or nothing', () => {
  const empty = Table.fromColumns({ a: [], b: [] });
  expect(toCsv(empty)).toBe('a,b\n');
  expect(toCsv(empty, { header: false })).toBe('');
});

it('refuses options by name', () => {
  expect(() => toCsv(table, { delimiter: '"' })).toThrow(
    'toCsv: delimiter must be text without quotes and line breaks, but got "\\"".',
  );
  // @ts-expect-error: what a JavaScript user may pass
  expect(() => toCsv(table, { sep: ';' })).toThrow('toCsv: there is no option "sep".');
});
