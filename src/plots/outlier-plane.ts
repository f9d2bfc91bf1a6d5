import type { MatrixLike } from '../contracts.js';
import { readNamed } from '../named-options.js';
import { count } from '../words.js';
import { Frame, PLOT_OPTIONS } from './frame.js';
import { checkNumbers, PLANE_OPTIONS, type PlaneOptions, readPlane } from './plane.js';
import { labelledPoints } from './plane-points.js';
import type { PlotSpec } from './plot-spec.js';

/**
 * Samples in the plane of two features, outliers in a colour of their own and above the others.
 *
 * @param X - [nSamples × nFeatures]
 * @param labels - what a detector's `predict` gives [nSamples]: below 0 for an outlier
 * @throws InvalidInputError when X and labels do not fit, or a label is no number
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * plotOutliers(X, forest.predict(X), { features: [0, 2] })
 */
export function plotOutliers(
  X: MatrixLike,
  labels: ArrayLike<number>,
  options: PlaneOptions = {},
): PlotSpec {
  const where = 'plotOutliers';
  const given = readNamed(options, where, [...PLOT_OPTIONS, ...PLANE_OPTIONS]);
  const { features, featureNames, maxPoints, ...rest } = given;
  const frame = new Frame(rest, where);
  const plane = readPlane(X, labels, given, where);
  checkNumbers(labels, where, 'what predict of a detector gives, below 0 for an outlier');
  const outliers = Array.from(labels).filter((label) => label < 0).length;
  const found = `${outliers} of ${count(labels.length, 'sample')} ${outliers === 1 ? 'is an outlier' : 'are outliers'}`;
  // Whoever is drawn last is seen.
  const rows = [...plane.rows].sort((a, b) => Number(labels[a] < 0) - Number(labels[b] < 0));
  return frame.draw({
    title: 'Outliers',
    subtitle: plane.words === undefined ? found : `${found}; ${plane.words} drawn`,
    width: 380,
    height: 340,
    layers: [
      labelledPoints(
        { ...plane, rows },
        {
          field: 'what',
          title: null,
          nameOf: (i) => (labels[i] < 0 ? 'outlier' : 'ordinary'),
          names: ['outlier', 'ordinary'],
          colors: [frame.colors.second, frame.colors.first],
        },
      ),
    ],
  });
}
