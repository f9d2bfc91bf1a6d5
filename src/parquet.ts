/** Parquet files as tables. */

export type { ByteRanges, ParquetSource } from './data/parquet/parquet-source.js';
export { type ParquetOptions, parquetParts, readParquet } from './data/parquet/read-parquet.js';
