import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { type CsvOptions, readCsv } from '../../../src/data/csv/csv.js';
import { resolveCsvOptions } from '../../../src/data/csv/csv-options.js';
import { CsvParser } from '../../../src/data/csv/csv-parser.js';
import { ChunkDecoder } from '../../../src/data/csv/csv-source.js';
import type { Cell, Column } from '../../../src/data/table.js';

/** What missing is written as; no text of the tables below is it. */
const MISSING = '∅';

const text = (unit: fc.Arbitrary<string>) => fc.string({ unit, maxLength: 8 });
const anyText = fc
  .oneof(
    text(fc.constantFrom(...'ab ,;\t|"\'\r\n#\\=é€')),
    text(fc.constantFrom('😀', '𝒳', 'ß', '\ufeff', '\u2028')),
  )
  // NUL is refused; white space around the marker would make it missing.
  .filter((value) => value.trim() !== MISSING);

const name = anyText.map((value) => value.trim()).filter((value) => value !== '');

const cellOf = {
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  boolean: fc.boolean(),
  text: anyText,
} satisfies Record<Column['type'], fc.Arbitrary<Cell>>;

const typeName = fc.constantFrom<Column['type']>('number', 'boolean', 'text');

/** Names, types and rows of a table of two to five columns. */
const tables = fc.uniqueArray(name, { minLength: 2, maxLength: 5 }).chain((names) =>
  fc.tuple(...names.map(() => typeName)).chain((types) =>
    fc.record({
      names: fc.constant(names),
      types: fc.constant(types),
      rows: fc.array(
        fc.tuple(...types.map((type) => fc.option(cellOf[type] as fc.Arbitrary<Cell>))),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  ),
);

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|', '::'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  quoteChar: fc.constantFrom('"', "'"),
  decimal: fc.constantFrom('.', ','),
  mark: fc.constantFrom('', '\ufeff'),
});

/** The table in these bytes, given in chunks of these lengths, over and over, and parsed `batch` characters at a time. */
function readCut(
  bytes: Uint8Array,
  lengths: readonly number[],
  batch: number,
  options: CsvOptions,
) {
  const parser = new CsvParser('readCsv', resolveCsvOptions('readCsv', options), batch);
  const decoder = new ChunkDecoder('readCsv', null, parser);
  for (let at = 0, k = 0; at < bytes.length; k++) {
    const end = at + lengths[k % lengths.length];
    parser.push(decoder.decode(bytes.slice(at, end)));
    at = end;
  }
  parser.push(decoder.end());
  return parser.finish();
}

it('reads any table that papaparse wrote as it was, wherever it is cut', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  const batches = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(
      tables,
      dialects,
      lengths,
      batches,
      ({ names, types, rows }, dialect, cuts, batch) => {
        const { delimiter, newline, quoteChar, decimal, mark } = dialect;
        const write = (cell: Cell) =>
          typeof cell === 'number' ? String(cell).replace('.', decimal) : (cell ?? MISSING);
        const csv = Papa.unparse([names, ...rows.map((row) => row.map(write))], {
          delimiter,
          newline,
          quoteChar,
          quotes: true, // papaparse overlooks that a field with another quote than " needs quotes
        });
        const table = readCut(new TextEncoder().encode(mark + csv), cuts, batch, {
          delimiter,
          quoteChar,
          decimal,
          missingValues: [MISSING],
          types: Object.fromEntries(names.map((column, j) => [column, types[j]])),
        });
        expect(table.columnNames).toEqual(names);
        expect(table.columns.map((column) => column.type)).toEqual(types);
        names.forEach((column, j) => {
          expect(table.values(column)).toEqual(rows.map((row) => row[j]));
        });
      },
    ),
    { numRuns: 500 },
  );
});

it('reads what papaparse quotes only where it must', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.constantFrom('\n', '\r\n'),
      async ({ names, types, rows }, newline) => {
        const cells = rows.map((row) => row.map((cell) => cell ?? MISSING));
        const csv = Papa.unparse([names, ...cells], { newline });
        const table = await readCsv(new Blob([csv]), {
          delimiter: ',',
          missingValues: [MISSING],
          types: Object.fromEntries(names.map((column, j) => [column, types[j]])),
        });
        expect(table.toRecords()).toEqual(
          rows.map((row) => Object.fromEntries(names.map((column, j) => [column, row[j]]))),
        );
      },
    ),
    { numRuns: 300 },
  );
});
