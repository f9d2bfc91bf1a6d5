/** Clusters and outliers in a plane that the page chooses. */

import { PCA, StandardScaler } from 'fitpredict';
import { type PlotSpec, plotClusters, plotOutliers, type ThemeName } from 'fitpredict/plots';
import type { Axis } from '../protocol.js';
import { type LearnedRows, learnedRows } from './learned-rows.js';
import { type Run, runWith } from './model-runs.js';

interface Question {
  readonly run: number;
  /** From left to right, and from bottom to top. */
  readonly axes: readonly [Axis, Axis];
  readonly theme: ThemeName;
}

interface Coordinate {
  readonly name: string;
  readonly at: (row: number) => number;
}

/** The columns of numbers that a plane can have; null for a model whose rows are not shown in one. */
export function planeColumns({ table, trained, model }: Run): string[] | null {
  if (table === null || trained === null || 'target' in trained.report) return null;
  return model.features.filter((name) => table.column(name).type === 'number');
}

export async function planeOf({ run, axes, theme }: Question): Promise<PlotSpec> {
  const found = runWith(run);
  const rows = await learnedRows(found);
  if (rows === null) throw new Error('The rows of this model are not known here.');
  const [across, up] = coordinates(rows, axes);
  const shown = rows.labels
    .map((_, row) => row)
    .filter((row) => Number.isFinite(across.at(row)) && Number.isFinite(up.at(row)));
  const draw = found.model.task === 'clustering' ? plotClusters : plotOutliers;
  const plot = draw(
    shown.map((row) => [across.at(row), up.at(row)]),
    shown.map((row) => rows.labels[row]),
    { theme, featureNames: [across.name, up.name] },
  );
  return withoutGaps(plot, rows.labels.length - shown.length);
}

function coordinates({ table, X }: LearnedRows, axes: readonly [Axis, Axis]): Coordinate[] {
  const needsPca = axes.some((axis) => 'component' in axis);
  // Or the column with the largest unit would be all of the spread.
  const pca = needsPca ? new PCA({ nComponents: Math.min(2, X.columns, X.rows) }) : null;
  const scores = pca?.fitTransform(new StandardScaler().fitTransform(X));
  return axes.map((axis) => {
    if ('column' in axis) {
      const cells = table.values(axis.column);
      return { name: axis.column, at: (row) => Number(cells[row] ?? Number.NaN) };
    }
    const { component } = axis;
    const share = pca?.explainedVarianceRatio[component] ?? 0;
    return {
      name: `Principal component ${component + 1} (${Math.round(100 * share)} % of the spread)`,
      // One column has one direction.
      at: (row) =>
        scores === undefined || component >= scores.columns ? 0 : scores.get(row, component),
    };
  });
}

/** Tell of the rows that cannot be shown. */
function withoutGaps(plot: PlotSpec, missing: number): PlotSpec {
  if (missing === 0 || plot.title === undefined) return plot;
  const { title } = plot;
  const words = `${missing.toLocaleString('en')} ${missing === 1 ? 'row lacks' : 'rows lack'} one of these values`;
  return { ...plot, title: { ...title, subtitle: [...(title.subtitle ?? []), words] } };
}
