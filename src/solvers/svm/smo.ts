/**
 * Sequential minimal optimisation for the dual of C-SVC and ε-SVR.
 *
 * The problem, with one signed variable β_t a sample:
 *
 *   min  f(β) = ½ βᵀKβ - zᵀβ + ε Σ|β_t|    subject to  Σ β_t = 0,  l_t <= β_t <= u_t,  l_t <= 0 <= u_t
 *
 *   C-SVC  β_t = y_t α_t, z = y, ε = 0, [l, u] = [0, C] where y = +1 and [-C, 0] where y = -1
 *   ε-SVR  β_t = α_t - α*_t, z = targets, [l, u] = [-C, C]
 *
 * LIBSVM writes it in α, with Q_st = y_s y_t K_st, and needs two cases of the update (y_i = y_j or
 * not) and, for regression, two variables a sample. In β the cases are one: β_i rises and β_j falls by the
 * same step λ. A step that would carry a regression variable across 0, where |β| bends, ends there;
 * this is the point at which α or α* reaches its bound, so the iterates are those of LIBSVM.
 *
 * Letters: G_t = (Kβ)_t - z_t. Going up, β_t meets the slope G_t + ε, or G_t - ε while it is
 * negative; going down, G_t - ε, or G_t + ε while it is positive. I_up and I_low hold the samples that
 * have room that way. At the optimum m = max over I_up of minus the slope up is at most
 * M = min over I_low of minus the slope down; m - M is the violation, and `tol` bounds it.
 *
 * Sources: Fan, Chen and Lin, JMLR 6 (2005), for the choice of i and j (WSS 2); Chang and Lin, LIBSVM,
 * ACM TIST 2 (2011), for shrinking; Bottou and Lin, Support Vector Machine Solvers (2007), for β.
 */

import { pickRows } from '../../data/dense.js';
import { KernelCache } from './kernel-cache.js';
import { type KernelPrecision, precisionFor } from './kernel-precision.js';
import type { KernelRows } from './svm-kernels.js';

export interface SmoProblem {
  /** Linear term [n] */
  readonly z: Float64Array;
  /** Lower bounds, at most 0 [n] */
  readonly lower: Float64Array;
  /** Upper bounds, at least 0 [n] */
  readonly upper: Float64Array;
  /** Slope of the penalty on |β|, at least 0. */
  readonly epsilon: number;
  /** Reordered while solving. */
  readonly kernel: KernelRows;
}

export interface SmoOptions {
  readonly tol: number;
  /** Most iterations; Infinity for no bound but the one that rounding asks for. */
  readonly maxIter: number;
  /** Most bytes of kernel rows held. */
  readonly cacheBytes: number;
  /** Whether variables that seem settled at a bound are left out for a while. */
  readonly shrinking: boolean;
}

export interface SmoSolution {
  /** [n] */
  readonly beta: Float64Array;
  /** b of the decision function (Kβ)_t + b */
  readonly intercept: number;
  /** f(β) */
  readonly objective: number;
  /** m - M */
  readonly violation: number;
  readonly nIter: number;
  readonly converged: boolean;
  readonly precision: KernelPrecision;
  /** Whether bounds are infinite and the multipliers grew without end: no β meets what is asked. */
  readonly diverged: boolean;
}

export interface SmoStep {
  readonly nIter: number;
  readonly violation: number;
}

/** What stands for a curvature K_ii + K_jj - 2 K_ij that is not positive. */
const TAU = 1e-12;
/** Rounding of G, in relation to the sum that it is. */
const ROUNDING = 2 ** -50;
/** A multiplier this near a bound, in relation to Σ|β|, is at the bound: it misses it by the rounding of Σ β = 0. */
const BOUND_ROUNDING = 2 ** -44;
/**
 * βᵀKβ in relation to (Σ|β|)² and the largest K_tt below which infinite bounds ask for what cannot be: the two
 * sides that β weighs are 1e-6 of their size apart, and would have to be told apart.
 */
const CLOSEST = 1e-12;
/** Iterations between two reports, at most. */
const REPORT_EVERY = 1000;
/** Kernel values between two reports, at most: some 10 ms, so that a page can draw a frame. */
const REPORT_WORK = 400_000;
/** Iterations between two attempts to shrink; as many as there are samples, where these are fewer. */
const SHRINK_EVERY = 1000;
/**
 * Bringing samples back costs one kernel value for each of them and each support vector. Shrinking starts
 * when this many times as much has been spent since the last return: it can lose a third at
 * most, and wins most of a long search. LIBSVM starts at once; with 5 000 × 20 and the whole kernel in the
 * cache that took 1.2 s for 0.7 s.
 */
