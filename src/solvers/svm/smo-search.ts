import { pickRows } from '../../data/dense.js';
import type { Steps } from '../../progress.js';
import type { CachedRow } from './cached-row.js';
import { heldPasses } from './held-passes.js';
import { KernelCache } from './kernel-cache.js';
import type { KernelPrecision } from './kernel-precision.js';
import { isEndless, objectiveOf, optimality, type SmoPoint } from './smo-optimum.js';
import { type SmoVectors, steepestUp, TAU } from './smo-passes.js';
import { largestBound, type SmoOptions, type SmoProblem, type SmoSolution } from './smo-problem.js';
import type { KernelRows } from './svm-kernels.js';

/** Rounding of G, in relation to the sum that it is. */
const ROUNDING = 2 ** -50;
/** Kernel values between two pauses: some 2 ms of 20 features, 20 ms of 200. */
export const PAUSE_WORK = 50_000;
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
 * A search for the optimum, in the letters of `smo-problem.ts`. Everything is indexed by position: active samples come
 * first, in an order that shrinking changes.
 */
export class SmoSearch {
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
  /** For `#vectors` and `#settled`, which know where they are now. */
  #own: SmoVectors;
  #active: number;
  /** Work in passes over the samples, in kernel values. */
  #passed = 0;
  /** `spent` when all samples were last made active. */
  #returned = 0;
  #i = -1;
  #j = -1;
  #m = -Infinity;
  #M = Infinity;
  /** The next i where the last step has found it on its way, else -1. */
  #nextI = -1;
  /** Σ |β_t| √|K_tt|, kept up to date. */
  #size = 0;
  readonly #meanRoot: number;

  constructor(problem: SmoProblem, { cacheBytes }: SmoOptions, precision: KernelPrecision) {
    const { z, lower, upper, epsilon, kernel } = problem;
    const n = z.length;
    this.#n = n;
    this.#epsilon = epsilon;
    this.#kernel = kernel;
    this.isBounded = largestBound(problem) < Infinity;
    this.#precision = precision;
    this.#single = this.#precision === 'single';
    const limit = Math.floor(cacheBytes / (this.#single ? 4 : 8));
    this.#cache = new KernelCache(kernel, n, limit, this.#single);
    this.#scratch = new Float64Array(n);
    this.#sample = Int32Array.from({ length: n }, (_, t) => t);
    this.#z = z.slice();
    this.#lower = lower.slice();
    this.#upper = upper.slice();
    this.#beta = new Float64Array(n);
    const diagonal = this.#single ? kernel.diagonal.map(Math.fround) : kernel.diagonal.slice();
    this.#own = {
      G: z.map((value) => -value),
      up: new Float64Array(n),
      low: new Float64Array(n),
      diagonal,
    };
    this.#active = n;
    this.#meanRoot = diagonal.reduce((sum, own) => sum + Math.sqrt(Math.abs(own)) / n, 0);
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
    const active = this.#active;
    if (this.#nextI < 0) this.#nextI = steepestUp(this.#vectors, active);
    const i = this.#nextI;
    this.#i = i;
    if (i < 0) {
      this.#m = -Infinity;
      this.#M = Infinity;
      return;
    }
    const row = this.#row(i); // a kernel that is a function may search on its own, so the vectors come after it
    const vectors = this.#vectors;
    this.#m = -(vectors.G[i] + vectors.up[i]);
    const { j, largest } = heldPasses.bestDown(vectors, active, i, row);
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
    const rowI = this.#row(i);
    const rowJ = this.#row(j);
    const vectors = this.#vectors;
    const { G, up, low, diagonal } = vectors;
    const curvature = diagonal[i] + diagonal[j] - 2 * rowI[j];
    const beta = this.#beta;
    const wanted = (G[j] + low[j] - G[i] - up[i]) / (curvature > 0 ? curvature : TAU);
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
      (Math.abs(nextI) - Math.abs(beta[i])) * Math.sqrt(Math.abs(diagonal[i])) +
      (Math.abs(nextJ) - Math.abs(beta[j])) * Math.sqrt(Math.abs(diagonal[j]));
    beta[i] = nextI;
    beta[j] = nextJ;
    this.#setRoom(i);
    this.#setRoom(j);
    this.#passed += ITERATION_COST * active;
    const rows = { rowI, rowJ };
    this.#nextI = heldPasses.moveGradient(vectors, active, rows, changeI, changeJ);
    return true;
  }

  /** Kernel values of a sample. */
  #row(t: number): CachedRow {
    return this.#cache.row(t, this.#active);
  }

  /** To be read and written where they are now. */
  get #vectors(): SmoVectors {
    return heldPasses.hold(this.#own);
  }

  /** In arrays of their own, until `#vectors` is called. */
  get #settled(): SmoVectors {
    return heldPasses.release(this.#own);
  }

  /** Which ways β_t has room, and the slope that |β| adds there. */
  #setRoom(t: number): void {
    const beta = this.#beta[t];
    const epsilon = this.#epsilon;
    const { up, low } = this.#vectors;
    if (beta < 0) up[t] = -epsilon;
    else up[t] = beta < this.#upper[t] ? epsilon : Infinity;
    if (beta > 0) low[t] = epsilon;
    else low[t] = beta > this.#lower[t] ? -epsilon : -Infinity;
  }

