import { KMeans } from '../../estimators/k-means/k-means.js';
import { floorLog2 } from '../../numeric/exp-log.js';
import {
  type QuantileMethod,
  quantileBy,
  weightedQuantilesBy,
} from '../../numeric/quantile-methods.js';
import { evenly } from '../../numeric/statistics.js';

/** How a column is cut into bins. */
export interface Cutting {
  readonly strategy: 'uniform' | 'quantile' | 'kmeans';
  readonly quantileMethod: QuantileMethod;
}

/** A column that is to be cut: its values and their weights. */
export interface WeighedColumn {
  /** [nSamples], all finite; at least two of those with a weight above 0 differ. */
  readonly values: Float64Array;
  /** [nSamples], or undefined for all 1. */
  readonly weights: Float64Array | undefined;
}

/** Bins narrower than this, in units of the column or in shares of its range where that is below 1, are no bins. */
const NARROWEST = 1e-8;

/** The smallest and the largest value that weighs something. */
export function rangeOf({ values, weights }: WeighedColumn): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (weights !== undefined && weights[i] === 0) continue;
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
}

/**
 * Edges of the bins of a column, ascending, the smallest and the largest value among them.
 *
 * @returns at most nBins + 1: bins of quantiles and of k-means that are too narrow are joined with the one above
 */
export function cutColumn(column: WeighedColumn, nBins: number, cutting: Cutting): Float64Array {
  const [low, high] = rangeOf(column);
  if (cutting.strategy === 'uniform') return evenly(low, high, nBins);
  const edges =
    cutting.strategy === 'quantile'
      ? quantileEdges(column, nBins, cutting.quantileMethod)
      : clusterEdges(column, nBins, low, high);
  const narrowest = NARROWEST * Math.min(1, high - low);
  return edges.filter((edge, k) => k === 0 || edge - edges[k - 1] > narrowest);
}

/** Edges between which there are as many samples, or as much weight, in each bin. */
function quantileEdges(
  { values, weights }: WeighedColumn,
  nBins: number,
  method: QuantileMethod,
): Float64Array {
  const shares = Array.from(evenly(0, 100, nBins), (percent) => percent / 100);
  if (weights === undefined) {
    const sorted = values.slice().sort();
    return Float64Array.from(shares, (q) => quantileBy(method, sorted, q));
  }
  const weighable = method === 'invertedCdf' ? method : 'averagedInvertedCdf';
  return Float64Array.from(weightedQuantilesBy(weighable, values, weights, shares));
}

/** Edges half-way between the centres of clusters, which start in the middle of bins of one width. */
function clusterEdges(
  { values, weights }: WeighedColumn,
  nBins: number,
  low: number,
  high: number,
): Float64Array {
  // By a power of two, so that squared distances neither overflow nor vanish and no digit changes.
  const unit = 2 ** Math.max(-1000, Math.min(1000, floorLog2(Math.max(-low, high))));
  const starts = evenly(low / unit, high / unit, nBins);
  const init = Array.from({ length: nBins }, (_, b) => [(starts[b] + starts[b + 1]) * 0.5]);
  const data = values.map((value) => value / unit);
  const centers = new KMeans({ nClusters: nBins, init, nInit: 1 })
    .fit({ data, rows: data.length, columns: 1 }, undefined, { sampleWeight: weights })
    .clusterCenters.getColumn(0)
    .sort((a, b) => a - b);
  const edges = new Float64Array(nBins + 1);
  edges[0] = low;
  for (let b = 1; b < nBins; b++) edges[b] = (centers[b - 1] + centers[b]) * 0.5 * unit;
  edges[nBins] = high;
  return edges;
}
