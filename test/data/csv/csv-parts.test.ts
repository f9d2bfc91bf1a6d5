import { describe, expect, it } from 'vitest';
import { type CsvPartsOptions, csvParts, parseCsv } from '../../../src/data/csv/csv.js';
import type { Table } from '../../../src/data/table.js';
import { concatTables } from '../../../src/data/tables/concat-tables.js';

const row = (i: number) =>
  `${i},${i % 7 === 0 ? '' : i / 8},${['red', 'green', '', '"a, b"'][i % 4]},${i % 3 === 0},${i > 15_000 ? i : ''}`;
const text = `id,size,colour,open,late\n${Array.from({ length: 20_000 }, (_, i) => row(i)).join('\n')}\n`;

async function partsOf(source: string, options?: CsvPartsOptions): Promise<Table[]> {
  const parts: Table[] = [];
  for await (const part of csvParts(new Blob([source]), options)) parts.push(part);
  return parts;
}

describe('the parts of a CSV', () => {
  it('are the rows of the whole, in order, with the same types', async () => {
    const parts = await partsOf(text, { rowsPerPart: 3000, types: { late: 'number' } });
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts.slice(0, -1)) expect(part.rowCount).toBeGreaterThanOrEqual(3000);
    const whole = parseCsv(text, { types: { late: 'number' } });
    for (const part of parts) {
      expect(part.columns.map(({ type }) => type)).toEqual(whole.columns.map(({ type }) => type));
    }
    expect(concatTables(parts).toRecords()).toEqual(whole.toRecords());
  });

  it('is one where there are no more rows than a part has, and never an empty one', async () => {
    expect((await partsOf(text)).map(({ rowCount }) => rowCount)).toEqual([20_000]);
    const all = await partsOf(text, { rowsPerPart: 1 });
    expect(all.every(({ rowCount }) => rowCount > 0)).toBe(true);
  });

  it('take a column without values in the first rows as missing until the first comes', async () => {
    const parts = await partsOf(text.replaceAll(/,(\d+)\n/g, ',n$1\n'), { rowsPerPart: 3000 });
    expect(parts[0].values('late')[0]).toBe(null);
    expect(parts.at(-1)?.values('late').at(-1)).toBe('n19999');
  });

  it('close the source when they are left, and end with the signal', async () => {
    let isClosed = false;
    async function* pieces(): AsyncGenerator<string> {
      try {
        yield text;
        for (let i = 20_000; ; i++) yield `${row(i)}\n`.repeat(1000);
      } finally {
        isClosed = true;
      }
    }
    for await (const part of csvParts(pieces(), { rowsPerPart: 10 })) {
      expect(part.rowCount).toBeGreaterThanOrEqual(10);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve));
    expect(isClosed).toBe(true);
    const abort = new AbortController();
    const reading = csvParts(pieces(), { rowsPerPart: 10, signal: abort.signal });
    await reading.next();
    abort.abort(new Error('enough'));
    await expect(reading.next()).rejects.toThrow('enough');
  });

  it('do not depend on where chunks end: in a quoted line break, in CRLF, in the mark of the byte order', async () => {
    const lines = '\ufeffid,note\r\n1,"x\r\n""y"""\r\n2,\r\n,z\r\n4,w';
    const bytes = new TextEncoder().encode(lines);
    const whole = parseCsv(lines).toRecords();
    expect(whole).toHaveLength(4);
    for (let size = 1; size < bytes.length; size++) {
      async function* chunks() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const records: unknown[] = [];
      const options = { rowsPerPart: 1, inferRows: 1 };
      for await (const part of csvParts(chunks(), options)) records.push(...part.toRecords());
      expect(records).toEqual(whole);
    }
  });

  it('say what is wrong', async () => {
    await expect(partsOf(text, { rowsPerPrat: 3 } as never)).rejects.toThrow(
      'csvParts: there is no option "rowsPerPrat". Did you mean "rowsPerPart"?',
    );
    await expect(partsOf('')).rejects.toThrow(
      'csvParts: there is nothing but blank text. Pass a header and at least one row.',
    );
    const changed = partsOf(`${text}20000,1,red,perhaps,1\n`, { rowsPerPart: 3000 });
    await expect(changed).rejects.toThrow(
      'csvParts: line 20002 has "perhaps" in column "open", which is a boolean column by its first values. Pass types: { "open": "text" }',
    );
    await expect(partsOf(text, { rowsPerPart: 0 })).rejects.toThrow(
      'csvParts: rowsPerPart must be an integer >= 1, but got 0. Pass how many rows a part has.',
    );
    await expect(partsOf(text, { signal: 3 as never })).rejects.toThrow(
      'csvParts: signal must be an AbortSignal, but got 3.',
    );
    await expect(partsOf('a,b\n')).rejects.toThrow(
      'csvParts: there is a header of 2 columns, but no row.',
    );
    const wrong = partsOf(`${text}x,1,red,true,1\n`, { rowsPerPart: 3000 });
    await expect(wrong).rejects.toThrow(
      'csvParts: line 20002 has "x" in column "id", which is a number column',
    );
  });
});
