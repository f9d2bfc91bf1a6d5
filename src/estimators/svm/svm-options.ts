import {
  aChoice,
  anInteger,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Rule,
  real,
} from '../../hyperparameters.js';
import type { KernelFunction, KernelName } from '../../solvers/svm/svm-kernels.js';

/** Options that SVC and SVR share. */
export interface KernelMachineOptions {
  /**
   * How much an error costs against a wide margin: small is smoother, large follows the data. `Infinity` allows
   * none, and is refused where that cannot be. Default 1.
   */
  C?: number;
  /**
   * Likeness of two samples: `'rbf'` exp(-gamma |a - b|²), `'linear'` a·b, `'poly'`
   * (gamma a·b + coef0)^degree, `'sigmoid'` tanh(gamma a·b + coef0), `'precomputed'` (X holds the kernel
   * values themselves), or a symmetric function of two rows. A model with a function cannot be saved.
   * Default `'rbf'`.
   */
  kernel?: KernelName | KernelFunction;
  /** The degree of the poly kernel. Default 3. */
  degree?: number;
  /**
   * How fast likeness falls with distance (rbf), or the scale of the dot product (poly, sigmoid):
   * `'scale'` is 1 / (nFeatures · variance of all values of X), `'auto'` is 1 / nFeatures. Default `'scale'`.
   */
  gamma?: 'scale' | 'auto' | number;
  /** The constant inside the poly and sigmoid kernels. Default 0. */
  coef0?: number;
  /** Whether to leave samples out of the search while they look settled; the answer is the same. Default true. */
  shrinking?: boolean;
  /**
   * How far from the optimum to stop: by how much its conditions may fail, in units of the decision function.
   * Default 1e-3.
   */
  tol?: number;
  /** The megabytes for kernel values. Default 200. */
  cacheSize?: number;
  /** Most iterations of each machine, -1 for no limit. Default -1. */
  maxIter?: number;
}

const KERNELS = ['linear', 'poly', 'rbf', 'sigmoid', 'precomputed'] as const;

const aFunction: Rule = {
  type: 'function',
  range: 'a function of two rows',
  accepts: (value) => typeof value === 'function',
};

/** The part of the tables of `SVC` and `SVR` that is the same. */
export const kernelMachineHyperparameters = {
  C: real({
    above: 0,
    infinite: true,
    default: 1,
    about: 'how much an error costs against a wide margin; Infinity allows none.',
  }),
  kernel: parameter(either(aChoice(...KERNELS), aFunction), {
    default: 'rbf',
    about:
      'the likeness of two samples: the name of a kernel, or a symmetric function of two rows.',
  }),
  degree: integer({ min: 0, default: 3, about: 'the degree of the poly kernel.' }),
  gamma: parameter(either(aChoice('scale', 'auto'), aReal({ above: 0 })), {
    default: 'scale',
    about: 'how fast likeness falls with distance, "scale" or "auto".',
  }),
  coef0: real({ default: 0, about: 'the constant inside the poly and sigmoid kernels.' }),
  shrinking: boolean({
    default: true,
    about: 'whether to leave samples out of the search while they look settled.',
  }),
  tol: real({ above: 0, default: 1e-3, about: 'how far from the optimum to stop.' }),
  cacheSize: real({ above: 0, default: 200, about: 'the megabytes for kernel values.' }),
  maxIter: parameter(either(aChoice(-1), anInteger({ min: 1 })), {
    default: -1,
    about: 'the most iterations of each machine, or -1 for no limit.',
  }),
} satisfies Record<keyof KernelMachineOptions, Hyperparameter>;
