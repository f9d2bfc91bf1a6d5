/** A training as the page asks for it, and what the page shows of it. */

import {
  formatReport,
  type Table,
  type TrainedModel,
  type TrainedWithoutTarget,
  trainModelAsync,
} from 'fitpredict';
import { counted } from '../counted.js';
import type { RunSummary, TrainingSettings } from '../protocol.js';
import { tableWith } from './datasets.js';
import { metricRows } from './metric-rows.js';
import { fieldsOf, rowOf } from './model-fields.js';
import { addRun, type Run } from './model-runs.js';
import { noting } from './noting.js';
import { planeColumns } from './plane-of-run.js';
import type { TaskContext } from './tasks.js';

export function train(
  { dataset, settings }: { readonly dataset: number; readonly settings: TrainingSettings },
  context: TaskContext,
): Promise<RunSummary> {
  const { table, source, title } = tableWith(dataset);
  return noting(async (notes) => {
    const began = performance.now();
    const trained = await trainOn(table, settings, context);
    const seconds = (performance.now() - began) / 1000;
    const { model, report } = trained;
    const rows =
      'target' in report
        ? `${counted(report.rows.train, 'row')} learned, ${counted(report.rows.test, 'row')} held out`
        : counted(report.rows, 'row');
    return {
      ...summaryOf({ model, trained, table }),
      training: { dataset, source, settings },
      about: `${title}: ${rows}, ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`,
      metrics: metricRows(Object.entries(report.metrics)),
      alarm: 'alarm' in report ? report.alarm : null,
      warnings: [...new Set([...report.warnings, ...notes, ...adviceOn(report.metrics)])],
      report: formatReport(report),
      row: { ...rowOf(model), ...report.preview.at(0)?.features },
    };
  });
}

/** Where most rows are noise, the default distance of DBSCAN is not that of this table. */
function adviceOn(metrics: TrainedModel['metrics'] | TrainedWithoutTarget['metrics']): string[] {
  if (metrics.task !== 'clustering' || metrics.noiseShare < 0.5) return [];
  return [
    'Most rows are noise: raise eps to the distance at which the curve of distances to neighbours turns upwards.',
  ];
}

/** What can be told of any model. */
export function summaryOf(run: Run): RunSummary {
  const { model } = run;
  return {
    id: addRun(run),
    modelName: model.modelName,
    task: model.task,
    target: model.target,
    training: null,
    about: 'loaded from a file',
    metrics: metricRows(Object.entries(model.profile?.scores ?? {})),
    alarm: null,
    warnings: [],
    report: null,
    plane: planeColumns(run),
    fields: fieldsOf(model),
    row: rowOf(model),
  };
}

async function trainOn(
  table: Table,
  { task, target, features, testSize, ...settings }: TrainingSettings,
  context: TaskContext,
): Promise<TrainedModel | TrainedWithoutTarget> {
  const shared = { ...settings, ...(features !== null && { features }), ...context };
  return task === 'clustering' || task === 'anomalyDetection' || target === null
    ? trainModelAsync(table, shared)
    : trainModelAsync(table, { ...shared, task, target, testSize });
}
