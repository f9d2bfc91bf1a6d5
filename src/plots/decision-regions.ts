import type { Label, MatrixLike } from '../contracts.js';
import { type Dense, toMatrix } from '../data/dense.js';
import { sortLabels } from '../data/labels.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { isSo } from '../is-so.js';
import { readNamed } from '../named-options.js';
import { quantile } from '../numeric/statistics.js';
import { show } from '../words.js';
import { Frame, PLOT_OPTIONS } from './frame.js';
import { layer, names, quantity, told } from './marks.js';
import { PLANE_OPTIONS, type PlaneOptions, readPlane } from './plane.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount } from './plotted-values.js';

/** How the regions of classes are drawn. */
export interface DecisionRegionOptions extends PlaneOptions {
  /** How many cells each side of the plane is cut into. Default 60. */
  resolution?: number;
}

/** Whatever gives samples labels. */
export interface LabelsSamples {
  /** Labels of samples [nSamples × nFeatures]. */
  predict(X: MatrixLike): ArrayLike<Label>;
}

/** Most classes or clusters whose colours can still be told apart. */
const MAX_CLASSES = 20;

/**
 * What a classifier, or a clusterer that predicts, says everywhere in the plane of two features, with the samples over it.
 * Further features stay at their medians.
 * Cost: a prediction of resolution² samples.
 *
 * @param model - fitted on the columns of X
 * @param X - [nSamples × nFeatures]
 * @param y - labels of the samples [nSamples]
 * @throws InvalidInputError when X and y do not fit, or the model tells more than 20 labels apart, as a regressor does
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotDecisionRegions(
  model: LabelsSamples,
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: DecisionRegionOptions = {},
): PlotSpec {
  const where = 'plotDecisionRegions';
  const given = readNamed(options, where, [...PLOT_OPTIONS, ...PLANE_OPTIONS, 'resolution']);
  const { features, featureNames, maxPoints, resolution = 60, ...rest } = given;
  checkCount(resolution, 'resolution', where);
  if (!isSo(() => typeof model?.predict === 'function')) {
    throw new InvalidParameterError(
      `${where}: the model must have a predict, but got ${show(model)}. Pass a fitted classifier or clusterer.`,
    );
  }
  const frame = new Frame(rest, where);
  const plane = readPlane(X, y, given, where);
  const { samples, rows, words } = plane;
  const [left, up] = plane.features;
  const sides = [left, up].map((j) => cellsBetween(samples, j, resolution));
  const asked = toMatrix(
    middlesOf(samples, plane.features, sides),
    resolution ** 2,
    samples.columns,
  );
  const said = model.predict(asked);
  const classes = sortLabels([...new Set([...Array.from(said), ...Array.from(y)])]);
  if (classes.length > MAX_CLASSES) {
    throw new InvalidInputError(
      `${where}: the model tells ${classes.length} labels apart. Pass a classifier, of at most ${MAX_CLASSES} classes.`,
    );
  }
  const scale = { zero: false, nice: false };
  const x = quantity('x', plane.names[0], { scale });
  const y1 = quantity('y', plane.names[1], { scale });
  const color = names('label', null, { scale: { domain: classes.map(String) } });
  const cells = Array.from({ length: resolution ** 2 }, (_, cell) => {
    const [across, along] = [cell % resolution, Math.floor(cell / resolution)];
    return {
      x: sides[0][across],
      x2: sides[0][across + 1],
      y: sides[1][along],
      y2: sides[1][along + 1],
      label: String(said[cell]),
    };
  });
  const points = rows.map((i) => ({
    row: i,
    x: samples.data[i * samples.columns + left],
    y: samples.data[i * samples.columns + up],
    label: String(y[i]),
  }));
  return frame.draw({
    title: 'Decision regions',
    ...(words && { subtitle: words }),
    width: 380,
    height: 340,
    layers: [
      layer(
        cells,
        { type: 'rect', opacity: 0.28, strokeWidth: 0 },
        {
          x,
          x2: { field: 'x2' },
          y: y1,
          y2: { field: 'y2' },
          color,
        },
      ),
      layer(
        points,
        { type: 'circle', opacity: 0.9, size: 28 },
        {
          x,
          y: y1,
          color,
          tooltip: told({ row: 'row', label: 'label', x: plane.names[0], y: plane.names[1] }),
        },
      ),
    ],
  });
}

/** Edges of cells of one width over a feature's range, a little beyond its ends. */
function cellsBetween({ data, rows, columns }: Dense, j: number, n: number): number[] {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < rows; i++) {
    least = Math.min(least, data[i * columns + j]);
    most = Math.max(most, data[i * columns + j]);
  }
  const margin = most > least ? (most - least) / 20 : Math.abs(most) / 20 || 1;
  const from = least - margin;
  const step = (most + margin - from) / n;
  return Array.from({ length: n + 1 }, (_, at) => from + at * step);
}

/** The middles of all cells as samples, row by row from below. */
function middlesOf(
  { data, rows, columns }: Dense,
  [left, up]: readonly [number, number],
  [across, along]: readonly number[][],
): Float64Array {
  const typical = Float64Array.from({ length: columns }, (_, j) =>
    quantile(
      Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]),
      0.5,
    ),
  );
  const n = across.length - 1;
  const samples = new Float64Array(n * n * columns);
  for (let cell = 0; cell < n * n; cell++) {
    const [a, b] = [cell % n, Math.floor(cell / n)];
    samples.set(typical, cell * columns);
    samples[cell * columns + left] = (across[a] + across[a + 1]) / 2;
    samples[cell * columns + up] = (along[b] + along[b + 1]) / 2;
  }
  return samples;
}
