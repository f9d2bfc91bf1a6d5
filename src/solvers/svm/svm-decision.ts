import type { Dense } from '../../data/dense.js';
import { drain, inStretches, type Steps } from '../../progress.js';
import { couplePairs, sigmoidAt } from './platt.js';
import { finiteKernel, type KernelFunction, type KernelSpec } from './svm-kernels.js';
import { VectorKernel } from './vector-kernel.js';

/** Kernel and support vectors. */
export interface SupportMachine {
  readonly kernel: KernelSpec;
  readonly nFeatures: number;
  /** Rows of fit [nSupport]. */
  readonly support: Int32Array;
  /** Row-major [nSupport × nFeatures]; empty for a precomputed kernel. */
  readonly supportVectors: Float64Array;
}

/** Writes K(row of X, v) to out[v] for every support vector v. */
export type KernelEvaluator = (X: Float64Array, row: number, out: Float64Array) => void;

/** Ready to evaluate: made once a model, since it measures the support vectors. */
export function createEvaluator(machine: SupportMachine, where: string): KernelEvaluator {
  return drain(createEvaluatorInSteps(machine, where));
}

/** As `createEvaluator`, in steps of some support vectors. */
export function* createEvaluatorInSteps(
  machine: SupportMachine,
  where: string,
): Steps<KernelEvaluator> {
  const { kernel, nFeatures, support, supportVectors } = machine;
  const { type } = kernel;
  if (type === 'precomputed') {
    return (X, row, out) => {
      for (let v = 0; v < support.length; v++) out[v] = X[row * nFeatures + support[v]];
    };
  }
  if (typeof type === 'function') return functionEvaluator(type, machine, where);
  const vectors = yield* VectorKernel.over({ ...kernel, type }, supportVectors, nFeatures);
  return (X, row, out) => vectors.fillOf(X, row, out);
}

function functionEvaluator(
  kernel: KernelFunction,
  { nFeatures, support, supportVectors }: SupportMachine,
  where: string,
): KernelEvaluator {
  const vectors = Array.from(support, (_, v) =>
    supportVectors.slice(v * nFeatures, (v + 1) * nFeatures),
  );
  return (X, row, out) => {
    const point = X.slice(row * nFeatures, (row + 1) * nFeatures);
    for (let v = 0; v < vectors.length; v++) {
      const rows = `row ${row} and the support vector that was row ${support[v]} of fit`;
      out[v] = finiteKernel(kernel(point, vectors[v]), rows, where);
    }
  };
}

/**
 * Σ_v coef_v K(x, v) + intercept of each sample.
 *
 * @param coef - one a support vector [nSupport]
 */
export function machineValues(
  evaluate: KernelEvaluator,
  coef: Float64Array,
  intercept: number,
  { data, rows, columns }: Dense,
): Float64Array {
  return drain(machineValuesInSteps(evaluate, coef, intercept, { data, rows, columns }));
}

/** As `machineValues`, in steps of some samples. */
export function* machineValuesInSteps(
  evaluate: KernelEvaluator,
  coef: Float64Array,
  intercept: number,
  { data, rows, columns }: Dense,
): Steps<Float64Array> {
  const values = new Float64Array(rows);
  const kernelRow = new Float64Array(coef.length);
  yield* inStretches(rows, coef.length * columns, (from, to) => {
    for (let i = from; i < to; i++) {
      evaluate(data, i, kernelRow);
      values[i] = weightedSum(coef, 0, kernelRow, 0, coef.length) + intercept;
    }
  });
  return values;
}

/** The machines of all pairs of classes, as `fitSvc` makes them. */
export interface PairMachines {
  readonly dualCoef: Float64Array;
  readonly nSupport: Int32Array;
  readonly intercept: Float64Array;
}

/**
 * Decision values of every pair s < t; positive means s.
 *
 * @returns row-major [rows × nPairs]
 */
export function pairValues(
  evaluate: KernelEvaluator,
  { dualCoef, nSupport, intercept }: PairMachines,
  { data, rows }: Dense,
): Float64Array {
  const nClasses = nSupport.length;
  const starts = startsOf(nSupport);
  const total = starts[nClasses];
  const kernelRow = new Float64Array(total);
  const values = new Float64Array(rows * intercept.length);
  for (let i = 0, at = 0; i < rows; i++) {
    evaluate(data, i, kernelRow);
    for (let s = 0, pair = 0; s < nClasses; s++) {
      for (let t = s + 1; t < nClasses; t++, pair++, at++) {
        values[at] =
          weightedSum(dualCoef, (t - 1) * total + starts[s], kernelRow, starts[s], nSupport[s]) +
          weightedSum(dualCoef, s * total + starts[t], kernelRow, starts[t], nSupport[t]) +
          intercept[pair];
      }
    }
  }
  return values;
}

/** Where the support vectors of each class start; their number comes last. */
function startsOf(nSupport: Int32Array): Int32Array {
  const starts = new Int32Array(nSupport.length + 1);
  for (let k = 0; k < nSupport.length; k++) starts[k + 1] = starts[k] + nSupport[k];
  return starts;
}

