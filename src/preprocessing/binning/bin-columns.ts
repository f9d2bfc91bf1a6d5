import type { Matrix } from 'ml-matrix';
import { type Dense, toMatrix } from '../../data/dense.js';
import { reserveBlock } from '../../memory.js';
import { countUpTo } from '../../numeric/ordering.js';
import { inStretches, type Steps } from '../../progress.js';
import { count } from '../../words.js';

/** The bins of the columns of fit, and what they are written as. */
export interface Bins {
  readonly encode: 'ordinal' | 'onehot';
  /** Ascending edges of each column. */
  readonly edges: readonly (readonly number[])[];
}

/** What it costs to find a bin, in elementary operations, about. */
const WORK_OF_VALUE = 8;

/**
 * The bin of each value: its number, or a 1 in the column of its bin; in steps of some rows.
 *
 * @param samples - without missing values
 * @throws InvalidInputError when the columns are more than memory may hold
 */
export function* discretize(
  { data, rows, columns }: Dense,
  { encode, edges }: Bins,
  where: string,
): Steps<Matrix> {
  yield; // who asked for the bins alone goes no further
  const inner = edges.map((edge) => Float64Array.from(edge.slice(1, -1)));
  const onehot = encode === 'onehot';
  const starts = binStarts(edges);
  const width = onehot ? starts[columns] : columns;
  const out = reserveBlock(rows, width, {
    where,
    what: `${count(rows, 'row')} of ${count(width, 'bin')}`,
    remedy: 'Lower nBins, pass encode: "ordinal", or transform fewer rows at a time.',
  });
  yield* inStretches(rows, WORK_OF_VALUE * columns, (from, to) => {
    for (let i = from, at = from * columns; i < to; i++) {
      for (let j = 0; j < columns; j++, at++) {
        const bin = countUpTo(inner[j], data[at]);
        if (onehot) out[i * width + starts[j] + bin] = 1;
        else out[at] = bin;
      }
    }
  });
  return toMatrix(out, rows, width);
}

/** Where the outgoing columns of each feature begin, and where they end [nFeatures + 1]. */
export function binStarts(edges: Bins['edges']): Int32Array {
  const starts = new Int32Array(edges.length + 1);
  for (const [j, { length }] of edges.entries()) starts[j + 1] = starts[j] + length - 1;
  return starts;
}

/** Where the largest of some values is, the first on a tie; -1 where none is above 0. */
export function largestBin(data: Float64Array, from: number, to: number): number {
  let largest = -1;
  for (let at = from; at < to; at++) {
    if (data[at] > (largest < 0 ? 0 : data[from + largest])) largest = at - from;
  }
  return largest;
}
