/**
 * X'WX of shifted columns: out[j][k] = Σ_i w_i (x_ij - shift_j)(x_ik - shift_k).
 *
 * @param X - row-major [rows × columns]
 * @param weights - [rows], or undefined for all 1
 * @param shift - [columns], or undefined for no shift
 * @returns symmetric [columns × columns]
 */
export function gram(
  X: Float64Array,
  rows: number,
  columns: number,
  weights?: Float64Array,
  shift?: Float64Array,
): Float64Array {
  const out = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const weight = weights === undefined ? 1 : weights[i];
    for (let j = 0; j < columns; j++)
      centred[j] = X[row + j] - (shift === undefined ? 0 : shift[j]);
    for (let j = 0; j < columns; j++) {
      const left = weight * centred[j];
      for (let k = 0; k <= j; k++) out[j * columns + k] += left * centred[k];
    }
  }
  for (let j = 0; j < columns; j++) {
    for (let k = j + 1; k < columns; k++) out[j * columns + k] = out[k * columns + j];
  }
  return out;
}
