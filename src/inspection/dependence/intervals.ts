import type { Column } from '../../data/columns.js';
import { InvalidInputError } from '../../errors.js';
import { countBelow, countUpTo } from '../../numeric/ordering.js';
import { weightedQuantilesInSteps } from '../../numeric/quantiles.js';
import type { Steps } from '../../progress.js';
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
  const known = Int32Array.from(data.keys()).filter(
    (i) => weights[i] > 0 && !Number.isNaN(data[i]),
  );
  if (known.length === 0) {
    throw new InvalidInputError(
      `${where}: no sample with a weight has a value of column ${show(column.name)}. Leave it out.`,
    );
  }
  const values = Float64Array.from(known, (i) => data[i]);
  const shares = Array.from({ length: most + 1 }, (_, k) => k / most);
  const ends = yield* weightedQuantilesInSteps(
    values,
    Float64Array.from(known, (i) => weights[i]),
    shares,
  );
  values.sort();
  yield;
  // A quantile between two values stands for the lower of them.
  const snapped = ends.map((end) => values[countUpTo(values, end) - 1]);
  const edges = Float64Array.from(new Set(snapped));
  const of = new Int32Array(data.length);
  const place = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    // Samples without weight may lie beyond the edges.
    const last = Math.max(0, edges.length - 2);
    const at = Math.min(last, Math.max(0, countBelow(edges, data[i]) - 1));
    of[i] = Number.isNaN(data[i]) ? -1 : at;
    place[i] = edges.length < 2 ? 0 : (data[i] - edges[at]) / (edges[at + 1] - edges[at]);
  }
  return { edges, of, place };
}

/** For each sample the lower edge of its interval, or the upper one; where its number is missing any. */
export function edgesOf({ edges, of }: Intervals, side: 0 | 1): Column {
  const data = Float64Array.from(of, (at) => edges[Math.max(0, at) + side]);
  return { type: 'number', name: '', data };
}
