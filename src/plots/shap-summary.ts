import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { argsort } from '../numeric/ordering.js';
import { count } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, quantity, ruleAt, told } from './marks.js';
import type { PlotRow, PlotSpec } from './plot-spec.js';
import { checkCount, evenly } from './plotted-values.js';

/** How what features add is drawn. */
export interface ShapSummaryOptions extends PlotOptions {
  /** Names of the columns of X. Default `x0, x1, …`. */
  featureNames?: readonly string[];
  /** Most features that are shown, those that add most on average first. Default 12. */
  maxFeatures?: number;
  /** Most samples that are drawn, at even distances among all. Default 500. */
  maxPoints?: number;
}

/**
 * What each feature adds to the answer for every sample: a dot a sample, its colour from low to high values of the feature,
 * dots that would hide each other side by side.
 *
 * @param values - one output's matrix of `treeShap`, `linearShap` or `kernelShap` [nSamples × nFeatures]
 * @param X - the samples that were explained [nSamples × nFeatures]; NaN is missing
 * @throws InvalidInputError when the two are not of one shape, or values are not finite
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * const { values } = treeShap(model, X)
 * plotShapSummary(values[0], X, { featureNames })
 */
export function plotShapSummary(
  values: MatrixLike,
  X: MatrixLike,
  options: ShapSummaryOptions = {},
): PlotSpec {
  const where = 'plotShapSummary';
  const {
    featureNames,
    maxFeatures = 12,
    maxPoints = 500,
    ...rest
  } = readNamed(options, where, [...PLOT_OPTIONS, 'featureNames', 'maxFeatures', 'maxPoints']);
  checkCount(maxFeatures, 'maxFeatures', where);
  checkCount(maxPoints, 'maxPoints', where);
  const frame = new Frame(rest, where);
  const added = parseFeatures(values, `${where}: values`);
  const samples = parseFeatures(X, where, { allowMissing: true });
  if (added.rows !== samples.rows || added.columns !== samples.columns) {
    throw new InvalidInputError(
      `${where}: values are ${added.rows} x ${added.columns}, but X is ${samples.rows} x ${samples.columns}. Pass the samples that were explained.`,
    );
  }
  if (featureNames !== undefined && featureNames.length !== samples.columns) {
    throw new InvalidParameterError(
      `${where}: there are ${featureNames.length} featureNames, but X has ${samples.columns} features. Pass one name a column.`,
    );
  }
  const sizes = Float64Array.from({ length: added.columns }, (_, j) => -meanSize(added, j));
  const shown = Array.from(argsort(sizes)).slice(0, maxFeatures);
  const { rows, words } = evenly(added.rows, maxPoints, 'sample');
  const widest = added.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const nameOf = (j: number) => featureNames?.[j] ?? `x${j}`;
  const dots = shown.flatMap((j, place) => {
    const column = (of: Dense) => Float64Array.from(rows, (i) => of.data[i * of.columns + j]);
    const [adds, given] = [column(added), column(samples)];
    const heights = sideBySide(adds, widest);
    const ranks = shareBelow(given);
    return rows.map(
      (row, k): PlotRow => ({
        row,
        feature: nameOf(j),
        adds: adds[k],
        value: Number.isNaN(given[k]) ? null : given[k],
        rank: ranks[k],
        y: place + heights[k],
      }),
    );
  });
  const { first, second, middle, faint } = frame.colors;
  const x = quantity('adds', 'What the feature adds');
  const labels = shown.map((j, place) => ({ y: place, feature: nameOf(j), adds: 0 }));
  const y = quantity('y', null, {
    axis: null,
    scale: { domain: [-0.6, shown.length - 0.4], nice: false, reverse: true },
  });
  return frame.draw({
    title: 'What features add',
    subtitle:
      [
        ...(shown.length < added.columns
          ? [`${shown.length} of ${count(added.columns, 'feature')}`]
          : []),
        ...(words === undefined ? [] : [words]),
      ].join(', ') || 'Each dot is a sample',
    height: 34 * shown.length,
    layers: [
      ruleAt('x', x, 0, faint),
      layer(
        dots,
        { type: 'circle', opacity: 0.85, size: 18 },
        {
          x,
          y,
          color: quantity('rank', 'Value of the feature', {
            scale: { domain: [0, 1], range: [first, middle, second], interpolate: 'rgb' },
            legend: { format: '.0%', values: [0, 0.5, 1] },
          }),
          tooltip: told({ row: 'row', feature: 'feature', value: 'value', adds: 'adds' }),
        },
      ),
      layer(
        labels,
        { type: 'text', align: 'right', dx: -8 },
        {
          x: { value: 0 },
          y,
          text: { field: 'feature' },
        },
      ),
    ],
  });
}

function meanSize({ data, rows, columns }: Dense, j: number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += Math.abs(data[i * columns + j]);
  return sum / rows;
}

/** How many dots of one place stand beside each other before they fill the row. */
const FULL_ROW = 24;

/** Heights within -0.4 and 0.4 at which dots with nearly one value lie beside each other. */
function sideBySide(adds: Float64Array, widest: number): Float64Array {
  const taken = new Map<number, number>();
  const heights = new Float64Array(adds.length);
  for (const i of argsort(adds)) {
    const place = Math.round((adds[i] / widest) * 60);
    const before = taken.get(place) ?? 0;
    taken.set(place, before + 1);
    const steps = Math.ceil(before / 2) * (before % 2 === 0 ? 1 : -1);
    heights[i] = Math.max(-0.4, Math.min(0.4, (0.8 * steps) / FULL_ROW));
  }
  return heights;
}

/** The share of values that are lower, halfway among equal ones; null for those that are missing. */
function shareBelow(values: Float64Array): (number | null)[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  known.forEach((value, at) => {
    if (!first.has(value)) first.set(value, at);
    last.set(value, at);
  });
  const most = Math.max(1, known.length - 1);
  return Array.from(values, (value) =>
    Number.isNaN(value) ? null : ((first.get(value) ?? 0) + (last.get(value) ?? 0)) / 2 / most,
  );
}