function weightedSum(
  coef: Float64Array,
  from: number,
  values: Float64Array,
  at: number,
  length: number,
): number {
  let sum = 0;
  for (let v = 0; v < length; v++) sum += coef[from + v] * values[at + v];
  return sum;
}

/**
 * Coefficients of the features under a linear kernel: Σ_v coef_v · v for each pair.
 *
 * @returns row-major [nPairs × nFeatures]
 */
export function linearCoefficients(
  { dualCoef, nSupport, intercept }: PairMachines,
  supportVectors: Float64Array,
  nFeatures: number,
): Float64Array {
  const nClasses = nSupport.length;
  const starts = startsOf(nSupport);
  const total = starts[nClasses];
  const coef = new Float64Array(intercept.length * nFeatures);
  const add = (slot: number, k: number, to: number) => {
    for (let v = starts[k]; v < starts[k + 1]; v++) {
      const weight = dualCoef[slot * total + v];
      for (let j = 0; j < nFeatures; j++)
        coef[to + j] += weight * supportVectors[v * nFeatures + j];
    }
  };
  for (let s = 0, to = 0; s < nClasses; s++) {
    for (let t = s + 1; t < nClasses; t++, to += nFeatures) {
      add(t - 1, s, to);
      add(s, t, to);
    }
  }
  return coef;
}

/** Σ_v coef_v · row_v [columns]: the coefficients of a machine with a linear kernel. */
export function combineRows(coef: Float64Array, rows: Float64Array, columns: number): Float64Array {
  const sum = new Float64Array(columns);
  for (let v = 0; v < coef.length; v++) {
    for (let j = 0; j < columns; j++) sum[j] += coef[v] * rows[v * columns + j];
  }
  return sum;
}

/** The class that wins most pairs, the lowest on a tie; a value of exactly 0 goes to the later class. */
export function voteClasses(values: Float64Array, nClasses: number): Int32Array {
  const nPairs = (nClasses * (nClasses - 1)) / 2;
  const codes = new Int32Array(values.length / nPairs);
  const votes = new Int32Array(nClasses);
  for (let i = 0, at = 0; i < codes.length; i++) {
    votes.fill(0);
    for (let s = 0; s < nClasses; s++) {
      for (let t = s + 1; t < nClasses; t++, at++) votes[values[at] > 0 ? s : t]++;
    }
    let best = 0;
    for (let k = 1; k < nClasses; k++) if (votes[k] > votes[best]) best = k;
    codes[i] = best;
  }
  return codes;
}

/**
 * One score a class: its votes, and less than a third of a vote for how sure they were.
 * Source: scikit-learn, `_ovr_decision_function`.
 *
 * @param values - row-major [rows × nPairs]
 * @returns row-major [rows × nClasses]
 */
export function scoreClasses(values: Float64Array, nClasses: number): Float64Array {
  const nPairs = (nClasses * (nClasses - 1)) / 2;
  const rows = values.length / nPairs;
  const scores = new Float64Array(rows * nClasses);
  const sums = new Float64Array(nClasses);
  for (let i = 0, at = 0, row = 0; i < rows; i++, row += nClasses) {
    sums.fill(0);
    for (let s = 0; s < nClasses; s++) {
      for (let t = s + 1; t < nClasses; t++, at++) {
        sums[s] += values[at];
        sums[t] -= values[at];
        scores[row + (values[at] < 0 ? t : s)]++;
      }
    }
    for (let k = 0; k < nClasses; k++) scores[row + k] += sums[k] / (3 * (Math.abs(sums[k]) + 1));
  }
  return scores;
}

/** Pairwise probabilities stay this far from 0 and 1. Source: LIBSVM. */
const LEAST_PROBABILITY = 1e-7;

/**
 * Class probabilities from the sigmoid of every pair.
 *
 * @param values - row-major [rows × nPairs]
 * @param A - slopes of the sigmoids [nPairs]
 * @param B - offsets of the sigmoids [nPairs]
 * @returns row-major [rows × nClasses], rows sum to 1
 */
export function pairProbabilities(
  values: Float64Array,
  A: Float64Array,
  B: Float64Array,
  nClasses: number,
): Float64Array {
  const nPairs = A.length;
  const rows = values.length / nPairs;
  const probabilities = new Float64Array(rows * nClasses);
  const r = new Float64Array(nClasses * nClasses);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let s = 0, pair = 0; s < nClasses; s++) {
      for (let t = s + 1; t < nClasses; t++, pair++, at++) {
        const p = sigmoidAt(A[pair], B[pair], values[at]);
        const kept = Math.min(Math.max(p, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
        r[s * nClasses + t] = kept;
        r[t * nClasses + s] = 1 - kept;
      }
    }
    if (nClasses === 2) {
      probabilities[2 * i] = r[1];
      probabilities[2 * i + 1] = r[2];
    } else {
      couplePairs(r, nClasses, probabilities, i * nClasses);
    }
  }
  return probabilities;
}
