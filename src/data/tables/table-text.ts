/** A table as text: its size, then names, types and the first rows in aligned columns. */

import { count, shorten } from '../../words.js';
import { type Column, cellAt } from '../columns.js';

const MOST_ROWS = 10;
/** Columns that would make a line longer than this are counted. */
const LINE_LENGTH = 100;
const LONGEST_CELL = 24;
const GAP = '  ';

export function tableText(columns: readonly Column[], rowCount: number): string {
  const shownRows = Math.min(rowCount, MOST_ROWS);
  const blocks: string[][] = [];
  let width = 0;
  for (const column of columns) {
    const block = columnText(column, shownRows);
    width += block[0].length + GAP.length;
    if (width > LINE_LENGTH && blocks.length > 0) break;
    blocks.push(block);
  }
  const lines = [`Table: ${count(rowCount, 'row')} × ${count(columns.length, 'column')}`];
  for (let i = 0; i < shownRows + 2 && blocks.length > 0; i++)
    lines.push(
      blocks
        .map((block) => block[i])
        .join(GAP)
        .trimEnd(),
    );
  const more = [];
  if (rowCount > shownRows) more.push(count(rowCount - shownRows, 'more row'));
  if (columns.length > blocks.length)
    more.push(count(columns.length - blocks.length, 'more column'));
  if (more.length > 0) lines.push(`… ${more.join(', ')}`);
  return lines.join('\n');
}

/** The name, the type and the first cells of a column, all of one length; numbers stand to the right. */
function columnText(column: Column, rows: number): string[] {
  const lines = [cellText(column.name), column.type];
  for (let i = 0; i < rows; i++) lines.push(cellText(cellAt(column, i)));
  const width = lines.reduce((most, { length }) => Math.max(most, length), 0);
  return lines.map((line) =>
    column.type === 'number' ? line.padStart(width) : line.padEnd(width),
  );
}

function cellText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  // Cells must not move the cursor of a terminal.
  const visible = String(value).replace(
    /\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return shorten(visible, LONGEST_CELL);
}
