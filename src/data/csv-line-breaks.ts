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
  { delimiters, comment }: FieldMarks,
  quoteChar: string,
): string {
  const quote = quoteChar.charCodeAt(0);
  const end = !whole && text.endsWith('\r') ? text.length - 1 : text.length;
  const pieces: string[] = [];
  let copied = 0;
  let rowStart = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === LF) {
      rowStart = at + 1;
    } else if (code === CR) {
      pieces.push(text.slice(copied, at));
      if (text.charCodeAt(at + 1) === LF) at++;
      pieces.push('\n');
      rowStart = copied = at + 1;
    } else if (code === quote && (at === rowStart || followsOne(delimiters, text, at))) {
      at = closingQuote(text, at, quoteChar);
    } else if (comment !== null && at === rowStart && text.startsWith(comment, at)) {
      at = lastOfLine(text, at); // quotes in a comment mean nothing
    }
  }
  pieces.push(text.slice(copied));
  return pieces.join('');
}

function followsOne(delimiters: readonly string[], text: string, at: number): boolean {
  return delimiters.some((delimiter) => text.endsWith(delimiter, at));
}

/** Where the field that opens with the quote at `open` closes; a quote written twice does not close it. */
function closingQuote(text: string, open: number, quoteChar: string): number {
  let at = text.indexOf(quoteChar, open + 1);
  while (at >= 0 && text[at + 1] === quoteChar) at = text.indexOf(quoteChar, at + 2);
  return at < 0 ? text.length : at;
}

function lastOfLine(text: string, start: number): number {
  let at = start;
  while (at + 1 < text.length && text[at + 1] !== '\n' && text[at + 1] !== '\r') at++;
  return at;
}
