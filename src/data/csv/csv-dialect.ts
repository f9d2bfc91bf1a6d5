import Papa from 'papaparse';
import { unifyLineBreaks } from './csv-line-breaks.js';
import type { CsvSettings } from './csv-options.js';

/** How fields and rows are told apart, in papaparse's words. Line breaks are unified before. */
export interface Dialect {
  readonly newline: '\n';
  readonly delimiter: string;
  readonly quoteChar?: string;
  readonly comments: string | false;
  /** Whether quotes mean nothing. */
  readonly fastMode?: true;
}

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
  const { delimiter } = settings;
  if (delimiter !== null) return dialectWith(delimiter, settings);
  const found =
    findDelimiter(text.slice(0, SAMPLE), whole && text.length <= SAMPLE, settings) ??
    findDelimiter(text, whole, settings); // for a first row longer than the sample
  return found === undefined ? undefined : dialectWith(found, settings);
}

function dialectWith(delimiter: string, { quoteChar, comment }: DialectSettings): Dialect {
  const comments = comment ?? false;
  return quoteChar === null
    ? { newline: '\n', delimiter, comments, fastMode: true }
    : { newline: '\n', delimiter, comments, quoteChar };
}

/**
 * The delimiter that the most rows agree on with the first, then the one that makes the most fields,
 * then the more usual one; a comma when none occurs. One that numbers may hold is taken only where no
 * other cuts all rows alike: `1,5;2,5` has two fields where the comma is the decimal one.
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
  const text = unifyLineBreaks(sample, whole, { delimiters: candidates, quoteChar, comment });
  const inNumbers = (delimiter: string) => delimiter === decimal || delimiter === thousands;
  candidates.sort((a, b) => Number(inNumbers(a)) - Number(inNumbers(b)));

  let best = { delimiter: candidates[0], agreement: 0, width: 1 };
  let rows = 0;
  for (const delimiter of candidates) {
    if (best.agreement === 1 && inNumbers(delimiter)) continue;
    const { data }: Papa.ParseResult<string[]> = new Papa.Parser({
      ...dialectWith(delimiter, settings),
      preview: SAMPLE_ROWS,
    }).parse(text, 0, !whole);
    rows += data.length;
    const widths = data.filter((row) => !isBlank(row)).map((row) => row.length);
    const width = widths[0] ?? 1;
    if (width === 1) continue;
    const agreement = widths.filter((other) => other === width).length / widths.length;
    if (agreement > best.agreement || (agreement === best.agreement && width > best.width)) {
      best = { delimiter, agreement, width };
    }
  }
  return rows > 0 || whole ? best.delimiter : undefined;
}

/** Whether a row is a line of the file without anything but spaces and tabs. */
export function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && /^[ \t]*$/.test(row[0]);
}
