/** Values of a column looked up in a table, which is how categories become numbers. */

import type { Cell } from '../../data/columns.js';
import { show } from '../../words.js';
import {
  type Block,
  block,
  type Feature,
  type NumberFeature,
  type TextFeature,
} from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { refused } from './refusals.js';

/** What the values of a column become, each a row of as many numbers. */
export interface ValueTable {
  /** Values, each with the numbers that it becomes; null is missing. */
  readonly known: readonly (readonly [value: Cell, numbers: ArrayLike<number>])[];
  /** What all other values become; null where they are refused, which makes the runtime stop with an error. */
  readonly other: ArrayLike<number> | null;
}

/** The rows of the table that the values of a column stand for, side by side [N × width]. */
export function lookUp(
  graph: GraphBuilder,
  column: Feature,
  { known, other }: ValueTable,
  where: string,
): Block {
  const rows = known.map(([, numbers]) => numbers);
  if (other !== null) rows.push(other);
  const width = rows[0]?.length ?? 0;
  const values = rows.flatMap((row) => Array.from(row));
  const table = graph.numbers(values, [rows.length, width]);
  const keys = known.map(([value]) => value);
  // A value that is not known has the number behind the others, where a table that refuses it has no row.
  const positions =
    column.type === 'text'
      ? textPositions(graph, column, keys, where)
      : numberPositions(graph, column, keys, where);
  const found = graph.add('Gather', [table, graph.flat(positions)], { axis: { int: 0 } });
  return block(found, width);
}

function textPositions(
  graph: GraphBuilder,
  { name, tensor, meanings }: TextFeature,
  keys: readonly Cell[],
  where: string,
): string {
  const positions = new Map<string, number>();
  for (const [position, key] of keys.entries()) {
    if (typeof key !== 'string') continue;
    if (meanings.get(key) === null) {
      throw refused(
        where,
        `in the column ${show(name)}, ${show(key)} is a category, but the graph takes it for a missing value`,
      );
    }
    positions.set(key, position);
  }
  for (const [text, meaning] of meanings) {
    const position = keys.indexOf(meaning);
    positions.set(text, position < 0 ? keys.length : position);
  }
  return graph.addMl('LabelEncoder', tensor, {
    keys_strings: { strings: [...positions.keys()] },
    values_int64s: { ints: [...positions.values()] },
    default_int64: { int: keys.length },
  });
}

/** Numbers and booleans are compared with each key. */
function numberPositions(
  graph: GraphBuilder,
  { name, tensor }: NumberFeature,
  keys: readonly Cell[],
  where: string,
): string {
  const none = keys.length;
  const ofMissing = keys.indexOf(null);
  const numbers = keys.flatMap((key, position) =>
    key === null || typeof key === 'string' ? [] : [[Number(key), position] as const],
  );
  const inGraph = graph.precision === 'single' ? numbers.map(([key]) => Math.fround(key)) : [];
  if (new Set(inGraph).size < inGraph.length) {
    throw refused(
      where,
      `in the column ${show(name)}, two categories are one number in single precision`,
    );
  }
  const same: string[] = [];
  const weights: number[] = [];
  if (numbers.length > 0) {
    const row = graph.numbers(numbers.map(([key]) => key));
    same.push(graph.cast(graph.add('Equal', [tensor, row]), graph.number));
    for (const [, position] of numbers) weights.push(none - position);
  }
  if (ofMissing >= 0 || same.length === 0) {
    same.push(graph.cast(graph.add('IsNaN', [tensor]), graph.number));
    weights.push(ofMissing >= 0 ? none - ofMissing : 0);
  }
  const product = graph.add('MatMul', [
    graph.beside(same),
    graph.numbers(weights, [weights.length, 1]),
  ]);
  return graph.cast(graph.add('Sub', [graph.numbers([none], []), product]), 'int64');
}
