import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { reserve } from '../../memory.js';
import { readNamed } from '../../named-options.js';
import { checkAsyncOptions } from '../../progress.js';
import { count, didYouMean, show } from '../../words.js';
import { Table, type TableOptions } from '../table.js';
import { columnsOfSchema, type ParquetColumn } from './parquet-columns.js';
import { type ByteRanges, type ParquetSource, rangesOf } from './parquet-source.js';

/** What of a Parquet file is read. */
export interface ParquetOptions extends TableOptions {
  /** The columns, by name. Default: all. */
  columns?: readonly string[];
  /** The first row. Default 0. */
  rowStart?: number;
  /** The row before which to stop. Default: the number of rows. */
  rowEnd?: number;
  /** What unpacks pages that are not packed by Snappy: the `compressors` of the package hyparquet-compressors. Default none. */
  compressors?: Readonly<Record<string, unknown>>;
  /** Ends the reading between two groups of rows. */
  signal?: AbortSignal;
}

const OPTIONS = ['types', 'columns', 'rowStart', 'rowEnd', 'compressors', 'signal'] as const;

/**
 * A Parquet file as a table. Only the columns and rows that are asked for are read, of a file at an address by ranges.
 * Decimals become numbers, dates and times ISO 8601 text (milliseconds since 1970 where `types` says "number"); whole
 * numbers that no number holds exactly are refused, unless `types` says "text".
 *
 * The reading is hyparquet's, which is installed beside: `npm install hyparquet`.
 *
 * @param source - bytes, a `Blob` or `File`, a `URL`, or in Node `await asyncBufferFromFile(path)` of hyparquet
 * @throws InvalidInputError for what is no Parquet file, a column that is not there or holds lists or records, a number that is
 *   too large, and when hyparquet is not installed
 * @throws InvalidParameterError for an unknown option, or rows that are not there
 * @example
 * const table = await readParquet(new URL('https://data.example/houses.parquet'), { columns: ['rooms', 'price'] })
 */
export async function readParquet(
  source: ParquetSource,
  options: ParquetOptions = {},
): Promise<Table> {
  const where = 'readParquet';
  const values = new Map<string, unknown[]>();
  const file = await open(source, options, where);
  for await (const part of groupsOf(file)) {
    for (const [name, given] of part) {
      const all = values.get(name);
      if (all === undefined) values.set(name, given);
      else for (const value of given) all.push(value);
    }
  }
  for (const { name } of file.columns) if (!values.has(name)) values.set(name, []);
  return Table.from(values, { types: file.types });
}

/**
 * A Parquet file as one table for each of its groups of rows, so that files larger than memory can be watched by a
 * `DriftMonitor`, counted and predicted. Parameters and errors as `readParquet`; those of reading come with the part.
 *
 * @example
 * for await (const part of parquetParts(file)) console.log(model.predict(part))
 */
export async function* parquetParts(
  source: ParquetSource,
  options: ParquetOptions = {},
): AsyncGenerator<Table, void> {
  const file = await open(source, options, 'parquetParts');
  for await (const part of groupsOf(file)) yield Table.from(part, { types: file.types });
}

type Hyparquet = typeof import('hyparquet');
type Compressors = Parameters<Hyparquet['parquetRead']>[0]['compressors'];

/** A file whose footer is read. */
interface OpenFile {
  readonly where: string;
  readonly hyparquet: Hyparquet;
  readonly ranges: ByteRanges;
  readonly metadata: Awaited<ReturnType<Hyparquet['parquetMetadataAsync']>>;
  readonly columns: readonly ParquetColumn[];
  readonly types: Readonly<Record<string, ParquetColumn['type']>>;
  readonly rows: readonly [from: number, to: number];
  readonly compressors: ParquetOptions['compressors'];
  readonly signal: AbortSignal | undefined;
}

