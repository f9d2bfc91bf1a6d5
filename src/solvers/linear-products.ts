import { affineByLanes, rowsForLanes } from '../numeric/row-lanes.js';

/**
 * The two products that a linear model spends its time on: rows times coefficients, and residuals
 * times rows. Both work on tiles of four rows and two outputs, whose sums stay in registers; of the first, on what
 * lanes of rows leave over.
 */

/**
 * out[(i - from) * nOutputs + k] = Σ_j Z[i][j] theta[k][j] for rows from ≤ i < to.
 *
 * @param Z - row-major [rows × width]
 * @param theta - row-major [nOutputs × width]
 * @param out - at least [(to - from) × nOutputs]
 */
export function multiplyRows(
  Z: Float64Array,
  from: number,
  to: number,
  width: number,
  theta: Float64Array,
  nOutputs: number,
  out: Float64Array,
): void {
  let i = from + rowsForLanes(to - from, width, nOutputs);
  if (i > from) affineByLanes(Z, from, i, width, theta, undefined, nOutputs, out);
  for (; i + 4 <= to; i += 4) {
    const row0 = i * width;
    const row1 = row0 + width;
    const row2 = row1 + width;
    const row3 = row2 + width;
    const at = (i - from) * nOutputs;
    let k = 0;
    for (; k + 2 <= nOutputs; k += 2) {
      const left = k * width;
      const right = left + width;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let j = 0; j < width; j++) {
        const a = theta[left + j];
        const b = theta[right + j];
        const z0 = Z[row0 + j];
        const z1 = Z[row1 + j];
        const z2 = Z[row2 + j];
        const z3 = Z[row3 + j];
        a0 += z0 * a;
        b0 += z0 * b;
        a1 += z1 * a;
        b1 += z1 * b;
        a2 += z2 * a;
        b2 += z2 * b;
        a3 += z3 * a;
        b3 += z3 * b;
      }
      const here = at + k;
      out[here] = a0;
      out[here + 1] = b0;
      out[here + nOutputs] = a1;
      out[here + nOutputs + 1] = b1;
      out[here + 2 * nOutputs] = a2;
      out[here + 2 * nOutputs + 1] = b2;
      out[here + 3 * nOutputs] = a3;
      out[here + 3 * nOutputs + 1] = b3;
    }
    if (k < nOutputs) {
      const left = k * width;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      for (let j = 0; j < width; j++) {
        const a = theta[left + j];
        a0 += Z[row0 + j] * a;
        a1 += Z[row1 + j] * a;
        a2 += Z[row2 + j] * a;
        a3 += Z[row3 + j] * a;
      }
      const here = at + k;
      out[here] = a0;
      out[here + nOutputs] = a1;
      out[here + 2 * nOutputs] = a2;
      out[here + 3 * nOutputs] = a3;
    }
  }
  for (; i < to; i++) multiplyRow(Z, i * width, width, theta, nOutputs, out, (i - from) * nOutputs);
}

/** One row by four outputs at once, whose additions do not wait for each other. */
function multiplyRow(
  Z: Float64Array,
  row: number,
  width: number,
  theta: Float64Array,
  nOutputs: number,
  out: Float64Array,
  at: number,
): void {
  let k = 0;
  for (; k + 4 <= nOutputs; k += 4) {
    const first = k * width;
    const second = first + width;
    const third = second + width;
    const fourth = third + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < width; j++) {
      const z = Z[row + j];
      a += z * theta[first + j];
      b += z * theta[second + j];
      c += z * theta[third + j];
      d += z * theta[fourth + j];
    }
    out[at + k] = a;
    out[at + k + 1] = b;
    out[at + k + 2] = c;
    out[at + k + 3] = d;
  }
  for (; k < nOutputs; k++) {
    const left = k * width;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += Z[row + j] * theta[left + j];
    out[at + k] = sum;
  }
}

/**
 * gradient[k][j] += Σ_i residuals[(i - from) * nOutputs + k] Z[i][j] for rows from ≤ i < to.
 *
 * @param Z - row-major [rows × width]
 * @param residuals - at least [(to - from) × nOutputs]
 * @param gradient - row-major [nOutputs × width]
 */
export function addWeightedRows(
  Z: Float64Array,
  from: number,
  to: number,
  width: number,
  residuals: Float64Array,
  nOutputs: number,
  gradient: Float64Array,
): void {
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const row0 = i * width;
    const row1 = row0 + width;
    const row2 = row1 + width;
    const row3 = row2 + width;
    const at = (i - from) * nOutputs;
    let k = 0;
    for (; k + 2 <= nOutputs; k += 2) {
      const left = k * width;
      const right = left + width;
      const here = at + k;
      const a0 = residuals[here];
      const b0 = residuals[here + 1];
      const a1 = residuals[here + nOutputs];
      const b1 = residuals[here + nOutputs + 1];
      const a2 = residuals[here + 2 * nOutputs];
      const b2 = residuals[here + 2 * nOutputs + 1];
      const a3 = residuals[here + 3 * nOutputs];
      const b3 = residuals[here + 3 * nOutputs + 1];
      for (let j = 0; j < width; j++) {
        const z0 = Z[row0 + j];
        const z1 = Z[row1 + j];
        const z2 = Z[row2 + j];
        const z3 = Z[row3 + j];
        gradient[left + j] += z0 * a0 + z1 * a1 + (z2 * a2 + z3 * a3);
        gradient[right + j] += z0 * b0 + z1 * b1 + (z2 * b2 + z3 * b3);
      }
    }
    if (k < nOutputs) {
      const left = k * width;
      const here = at + k;
      const a0 = residuals[here];
      const a1 = residuals[here + nOutputs];
      const a2 = residuals[here + 2 * nOutputs];
      const a3 = residuals[here + 3 * nOutputs];
      for (let j = 0; j < width; j++) {
        gradient[left + j] +=
          Z[row0 + j] * a0 + Z[row1 + j] * a1 + (Z[row2 + j] * a2 + Z[row3 + j] * a3);
      }
    }
  }
  for (; i < to; i++) {
    const row = i * width;
    for (let k = 0; k < nOutputs; k++) {
      const left = k * width;
      const residual = residuals[(i - from) * nOutputs + k];
      for (let j = 0; j < width; j++) gradient[left + j] += residual * Z[row + j];
    }
  }
}
