/** Tables: those that come with the library, and files. */

import { readCsv, type Table } from 'fitpredict';
import {
  loadBreastCancer,
  loadDiabetes,
  loadIris,
  loadPenguins,
  loadWine,
} from 'fitpredict/datasets';
import { readParquet } from 'fitpredict/parquet';
import type { DataSource, DatasetSummary, SampleName } from '../protocol.js';
import { summarizeColumn } from './column-summary.js';
import { noting } from './noting.js';
import type { TaskContext } from './tasks.js';

const SAMPLES = {
  penguins: { title: 'Palmer penguins', target: 'species', load: loadPenguins },
  iris: { title: 'Iris flowers', target: 'target', load: loadIris },
  wine: { title: 'Wines', target: 'target', load: loadWine },
  breastCancer: { title: 'Breast cancer', target: 'target', load: loadBreastCancer },
  diabetes: { title: 'Diabetes', target: 'target', load: loadDiabetes },
} satisfies Record<SampleName, { title: string; target: string; load: () => { table: Table } }>;

interface OpenTable {
  readonly table: Table;
  readonly source: DataSource;
  readonly title: string;
}

let newest = 0;
let open: (OpenTable & { readonly id: number }) | undefined;

/** The table that the page has open. */
export function tableWith(id: number): OpenTable {
  if (open?.id !== id) throw new Error('This table is no longer open. Open it again.');
  return open;
}

export function openSample({ name }: { readonly name: SampleName }): DatasetSummary {
  const { title, target, load } = SAMPLES[name];
  return describe({ table: load().table, source: { kind: 'sample', name }, title }, target, []);
}

export function openFile(
  { file }: { readonly file: File },
  context: TaskContext,
): Promise<DatasetSummary> {
  return noting(async (notes) => {
    const isParquet = (await file.slice(0, 4).text()) === 'PAR1';
    const table = isParquet
      ? await readParquet(file, { signal: context.signal })
      : await readCsv(file, context);
    if (table.rowCount === 0 || table.columnNames.length === 0) {
      throw new Error(`${file.name} has no rows. Open a file with a header and rows below it.`);
    }
    const kind = isParquet ? 'parquet' : 'csv';
    const last = table.columnNames[table.columnNames.length - 1];
    const source = { kind, file: file.name } as const;
    return describe({ table, source, title: file.name }, last, notes);
  });
}

function describe(opened: OpenTable, target: string, notes: readonly string[]): DatasetSummary {
  const { table, source, title } = opened;
  open = { ...opened, id: ++newest };
  const columns = table.columns.map(summarizeColumn);
  return { id: newest, source, title, rows: table.rowCount, columns, target, notes };
}
