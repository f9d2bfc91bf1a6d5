import type { Column } from '../columns.js';

/** A column of a Parquet file, as its schema tells. */
export interface ParquetColumn {
  readonly name: string;
  /** What a table makes of it. */
  readonly type: Column['type'];
  /** Whether it holds lists or records, which a table does not. */
  readonly isNested: boolean;
}

/** What is read of an element of a schema, which is a tree in preorder. */
interface SchemaElement {
  readonly name: string;
  readonly type?: string;
  readonly num_children?: number;
  readonly repetition_type?: string;
  readonly converted_type?: string;
  readonly logical_type?: { readonly type: string };
}

/** The columns of a file, in its order: the children of the root. */
export function columnsOfSchema(schema: readonly SchemaElement[]): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let at = 1; at < schema.length; ) {
    const element = schema[at];
    const isNested = element.num_children !== undefined || element.repetition_type === 'REPEATED';
    columns.push({ name: element.name, type: typeOf(element), isNested });
    // Behind all that lies below it.
    let left = 1;
    for (; left > 0 && at < schema.length; at++) left += (schema[at].num_children ?? 0) - 1;
  }
  return columns;
}

const NUMBERS = ['INT32', 'INT64', 'FLOAT', 'DOUBLE'];
const TIMES = /^(?:DATE|TIMESTAMP)/;

function typeOf({ type = '', converted_type, logical_type }: SchemaElement): Column['type'] {
  if (type === 'BOOLEAN') return 'boolean';
  const meaning = logical_type?.type ?? converted_type ?? '';
  if (meaning === 'DECIMAL' || meaning === 'FLOAT16') return 'number';
  if (type === 'INT96' || TIMES.test(meaning)) return 'text';
  return NUMBERS.includes(type) ? 'number' : 'text';
}
