import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { inStretches, type Steps } from '../../progress.js';

/**
 * Samples as the solvers of linear models see them: z_j = (x_j - shift_j) / scale_j, and a last
 * column of ones for the intercept. Any shift and scale give the same model; these keep the
 * arithmetic accurate for columns far from zero and for mixed units.
 */
export interface Design {
  /** Row-major [rows × width]. */
  readonly data: Float64Array;
  readonly rows: number;
  /** nFeatures, and one more with an intercept. */
  readonly width: number;
  /** [nFeatures], 0 without an intercept. */
  readonly shift: Float64Array;
  /** [nFeatures], above 0. */
  readonly scale: Float64Array;
  /** Whether the last column is the intercept's. */
  readonly intercept: boolean;
}

/** Magnitudes whose squares are still normal numbers. */
const LARGEST = 1e150;
const SMALLEST = 1e-150;

/**
 * A standardised copy: columns centred on their mean and divided by their spread. A constant column
 * becomes 0, so its coefficient stays 0. Without an intercept nothing is shifted.
 * Cost: one copy of X, two passes, in steps of some rows.
 *
 * @param samples - [nSamples × nFeatures]
 * @param kept - rows to use, or undefined for all
 * @throws InvalidInputError when a value is beyond 1e150, whose square is no number
 */
export function* createDesign(
  samples: Dense,
  intercept: boolean,
  where: string,
  kept?: Int32Array,
): Steps<Design> {
  const { data, columns } = samples;
  const rows = kept?.length ?? samples.rows;
  const { shift, scale } = yield* measureColumns(samples, intercept, kept);
  for (let j = 0; j < columns; j++) {
    if (!(scale[j] <= LARGEST)) {
      throw new InvalidInputError(
        `${where}: the values of column ${j} are too large to square. Divide the column by a constant first.`,
      );
    }
  }
  const factor = scale.map((value) => 1 / value);
  const width = columns + (intercept ? 1 : 0);
  const design = new Float64Array(rows * width);
  yield* inStretches(rows, width, (from, to) => {
    for (let i = from, at = from * width; i < to; i++, at += width) {
      const row = (kept === undefined ? i : kept[i]) * columns;
      for (let j = 0; j < columns; j++) design[at + j] = (data[row + j] - shift[j]) * factor[j];
      if (intercept) design[at + columns] = 1;
    }
  });
  return { data: design, rows, width, shift, scale, intercept };
}

/**
 * Mean, and the root mean square of the distances from the first row: rarely far from the standard
 * deviation, which is all that is asked of a scale, and found in the same pass.
 */
function* measureColumns(
  { data, rows: allRows, columns }: Dense,
  intercept: boolean,
  kept?: Int32Array,
): Steps<{ shift: Float64Array; scale: Float64Array }> {
  const rows = kept?.length ?? allRows;
  const shift = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const first = (kept === undefined ? 0 : kept[0]) * columns;
  const origin = intercept ? data.slice(first, first + columns) : new Float64Array(columns);
  yield* inStretches(rows, columns, (from, to) => {
    for (let i = from; i < to; i++) {
      const row = (kept === undefined ? i : kept[i]) * columns;
      for (let j = 0; j < columns; j++) {
        const distance = data[row + j] - origin[j];
        shift[j] += distance;
        scale[j] += distance * distance;
      }
    }
  });
  for (let j = 0; j < columns; j++) {
    const spread = Math.sqrt(scale[j] / rows);
    // A column that only rounding spreads is constant.
    const constant = spread < SMALLEST || spread <= 4e-16 * Math.abs(origin[j]);
    scale[j] = constant ? 1 : spread;
    shift[j] = intercept ? origin[j] + (constant ? 0 : shift[j] / rows) : 0;
  }
  return { shift, scale };
}

/** Some rows of a design, in the order given. */
export function takeRows(design: Design, indices: Int32Array): Design {
  const { data, width } = design;
  const taken = new Float64Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i] * width;
    taken.set(data.subarray(row, row + width), i * width);
  }
  return { ...design, data: taken, rows: indices.length };
}

/** Some columns of a design; shift and scale stay those of all. */
export function takeColumns(design: Design, columns: Int32Array): Design {
  const { data, rows, width } = design;
  const taken = new Float64Array(rows * columns.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let a = 0; a < columns.length; a++) taken[at++] = data[i * width + columns[a]];
  }
  return { ...design, data: taken, width: columns.length };
}
