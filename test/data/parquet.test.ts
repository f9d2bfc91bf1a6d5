import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { asyncBufferFromFile } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { FitPredictError } from '../../src/errors.js';
import { setMemoryLimit, type Table } from '../../src/index.js';
import { parquetParts, readParquet } from '../../src/parquet.js';

/* houses.parquet was written by pyarrow 26.0.1: 25 rows in groups of 10, packed by Snappy; see its README. */
const path = new URL('../fixtures/parquet/houses.parquet', import.meta.url);
const bytes = new Uint8Array(readFileSync(path));
const columns = ['id', 'price', 'rooms', 'city', 'sold', 'when', 'tax'];
const rows = Array.from({ length: 25 }, (_, i) => ({
  id: i,
  price: i % 7 === 3 ? null : i * 1.25,
  rooms: i % 5,
  city: i % 6 === 5 ? null : ['Oslo', 'Turku', 'Gdańsk'][i % 3],
  sold: i % 9 === 8 ? null : i % 2 === 0,
  when: new Date(Date.UTC(2024, 0, 1 + i)).toISOString(),
  tax: i / 4,
}));

describe('readParquet', () => {
  it('reads numbers, text, truths, times and decimals, with their gaps', async () => {
    const table = await readParquet(bytes, { columns });
    expect(table.toRecords()).toEqual(rows);
    expect(table.columns.map(({ type }) => type)).toEqual([
      'number',
      'number',
      'number',
      'text',
      'boolean',
      'text',
      'number',
    ]);
  });

  it.each([
    ['an ArrayBuffer', () => bytes.slice().buffer],
    ['a Blob', () => new Blob([bytes])],
    [
      'a view into more bytes',
      () => new Uint8Array([0, ...bytes, 9]).subarray(1, bytes.length + 1),
    ],
    ['a file of hyparquet', () => asyncBufferFromFile(path.pathname)],
  ])('reads %s', async (_, source) => {
    expect((await readParquet(await source(), { columns })).toRecords()).toEqual(rows);
  });

  it('reads an address by ranges, and whole where its server gives none', async () => {
    const asked: string[] = [];
    for (const partly of [true, false]) {
      const server = createServer(({ headers: { range = '' } }, response) => {
        asked.push(range);
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
        if (!partly) return void response.end(bytes);
        response.statusCode = 206;
        response.setHeader('content-range', `bytes ${from}-${to}/${bytes.length}`);
        response.end(bytes.subarray(Number(from), Number(to) + 1));
      });
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const table = await readParquet(new URL(`http://127.0.0.1:${port}/houses`), { columns });
      expect(table.toRecords()).toEqual(rows);
      server.close();
    }
    expect(asked.length).toBeGreaterThan(2);
  });

  it('reads the rows and columns that are asked for', async () => {
    const table = await readParquet(bytes, { columns: ['city', 'id'], rowStart: 8, rowEnd: 12 });
    expect(table.toRecords()).toEqual(rows.slice(8, 12).map(({ city, id }) => ({ city, id })));
    const none = await readParquet(bytes, { columns: ['id'], rowStart: 5, rowEnd: 5 });
    expect([none.rowCount, none.columns[0].type]).toEqual([0, 'number']);
  });

  it('reads what the types say: times as milliseconds, large whole numbers as text', async () => {
    const when = await readParquet(bytes, { columns: ['when'], types: { when: 'number' } });
    expect(when.numbers('when')[1]).toBe(Date.UTC(2024, 0, 2));
    const large = parquetWriteBuffer({
      columnData: [{ name: 'id', data: [2n ** 60n, 2n ** 60n + 1n], type: 'INT64' }],
    });
    await expect(readParquet(large)).rejects.toThrow(
      /more than a number holds exactly. Read the column as text/,
    );
    const text = await readParquet(large, { types: { id: 'text' } });
    expect(text.values('id')).toEqual([String(2n ** 60n), String(2n ** 60n + 1n)]);
  });

  it('gives back what was written, whatever the values', async () => {
    const cells = fc.record({
      number: fc.option(fc.double({ noNaN: true })),
      text: fc.option(fc.string()),
      truth: fc.option(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 40 }), async (records) => {
        const columnData = [
          { name: 'number', data: records.map((r) => r.number), type: 'DOUBLE' as const },
          { name: 'text', data: records.map((r) => r.text), type: 'STRING' as const },
          { name: 'truth', data: records.map((r) => r.truth), type: 'BOOLEAN' as const },
        ];
        const table = await readParquet(parquetWriteBuffer({ columnData }));
        expect(table.toRecords()).toEqual(records);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [{ columns: ['pric'] }, 'readParquet: the file has no column "pric". Did you mean "price"?'],
    [{ columns: 'id' as never }, 'readParquet: columns must be an array of names, but got "id".'],
    [
      {},
      'readParquet: column "tags" holds lists or records, which a table does not. Name the other columns: { columns: ["id", "price"',
    ],
    [
      { rowEnd: 26 },
      'readParquet: rowEnd must be an integer from 0 to 25, the rows of the file, but got 26.',
    ],
    [
      { columns: ['id'], types: { city: 'text' as const } },
      'readParquet: types names a column "city", which is not read.',
    ],
    [{ column: [] } as object, 'readParquet: there is no option "column". Did you mean "columns"?'],
  ])('refuses %j', async (options, message) => {
    await expect(readParquet(bytes, options)).rejects.toThrow(message);
  });

  it('refuses what is no source, and no Parquet', async () => {
    await expect(readParquet('houses.parquet' as never)).rejects.toThrow(
      /"houses.parquet" is no source/,
    );
    await expect(readParquet(new TextEncoder().encode('a,b\n1,2\n'))).rejects.toThrow(
      /readParquet: the file cannot be read as Parquet/,
    );
  });

  it('throws only errors of its own at damaged files', async () => {
    const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(places, async (changes) => {
        const damaged = bytes.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          await readParquet(damaged, { columns: ['id', 'price', 'city'] });
        } catch (error) {
          expect(error).toBeInstanceOf(FitPredictError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads no more than the memory limit allows', async () => {
    setMemoryLimit(1000);
    try {
      await expect(readParquet(bytes, { columns })).rejects.toThrow(
        /the memory limit is 1000 bytes/,
      );
    } finally {
      setMemoryLimit(null);
    }
  });

  it('stops on a signal', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(readParquet(bytes, { columns, signal: stopped })).rejects.toThrow('enough');
  });
});

describe('parquetParts', () => {
  it('gives one table for each group of rows', async () => {
    const parts: Table[] = [];
    for await (const part of parquetParts(bytes, { columns, rowStart: 5 })) parts.push(part);
    expect(parts.map(({ rowCount }) => rowCount)).toEqual([5, 10, 5]);
    expect(parts.flatMap((part) => part.toRecords())).toEqual(rows.slice(5));
  });
});
