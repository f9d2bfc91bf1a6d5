import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { anInteger, readOptions } from '../../hyperparameters.js';
import { type AsyncOptions, checkAsyncOptions, Slices } from '../../progress.js';
import { count, show } from '../../words.js';
import type { Table } from '../table.js';
import {
  type CsvOptions,
  type ReadCsvOptions,
  type ReadCsvSettings,
  resolveCsvOptions,
  resolveReadCsvOptions,
} from './csv-options.js';
import { CsvParser } from './csv-parser.js';
import {
  ChunkDecoder,
  type CsvSource,
  type OpenSource,
  openSource,
  piecesOf,
} from './csv-source.js';

export type { CsvOptions, ReadCsvOptions } from './csv-options.js';
export type { CsvSource } from './csv-source.js';

/** How much of a text in memory is handed to the parser at a time, in characters. */
const SLICE = 32_768;

/**
 * CSV text as a table of typed columns.
 *
 * Rows end with LF, CRLF or CR, also mixed; fields may be quoted with `"`, a quote inside being written twice.
 * Names of columns lose white space around them; one that comes again gets a number (`price_2`), an
 * empty one becomes `c` and its position, both with a warning. Blank lines are skipped, except between
 * the values of a single column, where they are missing values. Text keeps white space around it,
 * numbers may have it. Numbers are decimal: `-1.5e3` is one, `0x1F` and `Infinity` are text, and so is
 * `1.000,5` without the options `decimal` and `thousands`. A column of whole numbers beyond 2^53 whose
 * digits a number cannot hold stays text, with a warning, and so do codes that would become one number
 * (`5743e5`, `57430e4`); zeros at the start of numbers are lost, with a warning. A column in `types` is
 * read as asked.
 *
 * Cost: linear in the text, whatever it holds, and within twice the time papaparse needs to cut it into
 * fields; memory for the columns, and for the text of the first `inferRows` rows.
 *
 * @param text - the whole text
 * @throws InvalidInputError, with the line where it has one, for a row of another length than the
 *   header, a value that is not of its column's type, a quote that is not closed, binary data, a
 *   web page, more than `maxRows` rows or `maxColumns` columns, or no row at all
 * @throws InvalidParameterError for an unknown option or a value it does not take
 *
 * @example
 * const table = parseCsv('size,colour\n3.5,red\n,blue\n')
 * table.toRecords() // [{ size: 3.5, colour: 'red' }, { size: null, colour: 'blue' }]
 * parseCsv('price;note\n1.250,50;x\n', { decimal: ',', thousands: '.' }).values('price') // [1250.5]
 */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  const parser = new CsvParser('parseCsv', resolveCsvOptions('parseCsv', options));
  if (typeof text !== 'string') {
    throw new InvalidInputError(
      `parseCsv: text must be a string, but got ${show(text)}. Use readCsv for files, streams and URLs.`,
    );
  }
  for (let at = 0, end = SLICE; at < text.length; at = end, end += SLICE) {
    parser.push(text.slice(at, end), Math.min(1, end / text.length));
  }
  return parser.finish();
}

/**
 * CSV from a URL, `Blob`, `File` or stream as a table of typed columns; see `parseCsv` for what is read
 * and how. The source is read in chunks: only the columns, a chunk and the text of the first
 * `inferRows` rows are in memory. Progress is in bytes; its `total` is `Infinity` as long as the size
 * is not known.
 *
 * @param source - a `URL` to fetch, a `Blob` or `File`, a stream of the web, or anything that can be
 *   read with `for await`, a Node stream for example; chunks are bytes or text
 * @throws InvalidInputError as `parseCsv` does, and for a source that cannot be read, bytes that are not
 *   of the encoding, or more than `maxBytes` of them
 * @throws InvalidParameterError for an unknown option or a value it does not take
 * @throws the signal's reason when it aborts
 *
 * @example
 * const table = await readCsv(new Blob(['size,colour\n3.5,red\n']))
 * table.columnNames // ['size', 'colour']
 */
export async function readCsv(source: CsvSource, options: ReadCsvOptions = {}): Promise<Table> {
  const { onProgress, signal, ...rest } = readOptions(options, 'readCsv');
  const settings = resolveReadCsvOptions('readCsv', rest);
  checkAsyncOptions({ onProgress, signal }, 'readCsv');
  signal?.throwIfAborted();
  const opened = await openSource(source, 'readCsv', signal);
  return readTable(opened, 'readCsv', settings, { onProgress, signal });
}

