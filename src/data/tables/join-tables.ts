import { InvalidParameterError } from '../../errors.js';
import { reserve } from '../../memory.js';
import { readNamed } from '../../named-options.js';
import { show } from '../../words.js';
import { type Column, cellAt, columnLength, takeColumnRows } from '../columns.js';
import { Table } from '../table.js';
import { checkTable } from './check-table.js';
import { concatColumns } from './concat-tables.js';
import { groupRows, sortIntoGroups } from './row-groups.js';

/** Which rows a join keeps, and by what they are matched. */
export interface JoinTablesOptions {
  /** The column that both tables match by, or the columns, which must all be equal. Or `leftOn` and `rightOn`. */
  on?: string | readonly string[];
  /** The columns of the left table, where they are called otherwise than those of the right. */
  leftOn?: string | readonly string[];
  /** The columns of the right table, as many as `leftOn` and in its order. The result has them under the left names. */
  rightOn?: string | readonly string[];
  /** Rows without a match: 'inner' leaves them out, 'left' keeps those of the left, 'outer' those of both. Default 'inner'. */
  how?: 'inner' | 'left' | 'outer';
  /** What is put behind the name of a column of the right table that the left has too. Default '_right'. */
  suffix?: string;
}

/**
 * Rows of two tables side by side where their keys are equal, each left row with all its matches. The rows are in the
 * order of the left table, those of one left row in the order of the right, and those that only the right has come last.
 * The columns are the left ones, then the right ones without its keys. A key that is missing matches nothing.
 *
 * @throws InvalidInputError for an unknown name, keys of different types, and clashes of names that `suffix` does not mend
 * @throws InvalidParameterError for options that are unknown or do not go together
 *
 * @example
 * joinTables(orders, customers, { leftOn: 'customer', rightOn: 'id', how: 'left' })
 */
export function joinTables(
  left: Table<object>,
  right: Table<object>,
  options: JoinTablesOptions,
): Table {
  const where = 'joinTables';
  const { leftKeys, rightKeys, how, suffix } = readJoin(left, right, options);
  const rows = matchRows(leftKeys, rightKeys, how, where);
  const keys = new Map(leftKeys.map((column, k) => [column, rightKeys[k]]));
  const columns = left.columns.map((column) => {
    const key = keys.get(column);
    // Rows that only the right has must show their key.
    return key === undefined ? takeOrMiss(column, rows.left) : takeEither(column, key, rows);
  });
  for (const column of right.columns) {
    if (rightKeys.includes(column)) continue;
    const name = left.has(column.name) ? `${column.name}${suffix}` : column.name;
    columns.push({ ...takeOrMiss(column, rows.right), name });
  }
  return new Table(columns);
}

interface Join {
  readonly leftKeys: readonly Column[];
  readonly rightKeys: readonly Column[];
  readonly how: 'inner' | 'left' | 'outer';
  readonly suffix: string;
}

function readJoin(left: Table<object>, right: Table<object>, options: JoinTablesOptions): Join {
  const where = 'joinTables';
  checkTable(left, where);
  checkTable(right, where);
  const {
    on,
    leftOn = on,
    rightOn = on,
    how = 'inner',
    suffix = '_right',
  } = readNamed(options, where, ['on', 'leftOn', 'rightOn', 'how', 'suffix']);
  if (on !== undefined && (options.leftOn !== undefined || options.rightOn !== undefined)) {
    throw new InvalidParameterError(
      `${where}: on stands beside leftOn or rightOn. Pass on alone, or the other two.`,
    );
  }
  if (how !== 'inner' && how !== 'left' && how !== 'outer') {
    throw new InvalidParameterError(
      `${where}: how must be "inner", "left" or "outer", but got ${show(how)}. Swap the tables for what others call a right join.`,
    );
  }
  if (typeof suffix !== 'string') {
    throw new InvalidParameterError(
      `${where}: suffix must be text, but got ${show(suffix)}. Pass what to put behind names of the right table.`,
    );
  }
  const leftKeys = [leftOn ?? []].flat().map((name) => left.column(name));
  const rightKeys = [rightOn ?? []].flat().map((name) => right.column(name));
  if (leftKeys.length === 0 || leftKeys.length !== rightKeys.length) {
    throw new InvalidParameterError(
      `${where}: there are ${leftKeys.length} keys of the left table and ${rightKeys.length} of the right. Pass as many of each, at least one, in on or in leftOn and rightOn.`,
    );
  }
  return { leftKeys, rightKeys, how, suffix };
}

/** Rows that stand side by side; -1 where a side has none. */
interface Matches {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

function matchRows(
  leftKeys: readonly Column[],
  rightKeys: readonly Column[],
  how: Join['how'],
  where: string,
): Matches {
  const both = leftKeys.map((key, k) => concatColumns([key, rightKeys[k]], key.name, where));
  const nLeft = columnLength(leftKeys[0]);
  const nRight = columnLength(rightKeys[0]);
  const groups = groupRows(both, nLeft + nRight);
  const { rows, starts } = sortIntoGroups(groups);
  // Where the right rows of each group begin: left ones come first. A group without a key has none that match.
  const firstRight = starts.slice(1);
  for (let group = 0; group < firstRight.length; group++) {
    const from = starts[group];
    if (both.some((column) => cellAt(column, rows[from]) === null)) continue;
    while (firstRight[group] > from && rows[firstRight[group] - 1] >= nLeft) firstRight[group]--;
  }
  let total = 0;
  for (let i = 0; i < nLeft; i++) {
    const group = groups.groupOf[i];
    total += starts[group + 1] - firstRight[group];
  }
  reserve(8 * total, {
    where,
    what: `${total} matches of ${nLeft} with ${nRight} rows`,
    remedy: 'Match by more columns.',
  });
  const left: number[] = [];
  const right: number[] = [];
  const matched = new Uint8Array(nRight);
  for (let i = 0; i < nLeft; i++) {
    const group = groups.groupOf[i];
    const end = starts[group + 1];
    if (firstRight[group] === end && how !== 'inner') {
      left.push(i);
      right.push(-1);
    }
    for (let at = firstRight[group]; at < end; at++) {
      left.push(i);
      right.push(rows[at] - nLeft);
      matched[rows[at] - nLeft] = 1;
    }
  }
  for (let i = 0; i < nRight && how === 'outer'; i++) {
    if (matched[i] === 1) continue;
    left.push(-1);
    right.push(i);
  }
  return { left: Int32Array.from(left), right: Int32Array.from(right) };
}

/** These rows of a column; missing where there is none. */
function takeOrMiss(column: Column, rows: Int32Array): Column {
  const taken = takeColumnRows(column, rows);
  const missing = column.type === 'number' ? Number.NaN : -1;
  const values = taken.type === 'text' ? taken.codes : taken.data;
  for (let i = 0; i < rows.length; i++) if (rows[i] < 0) values[i] = missing;
  return taken;
}

/** The key of the left row, or of the right one where there is no left. */
function takeEither(leftKey: Column, rightKey: Column, { left, right }: Matches): Column {
  if (!left.includes(-1)) return takeColumnRows(leftKey, left);
  const nLeft = columnLength(leftKey);
  const both = concatColumns([leftKey, rightKey], leftKey.name, 'joinTables');
  return takeColumnRows(
    both,
    left.map((row, i) => (row < 0 ? nLeft + right[i] : row)),
  );
}
