import { InvalidParameterError } from '../../errors.js';
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
} from '../../hyperparameters.js';
import type { AsyncOptions } from '../../progress.js';
import { didYouMean, show } from '../../words.js';
import { typesOption } from '../column-types.js';
import type { Column } from '../columns.js';

/** How CSV text is read; everything that is not said is found out from the text. */
export interface CsvOptions {
  /**
   * What stands between two fields. By default the one of `,` `;` tab and `|` that cuts the first
   * rows most evenly.
   */
  delimiter?: string;
  /**
   * What fields are quoted with: one character, which stands twice for itself inside quotes; null where
   * quotes mean nothing. Default `"`.
   */
  quoteChar?: string | null;
  /** Lines that start with this text are skipped; null skips none. Default null. */
  comment?: string | null;
  /** What stands before the decimals of a number. Default `.`; `,` reads `2,5`. */
  decimal?: string;
  /**
   * What stands between groups of digits, one character, or null for nothing. Default null; `,` reads
   * `1,234.5`. The last group must have three digits, the others two or three.
   */
  thousands?: string | null;
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
   * Types of columns by name, instead of inferring them: `{ zip: 'text' }` keeps `01234` as it is, and
   * `{ id: 'number' }` takes the nearest number to an id of 19 digits.
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
  /** More columns than this are an error, not a cut. Default 100 000; `Infinity` takes any number. */
  maxColumns?: number;
}

/** How a stream of CSV is read: as text is, and how to follow and stop it. */
export interface ReadCsvOptions extends CsvOptions, AsyncOptions {
  /**
   * The encoding of the bytes, as `TextDecoder` names it: `'latin1'` or `'windows-1252'` (the same to
   * it), `'utf-16le'`, and so on. By default UTF-8, or UTF-16 where the file starts with its byte order
   * mark.
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

export const aDelimiter: Rule = {
  type: 'text',
  range: 'text without quotes and line breaks',
  accepts: (value) => typeof value === 'string' && /^[^"\r\n\ufeff]+$/.test(value),
};

const aQuote: Rule = {
  type: 'character',
  range: 'one character that is no letter, digit or space',
  accepts: (value) => typeof value === 'string' && /^[^0-9A-Za-z\s\ufeff]$/.test(value),
};

const aDecimalPoint: Rule = {
  type: 'character',
  range: 'one character that is no letter, digit, sign, quote or space',
  accepts: (value) => typeof value === 'string' && /^[^0-9A-Za-z+\-"\s]$/.test(value),
};

const aThousandsSeparator: Rule = {
  type: 'character',
  range: 'one character that is no letter, digit, sign, quote or line break',
  accepts: (value) => typeof value === 'string' && /^[^0-9A-Za-z+\-"\r\n\ufeff]$/.test(value),
};

export const someText: Rule = {
  type: 'text',
  range: 'text',
  accepts: (value) => typeof value === 'string',
};

const aListOfText: Rule = {
  type: 'text[]',
  range: 'an array of text',
  accepts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

/** @throws InvalidParameterError for an unknown option or a value it does not take */
export function resolveCsvOptions(where: string, options: CsvOptions): CsvSettings {
  const settings = resolve<CsvSettings>(where, csvOptions(), options, 'option');
  checkMarks(where, settings);
  return settings;
}

/**
 * @param besides - options that the caller reads itself, which a misspelt one may have meant
 * @throws InvalidParameterError for an unknown option or a value it does not take
 */
export function resolveReadCsvOptions(
  where: string,
  options: Omit<ReadCsvOptions, keyof AsyncOptions>,
  besides: readonly string[] = ['onProgress', 'signal'],
): ReadCsvSettings {
  const table = readCsvOptions();
  const known = [...Object.keys(table), ...besides];
  const other = Object.keys(options).find((name) => !known.includes(name));
  if (other !== undefined) {
    throw new InvalidParameterError(
      `${where}: there is no option ${show(other)}. ${didYouMean(other, known)}`,
    );
  }
  const settings = resolve<ReadCsvSettings>(where, table, options, 'option');
  checkMarks(where, settings);
  return settings;
}

/** One character must not mean two things. Delimiter and decimal may agree: `"2,5","x"`. */
function checkMarks(where: string, settings: CsvSettings): void {
  const pairs = [
    ['decimal', 'thousands'],
    ['delimiter', 'quoteChar'],
    ['comment', 'quoteChar'],
    ['delimiter', 'comment'],
  ] as const;
  for (const [first, second] of pairs) {
    const [text, part] = [settings[first], settings[second]];
    if (text !== null && part !== null && text.includes(part)) {
      throw new InvalidParameterError(
        `${where}: ${first} ${show(text)} and ${second} ${show(part)} cannot be told apart. Pass different characters.`,
      );
    }
  }
}

const aLimit = () => either(anInteger({ min: 1 }), aChoice(Infinity));

function csvOptions() {
  return {
    delimiter: parameter(aDelimiter, {
      default: null,
      about: 'what stands between two fields, or leave it out to have it found.',
    }),
    quoteChar: parameter(either(aQuote, aChoice(null)), {
      default: '"',
      about: 'what fields are quoted with, or null where quotes mean nothing.',
    }),
    comment: parameter(either(aDelimiter, aChoice(null)), {
      default: null,
      about: 'what lines to skip start with, or null to skip none.',
    }),
    decimal: parameter(aDecimalPoint, {
      default: '.',
      about: 'what stands before the decimals of a number.',
    }),
    thousands: parameter(either(aThousandsSeparator, aChoice(null)), {
      default: null,
      about: 'what stands between groups of digits, or null for nothing.',
    }),
    header: parameter(aBoolean(), {
      default: true,
      about: 'whether the first line names the columns.',
    }),
    missingValues: parameter(aListOfText, {
      default: ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', 'NULL', 'null', '?'],
      about: 'what a missing value is written as.',
    }),
    types: typesOption(),
    inferRows: parameter(aLimit(), {
      default: 10_000,
      about: 'how many rows types are inferred from.',
    }),
    maxRows: parameter(aLimit(), { default: Infinity, about: 'the most rows to accept.' }),
    maxColumns: parameter(aLimit(), { default: 100_000, about: 'the most columns to accept.' }),
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
