import Papa from 'papaparse';

/** How fields and rows are told apart. */
export interface Dialect {
  /** `\r\n` is read as `\n`, the carriage return being taken off the row, so that both may be mixed. */
  readonly newline: '\n' | '\r';
  readonly delimiter: string;
}

/** What is looked at, in characters and in rows. */
const SAMPLE = 65_536;
const SAMPLE_ROWS = 20;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Find out how a file is written.
 *
 * @param text - its beginning
 * @param whole - whether that is all of it
 * @param delimiter - what is known to stand between fields, or null
 * @returns undefined when more text is needed to tell
 */
export function findDialect(
  text: string,
  whole: boolean,
  delimiter: string | null,
): Dialect | undefined {
  const sample = text.slice(0, SAMPLE);
  const newline = findNewline(sample) ?? findNewline(text) ?? (whole ? '\n' : undefined);
  if (newline === undefined) return undefined;
  return {
    newline,
    delimiter: delimiter ?? findDelimiter(sample, newline, sample === text && whole),
  };
}

function findNewline(text: string): Dialect['newline'] | undefined {
  const unquoted = text.replace(/"[^"]*"/g, '');
  if (unquoted.includes('\n')) return '\n';
  // A carriage return at the very end may be the first half of a line break.
  return unquoted.slice(0, -1).includes('\r') ? '\r' : undefined;
}

/**
 * The delimiter that the most rows agree on with the first, then the one that makes the most fields,
 * then the more usual one; a comma when none occurs.
 */
function findDelimiter(sample: string, newline: Dialect['newline'], whole: boolean): string {
  let best = { delimiter: ',', agreement: 0, width: 1 };
  for (const delimiter of DELIMITERS) {
    const { data }: Papa.ParseResult<string[]> = new Papa.Parser({
      delimiter,
      newline,
      preview: SAMPLE_ROWS,
    }).parse(sample, 0, !whole);
    const widths = data.filter((row) => !isBlank(row)).map((row) => row.length);
    const width = widths[0] ?? 1;
    if (width === 1) continue;
    const agreement = widths.filter((other) => other === width).length / widths.length;
    if (agreement > best.agreement || (agreement === best.agreement && width > best.width)) {
      best = { delimiter, agreement, width };
    }
  }
  return best.delimiter;
}

/** Whether a row is a line of the file without anything but spaces and tabs. */
export function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && /^[ \t\r]*$/.test(row[0]);
}
