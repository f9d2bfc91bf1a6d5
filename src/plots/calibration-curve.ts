import type { CalibrationCurve } from '../metrics/calibration.js';
import { readNamed } from '../named-options.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, SHARES, straight, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { type Curves, curvesOf } from './plotted-values.js';

/**
 * How often what was given a probability happened: on the broken line, probabilities mean what they say.
 *
 * @param curves - what `calibrationCurve` gives, or several by the names of the legend
 * @throws InvalidInputError for what is no curve
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotCalibrationCurve(
  curves: Curves<CalibrationCurve>,
  options: PlotOptions = {},
): PlotSpec {
  const where = 'plotCalibrationCurve';
  const frame = new Frame(readNamed(options, where, PLOT_OPTIONS), where);
  const given = curvesOf(curves, 'probPred', where);
  const x = quantity('predicted', 'Mean predicted probability', { scale: SHARES });
  const y = quantity('happened', 'Share of positives', { scale: SHARES });
  const rows = given.flatMap(([name, { probPred, probTrue }]) =>
    probPred.map((predicted, at) => ({ predicted, happened: probTrue[at], curve: name ?? '' })),
  );
  return frame.draw({
    title: 'Calibration',
    width: 320,
    height: 320,
    layers: [
      straight({ x, y }, [0, 0], [1, 1], frame.colors.faint),
      layer(
        rows,
        { type: 'line', strokeWidth: 2, point: true },
        {
          x,
          y,
          ...(given[0][0] !== null && { color: names('curve', null) }),
          tooltip: told({ predicted: 'mean probability', happened: 'share of positives' }),
        },
      ),
    ],
  });
}
