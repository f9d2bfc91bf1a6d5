import type { Matrix } from 'ml-matrix';
import { type Dense, parseFeatures } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { InvalidParameterError } from '../../errors.js';
import { answers, taskOf } from '../../estimator-kind.js';
import { isEstimator, partsOf } from '../../estimator-parts.js';
import type { TabularPreprocessor } from '../../preprocessing/tabular/tabular-preprocessor.js';
import type { Training } from '../../progress.js';
import { TREES, type WithTrees } from '../../trees/ensemble.js';
import { isLinear, type LinearModel, linearShapInSteps } from '../shap/linear-shap.js';
import { isMadeOfTrees, treeShapInSteps } from '../shap/tree-shap.js';
import type { ColumnContributions, ExplainPlan } from './column-contributions.js';
import { featureColumns, sumByColumn, typicalRow } from './columns-of-features.js';
import type { Explanation } from './explanation.js';

/** Whether an estimator shows what it is made of, trees or coefficients, so that it need not be asked. */
export function isTransparent(estimator: object): estimator is WithTrees | LinearModel {
  return isMadeOfTrees(estimator) ? hasPlainTrees(estimator) : isLinear(estimator);
}

/** Whether each node asks about one feature: an extended isolation forest says by throwing that its do not. */
function hasPlainTrees(estimator: WithTrees): boolean {
  try {
    estimator[TREES]();
    return true;
  } catch (error) {
    if (error instanceof InvalidParameterError) return false;
    throw error;
  }
}

/** What the columns add to what a transparent estimator says, as sums over the features that were made of each. */
export function* explainFeatures(
  estimator: WithTrees | LinearModel,
  preparation: TabularPreprocessor,
  { table, background }: ExplainPlan,
  where: string,
): Training<ColumnContributions> {
  const isOfTrees = isMadeOfTrees(estimator);
  const { X } = yield* preparation.transformWithReportInSteps(table);
  const features = parseFeatures(X, where, { allowMissing: true });
  const others = background ?? (isOfTrees ? null : Table.fromRecords([typicalRow(preparation)]));
  const compared = others && (yield* preparation.transformWithReportInSteps(others)).X;
  const { values, expectedValue } = yield* shapOf(estimator, X, compared, where);
  const columns = featureColumns(preparation);
  const blocks = values.map((matrix) => sumByColumn(parseFeatures(matrix, where).data, columns));
  const isOneSided = blocks.length === 1 && taskOf(estimator) === 'classification';
  return {
    method: isOfTrees ? 'treeShap' : 'linearShap',
    unit: unitOf(estimator),
    comparedWith: background !== null ? 'background' : isOfTrees ? 'training' : 'typicalRow',
    names: columns.names,
    flags: columns.flag === null ? null : flagged(features, columns.flag),
    values: isOneSided ? [blocks[0].map((value) => 0 - value), ...blocks] : blocks,
    expected: isOneSided ? [0 - expectedValue[0], ...expectedValue] : expectedValue,
  };
}

function shapOf(
  estimator: WithTrees | LinearModel,
  X: Matrix,
  background: Matrix | null,
  where: string,
) {
  if (isMadeOfTrees(estimator)) return treeShapInSteps(estimator, X, { background }, where);
  // Only trees know by themselves what to compare with.
  return linearShapInSteps(estimator, X, { background: background as Matrix }, where);
}

/** What the values are in: boosting and linear classifiers decide by margins, forests by shares. */
function unitOf(estimator: object): Explanation['unit'] {
  const task = taskOf(estimator);
  if (task === 'anomalyDetection') return 'pathLength';
  if (task === 'classification') {
    return answers(estimator, 'decisionFunction') ? 'margin' : 'probability';
  }
  const state = isEstimator(estimator) ? partsOf(estimator).state : undefined;
  const isOfLogarithm = state !== undefined && 'link' in state && state.link === 'log';
  return isOfLogarithm ? 'logarithm' : 'value';
}

/** Whether the rows are outliers: above the mean of the flag, which is what scaling leaves at 0. */
function flagged({ data, rows, columns }: Dense, flag: number): boolean[] {
  return Array.from({ length: rows }, (_, i) => data[i * columns + flag] > 0);
}
