import type { Matrix } from 'ml-matrix';
import { type Dense, parseFeatures } from '../../data/dense.js';
import type { Table } from '../../data/table.js';
import type { Training } from '../../progress.js';
import { unheard } from '../../warnings.js';
import { kernelShapInSteps } from '../shap/kernel-shap.js';
import { ModelAnswers } from '../shap/model-answers.js';
import { poolColumns, pooledRows, rowsOfCodes } from '../tables/column-pools.js';
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
  const { where, unit, rowsAsked } = answers;
  const pools = poolColumns(table, background, where);
  yield* answers.of(background); // whose values may be remarked on, before they come in mixtures
  const model = (codes: Matrix): Dense =>
    unheard(() => answers.ask(rowsOfCodes(parseFeatures(codes, where), pools)));
  const { values, expectedValue } = yield* kernelShapInSteps(
    new ModelAnswers(model, where, rowsAsked),
    pooledRows(pools, 'rows'),
    { background: pooledRows(pools, 'background'), nSamples, randomState },
    where,
  );
  return {
    method: 'kernelShap',
    unit,
    names: table.columnNames,
    flags: null,
    values: values.map((matrix) => parseFeatures(matrix, where).data),
    expected: expectedValue,
  };
}
