import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, type ReadCsvOptions, readCsv } from '../../../src/data/csv/csv.js';
import { resolveCsvOptions } from '../../../src/data/csv/csv-options.js';
import { CsvParser } from '../../../src/data/csv/csv-parser.js';
import type { Progress } from '../../../src/progress.js';

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
});

describe('encodings', () => {
  const text = 'größe,farbe\r\n3.5,"rot, hell"\r\n7,😀 €\r\n';
  const expected = parseCsv(text).toRecords();
  const utf16 = (marked: string, littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(2 * marked.length));
    for (let i = 0; i < marked.length; i++)
      view.setUint16(2 * i, marked.charCodeAt(i), littleEndian);
    return new Uint8Array(view.buffer);
  };

  it.each([
    ['UTF-8', bytes(text), undefined],
    ['UTF-8 with its mark', bytes(`\ufeff${text}`), undefined],
    ['UTF-8 with its mark, by name', bytes(`\ufeff${text}`), 'utf-8'],
    ['UTF-16 LE with its mark', utf16(`\ufeff${text}`, true), undefined],
    ['UTF-16 BE with its mark', utf16(`\ufeff${text}`, false), undefined],
    ['UTF-16 LE by name', utf16(text, true), 'utf-16le'],
    ['UTF-16 BE by name', utf16(text, false), 'utf-16be'],
    ['UTF-16 LE with its mark, by name', utf16(`\ufeff${text}`, true), 'utf-16'],
  ])('%s is read, cut anywhere, within characters and the mark', async (_, data, encoding) => {
    for (let length = 1; length < 9; length++) {
      const { source } = chunked(data, length);
      expect((await readCsv(source, { encoding })).toRecords()).toEqual(expected);
    }
  });

  it('are not guessed from empty chunks', async () => {
    const data = utf16(`\ufeff${text}`, true);
    const chunks = [data.slice(0, 0), data.slice(0, 1), data.slice(0, 0), data.slice(1)];
    expect((await readCsv(Readable.from(chunks))).toRecords()).toEqual(expected);
    await expect(readCsv(Readable.from([data.slice(0, 0)]))).rejects.toThrow('blank text');
  });

  it('Latin-1 and its kin are read by name', async () => {
    const data = Uint8Array.of(...bytes('n,p\n'), 0xe9, 0xdf, ...bytes(',5'), 0x80, 10);
    for (const encoding of ['latin1', 'iso-8859-1', 'windows-1252']) {
      const table = await readCsv(new Blob([data]), { encoding });
      expect(table.toRecords()).toEqual([{ n: 'éß', p: '5€' }]);
    }
    const cyrillic = await readCsv(new Blob([data]), { encoding: 'windows-1251' });
    expect(cyrillic.values('n')).toEqual(['йЯ']);
  });

  it('of a file that starts with a single byte are UTF-8', async () => {
    const options = { header: false };
    expect((await readCsv(new Blob(['7']), options)).values('c0')).toEqual([7]);
    await expect(readCsv(new Blob([Uint8Array.of(0xff)]), options)).rejects.toThrow(
      'the bytes near line 1 are not UTF-8 text',
    );
  });

  it.each([
    ['UTF-8 that ends within a character', bytes('a\nß').slice(0, -1), undefined, 'UTF-8'],
    ['half a character of UTF-16', utf16('\ufeffa\nb\n', true).slice(0, -1), undefined, 'UTF-16LE'],
    ['half a surrogate pair', utf16('\ufeffa\n😀', false).slice(0, -2), undefined, 'UTF-16BE'],
    ['UTF-16 that is called UTF-8', utf16('\ufeffa\nb\n', true), 'utf-8', 'UTF-8'],
    ['Latin-1 that is called UTF-8', Uint8Array.of(97, 10, 0xe9, 10), 'utf-8', 'UTF-8'],
  ])('refuse %s', async (_, data, encoding, name) => {
    for (const length of [1, 3, 100]) {
      const { source } = chunked(data, length);
      await expect(readCsv(source, { encoding })).rejects.toThrow(`are not ${name} text`);
    }
  });

  it('without a mark are told from UTF-8 by their NUL characters', async () => {
    await expect(readCsv(new Blob([utf16(text, true).slice(0, 2)]))).rejects.toThrow(
      "read UTF-16 with encoding: 'utf-16le'",
    );
  });
});

