import type { Cell } from '../data/columns.js';
import { createColumn } from '../data/create-column.js';
import { Table } from '../data/table.js';
import type { AnyEstimator } from '../estimator.js';
import { RESTORE } from '../estimator-parts.js';
import {
  type ColumnPart,
  ColumnTransformer,
} from '../preprocessing/composition/column-transformer.js';
import { Pipeline } from '../preprocessing/composition/pipeline.js';
import { OrdinalEncoder } from '../preprocessing/encoders/ordinal-encoder.js';

/** A feature of a foreign model, as a column of a table. */
export interface ForeignColumn {
  readonly name: string;
  /** Its values in the order of their codes; null where the column is numbers as they are. */
  readonly categories: readonly Cell[] | null;
}

/** Different words, numbers or truths of one type. */
export function areCategories(values: unknown): values is readonly Cell[] {
  return (
    Array.isArray(values) &&
    values.length > 0 &&
    new Set(values).size === values.length &&
    ['string', 'number', 'boolean'].includes(typeof values[0]) &&
    values.every((value) => typeof value === typeof values[0])
  );
}

/** A fitted model behind the columns that it takes by their names. */
export type TablePipeline<Model extends AnyEstimator> = Pipeline<
  readonly [readonly ['columns', ColumnTransformer], readonly ['model', Model]]
>;

/**
 * A fitted model that takes tables and records: columns are found by name in any order, words become the codes that the
 * model knows, and missing values stay missing.
 *
 * @param unknown - what a word that is none of the categories is: an error, or a missing value
 */
export function behindColumns<Model extends AnyEstimator>(
  model: Model,
  columns: readonly ForeignColumn[],
  unknown: 'error' | 'missing',
): TablePipeline<Model> {
  const transformer = new ColumnTransformer({
    transformers: partsOf(columns, unknown),
    verboseFeatureNamesOut: false,
  }).fit(tableOf(columns));
  const pipeline: TablePipeline<Model> = new Pipeline({
    steps: [
      ['columns', transformer],
      ['model', model],
    ],
  });
  pipeline[RESTORE]({
    steps: [
      { name: 'columns', estimator: transformer },
      { name: 'model', estimator: model },
    ],
    columns: tableOf(columns).columns.map(({ name, type }) => ({ name, type })),
  });
  return pipeline;
}

/** Numbers that stand side by side as one part, every other column as one of its own, in the order of the model. */
function partsOf(columns: readonly ForeignColumn[], unknown: 'error' | 'missing'): ColumnPart[] {
  const parts: { names: string[]; categories: readonly Cell[] | null }[] = [];
  for (const { name, categories } of columns) {
    const last = parts[parts.length - 1];
    if (categories === null && last?.categories === null) last.names.push(name);
    else parts.push({ names: [name], categories });
  }
  return parts.map(({ names, categories }, p): ColumnPart => {
    if (categories === null) return [`part${p}`, 'passthrough', names];
    const encoder = new OrdinalEncoder({
      // A missing value has the last place, so that it is known and the others keep their codes.
      categories: [[...categories, null]],
      ...(unknown === 'error'
        ? {}
        : { handleUnknown: 'useEncodedValue', unknownValue: Number.NaN }),
    });
    return [`part${p}`, encoder, names];
  });
}

/** A table of such columns, for what is learned from their names and types alone. */
function tableOf(columns: readonly ForeignColumn[]): Table {
  const rows = Math.max(1, ...columns.map(({ categories }) => categories?.length ?? 0));
  return new Table(
    columns.map(({ name, categories }) =>
      createColumn(
        name,
        Array.from({ length: rows }, (_, i) =>
          categories === null ? 0 : (categories[i % categories.length] ?? null),
        ),
      ),
    ),
  );
}
