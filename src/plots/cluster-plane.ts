import type { MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { readNamed } from '../named-options.js';
import { Frame, PLOT_OPTIONS } from './frame.js';
import { layer, told } from './marks.js';
import { checkNumbers, PLANE_OPTIONS, type PlaneOptions, readPlane } from './plane.js';
import { axesOf, labelledPoints, placeOf } from './plane-points.js';
import type { PlotSpec } from './plot-spec.js';

/** How clusters are drawn. */
export interface ClusterPlotOptions extends PlaneOptions {
  /** The centres of the clusters [nClusters × nFeatures]; null for none. Default null. */
  centers?: MatrixLike | null;
}

/**
 * Samples in the plane of two features, coloured by cluster; noise is grey.
 *
 * @param X - [nSamples × nFeatures]
 * @param labels - cluster of each sample, -1 for noise [nSamples]
 * @throws InvalidInputError when X, labels and centres do not fit, or a label is no number
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * plotClusters(X, model.labels, { centers: model.clusterCenters })
 */
export function plotClusters(
  X: MatrixLike,
  labels: ArrayLike<number>,
  options: ClusterPlotOptions = {},
): PlotSpec {
  const where = 'plotClusters';
  const given = readNamed(options, where, [...PLOT_OPTIONS, ...PLANE_OPTIONS, 'centers']);
  const { features, featureNames, maxPoints, centers = null, ...rest } = given;
  const frame = new Frame(rest, where);
  const plane = readPlane(X, labels, given, where);
  checkNumbers(labels, where, 'the number of each cluster, below 0 for noise');
  const nameOf = (label: number) => (label < 0 ? 'noise' : String(label));
  const clusters = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const { category, faint, ink } = frame.colors;
  const colors = clusters.map((label) => (label < 0 ? faint : category[label % category.length]));
  const middles =
    centers === null
      ? null
      : parseFeatures(centers, `${where}: centers`, { columns: plane.samples.columns });
  return frame.draw({
    title: 'Clusters',
    ...(plane.words && { subtitle: plane.words }),
    width: 380,
    height: 340,
    layers: [
      labelledPoints(plane, {
        field: 'cluster',
        title: 'Cluster',
        nameOf: (i) => nameOf(labels[i]),
        names: clusters.map(nameOf),
        colors,
      }),
      ...(middles === null
        ? []
        : [
            layer(
              Array.from({ length: middles.rows }, (_, c) => ({
                cluster: String(c),
                ...placeOf(plane, middles, c),
              })),
              { type: 'text', color: ink, fontSize: 18, fontWeight: 'bold' },
              { ...axesOf(plane), text: { value: '+' }, tooltip: told({ cluster: 'centre of' }) },
            ),
          ]),
    ],
  });
}
