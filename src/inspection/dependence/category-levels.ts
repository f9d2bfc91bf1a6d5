import { type Cell, cellAt, columnLength, takeColumnRows } from '../../data/columns.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { Steps } from '../../progress.js';
import { count, show } from '../../words.js';
import { columnsOfFit } from '../samples/column-groups.js';
import { orderOfLikeness } from './category-order.js';
import { categoriesOf, cellsOf } from './grid-values.js';
import type { Levels, Local } from './local-effects.js';

/** How categories are put in order. */
export interface LevelRules {
  /** The order of the user; null for the one of likeness. */
  readonly categoryOrder: ArrayLike<Cell> | null;
  /** Columns whose numbers are codes. */
  readonly codes: ReadonlySet<number>;
  /** What tells the columns that count, where it does. */
  readonly model: object;
  readonly where: string;
}

/** More categories than these are names, and laying them out on a line would take minutes. */
const MOST_LEVELS = 256;

/**
 * The categories of a column that samples of weight have, in order.
 *
 * @throws InvalidInputError when no sample of weight has one, or there are too many
 * @throws InvalidParameterError when the order given is not of the categories that occur
 */
export function* orderedLevels(
  { samples, weights }: Local,
  j: number,
  { categoryOrder, codes, model, where }: LevelRules,
): Steps<Levels> {
  const column = samples.column(j);
  const name = show(samples.names[j]);
  const weighed = Int32Array.from(weights.keys()).filter((i) => weights[i] > 0);
  const grid = categoriesOf(takeColumnRows(column, weighed), name, where);
  const nLevels = columnLength(grid);
  if (nLevels > MOST_LEVELS) {
    throw new InvalidInputError(
      `${where}: column ${name} has ${count(nLevels, 'category').replace(/y(s?)$/, 'ies')}, but at most ${MOST_LEVELS} can be put in order. Group the rare ones first.`,
    );
  }
  const place = new Map(
    Array.from({ length: nLevels }, (_, level) => [cellAt(grid, level), level]),
  );
  const of = new Int32Array(samples.rows);
  for (let i = 0; i < of.length; i++) of[i] = place.get(cellAt(column, i)) ?? -1;
  yield;
  const order =
    categoryOrder === null
      ? yield* orderOfLikeness({ of, nLevels, weights }, otherColumns())
      : orderGiven(categoryOrder, cellsOf(grid), where);
  const rank = new Int32Array(nLevels);
  for (let at = 0; at < nLevels; at++) rank[order[at]] = at;
  return {
    grid: takeColumnRows(grid, order),
    of: of.map((level) => (level < 0 ? -1 : rank[level])),
  };

  function* otherColumns() {
    for (const other of columnsOfFit(samples, model)) {
      if (other !== j) yield { column: samples.column(other), isCode: codes.has(other) };
    }
  }
}

function orderGiven(given: ArrayLike<Cell>, known: readonly Cell[], where: string): Int32Array {
  const order = Array.from(given, (cell) => known.indexOf(cell)).filter((level) => level >= 0);
  const lacking = known.findIndex((_, level) => !order.includes(level));
  if (lacking < 0 && order.length === known.length) return Int32Array.from(order);
  const problem =
    lacking < 0 ? 'has a category twice' : `lacks the category ${show(known[lacking])}`;
  throw new InvalidParameterError(
    `${where}: categoryOrder ${problem}. Pass each category of the samples once.`,
  );
}