/** What `csvParts` takes besides the source. */
export interface CsvPartsOptions extends ReadCsvOptions {
  /** How many rows a part has at least, but for the last one. Default 50 000. */
  rowsPerPart?: number;
}

/**
 * CSV as one table after the other, so that a file larger than memory can be learned from, watched or predicted. What is
 * read and how is as in `readCsv`; types are those of the first `inferRows` rows, or of `types`, in all parts. A
 * column without a value in them has no type until the first comes: say it in `types`.
 *
 * @param source - as of `readCsv`; a stream is read once: to begin anew, open it anew
 * @throws InvalidInputError and InvalidParameterError as `readCsv`, with the part that they are met in
 *
 * @example
 * for await (const part of csvParts(createReadStream('visits.csv'))) monitor.update(part)
 */
export async function* csvParts(
  source: CsvSource,
  options: CsvPartsOptions = {},
): AsyncGenerator<Table, void> {
  const where = 'csvParts';
  const { rowsPerPart = 50_000, onProgress, signal, ...rest } = readOptions(options, where);
  const settings = resolveReadCsvOptions(where, rest, ['rowsPerPart', 'onProgress', 'signal']);
  if (!anInteger({ min: 1 }).accepts(rowsPerPart)) {
    throw new InvalidParameterError(
      `${where}: rowsPerPart must be an integer >= 1, but got ${show(rowsPerPart)}. Pass how many rows a part has.`,
    );
  }
  checkAsyncOptions({ onProgress, signal }, where);
  signal?.throwIfAborted();
  const opened = await openSource(source, where, signal);
  yield* readTables(opened, where, settings, { onProgress, signal, rowsPerPart });
}

/** Read an open source to its end, and close it: `readCsv` and `readCsvFile` from here on. */
export async function readTable(
  opened: OpenSource,
  where: string,
  settings: ReadCsvSettings,
  options: AsyncOptions,
): Promise<Table> {
  const tables: Table[] = [];
  const all = { ...options, rowsPerPart: Infinity };
  for await (const table of readTables(opened, where, settings, all)) tables.push(table);
  return tables[0];
}

/** Read an open source to its end, and close it: a table as soon as there are rows enough, and of the rest. */
async function* readTables(
  { chunks, total = Infinity }: OpenSource,
  where: string,
  settings: ReadCsvSettings,
  { onProgress, signal, rowsPerPart }: AsyncOptions & { readonly rowsPerPart: number },
): AsyncGenerator<Table, void> {
  const parser = new CsvParser(where, settings);
  const abort = watchAbort(signal);
  const slices = new Slices(signal);
  let done = 0;
  let taken = 0;
  let given = 0;
  try {
    const decoder = new ChunkDecoder(where, settings.encoding, parser);
    for (;;) {
      const step = await abort.race(chunks.next());
      if (step.done) break;
      done += step.value.length;
      if (done > settings.maxBytes) {
        throw new InvalidInputError(
          `${where}: there are more than ${count(settings.maxBytes, 'byte')}. Raise maxBytes, or cut the data.`,
        );
      }
      for (const piece of piecesOf(step.value)) {
        taken += piece.length;
        const share = rowsPerPart < Infinity ? 0 : Math.min(1, taken / total);
        await slices.run(parser.pushInSteps(decoder.decode(piece), share));
        if (parser.typedRows < rowsPerPart) continue;
        given++;
        yield await slices.run(parser.takePart());
      }
      onProgress?.({ done, total: Math.max(done, total), unit: 'byte' });
    }
    await slices.run(parser.pushInSteps(decoder.end()));
    const rest = await slices.run(parser.finishInSteps());
    if (done !== total) onProgress?.({ done, total: done, unit: 'byte' });
    if (rest.rowCount > 0 || given === 0) yield rest;
  } finally {
    abort.close();
    slices.close();
    // Not awaited: a stream that hangs must not keep its reader from an error or an abort.
    chunks.return?.()?.catch(() => {});
  }
}

/** Lets a signal win against a read that takes long. */
function watchAbort(signal: AbortSignal | undefined) {
  if (signal === undefined) return { race: <T>(work: Promise<T>) => work, close: () => {} };
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  aborted.catch(() => {}); // an abort while nothing is awaited is thrown after the chunk
  return {
    race: <T>(work: Promise<T>) => Promise.race([work, aborted]),
    close: () => signal.removeEventListener('abort', onAbort),
  };
}
