import type { MatrixLike } from '../../contracts.js';
import {
  type Dense,
  parseFeatures,
  parseFeaturesInSteps,
  pickRowsInSteps,
} from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { Resolved } from '../../hyperparameters.js';
import { sumOfWeights } from '../../numeric/statistics.js';
import { inStretches, mapReports, type Progress, type Steps } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import type { SmoStep } from '../../solvers/svm/smo-problem.js';
import type { SupportMachine } from '../../solvers/svm/svm-decision.js';
import { isStorable, type KernelName, type KernelSpec } from '../../solvers/svm/svm-kernels.js';
import type { SvmSettings } from '../../solvers/svm/svm-machines.js';
import type { KernelMachineOptions } from './svm-options.js';

const namedKernel = /* @__PURE__ */ schema.object<KernelSpec & { type: KernelName }>({
  type: schema.oneOf('linear', 'poly', 'rbf', 'sigmoid', 'precomputed'),
  gamma: schema.number({ min: 0 }),
  degree: schema.number({ min: 0, integer: true }),
  coef0: schema.number(),
});

/** A kernel in a model file: a function has no place there, since a model is data, never code. */
export const kernelSchema: schema.Schema<KernelSpec> = {
  save(value, to, path) {
    const { type } = value;
    if (typeof type === 'function') {
      throw new InvalidParameterError(
        `${path} is a function, which cannot be saved: a model file is data, never code. Use a kernel that has a name, or compute it and pass kernel: "precomputed".`,
      );
    }
    return namedKernel.save({ ...value, type }, to, path);
  },
  load: (json, from, path) => namedKernel.load(json, from, path),
};

/** What does not go together in the support vectors of a loaded model, if anything. */
export function wrongSupport(machine: SupportMachine): string | undefined {
  const { kernel, nFeatures, support, supportVectors } = machine;
  const precomputed = kernel.type === 'precomputed';
  const expected = precomputed ? 0 : support.length * nFeatures;
  if (supportVectors.length !== expected) {
    return `${support.length} support vectors of ${nFeatures} features have ${supportVectors.length} values, not ${expected}`;
  }
  if (precomputed && support.some((sample) => sample >= nFeatures)) {
    return `a support vector is none of the ${nFeatures} samples of the kernel`;
  }
  return undefined;
}

/**
 * X of `fit`, checked in steps; a precomputed kernel must be square.
 *
 * @throws InvalidInputError
 */
export function* parseSamples(
  X: MatrixLike,
  kernel: KernelMachineOptions['kernel'],
  where: string,
): Steps<Dense> {
  const samples = yield* parseFeaturesInSteps(X, where);
  if (kernel === 'precomputed' && samples.rows !== samples.columns) {
    throw new InvalidInputError(
      `${where}: a precomputed kernel must be square, but X is ${samples.rows} × ${samples.columns}. Pass the kernel of every training sample with every training sample.`,
    );
  }
  if (kernel === 'precomputed' && !samples.data.every(isStorable)) {
    throw new InvalidInputError(
      `${where}: the precomputed kernel holds values beyond 3e38, too large to compute with. Divide it by a constant first.`,
    );
  }
  return samples;
}

/**
 * X of a prediction, checked.
 *
 * @throws InvalidInputError
 */
export function parseQuery(X: MatrixLike, machine: SupportMachine, where: string): Dense {
  const { kernel, nFeatures } = machine;
  if (kernel.type !== 'precomputed') return parseFeatures(X, where, { columns: nFeatures });
  const samples = parseFeatures(X, where);
  if (samples.columns !== nFeatures) {
    throw new InvalidInputError(
      `${where}: X has ${samples.columns} features, but the kernel was precomputed for ${nFeatures} training samples. Pass the kernel of every sample with each of those.`,
    );
  }
  return samples;
}

/**
 * Options as the solver takes them, in steps of some samples.
 *
 * @param weights - of the samples [nSamples], for the variance in `gamma: 'scale'`
 * @throws InvalidInputError when the variance of X overflows
 */
