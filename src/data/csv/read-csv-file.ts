import { type FileHandle, open } from 'node:fs/promises';
import { InvalidInputError } from '../../errors.js';
import { readOptions } from '../../hyperparameters.js';
import { checkAsyncOptions } from '../../progress.js';
import { show } from '../../words.js';
import type { Table } from '../table.js';
import { type ReadCsvOptions, readTable } from './csv.js';
import { resolveReadCsvOptions } from './csv-options.js';

/** Bytes read at a time: 4 times the default of Node, for fewer turns of the event loop. */
const CHUNK_BYTES = 262_144;

/**
 * A CSV file as a table of typed columns; see `parseCsv` for what is read and how. The file is read in
 * chunks, so that one larger than memory allows for text can be read.
 *
 * @param path - a path, or a `file:` URL
 * @throws InvalidInputError as `readCsv` does, and for a file that is not there or cannot be read
 * @throws InvalidParameterError for an unknown option or a value it does not take
 * @throws the signal's reason when it aborts
 *
 * @example
 * const table = await readCsvFile('prices.csv', { types: { zip: 'text' } })
 */
export async function readCsvFile(
  path: string | URL,
  options: ReadCsvOptions = {},
): Promise<Table> {
  const { onProgress, signal, ...rest } = readOptions(options, 'readCsvFile');
  const settings = resolveReadCsvOptions('readCsvFile', rest);
  checkAsyncOptions({ onProgress, signal }, 'readCsvFile');
  signal?.throwIfAborted();
  const { file, total } = await openFile(path);
  const stream = file.createReadStream({ highWaterMark: CHUNK_BYTES }); // closes the file at its end
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  return readTable({ chunks, total }, 'readCsvFile', settings, { onProgress, signal });
}

async function openFile(path: string | URL): Promise<{ file: FileHandle; total?: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const found = await file.stat();
    if (found.isDirectory()) throw new Error('it is a folder');
    return { file, total: found.isFile() ? found.size : undefined };
  } catch (cause) {
    await file?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(
      `readCsvFile: cannot read ${show(String(path))}: ${reason}. Check the path.`,
      { cause },
    );
  }
}
