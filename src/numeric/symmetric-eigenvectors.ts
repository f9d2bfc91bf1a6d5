import { type Steps, Stretch } from '../progress.js';
import { ColumnTurns } from './column-turns.js';

/** Attempts at an eigenvalue; two are usual. */
const MOST_ATTEMPTS = 60;

/**
 * An orthogonal V for which V'GV is diagonal but for rounding: Householder reflections to a tridiagonal matrix, then QL with
 * implicit shifts. Rows and columns of zeros at the end of G stay apart to the bit.
 * Source: Parlett, The Symmetric Eigenvalue Problem (1998), chapters 7 and 8. Cost: some 6 · n³ flops.
 *
 * @param G - symmetric [n × n], whose squares are in the range of numbers; overwritten
 * @returns row-major [n × n], and what makes its rows a multiple of four: a column an eigenvector, in no order
 */
export function* eigenvectors(G: Float64Array, n: number): Steps<Float64Array> {
  const { diagonal, beside, scales } = yield* tridiagonalise(G, n);
  const V = yield* productOfReflections(G, scales, n);
  yield* diagonalise(diagonal, beside, V, n);
  return V;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entries beside the diagonal: that of rows k and k + 1 at k. */
  readonly beside: Float64Array;
  /** Reflection k is I - scales[k] u u'. */
  readonly scales: Float64Array;
}

/** Reflections from the left and the right, one after another; u of reflection k becomes row k of G from k + 1 on. */
function* tridiagonalise(G: Float64Array, n: number): Steps<Tridiagonal> {
  const stretch = new Stretch();
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const scales = new Float64Array(n);
  const u = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = G[k * n + k];
    const row = G.subarray(k * n, (k + 1) * n);
    scales[k] = reflect(row, k + 1, beside);
    if (scales[k] === 0) continue;
    u.set(row);
    timesSymmetric(G, n, k + 1, u, w);
    let common = 0;
    for (let i = k + 1; i < n; i++) common += u[i] * w[i];
    const half = (scales[k] * scales[k] * common) / 2;
    for (let i = k + 1; i < n; i++) w[i] = scales[k] * w[i] - half * u[i];
    takeAway(G, n, k + 1, u, w);
    if (stretch.spend((n - k) * (n - k))) yield;
  }
  diagonal[n - 1] = G[n * n - 1];
  return { diagonal, beside, scales };
}

/** Make of x, from `from` on, the vector of a reflection that leaves but its first entry; 0 where there is nothing else. */
function reflect(x: Float64Array, from: number, beside: Float64Array): number {
  let rest = 0;
  for (let i = from + 1; i < x.length; i++) rest += x[i] * x[i];
  const first = x[from];
  beside[from - 1] = first;
  if (rest === 0) return 0;
  const norm = Math.sqrt(first * first + rest);
  const left = first < 0 ? norm : -norm;
  beside[from - 1] = left;
  x[from] = first - left;
  return 2 / (x[from] * x[from] + rest);
}

/** product = G u of the rows and columns from `from` on, reading those above the diagonal, which are the others too. */
function timesSymmetric(
  G: Float64Array,
  n: number,
  from: number,
  u: Float64Array,
  product: Float64Array,
): void {
  product.fill(0);
  for (let i = from; i < n; i++) {
    const row = i * n;
    const own = u[i];
    let sum = G[row + i] * own;
    for (let j = i + 1; j < n; j++) {
      const value = G[row + j];
      sum += value * u[j];
      product[j] += value * own;
    }
    product[i] += sum;
  }
}

/** G -= u w' + w u', above the diagonal. */
function takeAway(
  G: Float64Array,
  n: number,
  from: number,
  u: Float64Array,
  w: Float64Array,
): void {
  for (let i = from; i < n; i++) {
    const row = i * n;
    const [x, y] = [u[i], w[i]];
    for (let j = i; j < n; j++) G[row + j] -= x * w[j] + y * u[j];
  }
}

/** The reflections one after another, as a matrix. Four rows pass through all of them at once, so that they stay in a cache. */
function* productOfReflections(
  vectors: Float64Array,
  scales: Float64Array,
  n: number,
): Steps<Float64Array> {
  const stretch = new Stretch();
  const V = new Float64Array(4 * Math.ceil(n / 4) * n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  for (let row = 0; row < V.length; row += 4 * n) {
    reflectFour(V, row, vectors, scales, n);
    if (stretch.spend(4 * n * n)) yield;
  }
  return V;
}

/** Four rows of V, the first at `a`, through all reflections. */
function reflectFour(
  V: Float64Array,
  a: number,
  vectors: Float64Array,
  scales: Float64Array,
  n: number,
): void {
  const [b, c, d] = [a + n, a + 2 * n, a + 3 * n];
  for (let k = 0; k < n - 1; k++) {
    const scale = scales[k];
    if (scale === 0) continue;
    const u = k * n;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let j = k + 1; j < n; j++) {
      const x = vectors[u + j];
      sumA += x * V[a + j];
      sumB += x * V[b + j];
      sumC += x * V[c + j];
      sumD += x * V[d + j];
    }
    sumA *= scale;
    sumB *= scale;
    sumC *= scale;
    sumD *= scale;
    for (let j = k + 1; j < n; j++) {
      const x = vectors[u + j];
      V[a + j] -= sumA * x;
      V[b + j] -= sumB * x;
      V[c + j] -= sumC * x;
      V[d + j] -= sumD * x;
    }
  }
}

/** Turn neighbouring columns of V until the matrix beside the diagonal is nothing. */
function* diagonalise(d: Float64Array, e: Float64Array, V: Float64Array, n: number): Steps<void> {
  const turns = new ColumnTurns(n);
  for (let first = 0; first < n; first++) {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const last = endOfBlock(d, e, first, n);
      if (last === first) break;
      if (!turns.hasRoom(last - first)) yield* turns.apply(V, n);
      sweep(d, e, first, last, turns);
    }
  }
  yield* turns.apply(V, n);
}

/** The last row of those that hang together with `first`. */
function endOfBlock(d: Float64Array, e: Float64Array, first: number, n: number): number {
  let last = first;
  while (
    last < n - 1 &&
    Math.abs(e[last]) > Number.EPSILON * (Math.abs(d[last]) + Math.abs(d[last + 1]))
  ) {
    last++;
  }
  return last;
}

/** A step of QL with Wilkinson's shift on rows from `first` to `last`. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  turns: ColumnTurns,
): void {
  const slope = (d[first + 1] - d[first]) / (2 * e[first]);
  const size = Math.abs(slope) > 1e8 ? Math.abs(slope) : Math.sqrt(slope * slope + 1);
  let g = d[last] - d[first] + e[first] / (slope + (slope < 0 ? -size : size));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  turns.begin(first, last);
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    sine = length === 0 ? 0 : f / length;
    cosine = length === 0 ? 1 : g / length;
    g = d[i + 1] - shift;
    const change = (d[i] - g) * sine + 2 * cosine * b;
    shift = sine * change;
    d[i + 1] = g + shift;
    g = cosine * change - b;
    turns.add(cosine, sine);
  }
  d[first] -= shift;
  e[first] = g;
  e[last] = 0;
}
