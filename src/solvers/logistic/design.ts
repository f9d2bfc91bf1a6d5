import { type Dense, pickRowsInSteps } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { inStretches, type Steps } from '../../progress.js';

/**
 * Samples as the solvers of linear models see them: z_j = (x_j - shift_j) / scale_j, and a last
 * column of ones for the intercept. Any shift and scale give the same model; these keep the
 * arithmetic accurate for columns far from zero and for mixed units.
 *
 * The values stay where they are, and `design-products.ts` folds shift and scale into the parameters: a
 * standardised copy took as long as two passes over the data, and as much memory as they have.
 */
export interface Design {
  /** The values x, row-major [rows × nFeatures]. */
  readonly data: Float64Array;
  readonly rows: number;
  /** nFeatures, and one more with an intercept. */
  readonly width: number;
  /** [nFeatures], 0 without an intercept. */
  readonly shift: Float64Array;
  /** [nFeatures], above 0. */
  readonly scale: Float64Array;
  /** 1 / scale, but 0 for a constant column, whose z is 0 [nFeatures]. */
  readonly factor: Float64Array;
  /** Whether the last column is the intercept's. */
  readonly intercept: boolean;
}

/** Magnitudes whose squares are still normal numbers. */
const LARGEST = 1e150;
const SMALLEST = 1e-150;

/**
 * Columns centred on their mean and divided by their spread. A constant column
 * becomes 0, so its coefficient stays 0. Without an intercept nothing is shifted.
 * Cost: one pass, in steps of some rows; a copy of the rows where only some are used.
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
  const { columns } = samples;
  const data =
    kept === undefined ? samples.data : yield* pickRowsInSteps(samples.data, columns, kept);
  const rows = kept?.length ?? samples.rows;
  const { shift, scale, factor } = yield* measureColumns({ data, rows, columns }, intercept);
  for (let j = 0; j < columns; j++) {
    if (!(scale[j] <= LARGEST)) {
      throw new InvalidInputError(
        `${where}: the values of column ${j} are too large to square. Divide the column by a constant first.`,
      );
    }
  }
  return { data, rows, width: columns + (intercept ? 1 : 0), shift, scale, factor, intercept };
}

/**
 * Mean, and the root mean square of the distances from the first row: rarely far from the standard
 * deviation, which is all that is asked of a scale, and found in the same pass.
 */
function* measureColumns(
  { data, rows, columns }: Dense,
  intercept: boolean,
): Steps<Pick<Design, 'shift' | 'scale' | 'factor'>> {
  const shift = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const factor = new Float64Array(columns);
  const origin = intercept ? data.slice(0, columns) : new Float64Array(columns);
  yield* inStretches(rows, columns, (from, to) =>
    addDistances(data, from, to, origin, shift, scale),
  );
  for (let j = 0; j < columns; j++) {
    const spread = Math.sqrt(scale[j] / rows);
    // A column that only rounding spreads is constant.
    const constant = spread < SMALLEST || spread <= 4e-16 * Math.abs(origin[j]);
    scale[j] = constant ? 1 : spread;
    factor[j] = constant ? 0 : 1 / spread;
    shift[j] = intercept ? origin[j] + (constant ? 0 : shift[j] / rows) : 0;
  }
  return { shift, scale, factor };
}

/** Add the distances of rows from the origin, and their squares, four rows at a time. */
function addDistances(
  data: Float64Array,
  from: number,
  to: number,
  origin: Float64Array,
  sums: Float64Array,
  squares: Float64Array,
): void {
  const columns = origin.length;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const row0 = i * columns;
    const row1 = row0 + columns;
    const row2 = row1 + columns;
    const row3 = row2 + columns;
    for (let j = 0; j < columns; j++) {
      const zero = origin[j];
      const d0 = data[row0 + j] - zero;
      const d1 = data[row1 + j] - zero;
      const d2 = data[row2 + j] - zero;
      const d3 = data[row3 + j] - zero;
      sums[j] += d0 + d1 + (d2 + d3);
      squares[j] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    }
  }
  for (; i < to; i++) {
    for (let j = 0; j < columns; j++) {
      const distance = data[i * columns + j] - origin[j];
      sums[j] += distance;
      squares[j] += distance * distance;
    }
  }
}

/** Some rows of a design, in the order given, copied in steps of some rows. */
export function* takeRows(design: Design, indices: Int32Array): Steps<Design> {
  const data = yield* pickRowsInSteps(design.data, design.scale.length, indices);
  return { ...design, data, rows: indices.length };
}

/**
 * Some columns of a design.
 *
 * @param columns - ascending
 */
export function takeColumns(design: Design, columns: Int32Array): Design {
  const { data, rows } = design;
  const nFeatures = design.scale.length;
  const intercept = columns[columns.length - 1] === nFeatures;
  const features = intercept ? columns.subarray(0, columns.length - 1) : columns;
  const taken = new Float64Array(rows * features.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let a = 0; a < features.length; a++) taken[at++] = data[i * nFeatures + features[a]];
  }
  return {
    data: taken,
    rows,
    width: columns.length,
    shift: Float64Array.from(features, (j) => design.shift[j]),
    scale: Float64Array.from(features, (j) => design.scale[j]),
    factor: Float64Array.from(features, (j) => design.factor[j]),
    intercept,
  };
}