const RETURNS_SPENT = 2;
/** What an iteration costs a sample, in kernel values. */
const ITERATION_COST = 0.15;
/** Shrinking moves every row in the cache, so it waits until this share of the variables would go. */
const SHRINK_SHARE = 0.1;

/**
 * Solve the problem.
 * Cost: two kernel rows (mostly cached) and three passes over the active samples an iteration. Memory:
 * the cache and a few vectors.
 *
 * @yields the state of the search every 1000 iterations, and more often where these take long
 */
export function* solveSmo(
  problem: SmoProblem,
  options: SmoOptions,
): Generator<SmoStep, SmoSolution, void> {
  const search = new SmoSearch(problem, options);
  const { tol, shrinking } = options;
  const n = problem.z.length;
  // Where rounding keeps the violation above tol there must be an end; LIBSVM 2 had the same bound.
  const maxIter = Math.min(options.maxIter, Math.max(10_000_000, 100 * n));
  const shrinkEvery = Math.min(n, SHRINK_EVERY);
  let untilShrink = shrinkEvery;
  let nIter = 0;
  let reported = 0;
  while (nIter < maxIter) {
    if (shrinking && search.isBounded && --untilShrink <= 0) {
      untilShrink = shrinkEvery;
      if (search.paysToShrink) search.shrink();
    }
    search.select();
    if (search.violation >= Math.max(tol, search.rounding) && search.step()) {
      nIter++;
      if (nIter % REPORT_EVERY === 0 || search.spent - reported >= REPORT_WORK) {
        reported = search.spent;
        if (search.diverges()) break;
        yield { nIter, violation: search.violation };
      }
    } else if (search.isShrunk) {
      // Nothing is left to do among the active samples; the others may have come to matter.
      for (const _ of search.unshrink()) yield { nIter, violation: search.violation };
      untilShrink = shrinkEvery;
    } else {
      break;
    }
  }
  for (const _ of search.unshrink()) yield { nIter, violation: search.violation };
  return search.finish(nIter, tol);
}

/** Everything indexed by position: active samples come first, in an order that shrinking changes. */
class SmoSearch {
  readonly #n: number;
  readonly #epsilon: number;
  readonly #kernel: KernelRows;
  readonly #precision: KernelPrecision;
  readonly #single: boolean;
  readonly #cache: KernelCache;
  readonly #scratch: Float64Array;
  readonly isBounded: boolean;
  /** The sample at each position. */
  #sample: Int32Array;
  #z: Float64Array;
  #lower: Float64Array;
  #upper: Float64Array;
  #beta: Float64Array;
  #G: Float64Array;
  /** What the slope up adds to G: ±ε, or Infinity outside I_up. */
  #up: Float64Array;
  /** What the slope down adds to G: ±ε, or -Infinity outside I_low. */
  #low: Float64Array;
  /** K(t, t), rounded as the rows in the cache are. */
  #diagonal: Float64Array;
  #active: number;
  /** Work in passes over the samples, in kernel values. */
  #passed = 0;
  /** `spent` when all samples were last made active. */
  #returned = 0;
  #i = -1;
  #j = -1;
  #m = -Infinity;
  #M = Infinity;
  /** Σ |β_t| √|K_tt|, kept up to date. */
  #size = 0;
  readonly #meanRoot: number;

