import { checkMade } from '../check-made.js';
import type { DriftReport } from '../monitoring/conclude-drift.js';
import { readNamed } from '../named-options.js';
import { count } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount } from './plotted-values.js';

/** How drift is drawn. */
export interface DriftPlotOptions extends PlotOptions {
  /** Most columns that are shown, the largest drift first. Default 20. */
  maxColumns?: number;
}

const LEVELS = ['none', 'slight', 'moderate', 'large'] as const;

/**
 * How far each column has drifted: its population stability index, coloured by the verdict, which also knows of missing
 * values. Columns without an index, as those that are all missing, come last.
 *
 * @param report - what `driftReport`, or a monitor's `report()`, gives
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotDrift(report: DriftReport, options: DriftPlotOptions = {}): PlotSpec {
  const where = 'plotDrift';
  checkMade(report, 'driftReport', ['columns', 'verdict'], where);
  const { maxColumns = 20, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'maxColumns']);
  checkCount(maxColumns, 'maxColumns', where);
  const frame = new Frame(rest, where);
  const columns = [
    ...report.columns,
    ...(report.predictions === null ? [] : [{ ...report.predictions, name: 'the predictions' }]),
  ].sort(
    (a, b) => LEVELS.indexOf(b.drift) - LEVELS.indexOf(a.drift) || (b.psi ?? -1) - (a.psi ?? -1),
  );
  const shown = columns.slice(0, maxColumns);
  const bars = shown.map(({ name, psi, drift, verdict }) => ({ name, psi, drift, verdict }));
  const { line, category, second, faint } = frame.colors;
  return frame.draw({
    title: 'Drift',
    subtitle:
      shown.length < columns.length
        ? `${report.verdict} ${shown.length} of ${count(columns.length, 'column')} shown.`
        : report.verdict,
    height: 22 * Math.max(1, shown.length) + 8,
    layers: [
      layer(
        bars,
        { type: 'bar' },
        {
          x: quantity('psi', 'Population stability index'),
          y: names('name', null),
          color: names('drift', 'Drift', {
            scale: { domain: [...LEVELS], range: [line, faint, category[4], second] },
          }),
          tooltip: told({ name: 'column', psi: 'index', drift: 'drift', verdict: 'verdict' }),
        },
      ),
    ],
  });
}
