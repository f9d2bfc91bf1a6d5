/** The pictures of a model, by what it was trained for. */

import {
  DBSCAN,
  decisionFunctionAsync,
  IsolationForest,
  kDistances,
  precisionRecallCurve,
  rocCurve,
  silhouetteSamples,
  type TrainedModel,
} from 'fitpredict';
import {
  type PlotSpec,
  plotAnomalyScores,
  plotKDistances,
  plotPrecisionRecallCurve,
  plotReport,
  plotRocCurve,
  plotSilhouettes,
  type ThemeName,
} from 'fitpredict/plots';
import type { NamedPlot } from '../protocol.js';
import { type LearnedRows, learnedRows } from './learned-rows.js';
import { type Run, runWith } from './model-runs.js';

/** What is compared row by row is compared for so many of them at most: it takes their square. */
const MOST_COMPARED = 2000;

type Matrix = LearnedRows['X'];

interface Look {
  readonly theme: ThemeName;
}

/** The plots that suit a training; none of a model that was loaded. */
export async function plotsOf({
  run,
  theme,
}: { readonly run: number } & Look): Promise<NamedPlot[]> {
  const found = runWith(run);
  const { trained } = found;
  if (trained === null) return [];
  const rows = await learnedRows(found);
  const { importances, ...others } = plotReport(trained, { theme });
  const plots: Record<string, PlotSpec | undefined> = {
    ...others,
    ...('heldOut' in trained && curves(trained, { theme })),
    ...(rows !== null && (await plotsOfRows(found, rows, { theme }))),
    importances,
  };
  return Object.entries(plots).flatMap(([name, spec]) =>
    spec === undefined ? [] : { name, spec },
  );
}

/** Of two classes, where the model knows probabilities. */
function curves({ model, heldOut }: TrainedModel, look: Look): Record<string, PlotSpec> {
  const { truth, predictions, confidences } = heldOut;
  const [negative, positive] = model.classes;
  const areBoth = truth.includes(positive) && truth.includes(negative);
  if (confidences === null || model.classes.length !== 2 || !areBoth) return {};
  const scores = confidences.map((p, i) => (predictions[i] === positive ? p : 1 - p));
  const options = { posLabel: positive };
  return {
    rocCurve: plotRocCurve(rocCurve(truth, scores, options), look),
    precisionRecall: plotPrecisionRecallCurve(precisionRecallCurve(truth, scores, options), look),
  };
}

async function plotsOfRows(
  { model }: Run,
  { X, labels }: LearnedRows,
  look: Look,
): Promise<Record<string, PlotSpec>> {
  const { estimator } = model;
  if (estimator instanceof IsolationForest) {
    return { scores: plotAnomalyScores(await decisionFunctionAsync(estimator, X), look) };
  }
  if (model.task !== 'clustering') return {};
  const plots: [string, PlotSpec | null][] = [
    ['kDistances', estimator instanceof DBSCAN ? distances(estimator, X, look) : null],
    ['silhouettes', silhouettes(X, labels, look)],
  ];
  return Object.fromEntries(plots.filter((plot): plot is [string, PlotSpec] => plot[1] !== null));
}

/** Of rows in clusters, at even distances among them; null where nothing can be compared. */
function silhouettes(X: Matrix, labels: readonly number[], look: Look): PlotSpec | null {
  const clustered = labels.map((_, row) => row).filter((row) => labels[row] >= 0);
  const kept = Math.min(MOST_COMPARED, clustered.length);
  const rows = Array.from(
    { length: kept },
    (_, k) => clustered[Math.floor((k * clustered.length) / kept)],
  );
  const of = rows.map((row) => labels[row]);
  const clusters = new Set(of).size;
  if (clusters < 2 || clusters >= kept) return null;
  const samples = rows.map((row) => X.getRow(row));
  return plotSilhouettes(silhouetteSamples(samples, of), of, look);
}

/** By which `eps` is chosen; null for many rows, and where distances are not plain ones. */
function distances(estimator: DBSCAN, X: Matrix, look: Look): PlotSpec | null {
  const { eps, minSamples, metric } = estimator.getParams();
  if (metric !== 'euclidean' || X.rows > MOST_COMPARED || minSamples < 2 || minSamples > X.rows)
    return null;
  return plotKDistances(kDistances(X, minSamples - 1), { ...look, eps });
}
