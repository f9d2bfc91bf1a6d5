/** What data cost before any learning: text to a table, arrays of arrays to a block of numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../src/data/csv/csv.js';
import { parseFeatures } from '../src/data/dense.js';
import { csvLines } from './csv-lines.js';
import { linearData } from './generate.js';
import { type Dataset, rowsOf, type Workload } from './workload.js';

const NONE: Dataset['X'] = { data: new Float64Array(1), rows: 1, columns: 1 };
const FILE = 'table.csv';

export const csvText: Workload = {
  name: 'csv_143mb',
  about: 'parseCsv of 143 MB of text in memory, eight columns',
  data: () => ({ X: NONE, y: NONE.data, XTest: NONE, yTest: NONE.data }),
  writeFiles(folder) {
    writeFileSync(join(folder, FILE), [...csvLines(143e6, false)].join(''));
  },
  ours: {
    name: 'fitpredict',
    prepare: (_data, folder) => readFileSync(join(folder, FILE), 'latin1'),
    fit(prepared) {
      const { rowCount } = parseCsv(prepared as string);
      return { quality: () => ({ rows: rowCount }) };
    },
  },
};

export const rowsOfArrays: Workload = {
  name: 'rows_100k_50',
  about: 'Reading and checking 100 000 × 50 numbers that come as arrays of arrays',
  data: linearData,
  ours: {
    name: 'fitpredict',
    prepare: ({ X }) => rowsOf(X),
    fit(prepared) {
      const { rows } = parseFeatures(prepared as number[][], 'bench');
      return { quality: () => ({ rows }) };
    },
  },
};
