import { exp, log } from '../../numeric/exp-log.js';
import { log1pExp, logistic } from '../../numeric/special.js';
import { drain, inStretches, type Steps } from '../../progress.js';

/** P(positive | f) = 1 / (1 + exp(A f + B)). */
export interface Sigmoid {
  readonly A: number;
  readonly B: number;
}

const MAX_STEPS = 100;
const MIN_STEP = 1e-10;
/** Added to the diagonal of the Hessian, which is singular where all values are equal. */
const RIDGE = 1e-12;
const GRADIENT_TOLERANCE = 1e-5;
/** Operations of a sample in a pass: exponential functions, most of all. */
const WORK_OF_SAMPLE = 32;
/** Least steep sigmoid through one half that still says which side of 0 a value is on. */
const LEAST_SLOPE = 2 ** -10;

/**
 * The sigmoid that turns decision values into probabilities: maximum likelihood with targets drawn
 * in from 0 and 1, by Newton's method with backtracking.
 * Source: Lin, Lin and Weng, A note on Platt's probabilistic outputs, Machine Learning 68 (2007).
 *
 * @param values - decision values [n]
 * @param positive - 1 for a sample of the positive class, else 0 [n]
 * @param weights - how much each sample counts [n]
 * @param throughHalf - whether B is 0 and A below 0, so that the likelier class is that of the value's sign
 * @param tolerance - slope of the loss to stop at; 0 goes on until no step helps
 */
export function fitSigmoid(
  values: Float64Array,
  positive: Uint8Array,
  weights: Float64Array,
  throughHalf = false,
  tolerance = GRADIENT_TOLERANCE,
): Sigmoid {
  return drain(fitSigmoidInSteps(values, positive, weights, throughHalf, tolerance));
}

/** As `fitSigmoid`, in steps of some samples. */
export function* fitSigmoidInSteps(
  values: Float64Array,
  positive: Uint8Array,
  weights: Float64Array,
  throughHalf = false,
  tolerance = GRADIENT_TOLERANCE,
): Steps<Sigmoid> {
  let prior1 = 0;
  let prior0 = 0;
  for (let i = 0; i < values.length; i++) {
    if (positive[i] === 1) prior1 += weights[i];
    else prior0 += weights[i];
  }
  const high = (prior1 + 1) / (prior1 + 2);
  const low = 1 / (prior0 + 2);
  function* loss(A: number, B: number): Steps<number> {
    let total = 0;
    yield* inStretches(values.length, WORK_OF_SAMPLE, (from, to) => {
      let sum = total;
      for (let i = from; i < to; i++) {
        const u = A * values[i] + B;
        const target = positive[i] === 1 ? high : low;
        sum += weights[i] * (log1pExp(u) - (1 - target) * u);
      }
      total = sum;
    });
    return total;
  }
  let A = 0;
  let B = throughHalf ? 0 : log((prior0 + 1) / (prior1 + 1));
  let current = yield* loss(A, B);
  for (let step = 0; step < MAX_STEPS; step++) {
    const [atA, atB] = [A, B];
    const sums = Float64Array.of(RIDGE, RIDGE, 0, 0, 0);
    yield* inStretches(values.length, WORK_OF_SAMPLE, (from, to) => {
      let [h11, h22, h21, g1, g2] = sums;
      for (let i = from; i < to; i++) {
        const u = atA * values[i] + atB;
        const p = logistic(-u);
        const curvature = weights[i] * p * logistic(u);
        const slope = weights[i] * ((positive[i] === 1 ? high : low) - p);
        h11 += values[i] * values[i] * curvature;
        h22 += curvature;
        h21 += values[i] * curvature;
        g1 += values[i] * slope;
        g2 += slope;
      }
      sums.set([h11, h22, h21, g1, g2]);
    });
    let [h11, h22, h21, g1, g2] = sums;
    if (throughHalf) {
      g2 = 0;
      h21 = 0;
    }
    if (Math.abs(g1) < tolerance && Math.abs(g2) < tolerance) break;
    const determinant = h11 * h22 - h21 * h21;
    const dA = -(h22 * g1 - h21 * g2) / determinant;
    const dB = -(h11 * g2 - h21 * g1) / determinant;
    const descent = g1 * dA + g2 * dB;
    let size = 1;
    for (; size >= MIN_STEP; size /= 2) {
      const next = yield* loss(A + size * dA, B + size * dB);
      if (next < current + 1e-4 * size * descent) {
        A += size * dA;
        B += size * dB;
        current = next;
        break;
      }
    }
    if (size < MIN_STEP) break;
  }
  return { A: throughHalf ? Math.min(A, -LEAST_SLOPE) : A, B };
}

/** Probability of the positive class. */
export function sigmoidAt(A: number, B: number, value: number): number {
  const u = A * value + B;
  // Neither form overflows.
  return u >= 0 ? exp(-u) / (1 + exp(-u)) : 1 / (1 + exp(u));
}

/**
 * Class probabilities from those of all pairs: p minimises Σ_{s<t} (r_ts p_s - r_st p_t)² on the simplex.
 * Source: Wu, Lin and Weng, Probability estimates for multi-class classification by pairwise
 * coupling, JMLR 5 (2004), second approach, Algorithm 2.
 *
 * @param r - r[s k + t] = P(class s | class s or t), row-major [k × k]; the diagonal is not read
 * @param k - number of classes
 * @param p - out, at `at`: probabilities that sum to 1
 */
export function couplePairs(r: Float64Array, k: number, p: Float64Array, at: number): void {
  const Q = new Float64Array(k * k);
  for (let s = 0; s < k; s++) {
    for (let t = 0; t < k; t++) {
      if (t === s) continue;
      Q[s * k + s] += r[t * k + s] * r[t * k + s];
      Q[s * k + t] = -r[t * k + s] * r[s * k + t];
    }
    p[at + s] = 1 / k;
  }
  const Qp = new Float64Array(k);
  const tolerance = 0.005 / k;
  const maxIter = Math.max(100, k);
  for (let iteration = 0; iteration < maxIter; iteration++) {
    let pQp = 0;
    for (let s = 0; s < k; s++) {
      Qp[s] = 0;
      for (let t = 0; t < k; t++) Qp[s] += Q[s * k + t] * p[at + t];
      pQp += p[at + s] * Qp[s];
    }
    let error = 0;
    for (let s = 0; s < k; s++) error = Math.max(error, Math.abs(Qp[s] - pQp));
    if (error < tolerance) break;
    for (let s = 0; s < k; s++) {
      const change = (pQp - Qp[s]) / Q[s * k + s];
      const scale = 1 + change;
      p[at + s] += change;
      pQp = (pQp + change * (change * Q[s * k + s] + 2 * Qp[s])) / scale / scale;
      for (let t = 0; t < k; t++) {
        Qp[t] = (Qp[t] + change * Q[s * k + t]) / scale;
        p[at + t] /= scale;
      }
    }
  }
}