describe('a large stream', () => {
  const ROWS = 1_000_000;
  const BLOCK = 10_000;

  /** Rows `i,i/4,a or b`, a block of bytes at a time. */
  async function* rowsOf(total: number) {
    yield bytes('i,q,g\n');
    for (let start = 0; start < total; start += BLOCK) {
      let block = '';
      for (let i = start; i < start + BLOCK; i++) block += `${i},${i / 4},${i % 2 ? 'a' : 'b'}\n`;
      yield bytes(block);
    }
  }

  it('of a million rows is read with progress', async () => {
    let reports = 0;
    let last = 0;
    const onProgress = ({ done }: Progress) => {
      expect(done).toBeGreaterThanOrEqual(last);
      last = done;
      reports++;
    };
    const table = await readCsv(rowsOf(ROWS), { onProgress });
    expect(table.rowCount).toBe(ROWS);
    expect(reports).toBe(ROWS / BLOCK + 2); // header, blocks, and the size once it is known
    const [i, q, g] = table.columns;
    expect(i.type === 'number' && i.data.every((value, at) => value === at)).toBe(true);
    expect(q.type === 'number' && q.data.every((value, at) => value === at / 4)).toBe(true);
    expect(g.type === 'text' && g.codes.every((code, at) => code === at % 2)).toBe(true);
  });

  it('stops in the middle when its signal aborts', async () => {
    const abort = new AbortController();
    let reports = 0;
    const onProgress = () => {
      if (++reports === 20) abort.abort(new Error('enough'));
    };
    await expect(readCsv(rowsOf(ROWS), { onProgress, signal: abort.signal })).rejects.toThrow(
      'enough',
    );
    expect(reports).toBe(20);
  });

  it('of 10 000 columns is read in chunks', async () => {
    const names = Array.from({ length: 10_000 }, (_, j) => `g${j}`);
    const lines = [0, 1, 2].map((i) => names.map((_, j) => (i + j) / 8).join(';'));
    const { source } = chunked(bytes(`${[names.join(';'), ...lines].join('\r\n')}\r\n`), 4096);
    const table = await readCsv(source);
    expect([table.rowCount, table.columnNames]).toEqual([3, names]);
    expect(table.values('g9999')).toEqual([1249.875, 1250, 1250.125]);
  });
});

it('gives the same table, or the same error, however the text is cut', async () => {
  const cell = fc.constantFrom(
    ...['1', '2.5', 'x', 'true', '', 'NA', '"q,""r"""', '"two\nlines"', '"', 'a"b'],
  );
  const pair = fc.tuple(cell, cell).map((row) => row.join(','));
  const oddity = fc.constantFrom('', ' ', '1', '1,2,3', '"a"b,1', '1,"x', 'NA,"');
  const lines = fc.oneof(
    fc
      .array(fc.oneof({ arbitrary: pair, weight: 12 }, { arbitrary: oddity, weight: 1 }))
      .map((rows) => ['a,b', ...rows]),
    fc.array(fc.oneof(cell, fc.constant(''))).map((rows) => ['a', ...rows]),
  );
  const text = fc
    .tuple(lines, fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 3 }))
    .map(([rows, ends]) => rows.map((row, i) => row + ends[i % ends.length]).join(''));
  const comment = fc.constantFrom(null, '1', '2.5', 'NA');
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 30 }), comment, async (csv, batch, mark) => {
      const options = { inferRows: 3, delimiter: ',', comment: mark };
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
