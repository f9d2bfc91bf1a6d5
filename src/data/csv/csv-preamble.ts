import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';
import type { DialectSettings } from './csv-dialect.js';

/** Excel's line that names the delimiter: `sep=;`. */
const SEPARATOR_LINE = /^("?)sep=([^"\r\n\ufeff])\1(?:\r\n?|\n)/i;
const SEPARATOR_LINE_LENGTH = '"sep=;"\r\n'.length;

/** How far into a text the marks of a web page are looked for, in characters. */
const PAGE_HEAD = 1024;

/** What stands before the header of a file. */
export interface Preamble {
  /** Its length in characters: a whole line or none. */
  readonly length: number;
  /** The delimiter that it names. */
  readonly delimiter?: string;
}

/**
 * Look at what stands before the header.
 *
 * @param text - the beginning of a file
 * @param whole - whether that is all of it
 * @returns undefined when more text is needed to tell
 * @throws InvalidInputError for a web page
 */
export function readPreamble(
  text: string,
  whole: boolean,
  { quoteChar, comment }: DialectSettings,
  where: string,
): Preamble | undefined {
  if (/^\s*</.test(text)) {
    if (!whole && text.length < PAGE_HEAD) return undefined;
    refuseWebPage(text.slice(0, PAGE_HEAD), where);
  }
  if (!whole && text.length < SEPARATOR_LINE_LENGTH && /^"?s/i.test(text)) return undefined;
  const named = SEPARATOR_LINE.exec(text);
  if (named === null || named[2] === quoteChar || named[2] === comment) return { length: 0 };
  return { length: named[0].length, delimiter: named[2] };
}

/** A server that asks for a login, or does not find the file, answers with a page. */
function refuseWebPage(head: string, where: string): void {
  const isPage =
    /^\s*<(?:!doctype\s+html|html)[\s>]/i.test(head) ||
    (/^\s*<[!?]/.test(head) && /<(?:!doctype\s+html|html)[\s>]/i.test(head)); // behind a comment or <?xml?>
  if (!isPage) return;
  throw new InvalidInputError(
    `${where}: this looks like a web page (HTML), not CSV: it starts with ${show(head.trim().slice(0, 40))}. Check the address: it may lead to a login or to a preview instead of the file.`,
  );
}
