import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, type ReadCsvOptions, readCsv } from '../../src/data/csv.js';
import { resolveCsvOptions } from '../../src/data/csv-options.js';
import { CsvParser } from '../../src/data/csv-parser.js';
import type { Progress } from '../../src/progress.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** The bytes in chunks of this length, and whether reading was closed. */
function chunked(data: Uint8Array, length: number) {
  const state = { closed: false };
  async function* read() {
    try {
      for (let at = 0; at < data.length; at += length) yield data.slice(at, at + length);
    } finally {
      state.closed = true;
    }
  }
  return { source: read(), state };
}

const outcome = async (work: () => unknown) => {
  try {
    return await work();
  } catch (error) {
    return (error as Error).message.replace(/^\w+/, 'reading');
  }
};

const TEXT = 'größe,farbe\r\n3.5,"rot, hell"\r\n,blau\r\n7,😀\r\n';
const RECORDS = parseCsv(TEXT).toRecords();

describe('readCsv reads', () => {
  it.each([
    ['a Blob', () => new Blob([TEXT])],
    ['a File', () => new File([TEXT], 'data.csv')],
    ['a stream of the web', () => new Blob([TEXT]).stream()],
    [
      'a stream of text',
      () =>
        new Blob([TEXT])
          .stream()
          .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>),
    ],
    ['a Node stream of bytes', () => Readable.from([Buffer.from(TEXT)])],
    ['a Node stream of text', () => Readable.from([TEXT.slice(0, 9), TEXT.slice(9)])],
  ])('%s', async (_, source) => {
    expect((await readCsv(source())).toRecords()).toEqual(RECORDS);
  });

  it('a URL', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/data.csv' ? 200 : 404;
      response.end(TEXT);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = (path: string) => new URL(`http://127.0.0.1:${port}${path}`);
    const reports: Progress[] = [];
    const table = await readCsv(url('/data.csv'), { onProgress: (p) => reports.push(p) });
    expect(table.toRecords()).toEqual(RECORDS);
    const size = bytes(TEXT).length;
    expect(reports.at(-1)).toEqual({ done: size, total: size, unit: 'byte' });
    await expect(readCsv(url('/other.csv'))).rejects.toThrow(
      `readCsv: http://127.0.0.1:${port}/other.csv answered with status 404. Check the address.`,
    );
    await new Promise((resolve) => server.close(resolve));
    await expect(readCsv(url('/data.csv'))).rejects.toThrow(/data\.csv cannot be fetched\. Check/);
  });

  it('text that is cut anywhere, even within a character', async () => {
    for (let length = 1; length < 12; length++) {
      const { source } = chunked(bytes(`\ufeff${TEXT}`), length);
      expect((await readCsv(source)).toRecords()).toEqual(RECORDS);
    }
  });

  it('UTF-16 by its byte order mark, and other encodings by their name', async () => {
    const marked = `\ufeff${TEXT}`;
    const utf16 = Uint16Array.from({ length: marked.length }, (_, i) => marked.charCodeAt(i));
    expect((await readCsv(new Blob([utf16]))).toRecords()).toEqual(RECORDS);
    const latin = Uint8Array.from('größe\n1\n', (c) => c.charCodeAt(0));
    const table = await readCsv(new Blob([latin]), { encoding: 'windows-1252' });
    expect(table.columnNames).toEqual(['größe']);
  });
});

it('gives the same table, or the same error, however the text is cut', async () => {
  const cell = fc.constantFrom(
    ...['1', '2.5', 'x', 'true', '', 'NA', '"q,""r"""', '"two\nlines"', '"', 'a"b'],
  );
  const pair = fc.tuple(cell, cell).map((row) => row.join(','));
  const oddity = fc.constantFrom('', ' ', '1', '1,2,3', '"a"b,1');
  const lines = fc.oneof(
    fc
      .array(fc.oneof({ arbitrary: pair, weight: 12 }, { arbitrary: oddity, weight: 1 }))
      .map((rows) => ['a,b', ...rows]),
    fc.array(fc.oneof(cell, fc.constant(''))).map((rows) => ['a', ...rows]),
  );
  const text = fc
    .tuple(lines, fc.constantFrom('\n', '\r\n'))
    .map(([rows, newline]) => rows.join(newline));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 30 }), async (csv, batch) => {
      const options = { inferRows: 3, delimiter: ',' };
      const whole = await outcome(() => parseCsv(csv, options).toRecords());
      const cut = await outcome(() => {
        const parser = new CsvParser('readCsv', resolveCsvOptions('readCsv', options), batch);
        for (let at = 0; at < csv.length; at += batch) parser.push(csv.slice(at, at + batch));
        return parser.finish().toRecords();
      });
      expect(cut).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

it('gives the same table and the same errors when the text spans many batches', async () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, i) => `${i},"text number ${i % 9}\n",${i < 15_000 ? '' : i}`,
  );
  const read = async (lines: string[], length: number, options: ReadCsvOptions = {}) => {
    const { source } = chunked(bytes(`a,b,c\n${lines.join('\n')}\n`), length);
    return outcome(async () => (await readCsv(source, options)).toRecords());
  };
  const whole = parseCsv(`a,b,c\n${rows.join('\n')}\n`).toRecords();
  for (const length of [10_007, 262_144, 1e7]) {
    expect(await read(rows, length)).toEqual(whole);
    const wrong = [...rows];
    wrong[29_000] = '1,2,x';
    expect(await read(wrong, length)).toContain('line 58002 has "x" in column "c"');
    wrong[25_000] = '1,2';
    expect(await read(wrong, length)).toContain('line 50002 has 2 fields, but the header has 3');
    expect(await read(wrong, length, { maxRows: 24_999 })).toContain('more than 24999 rows');
  }
});

