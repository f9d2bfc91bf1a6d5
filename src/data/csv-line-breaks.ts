/** What decides where a field starts, and whether a line break is part of it. */
export interface FieldMarks {
  readonly delimiters: readonly string[];
  readonly quoteChar: string | null;
  readonly comment: string | null;
}

/**
 * Every line break outside quotes as `\n` or `\r\n`, those that are a lone `\r` made `\n`. One at the very
 * end may be half of `\r\n` and is left, unless the text is whole.
 *
 * @param text - starts at the start of a row
 */
export function unifyLineBreaks(text: string, whole: boolean, marks: FieldMarks): string {
  const hasLone =
    text.includes('\r') && (/\r(?!\n|$)/.test(text) || (whole && text.endsWith('\r')));
  return hasLone ? replaceLone(text, whole, marks) : text;
}

function replaceLone(text: string, whole: boolean, marks: FieldMarks): string {
  const { quoteChar, comment } = marks;
  const pieces: string[] = [];
  let copied = 0;
  let rowStart = true;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === quoteChar && (rowStart || followsDelimiter(text, at, marks.delimiters))) {
      at = closingQuote(text, at, quoteChar);
      rowStart = false;
    } else if (rowStart && comment !== null && text.startsWith(comment, at)) {
      // Quotes in a comment mean nothing.
      while (at + 1 < text.length && text[at + 1] !== '\r' && text[at + 1] !== '\n') at++;
      rowStart = false;
    } else {
      rowStart = character === '\n' || character === '\r';
      const last = at === text.length - 1;
      if (character === '\r' && text[at + 1] !== '\n' && (whole || !last)) {
        pieces.push(text.slice(copied, at), '\n');
        copied = at + 1;
      }
    }
  }
  pieces.push(text.slice(copied));
  return pieces.join('');
}

function followsDelimiter(text: string, at: number, delimiters: readonly string[]): boolean {
  return delimiters.some((delimiter) => text.endsWith(delimiter, at));
}

/** Where the field that opens with the quote at `open` closes, or the end of the text. */
function closingQuote(text: string, open: number, quoteChar: string): number {
  let at = text.indexOf(quoteChar, open + 1);
  while (at >= 0 && text[at + 1] === quoteChar) at = text.indexOf(quoteChar, at + 2);
  return at < 0 ? text.length : at;
}
