import { choleskyFactor, solveLower, solveLowerTransposed } from '../../numeric/cholesky.js';
import { gram } from '../../numeric/gram.js';
import { curvatureOverflow, JITTER } from './block-diagonal.js';
import type { Design } from './design.js';

/**
 * A design with fewer columns that has the same optimum under a ridge. With more columns than rows
 * the optimum is a combination of the rows (the representer theorem), so n coordinates do: with
 * A = Z ridge^-½ and the Cholesky factor A A' = L L', the margins are L v, and the penalty is ½ |v|².
 */
export interface RowSpace {
  /** L [rows × rows], and the intercept. */
  readonly design: Design;
  /** Coefficients of the narrow design for those of the wide one. */
  into(theta: Float64Array, nOutputs: number): Float64Array;
  /** And the way back. */
  back(v: Float64Array, nOutputs: number): Float64Array;
}

/**
 * Cost: rows² · nFeatures / 2 multiply-adds, twice the memory of the design.
 *
 * @param ridge - above 0 for every feature
 */
export function createRowSpace(design: Design, ridge: Float64Array): RowSpace {
  const { data, rows, width, shift, factor, intercept } = design;
  const nFeatures = factor.length;
  const columns = new Float64Array(nFeatures * rows); // A', so that a Gram matrix of rows is one of columns
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < nFeatures; j++) {
      const z = (data[i * nFeatures + j] - shift[j]) * factor[j];
      columns[j * rows + i] = z / Math.sqrt(ridge[j]);
    }
  }
  const L = gram(columns, nFeatures, rows);
  for (let i = 0; i < rows; i++) L[i * rows + i] = L[i * rows + i] * (1 + JITTER) || 1;
  if (!choleskyFactor(L, rows)) throw curvatureOverflow();
  const narrow = rows + (intercept ? 1 : 0);
  const lower = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) lower[i * rows + j] = L[i * rows + j];
  }

  return {
    design: {
      data: lower,
      rows,
      width: narrow,
      shift: new Float64Array(rows),
      scale: new Float64Array(rows).fill(1),
      factor: new Float64Array(rows).fill(1),
      intercept,
    },
    into(theta, nOutputs) {
      const v = new Float64Array(nOutputs * narrow);
      for (let k = 0; k < nOutputs; k++) {
        const own = v.subarray(k * narrow, k * narrow + rows);
        for (let j = 0; j < nFeatures; j++) {
          const u = theta[k * width + j] * Math.sqrt(ridge[j]);
          for (let i = 0; i < rows; i++) own[i] += columns[j * rows + i] * u;
        }
        solveLower(L, rows, own);
        if (intercept) v[k * narrow + rows] = theta[k * width + nFeatures];
      }
      return v;
    },
    back(v, nOutputs) {
      const theta = new Float64Array(nOutputs * width);
      for (let k = 0; k < nOutputs; k++) {
        const alpha = v.slice(k * narrow, k * narrow + rows);
        solveLowerTransposed(L, rows, alpha);
        for (let j = 0; j < nFeatures; j++) {
          let u = 0;
          for (let i = 0; i < rows; i++) u += columns[j * rows + i] * alpha[i];
          theta[k * width + j] = u / Math.sqrt(ridge[j]);
        }
        if (intercept) theta[k * width + nFeatures] = v[k * narrow + rows];
      }
      return theta;
    },
  };
}
