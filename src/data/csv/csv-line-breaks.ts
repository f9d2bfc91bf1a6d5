/** What decides where a field starts, and whether a line break is part of it. */
export interface FieldMarks {
  readonly delimiters: readonly string[];
  readonly quoteChar: string | null;
  readonly comment: string | null;
}

const LF = 10;
const CR = 13;

/**
 * The text with every line break outside quotes, `\r\n` or a lone `\r`, written as `\n`. A `\r` at the
 * very end may be half of `\r\n` and is left, unless the text is whole.
 *
 * @param text - starts at the start of a row
 */
export function unifyLineBreaks(text: string, whole: boolean, marks: FieldMarks): string {
  if (!text.includes('\r')) return text;
  if (marks.quoteChar !== null && text.includes(marks.quoteChar)) {
    return unifyOutsideQuotes(text, whole, marks, marks.quoteChar);
  }
  const unified = text.replaceAll('\r\n', '\n');
  return unified.includes('\r') ? unified.replace(whole ? /\r/g : /\r(?!$)/g, '\n') : unified;
}

function unifyOutsideQuotes(
  text: string,
  whole: boolean,
  marks: FieldMarks,
  quoteChar: string,
): string {
  const end = !whole && text.endsWith('\r') ? text.length - 1 : text.length;
  const pieces: string[] = [];
  let copied = 0;
  let afterQuoted = 0;
  let quote = text.indexOf(quoteChar);
  let lineBreak = text.indexOf('\r');
  while (lineBreak >= 0 && lineBreak < end) {
    if (quote < 0 || lineBreak < quote) {
      pieces.push(text.slice(copied, lineBreak), '\n');
      copied = lineBreak + (text.charCodeAt(lineBreak + 1) === LF ? 2 : 1);
      lineBreak = text.indexOf('\r', copied);
    } else if (opensField(text, quote, afterQuoted, marks)) {
      afterQuoted = closingQuote(text, quote, quoteChar) + 1;
      quote = text.indexOf(quoteChar, afterQuoted);
      if (lineBreak < afterQuoted) lineBreak = text.indexOf('\r', afterQuoted);
    } else {
      quote = text.indexOf(quoteChar, quote + 1);
    }
  }
  pieces.push(text.slice(copied));
  return pieces.join('');
}

/**
 * Whether the quote at `at` stands where a field starts, outside comments.
 *
 * @param afterQuoted - where the last quoted field ended: a line break before that starts no row
 */
function opensField(
  text: string,
  at: number,
  afterQuoted: number,
  { delimiters, comment }: FieldMarks,
): boolean {
  const before = text.charCodeAt(at - 1);
  if (at === 0 || before === LF || before === CR) return true;
  if (!delimiters.some((delimiter) => text.endsWith(delimiter, at))) return false;
  if (comment === null) return true;
  const row = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
  return row < afterQuoted || !text.startsWith(comment, row);
}

/** Where the field that opens with the quote at `open` closes; a quote written twice does not close it. */
function closingQuote(text: string, open: number, quoteChar: string): number {
  let at = text.indexOf(quoteChar, open + 1);
  while (at >= 0 && text[at + 1] === quoteChar) at = text.indexOf(quoteChar, at + 2);
  return at < 0 ? text.length : at;
}
