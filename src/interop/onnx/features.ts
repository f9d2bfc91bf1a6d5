/** What flows through a graph on its way to a model: numbers in a block, or columns by name. */

import type { Column } from '../../data/columns.js';
import type { FittedColumns } from '../../preprocessing/columns/cells.js';
import type { NumberColumns } from '../../preprocessing/columns/number-columns.js';
import { show } from '../../words.js';
import type { GraphBuilder } from './graph-builder.js';
import { refused } from './refusals.js';

/** Numbers side by side [N × width]; NaN is missing. */
export interface Block {
  readonly kind: 'block';
  readonly tensor: string;
  readonly width: number;
}

/** A column of numbers, or of booleans as 0 and 1 [N × 1]; NaN is missing. */
export interface NumberFeature {
  readonly name: string;
  readonly type: 'number' | 'boolean';
  readonly tensor: string;
}

/** A column of text [N × 1]. */
export interface TextFeature {
  readonly name: string;
  readonly type: 'text';
  readonly tensor: string;
  /** Texts that stand for something else: for another text, or (null) for a missing value. */
  readonly meanings: ReadonlyMap<string, string | null>;
}

export type Feature = NumberFeature | TextFeature;

/** Columns by name. */
export interface Features {
  readonly kind: 'columns';
  readonly columns: readonly Feature[];
}

export type Flowing = Block | Features;

export const block = (tensor: string, width: number): Block => ({ kind: 'block', tensor, width });

/** What a model was fitted on: a matrix of so many columns, or columns by name. */
export type FittedInput =
  | { readonly width: number }
  | { readonly columns: readonly { readonly name: string; readonly type: Column['type'] }[] };

/** The input that a scaler, selector or model was fitted on. */
export const inputOfNumbers = ({
  nFeatures,
  names,
}: Partial<NumberColumns> & { nFeatures: number }): FittedInput =>
  names == null
    ? { width: nFeatures }
    : { columns: names.map((name) => ({ name, type: 'number' })) };

/** The inputs of a graph: one matrix `X`, or each column under its name. */
export function declareInputs(graph: GraphBuilder, fitted: FittedInput): Flowing {
  if ('width' in fitted) {
    const { width } = fitted;
    return block(graph.input('X', graph.number, [null, width]), width);
  }
  return {
    kind: 'columns',
    columns: fitted.columns.map(({ name, type }): Feature => {
      if (type !== 'text')
        return { name, type, tensor: graph.input(name, graph.number, [null, 1]) };
      // ONNX has no missing text: an empty one stands for it.
      const tensor = graph.input(name, 'string', [null, 1]);
      return { name, type, tensor, meanings: new Map([['', null]]) };
    }),
  };
}

/**
 * The numbers of the columns of fit.
 *
 * @param names - those of fit; null where it was given a matrix
 * @throws InvalidParameterError when one is text
 */
export function blockOf(
  graph: GraphBuilder,
  flowing: Flowing,
  names: readonly string[] | null,
  where: string,
): Block {
  if (flowing.kind === 'block') return flowing;
  const columns = names === null ? flowing.columns : named(flowing, names, where);
  const tensors = columns.map((column) => {
    if (column.type !== 'text') return column.tensor;
    throw refused(where, `the column ${show(column.name)} is text there`);
  });
  return block(graph.beside(tensors), columns.length);
}

/** The columns of fit one by one. */
export function columnsOf(
  graph: GraphBuilder,
  flowing: Flowing,
  { columns, named: byName }: FittedColumns,
  where: string,
): Feature[] {
  if (flowing.kind === 'block') {
    return columns.map(({ name }, j) => ({
      name,
      type: 'number',
      tensor: pick(graph, flowing, [j]).tensor,
    }));
  }
  return byName
    ? named(
        flowing,
        columns.map(({ name }) => name),
        where,
      )
    : [...flowing.columns];
}

function named(flowing: Features, names: readonly string[], where: string): Feature[] {
  const byName = new Map(flowing.columns.map((column) => [column.name, column]));
  return names.map((name) => {
    const found = byName.get(name);
    if (found !== undefined) return found;
    throw refused(where, `the column ${show(name)} does not reach it`);
  });
}

/** Some columns of a block. */
export function pick(graph: GraphBuilder, from: Block, columns: ArrayLike<number>): Block {
  const { tensor, width } = from;
  if (columns.length === width && Array.from(columns).every((j, at) => j === at)) return from;
  const taken = graph.add('Gather', [tensor, graph.integers(columns)], { axis: { int: 1 } });
  return block(taken, columns.length);
}
