import type { CsvSettings } from './csv-options.js';
import { cutRows, type Dialect } from './csv-rows.js';

/** What the options say about it. */
export type DialectSettings = Pick<
  CsvSettings,
  'delimiter' | 'quoteChar' | 'comment' | 'decimal' | 'thousands'
>;

/** What is looked at, in characters and in rows. */
const SAMPLE = 65_536;
const SAMPLE_ROWS = 20;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Find out how a file is written.
 *
 * @param text - its beginning
 * @param whole - whether that is all of it
 * @returns undefined when more text is needed to tell
 */
export function findDialect(
  text: string,
  whole: boolean,
  settings: DialectSettings,
): Dialect | undefined {
  const { quoteChar, comment } = settings;
  const delimiter =
    settings.delimiter ??
    findDelimiter(text.slice(0, SAMPLE), whole && text.length <= SAMPLE, settings) ??
    findDelimiter(text, whole, settings); // for a first row longer than the sample
  return delimiter === undefined ? undefined : { delimiter, quoteChar, comment };
}

/** How well a delimiter cuts the first rows. */
interface Fit {
  readonly delimiter: string;
  /** The share of rows that have as many fields as the first. */
  readonly agreement: number;
  /** Whether it stands as a comma stands in a sentence: `Name, Vorname`. */
  readonly inSentence: boolean;
  /** Fields of the first row. */
  readonly width: number;
}

/**
 * The delimiter that the most rows agree on with the first, then one that does not stand as in a
 * sentence, then the one that makes the most fields, then the more usual one; a comma when none occurs.
 * One that numbers may hold is taken only where no other cuts all rows alike: `1,5;2,5` has two fields
 * where the comma is the decimal one.
 *
 * @returns undefined when the sample has no whole row
 */
function findDelimiter(
  sample: string,
  whole: boolean,
  settings: DialectSettings,
): string | undefined {
  const { quoteChar, comment, decimal, thousands } = settings;
  const candidates = DELIMITERS.filter((one) => one !== quoteChar && one !== comment);
  const inNumbers = (delimiter: string) => delimiter === decimal || delimiter === thousands;
  candidates.sort((a, b) => Number(inNumbers(a)) - Number(inNumbers(b)));

  let best: Fit = { delimiter: candidates[0], agreement: 0, inSentence: true, width: 1 };
  let cut = 0;
  let refused = 0;
  for (const delimiter of candidates) {
    if (best.agreement === 1 && inNumbers(delimiter)) continue;
    const dialect = { delimiter, quoteChar, comment };
    const { rows, problem } = cutRows(sample, dialect, { whole, most: SAMPLE_ROWS });
    cut += rows.length;
    if (problem !== undefined) refused++;
    const fit = fitOf(delimiter, rows);
    if (fit.width > 1 && isBetter(fit, best)) best = fit;
  }
  const isKnown = whole || cut > 0 || refused === candidates.length;
  return isKnown ? best.delimiter : undefined;
}

function isBetter(a: Fit, b: Fit): boolean {
  if (a.agreement !== b.agreement) return a.agreement > b.agreement;
  if (a.inSentence !== b.inSentence) return b.inSentence;
  return a.width > b.width;
}

function fitOf(delimiter: string, given: readonly string[][]): Fit {
  const rows = given.filter((row) => !isBlank(row));
  const width = rows[0]?.length ?? 1;
  let agreeing = 0;
  let cuts = 0;
  let spaced = 0;
  for (const row of rows) {
    if (row.length === width) agreeing++;
    cuts += row.length - 1;
    for (let j = 1; j < row.length; j++) {
      if (row[j].startsWith(' ') && !row[j - 1].endsWith(' ')) spaced++;
    }
  }
  return {
    delimiter,
    agreement: rows.length === 0 ? 0 : agreeing / rows.length,
    inSentence: spaced > cuts / 2,
    width,
  };
}

/** Whether a row is a line of the file without anything but spaces and tabs. */
export function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && /^[ \t]*$/.test(row[0]);
}
