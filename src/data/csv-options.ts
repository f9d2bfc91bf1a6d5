import {
  aBoolean,
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  type Rule,
  resolve,
} from '../hyperparameters.js';
import type { AsyncOptions } from '../progress.js';
import type { Column } from './table.js';

export interface CsvOptions {
  /**
   * What stands between two fields. By default the one of `,` `;` tab and `|` that cuts the first
   * rows most evenly.
   */
  delimiter?: string;
  /**
   * Whether the first line that is not blank names the columns. Default true. Without names, and
   * where a name is empty, columns are called `c0`, `c1`, …
   */
  header?: boolean;
  /**
   * What a missing value is written as. Default `''`, `NA`, `N/A`, `n/a`, `#N/A`, `<NA>`, `NaN`,
   * `nan`, `NULL`, `null` and `?`. White space around it does not matter; upper and lower case do.
   * In a number column a marker that is a number, `-999` say, stands for that value however it is
   * written. Leave `''` out of your own list to keep empty text as text: quoted and unquoted empty
   * fields are not told apart.
   */
  missingValues?: readonly string[];
  /**
   * Types of columns by name, instead of inferring them: `{ zip: 'text' }` keeps `01234` as it is.
   */
  types?: Readonly<Record<string, Column['type']>>;
  /**
   * How many rows types are inferred from. Default 10 000; `Infinity` takes all, and holds the whole
   * text in memory. A column is a number or boolean one (`true` and `false` in any case) when all its
   * values in these rows are; a column without values there takes the type of the first one to come.
   */
  inferRows?: number;
  /** More rows than this are an error, not a cut. Default `Infinity`. */
  maxRows?: number;
}

export interface ReadCsvOptions extends CsvOptions, AsyncOptions {
  /**
   * The encoding of the bytes, as `TextDecoder` names it: `'windows-1252'`, say. By default UTF-8, or
   * UTF-16 where the file starts with its byte order mark.
   */
  encoding?: string;
  /** More bytes than this, or characters where a stream gives text, are an error, not a cut. Default `Infinity`. */
  maxBytes?: number;
}

/** Options of `readCsv` after defaults are filled in; null is left to be found out. */
export interface CsvSettings extends Resolved<Omit<CsvOptions, 'delimiter'>> {
  readonly delimiter: string | null;
}

export interface ReadCsvSettings extends CsvSettings {
  readonly encoding: string | null;
  readonly maxBytes: number;
}

const COLUMN_TYPES: readonly unknown[] = ['number', 'text', 'boolean'];

const aDelimiter: Rule = {
  type: 'text',
  range: 'text without quotes and line breaks',
  accepts: (value) => typeof value === 'string' && /^[^"\r\n\ufeff]+$/.test(value),
};

const someText: Rule = {
  type: 'text',
  range: 'text',
  accepts: (value) => typeof value === 'string',
};

const aListOfText: Rule = {
  type: 'text[]',
  range: 'an array of text',
  accepts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

const someTypes: Rule = {
  type: 'object',
  range: 'an object of column name to "number", "text" or "boolean"',
  accepts: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((type) => COLUMN_TYPES.includes(type)),
};

/** @throws InvalidParameterError for an unknown option or a value it does not take */
export function resolveCsvOptions(where: string, options: CsvOptions): CsvSettings {
  return resolve<CsvSettings>(where, csvOptions(), { ...options }, 'option');
}

/** @throws InvalidParameterError for an unknown option or a value it does not take */
export function resolveReadCsvOptions(
  where: string,
  options: Omit<ReadCsvOptions, keyof AsyncOptions>,
): ReadCsvSettings {
  return resolve<ReadCsvSettings>(where, readCsvOptions(), { ...options }, 'option');
}

const aLimit = () => either(anInteger({ min: 1 }), aChoice(Infinity));

function csvOptions() {
  return {
    delimiter: parameter(aDelimiter, {
      default: null,
      about: 'what stands between two fields, or leave it out to have it found.',
    }),
    header: parameter(aBoolean(), {
      default: true,
      about: 'whether the first line names the columns.',
    }),
    missingValues: parameter(aListOfText, {
      default: ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', 'NULL', 'null', '?'],
      about: 'what a missing value is written as.',
    }),
    types: parameter(someTypes, { default: {}, about: 'the types of columns by name.' }),
    inferRows: parameter(aLimit(), {
      default: 10_000,
      about: 'how many rows types are inferred from.',
    }),
    maxRows: parameter(aLimit(), { default: Infinity, about: 'the most rows to accept.' }),
  } satisfies Record<keyof CsvOptions, Hyperparameter>;
}

function readCsvOptions() {
  return {
    ...csvOptions(),
    encoding: parameter(someText, {
      default: null,
      about: 'the encoding of the bytes, or leave it out for UTF-8.',
    }),
    maxBytes: parameter(aLimit(), { default: Infinity, about: 'the most bytes to accept.' }),
  } satisfies Record<Exclude<keyof ReadCsvOptions, keyof AsyncOptions>, Hyperparameter>;
}