async function open(
  source: ParquetSource,
  options: ParquetOptions,
  where: string,
): Promise<OpenFile> {
  const given = readNamed(options, where, OPTIONS);
  const { signal, types = {}, compressors } = given;
  checkAsyncOptions({ signal }, where);
  signal?.throwIfAborted();
  const hyparquet = await load(where);
  const ranges = await rangesOf(source, where, signal);
  const metadata = await decoding(where, signal, () => hyparquet.parquetMetadataAsync(ranges));
  const all = Number(metadata.num_rows);
  const { rowStart = 0, rowEnd = all } = given;
  for (const [name, row] of Object.entries({ rowStart, rowEnd })) {
    if (Number.isInteger(row) && row >= 0 && row <= all) continue;
    throw new InvalidParameterError(
      `${where}: ${name} must be an integer from 0 to ${all}, the rows of the file, but got ${show(row)}.`,
    );
  }
  const columns = choose(columnsOfSchema(metadata.schema), given.columns, where);
  const own = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  for (const name of Object.keys(types)) {
    if (Object.hasOwn(own, name)) continue;
    throw new InvalidParameterError(
      `${where}: types names a column ${show(name)}, which is not read. ${didYouMean(name, Object.keys(own))}`,
    );
  }
  const rows = [rowStart, Math.max(rowStart, rowEnd)] as const;
  return {
    where,
    hyparquet,
    ranges,
    metadata,
    columns,
    types: { ...own, ...types },
    rows,
    compressors,
    signal,
  };
}

async function load(where: string): Promise<Hyparquet> {
  try {
    return await import('hyparquet');
  } catch (cause) {
    throw new InvalidInputError(
      `${where}: the package hyparquet, which reads Parquet, is not installed. Run npm install hyparquet.`,
      { cause },
    );
  }
}

function choose(
  all: readonly ParquetColumn[],
  names: readonly string[] | undefined,
  where: string,
): readonly ParquetColumn[] {
  if (names !== undefined && !Array.isArray(names)) {
    throw new InvalidParameterError(
      `${where}: columns must be an array of names, but got ${show(names)}.`,
    );
  }
  const known = all.map(({ name }) => name);
  const chosen = [...new Set(names ?? known)].map((name) => {
    const column = all.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    throw new InvalidInputError(
      `${where}: the file has no column ${show(name)}. ${didYouMean(String(name), known)}`,
    );
  });
  const nested = chosen.find(({ isNested }) => isNested);
  if (nested === undefined) return chosen;
  throw new InvalidInputError(
    `${where}: column ${show(nested.name)} holds lists or records, which a table does not. Name the other columns: { columns: [${chosen
      .filter(({ isNested }) => !isNested)
      .map(({ name }) => show(name))
      .join(', ')}] }.`,
  );
}

/** The chosen values of each group of rows, by column; groups without a chosen row are not read. */
async function* groupsOf(file: OpenFile): AsyncGenerator<Map<string, unknown[]>> {
  const { where, hyparquet, ranges, metadata, columns, rows, compressors, signal } = file;
  const [from, to] = rows;
  let first = 0;
  for (const group of metadata.row_groups) {
    const start = Math.max(from, first);
    const before = first;
    first += Number(group.num_rows);
    const end = Math.min(to, first);
    if (start >= end) continue;
    signal?.throwIfAborted();
    reserve(16 * (end - start) * columns.length, {
      where,
      what: `${count(end - start, 'row')} of ${count(columns.length, 'column')}`,
      remedy: 'Read fewer columns, or rows between rowStart and rowEnd.',
    });
    const part = new Map<string, unknown[]>(columns.map(({ name }) => [name, []]));
    const options = {
      file: ranges,
      metadata,
      columns: columns.map(({ name }) => name),
      rowStart: before,
      rowEnd: first,
      ...(compressors !== undefined && { compressors: compressors as Compressors }),
      onChunk: (chunk: {
        columnName: string;
        columnData: ArrayLike<unknown>;
        rowStart: number;
      }) => {
        const values = part.get(chunk.columnName);
        for (let k = 0; values !== undefined && k < chunk.columnData.length; k++) {
          const row = chunk.rowStart + k;
          if (row >= start && row < end) values.push(chunk.columnData[k]);
        }
      },
    };
    await decoding(where, signal, () => hyparquet.parquetRead(options));
    for (const [name, values] of part) {
      if (values.length === end - start) continue;
      throw new InvalidInputError(
        `${where}: column ${show(name)} has ${count(values.length, 'value')} where the file says ${end - start}. The file is damaged.`,
      );
    }
    yield part;
  }
}

/** What hyparquet throws at a damaged file, and at packing that it does not know, said as ours. */
async function decoding<T>(
  where: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof InvalidInputError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(
      `${where}: the file cannot be read as Parquet: ${reason}. Where it is packed by something else than Snappy, pass compressors.`,
      { cause },
    );
  }
}
