/** Imputation by what `SimpleImputer` has learned. */

import { indicatorName, type Marker } from '../../preprocessing/columns/missing-values.js';
import type { ImputedColumn } from '../../preprocessing/fill-columns.js';
import type { SimpleImputerState } from '../../preprocessing/simple-imputer.js';
import {
  block,
  columnsOf,
  type Feature,
  type NumberFeature,
  pick,
  type TextFeature,
} from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { lookUp } from './value-tables.js';
import { writerOf } from './writing.js';

export const simpleImputer = writerOf<SimpleImputerState>({
  input: ({ state: { named, columns } }) => (named ? { columns } : { width: columns.length }),
  write({ state }, input, { graph, where }) {
    const { columns, addIndicator, marker, named } = state;
    if (input.kind === 'block' && !named) {
      const kept = columns.flatMap(({ fill }, j) => (fill === null ? [] : [j]));
      const fills = kept.map((j) => Number(columns[j].fill));
      const own = pick(graph, input, kept);
      const filled = graph.add('Where', [
        missingIn(graph, own.tensor, marker),
        graph.numbers(fills),
        own.tensor,
      ]);
      const flagged = columns.flatMap(({ incomplete }, j) => (incomplete ? [j] : []));
      if (!addIndicator || flagged.length === 0) return block(filled, kept.length);
      const flags = missingIn(graph, pick(graph, input, flagged).tensor, marker);
      const both = graph.beside([filled, graph.cast(flags, graph.number)]);
      return block(both, kept.length + flagged.length);
    }
    const given = columnsOf(graph, input, state, where);
    const filled = columns.flatMap((plan, j) =>
      plan.fill === null ? [] : [filledColumn(graph, given[j], plan, marker)],
    );
    const flags = columns.flatMap(({ incomplete, name }, j) =>
      incomplete && addIndicator ? [indicatorOf(graph, given[j], name, marker, where)] : [],
    );
    return { kind: 'columns', columns: [...filled, ...flags] };
  },
});

/** Where numbers are missing: bool. */
function missingIn(graph: GraphBuilder, numbers: string, marker: Marker): string {
  return typeof marker === 'number' || typeof marker === 'boolean'
    ? graph.add('Equal', [numbers, graph.numbers([Number(marker)], [])])
    : graph.add('IsNaN', [numbers]);
}

function filledColumn(
  graph: GraphBuilder,
  column: Feature,
  { fill }: ImputedColumn,
  marker: Marker,
): Feature {
  if (column.type === 'text') {
    const meanings = [...withMarker(column, marker)].map(
      ([text, meaning]) => [text, meaning ?? String(fill)] as const,
    );
    return { ...column, meanings: new Map(meanings) };
  }
  const missing = missingIn(graph, column.tensor, markerOf(column, marker));
  const number = graph.numbers([Number(fill)], []);
  return { ...column, tensor: graph.add('Where', [missing, number, column.tensor]) };
}

/** The marker where it is of the type of the column; others are missing as ever. */
function markerOf({ type }: NumberFeature, marker: Marker): Marker {
  return typeof marker === type ? marker : null;
}

function withMarker({ meanings }: TextFeature, marker: Marker): ReadonlyMap<string, string | null> {
  return typeof marker === 'string' ? new Map([...meanings, [marker, null]]) : meanings;
}

function indicatorOf(
  graph: GraphBuilder,
  column: Feature,
  name: string,
  marker: Marker,
  where: string,
): NumberFeature {
  const tensor =
    column.type === 'text'
      ? lookUp(
          graph,
          { ...column, meanings: withMarker(column, marker) },
          { known: [[null, [1]]], other: [0] },
          where,
        ).tensor
      : graph.cast(missingIn(graph, column.tensor, markerOf(column, marker)), graph.number);
  return { name: indicatorName(name), type: 'boolean', tensor };
}
