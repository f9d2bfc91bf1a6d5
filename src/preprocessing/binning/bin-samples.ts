import type { Dense } from '../../data/dense.js';
import { createRng, type Seed } from '../../random/rng.js';
import { cumulate, drawIndex } from '../../random/weighted-sampling.js';
import type { WeighedColumn } from './bin-edges.js';

/** The rows that bins are learned from, and their weights. */
interface ChosenRows {
  /** null: all, in order. */
  readonly rows: Int32Array | null;
  /** undefined: all count alike. */
  readonly weights: Float64Array | undefined;
}

/** All rows, or where there are more than `most` as many, drawn by weight and each put back. */
export function drawRows(
  rows: number,
  most: number | null,
  weights: Float64Array | undefined,
  randomState: Seed | null,
): ChosenRows {
  if (most === null || rows <= most) return { rows: null, weights };
  const rng = createRng(randomState);
  const cumulative = weights && cumulate(weights);
  const drawn = new Int32Array(most).map(() =>
    cumulative === undefined ? rng.nextInteger(rows) : drawIndex(cumulative, rng.next()),
  );
  return { rows: drawn, weights: undefined }; // drawing has used them
}

/** The chosen values of a column. */
export function takeColumn(
  { data, rows, columns }: Dense,
  j: number,
  chosen: ChosenRows,
): WeighedColumn {
  const values = new Float64Array(chosen.rows?.length ?? rows);
  for (let i = 0; i < values.length; i++) values[i] = data[(chosen.rows?.[i] ?? i) * columns + j];
  return { values, weights: chosen.weights };
}
