import type { Matrix } from 'ml-matrix';

export interface PlainKernel {
  kernel?: unknown;
  gamma?: unknown;
  degree?: number;
  coef0?: number;
}

/** A kernel value straight from its formula: what the fast rows must agree with. */
export function plainKernel(
  { kernel = 'rbf', gamma, degree = 3, coef0 = 0 }: PlainKernel,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  const scale = typeof gamma === 'number' ? gamma : 1;
  let dot = 0;
  let distance = 0;
  for (let j = 0; j < a.length; j++) {
    dot += a[j] * b[j];
    distance += (a[j] - b[j]) ** 2;
  }
  if (kernel === 'linear') return dot;
  if (kernel === 'rbf') return Math.exp(-scale * distance);
  if (kernel === 'poly') return (scale * dot + coef0) ** degree;
  return Math.tanh(scale * dot + coef0);
}

/** ½ coefᵀ K coef - linear, from the formulas. */
export function dualObjective(
  coef: number[],
  supportVectors: Matrix,
  kernel: PlainKernel,
  linear: number,
): number {
  const rows = supportVectors.to2DArray();
  let square = 0;
  for (let i = 0; i < coef.length; i++) {
    for (let t = 0; t < coef.length; t++) {
      square += coef[i] * coef[t] * plainKernel(kernel, rows[i], rows[t]);
    }
  }
  return square / 2 - linear;
}
