import type { Matrix } from 'ml-matrix';
import { type Cell, type Column, columnValues, takeColumnRows } from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { columnOf } from '../../preprocessing/columns/cells.js';
import type { Training } from '../../progress.js';
import { unheard } from '../../warnings.js';
import { kernelShapInSteps } from '../shap/kernel-shap.js';
import { ModelAnswers } from '../shap/model-answers.js';
import type { TableAnswers } from '../tables/table-answers.js';
import type { ColumnContributions, ExplainPlan } from './column-contributions.js';

/**
 * What the columns add to what any model says, by asking it about rows that mix the columns of each row with those of the
 * background. The columns are the players: their features never come apart.
 */
export function* explainColumns(
  answers: TableAnswers,
  { table, background, nSamples, randomState }: ExplainPlan & { readonly background: Table },
): Training<Omit<ColumnContributions, 'comparedWith'>> {
  const { where } = answers;
  const names = table.columnNames;
  const pools = names.map((name) => poolOf(table.column(name), columnOf(background, name, where)));
  yield* answers.of(background); // whose values may be remarked on, before they come in mixtures
  const model = (numbers: Matrix): Dense =>
    unheard(() => answers.ask(decoded(parseFeatures(numbers, where), pools)));
  const { values, expectedValue } = yield* kernelShapInSteps(
    new ModelAnswers(model, where, answers.rowsAsked),
    encoded(pools, 'codes', table.rowCount),
    {
      background: encoded(pools, 'backgroundCodes', background.rowCount),
      nSamples,
      randomState,
    },
    where,
  );
  return {
    method: 'kernelShap',
    unit: answers.unit,
    names,
    flags: null,
    values: values.map((matrix) => parseFeatures(matrix, where).data),
    expected: expectedValue,
  };
}

/** The distinct values of a column, and where each row of the table and of the background finds its own. */
interface Pool {
  readonly column: Column;
  readonly codes: readonly number[];
  readonly backgroundCodes: readonly number[];
}

function poolOf(column: Column, background: Column): Pool {
  const found = new Map<Cell, number>();
  const codeOf = (value: Cell): number => {
    const code = found.get(value) ?? found.size;
    found.set(value, code);
    return code;
  };
  const codes = columnValues(column).map(codeOf);
  const backgroundCodes = columnValues(background).map(codeOf);
  const cells = [...found.keys()];
  const type = cells.some((cell) => cell !== null) ? undefined : column.type;
  return { column: createColumn(column.name, cells, undefined, type), codes, backgroundCodes };
}

/** The codes of rows as samples: mixing samples mixes the cells. */
function encoded(pools: readonly Pool[], part: 'codes' | 'backgroundCodes', rows: number): Dense {
  const data = new Float64Array(rows * pools.length);
  for (const [j, pool] of pools.entries()) {
    for (let i = 0; i < rows; i++) data[i * pools.length + j] = pool[part][i];
  }
  return { data, rows, columns: pools.length };
}

/** The rows that samples of codes stand for. */
function decoded({ data, rows, columns }: Dense, pools: readonly Pool[]): Table {
  const codes = new Int32Array(rows);
  return new Table(
    pools.map(({ column }, j) => {
      for (let i = 0; i < rows; i++) codes[i] = data[i * columns + j];
      return takeColumnRows(column, codes);
    }),
  );
}
