/** Encoders of categories. */

import type { Cell } from '../../data/columns.js';
import type { KnownCategories } from '../../preprocessing/encoders/categories.js';
import { allCategories, missingCode } from '../../preprocessing/encoders/categories.js';
import type { LabelEncoderState } from '../../preprocessing/encoders/label-encoder.js';
import {
  categoryCount,
  groupsOf,
  type OneHotColumn,
  widthOf,
} from '../../preprocessing/encoders/one-hot-columns.js';
import type { OneHotEncoderState } from '../../preprocessing/encoders/one-hot-features.js';
import { codedValues } from '../../preprocessing/encoders/ordinal-columns.js';
import type { OrdinalEncoderState } from '../../preprocessing/encoders/ordinal-encoder.js';
import { type Block, block, columnsOf, type Feature, type FittedInput } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { refused } from './refusals.js';
import { lookUp, type ValueTable } from './value-tables.js';
import { type EstimatorWriter, writerOf } from './writing.js';

interface EncodedColumns<C> {
  readonly named: boolean;
  readonly columns: readonly C[];
}

/** A column of the type of its categories. */
const typedColumn = ({ name, categories }: KnownCategories & { readonly name: string }) => ({
  name,
  type: typeOfCategory(categories[0]),
});

function typeOfCategory(category: Cell | undefined): Feature['type'] {
  if (typeof category === 'string') return 'text';
  return typeof category === 'boolean' ? 'boolean' : 'number';
}

/** A writer of an encoder that looks the values of each column up in a table. */
function encoder<
  C extends KnownCategories & { readonly name: string },
  State extends EncodedColumns<C>,
>(tableOf: (column: C, state: State) => ValueTable): EstimatorWriter {
  return writerOf<State>({
    input({ state: { named, columns } }): FittedInput {
      const typed = columns.map(typedColumn);
      const numbers = typed.every(({ type }) => type === 'number');
      return numbers && !named ? { width: columns.length } : { columns: typed };
    },
    write({ state }, input, { graph, where }) {
      const given = columnsOf(graph, input, state, where);
      return blocksBeside(
        graph,
        state.columns.map((column, j) => lookUp(graph, given[j], tableOf(column, state), where)),
        where,
      );
    },
  });
}

/** Blocks side by side; those without columns are left out. */
export function blocksBeside(graph: GraphBuilder, blocks: readonly Block[], where: string): Block {
  const filled = blocks.filter(({ width }) => width > 0);
  if (filled.length === 0) throw refused(where, 'it gives no column');
  return block(
    graph.beside(filled.map(({ tensor }) => tensor)),
    filled.reduce((sum, { width }) => sum + width, 0),
  );
}

export const oneHotEncoder = encoder<OneHotColumn, OneHotEncoderState>(
  (column, { handleUnknown }) => {
    const { dropped, infrequent } = column;
    const groups = groupsOf(column);
    const width = widthOf(column);
    const features = (code: number) => {
      const numbers = new Float64Array(width);
      const group = groups[code];
      if (group !== dropped) numbers[dropped !== null && group > dropped ? group - 1 : group] = 1;
      return numbers;
    };
    const all = allCategories(column);
    const known = Array.from({ length: categoryCount(column) }, (_, code) => {
      return [code === missingCode(column) ? null : all[code], features(code)] as const;
    });
    const rare = handleUnknown === 'infrequentIfExist' && infrequent.length > 0;
    const other = rare ? features(infrequent[0]) : new Float64Array(width);
    return { known, other: handleUnknown === 'error' ? null : other };
  },
);

export const ordinalEncoder = encoder<OrdinalEncoderState['columns'][number], OrdinalEncoderState>(
  (column, { handleUnknown, unknownValue, encodedMissingValue }) => {
    const known = codedValues(column).flatMap((value, code) =>
      value === null ? [] : [[value, [code]] as const],
    );
    const missing = column.missing === false ? [] : [[null, [encodedMissingValue]] as const];
    const other = handleUnknown === 'useMostFrequent' ? column.mostFrequent : unknownValue;
    return {
      known: [...known, ...missing],
      other: handleUnknown === 'error' ? null : [other],
    };
  },
);

/** The column that `LabelEncoder` encodes, which has no name. */
export const labelEncoder = writerOf<LabelEncoderState>({
  input: ({ state: { classes } }) => ({
    columns: [{ name: 'y', type: typeOfCategory(classes[0]) }],
  }),
  write({ state }, input, { graph, where }) {
    const { classes, handleUnknown, unknownValue, mostFrequent } = state;
    const [column] = columnsOf(graph, input, { columns: [{ name: 'y' }], named: true }, where);
    const known = classes.map((label, code) => [label, [code]] as const);
    const other = handleUnknown === 'useMostFrequent' ? mostFrequent : unknownValue;
    return lookUp(
      graph,
      column,
      { known, other: handleUnknown === 'error' ? null : [other] },
      where,
    );
  },
});