  constructor({ z, lower, upper, epsilon, kernel }: SmoProblem, { cacheBytes, tol }: SmoOptions) {
    const n = z.length;
    this.#n = n;
    this.#epsilon = epsilon;
    this.#kernel = kernel;
    let largest = 0;
    for (let t = 0; t < n; t++) largest = Math.max(largest, upper[t], -lower[t]);
    this.isBounded = largest < Infinity;
    this.#precision = precisionFor(kernel, largest, tol);
    this.#single = this.#precision === 'single';
    const limit = Math.floor(cacheBytes / (this.#single ? 4 : 8));
    this.#cache = new KernelCache(kernel, n, limit, this.#single);
    this.#scratch = new Float64Array(n);
    this.#sample = Int32Array.from({ length: n }, (_, t) => t);
    this.#z = z.slice();
    this.#lower = lower.slice();
    this.#upper = upper.slice();
    this.#beta = new Float64Array(n);
    this.#G = z.map((value) => -value);
    this.#up = new Float64Array(n);
    this.#low = new Float64Array(n);
    this.#diagonal = this.#single ? kernel.diagonal.map(Math.fround) : kernel.diagonal.slice();
    this.#active = n;
    this.#meanRoot = this.#diagonal.reduce((sum, own) => sum + Math.sqrt(Math.abs(own)) / n, 0);
    for (let t = 0; t < n; t++) this.#setRoom(t);
  }

  get violation(): number {
    return this.#m - this.#M;
  }

  /**
   * What rounding can do to the violation: no search gets below it. G is a sum of β_s K_ts, and K_ts at most √(K_tt K_ss).
   */
  get rounding(): number {
    return ROUNDING * this.#size * this.#meanRoot;
  }

  get isShrunk(): boolean {
    return this.#active < this.#n;
  }

  /** Work so far, in kernel values. */
  get spent(): number {
    return this.#passed + this.#cache.computed;
  }

  /** Whether so much was spent since the last return of samples that another is a small part of it. */
  get paysToShrink(): boolean {
    let nonZero = 0;
    for (let t = 0; t < this.#n; t++) if (this.#beta[t] !== 0) nonZero++;
    return this.spent - this.#returned > RETURNS_SPENT * Math.max(nonZero, 1) * this.#n;
  }

  /** Find i, the steepest way up, and j, the way down that promises most together with it. */
  select(): void {
    const G = this.#G;
    const up = this.#up;
    const low = this.#low;
    const active = this.#active;
    let steepest = Infinity;
    let i = -1;
    for (let t = 0; t < active; t++) {
      const slope = G[t] + up[t];
      if (slope < steepest) {
        steepest = slope;
        i = t;
      }
    }
    this.#i = i;
    this.#m = -steepest;
    if (i < 0) {
      this.#M = Infinity;
      return;
    }
    const row = this.#cache.row(i, active);
    const diagonal = this.#diagonal;
    const own = diagonal[i];
    let largest = -Infinity; // -M
    let bestGain = 0;
    let j = -1;
    for (let t = 0; t < active; t++) {
      const slope = G[t] + low[t];
      if (slope > largest) largest = slope;
      const difference = slope - steepest; // what m and this slope violate by
      if (difference > 0) {
        const curvature = own + diagonal[t] - 2 * row[t];
        const gain = (difference * difference) / (curvature > 0 ? curvature : TAU);
        if (gain > bestGain) {
          bestGain = gain;
          j = t;
        }
      }
    }
    this.#j = j;
    this.#M = -largest;
  }

  /**
   * Move β_i up and β_j down to the minimum between them, or to the first limit.
   *
   * @returns whether anything moved: rounding can leave a step too small to change β
   */
  step(): boolean {
    const i = this.#i;
    const j = this.#j;
    if (j < 0) return false;
    const active = this.#active;
    const G = this.#G;
    const rowI = this.#cache.row(i, active);
    const rowJ = this.#cache.row(j, active);
    const curvature = this.#diagonal[i] + this.#diagonal[j] - 2 * rowI[j];
    const beta = this.#beta;
    const wanted = (G[j] + this.#low[j] - G[i] - this.#up[i]) / (curvature > 0 ? curvature : TAU);
    const limitI = beta[i] < 0 ? 0 : this.#upper[i];
    const limitJ = beta[j] > 0 ? 0 : this.#lower[j];
    const lambda = Math.min(wanted, limitI - beta[i], beta[j] - limitJ);
    // The limits are taken as they are: a sum could miss them by a rounding error.
    const nextI = lambda >= limitI - beta[i] ? limitI : Math.min(beta[i] + lambda, limitI);
    const nextJ = lambda >= beta[j] - limitJ ? limitJ : Math.max(beta[j] - lambda, limitJ);
    const changeI = nextI - beta[i];
    const changeJ = nextJ - beta[j];
    if (changeI === 0 && changeJ === 0) return false;
    this.#size +=
      (Math.abs(nextI) - Math.abs(beta[i])) * Math.sqrt(Math.abs(this.#diagonal[i])) +
      (Math.abs(nextJ) - Math.abs(beta[j])) * Math.sqrt(Math.abs(this.#diagonal[j]));
    beta[i] = nextI;
    beta[j] = nextJ;
    this.#setRoom(i);
    this.#setRoom(j);
    this.#passed += ITERATION_COST * active;
    for (let t = 0; t < active; t++) G[t] += changeI * rowI[t] + changeJ * rowJ[t];
    return true;
  }

  /** Which ways β_t has room, and the slope that |β| adds there. */
  #setRoom(t: number): void {
    const beta = this.#beta[t];
    const epsilon = this.#epsilon;
    if (beta < 0) this.#up[t] = -epsilon;
    else this.#up[t] = beta < this.#upper[t] ? epsilon : Infinity;
    if (beta > 0) this.#low[t] = epsilon;
    else this.#low[t] = beta > this.#lower[t] ? -epsilon : -Infinity;
  }

  /**
   * Leave out the samples that every way from where they are leads uphill by more than the present violation.
   * They come last, and the rows in the cache follow.
   */
  shrink(): void {
    const m = this.#m;
    const M = this.#M;
    const order = Int32Array.from({ length: this.#n }, (_, t) => t);
    const gone: number[] = [];
    let kept = 0;
    for (let t = 0; t < this.#active; t++) {
      const settled = -(this.#G[t] + this.#up[t]) < M && -(this.#G[t] + this.#low[t]) > m;
      if (settled) gone.push(t);
      else order[kept++] = t;
    }
    if (gone.length === 0 || gone.length < SHRINK_SHARE * this.#active) return;
    for (let k = 0; k < gone.length; k++) order[kept + k] = gone[k];
    this.#cache.reorder(order, this.#active, kept);
    this.#kernel.reorder(order);
    const before = this.#sample;
    this.#sample = order.map((t) => before[t]);
    this.#z = pickRows(this.#z, 1, order);
    this.#lower = pickRows(this.#lower, 1, order);
    this.#upper = pickRows(this.#upper, 1, order);
    this.#beta = pickRows(this.#beta, 1, order);
    this.#G = pickRows(this.#G, 1, order);
    this.#up = pickRows(this.#up, 1, order);
    this.#low = pickRows(this.#low, 1, order);
    this.#diagonal = pickRows(this.#diagonal, 1, order);
    this.#active = kept;
  }

  /** All samples take part again, their G computed afresh. Yields for a report now and then. */
  *unshrink(): Generator<void, void, void> {
    const n = this.#n;
    const from = this.#active;
    if (from === n) return;
    const G = this.#G;
    const values = this.#scratch;
    let unreported = 0;
    for (let t = from; t < n; t++) G[t] = -this.#z[t];
    for (let s = 0; s < n; s++) {
      const weight = this.#beta[s];
      if (weight === 0) continue;
      this.#kernel.fill(s, from, n, values);
      // Rounded as in the cache: with other values of K, G would jump at each return.
      if (this.#single) for (let t = from; t < n; t++) values[t] = Math.fround(values[t]);
      for (let t = from; t < n; t++) G[t] += weight * values[t];
      unreported += n - from;
      if (unreported < REPORT_WORK) continue;
      unreported = 0;
      yield;
    }
    this.#active = n;
    this.#returned = this.spent;
  }

  /** Whether bounds are infinite, and β has grown so far in a direction without curvature that there is no end to it. */
  diverges(): boolean {
    if (this.isBounded) return false;
    let size = 0;
    let square = 0;
    let largest = 0;
    for (let t = 0; t < this.#n; t++) {
      const beta = this.#beta[t];
      size += Math.abs(beta);
      square += beta * (this.#G[t] + this.#z[t]);
      largest = Math.max(largest, this.#diagonal[t]);
    }
    return square <= CLOSEST * largest * size * size;
  }

  finish(nIter: number, tol: number): SmoSolution {
    this.select();
    const beta = new Float64Array(this.#n);
    for (let t = 0; t < this.#n; t++) beta[this.#sample[t]] = this.#beta[t];
    const { intercept, violation } = this.#optimality();
    return {
      beta,
      intercept,
      objective: this.#objective(),
      violation,
      nIter,
      converged: violation < Math.max(tol, this.rounding),
      precision: this.#precision,
      diverged: this.diverges(),
    };
  }

  /**
   * The mean of what the free samples ask for; the middle of what the others leave open if none is free. Samples
   * that miss a bound by rounding are neither free, nor have they room left.
   */
  #optimality(): { intercept: number; violation: number } {
    let slack = 0;
    for (let t = 0; t < this.#n; t++) slack += BOUND_ROUNDING * Math.abs(this.#beta[t]);
    let sum = 0;
    let free = 0;
    let m = -Infinity;
    let M = Infinity;
    for (let t = 0; t < this.#n; t++) {
      const beta = Math.abs(this.#beta[t]) <= slack ? 0 : this.#beta[t];
      const roomUp = this.#upper[t] - beta > slack;
      const roomDown = beta - this.#lower[t] > slack;
      const up = this.#G[t] + (beta < 0 ? -this.#epsilon : this.#epsilon);
      const down = this.#G[t] + (beta > 0 ? this.#epsilon : -this.#epsilon);
      if (roomUp && -up > m) m = -up;
      if (roomDown && -down < M) M = -down;
      if (beta === 0 || !roomUp || !roomDown) continue;
      sum -= beta > 0 ? up : down;
      free++;
    }
    return { intercept: free > 0 ? sum / free : (m + M) / 2, violation: m - M };
  }

  #objective(): number {
    let sum = 0;
    for (let t = 0; t < this.#n; t++) {
      const beta = this.#beta[t];
      sum += 0.5 * beta * (this.#G[t] - this.#z[t]) + this.#epsilon * Math.abs(beta);
    }
    return sum;
  }
}