export function* settingsFor(
  params: Resolved<KernelMachineOptions>,
  samples: Dense,
  weights: Float64Array | undefined,
  where: string,
): Steps<SvmSettings> {
  const { kernel, degree, coef0, gamma, maxIter, cacheSize, tol, shrinking } = params;
  return {
    kernel: {
      type: kernel,
      gamma: yield* resolveGamma(gamma, kernel, samples, weights, where),
      degree,
      coef0,
    },
    tol,
    shrinking,
    maxIter: maxIter === -1 ? Infinity : maxIter,
    cacheBytes: cacheSize * 2 ** 20,
    where,
  };
}

function* resolveGamma(
  gamma: 'scale' | 'auto' | number,
  kernel: KernelMachineOptions['kernel'],
  samples: Dense,
  weights: Float64Array | undefined,
  where: string,
): Steps<number> {
  if (typeof gamma === 'number') return gamma;
  const { columns } = samples;
  const unused = kernel === 'linear' || kernel === 'precomputed' || typeof kernel === 'function';
  if (gamma === 'auto' || unused) return 1 / columns;
  const variance = yield* overallVariance(samples, weights);
  if (!Number.isFinite(variance)) {
    throw new InvalidInputError(
      `${where}: the values of X are too large to square. Scale the features with StandardScaler first.`,
    );
  }
  const resolved = 1 / (columns * variance);
  return Number.isFinite(resolved) ? resolved : 1; // constant data: every gamma is as good
}

/** Variance of all values of X about their one mean, each row counting as much as its weight. */
function* overallVariance(samples: Dense, weights: Float64Array | undefined): Steps<number> {
  const { data, rows, columns } = samples;
  const total = sumOfWeights(rows, weights) * columns;
  let mean = 0;
  yield* inStretches(rows, columns, (from, to) => {
    let sum = mean;
    for (let i = from, at = from * columns; i < to; i++) {
      const share = (weights === undefined ? 1 : weights[i]) / total;
      for (let j = 0; j < columns; j++, at++) sum += share * data[at];
    }
    mean = sum;
  });
  let variance = 0;
  yield* inStretches(rows, columns, (from, to) => {
    let sum = variance;
    for (let i = from, at = from * columns; i < to; i++) {
      const share = (weights === undefined ? 1 : weights[i]) / total;
      for (let j = 0; j < columns; j++, at++) sum += share * (data[at] - mean) ** 2;
    }
    variance = sum;
  });
  return variance;
}

/** Upper bounds of the multipliers: C times the weight; 0 for a sample without weight, whatever C. */
export function boundsOf(C: number, weights: Float64Array): Float64Array {
  return weights.map((weight) => (weight === 0 ? 0 : C * weight));
}

/** The rows that the model keeps, in steps of some; a precomputed kernel needs none. */
export function* supportVectorsOf(
  { data, columns }: Dense,
  support: Int32Array,
  kernel: KernelSpec,
): Steps<Float64Array> {
  if (kernel.type === 'precomputed') return new Float64Array(0);
  return yield* pickRowsInSteps(data, columns, support);
}

/**
 * Reports of a search as progress of the training. How many iterations there will be is not known, so
 * the total is infinite until the last report.
 *
 * @param before - iterations of the searches before this one
 */
export function forwardSteps<T>(
  steps: Generator<SmoStep | undefined, T, void>,
  before: number,
): Generator<Progress | undefined, T, void> {
  return mapReports(steps, ({ nIter, violation }) => ({
    done: before + nIter,
    total: Infinity,
    unit: 'iteration',
    violation,
  }));
}

/** What to say when the search stopped early. */
export function notConverged(where: string, nIter: number): string {
  return `${where}: stopped after ${nIter} iterations short of the optimum. Scale the features with StandardScaler, lower C, or raise maxIter or tol.`;
}

/** What to say when samples are nearer to each other, as the kernel sees them, than its values are precise. */
export function kernelLost(where: string): string {
  return `${where}: kernel values are nearly the same for all samples, so that rounding hides what tells them apart. Scale the features with StandardScaler, or choose gamma and coef0 so that kernel values differ.`;
}