describe('readCsv refuses', () => {
  it.each([
    [
      'a path',
      'data.csv',
      'readCsv: "data.csv" is no source. Use parseCsv for text, new URL(…) for an address, readCsvFile for a path.',
    ],
    ['a number', 7, 'readCsv: 7 is no source. Pass a URL, a Blob or File, or a stream of bytes.'],
    ['null', null, 'readCsv: null is no source.'],
    [
      'the URL of a file',
      new URL('file:///data.csv'),
      'readCsv: file:///data.csv is a local file. Read it with readCsvFile of fitpredict/node.',
    ],
  ])('%s', async (_, source, message) => {
    // @ts-expect-error: what a JavaScript user may pass
    await expect(readCsv(source)).rejects.toThrow(message);
  });

  it('chunks that are neither bytes nor text', async () => {
    await expect(readCsv(Readable.from([[1, 2], [3]]))).rejects.toThrow(
      'readCsv: the source gave [1, 2] as a chunk. Give chunks of bytes (Uint8Array) or text.',
    );
  });

  it('bytes that are not of the encoding, with their line', async () => {
    const latin = Uint8Array.from('a,b\n1,x\n2,gro\u00df\n', (c) => c.charCodeAt(0));
    await expect(readCsv(new Blob([latin]))).rejects.toThrow(
      'readCsv: the bytes near line 3 are not UTF-8 text. Pass the encoding of the file, encoding: "windows-1252" say; unpack an archive and export a spreadsheet as CSV first.',
    );
    await expect(readCsv(new Blob([bytes('a\nß').slice(0, -1)]))).rejects.toThrow('near line 2');
  });

  it('binary data', async () => {
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0x14, 0, 6, 0, 8, 0]);
    await expect(readCsv(new Blob([zip]))).rejects.toThrow('line 1 holds a NUL character');
  });

  it('an unknown encoding or option before it reads', async () => {
    const { source, state } = chunked(bytes(TEXT), 5);
    await expect(readCsv(source, { encoding: 'utf-9' })).rejects.toThrow(
      'readCsv: encoding must be one that TextDecoder knows, but got "utf-9".',
    );
    // @ts-expect-error: what a JavaScript user may pass
    await expect(readCsv(source, { maxByte: 3 })).rejects.toThrow('Did you mean "maxBytes"?');
    expect(state.closed).toBe(false);
  });

  it('more than maxBytes, and closes the source', async () => {
    const { source, state } = chunked(bytes(TEXT), 5);
    await expect(readCsv(source, { maxBytes: 12 })).rejects.toThrow(
      'readCsv: there are more than 12 bytes. Raise maxBytes, or cut the data.',
    );
    await new Promise((resolve) => setTimeout(resolve));
    expect(state.closed).toBe(true);
  });
});

describe('a reading', () => {
  it('reports bytes, the last time all of them', async () => {
    const seen: Progress[] = [];
    const data = bytes(TEXT);
    const { source } = chunked(data, 10);
    await readCsv(source, { onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toEqual({ done: 10, total: Infinity, unit: 'byte' });
    expect(seen.at(-1)).toEqual({ done: data.length, total: data.length, unit: 'byte' });
    expect(seen.map(({ done }) => done)).toEqual(
      [...seen.map(({ done }) => done)].sort((a, b) => a - b),
    );
    const known: Progress[] = [];
    await readCsv(new Blob([data]), { onProgress: (progress) => known.push(progress) });
    expect(known).toEqual([{ done: data.length, total: data.length, unit: 'byte' }]);
  });

  it('stops when its signal aborts, with the reason, and closes the source', async () => {
    const abort = new AbortController();
    const { source, state } = chunked(bytes(TEXT), 5);
    const reading = readCsv(source, {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(reading).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve));
    expect(state.closed).toBe(true);
    await expect(readCsv(new Blob([TEXT]), { signal: abort.signal })).rejects.toThrow('enough');
  });

  it('stops while it waits for a stream that hangs', async () => {
    let cancelled: unknown;
    const hanging = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: () => {
        cancelled = true;
      },
    });
    const signal = AbortSignal.timeout(20);
    await expect(readCsv(hanging, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(cancelled).toBe(true);
  });

  it('passes on what the source and onProgress throw', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('cable cut')),
    });
    await expect(readCsv(broken)).rejects.toThrow('cable cut');
    const onProgress = () => {
      throw new Error('no more');
    };
    await expect(readCsv(new Blob([TEXT]), { onProgress })).rejects.toThrow('no more');
  });
});
