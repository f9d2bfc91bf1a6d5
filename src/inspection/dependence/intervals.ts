import type { Column } from '../../data/columns.js';
import { pickRows } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { argsortInSteps, countBelow } from '../../numeric/ordering.js';
import { WEIGHT_TIE } from '../../numeric/quantiles.js';
import { inStretches, type Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { show } from '../../words.js';

/** The numbers of a column in intervals that hold about as many samples each. */
export interface Intervals {
  /** Where they end, ascending [nIntervals + 1]; a column of one value has that alone. */
  readonly edges: Float64Array;
  /** The interval of each sample [nSamples], which is above its lower edge; -1 where the number is missing. */
  readonly of: Int32Array;
  /** How far each sample is from the lower edge of its interval to the upper, 0 to 1 [nSamples]. */
  readonly place: Float64Array;
}

/**
 * Cut a column at its quantiles, each a value that occurs, so that no interval is without a sample of weight.
 *
 * @param most - intervals
 * @param weights - [nSamples]
 * @throws InvalidInputError when no sample of weight has a number
 */
export function* intervalsOf(
  column: Column & { type: 'number' },
  most: number,
  weights: Float64Array,
  where: string,
): Steps<Intervals> {
  const { data } = column;
  const known = range(data.length).filter((i) => weights[i] > 0 && !Number.isNaN(data[i]));
  if (known.length === 0) {
    throw new InvalidInputError(
      `${where}: no sample with a weight has a value of column ${show(column.name)}. Leave it out.`,
    );
  }
  yield;
  const order = pick(known, yield* argsortInSteps(pickRows(data, 1, known)));
  yield;
  const edges = quantilesThatOccur(order, data, weights, most);
  yield;
  const of = new Int32Array(data.length);
  const place = new Float64Array(data.length);
  const last = Math.max(0, edges.length - 2);
  yield* inStretches(data.length, 32, (from, to) => {
    for (let i = from; i < to; i++) {
      // Samples without weight may lie beyond the edges.
      const at = Math.min(last, Math.max(0, countBelow(edges, data[i]) - 1));
      of[i] = Number.isNaN(data[i]) ? -1 : at;
      place[i] = edges.length < 2 ? 0 : (data[i] - edges[at]) / (edges[at + 1] - edges[at]);
    }
  });
  return { edges, of, place };
}

/** The smallest value, and for each of `most` equal shares the least value up to which so much weight lies, each once. */
function quantilesThatOccur(
  order: Int32Array,
  data: Float64Array,
  weights: Float64Array,
  most: number,
): Float64Array {
  // In units of the largest weight: so no sum overflows, and none loses digits.
  let unit = 0;
  for (let at = 0; at < order.length; at++) unit = Math.max(unit, weights[order[at]]);
  let total = 0;
  for (let at = 0; at < order.length; at++) total += weights[order[at]] / unit;
  const edges = [data[order[0]]];
  let at = 0;
  let upTo = weights[order[0]] / unit;
  for (let k = 1; k <= most; k++) {
    const goal = (k / most) * total - WEIGHT_TIE * total;
    while (at < order.length - 1 && (k === most || upTo < goal)) {
      upTo += weights[order[++at]] / unit;
    }
    const edge = data[order[at]];
    if (edge > edges[edges.length - 1]) edges.push(edge);
  }
  return Float64Array.from(edges);
}

function pick(from: Int32Array, places: Int32Array): Int32Array {
  const picked = new Int32Array(places.length);
  for (let at = 0; at < places.length; at++) picked[at] = from[places[at]];
  return picked;
}

/** For each sample the lower edge of its interval, or the upper one; where its number is missing any. */
export function edgesOf({ edges, of }: Intervals, side: 0 | 1): Column {
  const data = new Float64Array(of.length);
  for (let i = 0; i < of.length; i++) data[i] = edges[Math.max(0, of[i]) + side];
  return { type: 'number', name: '', data };
}
