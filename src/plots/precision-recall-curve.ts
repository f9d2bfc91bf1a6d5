import type { PrecisionRecallCurve } from '../metrics/curves.js';
import { readNamed } from '../named-options.js';
import { rounded } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { finite, layer, names, quantity, SHARES, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { type Curves, curvesOf } from './plotted-values.js';

/**
 * Of what is called positive the share that is, against the share of positives found, for every threshold, with the average
 * precision, which is the area below the steps.
 *
 * @param curves - what `precisionRecallCurve` gives, or several by the names of the legend
 * @throws InvalidInputError for what is no curve
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotPrecisionRecallCurve(
  curves: Curves<PrecisionRecallCurve>,
  options: PlotOptions = {},
): PlotSpec {
  const where = 'plotPrecisionRecallCurve';
  const frame = new Frame(readNamed(options, where, PLOT_OPTIONS), where);
  const given = curvesOf(curves, 'precision', where);
  const areas = given.map(([, curve]) => rounded(areaOfSteps(curve)));
  const rows = given.flatMap(([name, { precision, recall, thresholds }], c) =>
    recall.map((share, at) => ({
      recall: share,
      precision: precision[at],
      threshold: at < thresholds.length ? finite(thresholds[at]) : null,
      curve: name === null ? '' : `${name}: ${areas[c]}`,
      at,
    })),
  );
  return frame.draw({
    title: 'Precision and recall',
    ...(given[0][0] === null && { subtitle: `Average precision ${areas[0]}` }),
    width: 320,
    height: 320,
    layers: [
      layer(
        rows,
        { type: 'line', strokeWidth: 2, interpolate: 'step-after' },
        {
          x: quantity('recall', 'Recall', { scale: SHARES }),
          y: quantity('precision', 'Precision', { scale: SHARES }),
          order: { field: 'at', type: 'quantitative' },
          ...(given[0][0] !== null && { color: names('curve', 'Average precision') }),
          tooltip: told({ threshold: 'threshold', precision: 'precision', recall: 'recall' }),
        },
      ),
    ],
  });
}

function areaOfSteps({ precision, recall }: PrecisionRecallCurve): number {
  let area = 0;
  for (let at = 0; at + 1 < recall.length; at++) {
    area += (recall[at] - recall[at + 1]) * precision[at];
  }
  return area;
}
