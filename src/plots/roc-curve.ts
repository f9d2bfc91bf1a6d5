import { auc, type RocCurve } from '../metrics/curves.js';
import { readNamed } from '../named-options.js';
import { rounded } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, SHARES, straight, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { type Curves, curvesOf } from './plotted-values.js';

/**
 * The share of positives found against that of negatives called positive, for every threshold, with the area below;
 * the broken line is what guessing gives.
 *
 * @param curves - what `rocCurve` gives, or several by the names of the legend
 * @throws InvalidInputError for what is no curve
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * plotRocCurve({ forest: rocCurve(y, forestScores), linear: rocCurve(y, linearScores) })
 */
export function plotRocCurve(curves: Curves<RocCurve>, options: PlotOptions = {}): PlotSpec {
  const where = 'plotRocCurve';
  const frame = new Frame(readNamed(options, where, PLOT_OPTIONS), where);
  const given = curvesOf(curves, 'fpr', where);
  const x = quantity('fpr', 'False positive rate', { scale: SHARES });
  const y = quantity('tpr', 'True positive rate', { scale: SHARES });
  const areas = given.map(([, { fpr, tpr }]) => rounded(auc(fpr, tpr)));
  const rows = given.flatMap(([name, { fpr, tpr, thresholds }], c) =>
    fpr.map((share, at) => ({
      fpr: share,
      tpr: tpr[at],
      threshold: Number.isFinite(thresholds[at]) ? thresholds[at] : null,
      curve: name === null ? '' : `${name}: ${areas[c]}`,
      at,
    })),
  );
  return frame.draw({
    title: 'ROC curve',
    ...(given[0][0] === null && { subtitle: `Area ${areas[0]}` }),
    width: 320,
    height: 320,
    layers: [
      straight({ x, y }, [0, 0], [1, 1], frame.colors.faint),
      layer(
        rows,
        { type: 'line', strokeWidth: 2 },
        {
          x,
          y,
          order: { field: 'at', type: 'quantitative' },
          ...(given[0][0] !== null && { color: names('curve', 'Area below') }),
          tooltip: told({
            threshold: 'threshold',
            fpr: 'false positive rate',
            tpr: 'true positive rate',
          }),
        },
      ),
    ],
  });
}