  /**
   * Leave out the samples that every way from where they are leads uphill by more than the present violation.
   * They come last, and the rows in the cache follow; in steps.
   */
  *shrink(): Steps<void> {
    const m = this.#m;
    const M = this.#M;
    const { G, up, low, diagonal } = this.#settled;
    const order = Int32Array.from({ length: this.#n }, (_, t) => t);
    const gone: number[] = [];
    let kept = 0;
    for (let t = 0; t < this.#active; t++) {
      const settled = -(G[t] + up[t]) < M && -(G[t] + low[t]) > m;
      if (settled) gone.push(t);
      else order[kept++] = t;
    }
    if (gone.length === 0 || gone.length < SHRINK_SHARE * this.#active) return;
    for (let k = 0; k < gone.length; k++) order[kept + k] = gone[k];
    yield* this.#cache.reorder(order, this.#active, kept);
    this.#kernel.reorder(order);
    yield;
    const before = this.#sample;
    this.#sample = order.map((t) => before[t]);
    this.#z = pickRows(this.#z, 1, order);
    this.#lower = pickRows(this.#lower, 1, order);
    this.#upper = pickRows(this.#upper, 1, order);
    this.#beta = pickRows(this.#beta, 1, order);
    this.#own = {
      G: pickRows(G, 1, order),
      up: pickRows(up, 1, order),
      low: pickRows(low, 1, order),
      diagonal: pickRows(diagonal, 1, order),
    };
    this.#active = kept;
    this.#nextI = -1;
  }

  /** All samples take part again, their G computed afresh; in steps. */
  *unshrink(): Steps<void> {
    const n = this.#n;
    const from = this.#active;
    if (from === n) return;
    const { G } = this.#settled;
    const values = this.#scratch;
    let unpaused = 0;
    for (let t = from; t < n; t++) G[t] = -this.#z[t];
    for (let s = 0; s < n; s++) {
      const weight = this.#beta[s];
      if (weight === 0) continue;
      this.#kernel.fill(s, from, n, values);
      // Rounded as in the cache: with other values of K, G would jump at each return.
      if (this.#single) for (let t = from; t < n; t++) values[t] = Math.fround(values[t]);
      for (let t = from; t < n; t++) G[t] += weight * values[t];
      unpaused += n - from;
      if (unpaused < PAUSE_WORK) continue;
      unpaused = 0;
      yield;
    }
    this.#active = n;
    this.#nextI = -1;
    this.#returned = this.spent;
  }

  /** Whether bounds are infinite, and β has grown so far in a direction without curvature that there is no end to it. */
  diverges(): boolean {
    return !this.isBounded && isEndless(this.#point, this.#own.diagonal);
  }

  get #point(): SmoPoint {
    return {
      beta: this.#beta,
      G: this.#settled.G,
      z: this.#z,
      lower: this.#lower,
      upper: this.#upper,
      epsilon: this.#epsilon,
    };
  }

  finish(nIter: number, tol: number): SmoSolution {
    this.select();
    const beta = new Float64Array(this.#n);
    for (let t = 0; t < this.#n; t++) beta[this.#sample[t]] = this.#beta[t];
    this.#cache.release();
    const { intercept, violation } = optimality(this.#point);
    return {
      beta,
      intercept,
      objective: objectiveOf(this.#point),
      violation,
      nIter,
      converged: violation < Math.max(tol, this.rounding),
      precision: this.#precision,
      diverged: this.diverges(),
    };
  }
}
