/**
 * The passes of `smo-passes.ts` over arrays that are constants of a closure, of which V8 knows type, length and place when it
 * compiles (see `gaussians.ts`), so that a position is checked once for all of them. With 5 000 samples a pass that moves the
 * gradient takes 1.2 ns a sample for 1.9, one that looks for the way down 1.4 for 2.2, the copies of rows counted.
 *
 * One search at a time has its vectors there. Where several go on in turn, the next one brings its own, and those of the last
 * go home.
 */

import type { CachedRow } from './cached-row.js';
import {
  BELOW,
  bestDown as plainBestDown,
  moveGradient as plainMoveGradient,
  type SmoVectors,
  TAU,
} from './smo-passes.js';

/** Samples of the largest problem that is held: 1.3 MB, which a system gives when they are written. */
const MOST_HELD = 1 << 15;

/** What does the passes, with the arrays that it keeps to itself. */
function createHeldPasses() {
  const G = new Float64Array(MOST_HELD);
  const UP = new Float64Array(MOST_HELD);
  const LOW = new Float64Array(MOST_HELD);
  const DIAGONAL = new Float64Array(MOST_HELD);
  const ROW_I = new Float32Array(MOST_HELD);
  const ROW_J = new Float32Array(MOST_HELD);
  const held: SmoVectors = { G, up: UP, low: LOW, diagonal: DIAGONAL };
  /** Whose vectors are held. */
  let owner: SmoVectors | undefined;

  /** Bring the vectors of the owner up to date, and be free for others. */
  function free(): void {
    if (owner === undefined) return;
    const n = owner.G.length;
    owner.G.set(G.subarray(0, n));
    owner.up.set(UP.subarray(0, n));
    owner.low.set(LOW.subarray(0, n));
    owner = undefined;
  }

  /** What to read and write in place of these vectors until `release`, or until others are held. */
  function hold(vectors: SmoVectors): SmoVectors {
    if (owner === vectors) return held;
    if (vectors.G.length > MOST_HELD) return vectors;
    free();
    G.set(vectors.G);
    UP.set(vectors.up);
    LOW.set(vectors.low);
    DIAGONAL.set(vectors.diagonal);
    owner = vectors;
    return held;
  }

  /** These vectors as they are now, in their own arrays. */
  function release(vectors: SmoVectors): SmoVectors {
    if (owner === vectors) free();
    return vectors;
  }

  /** `moveGradient` of vectors that `hold` gave. */
  function moveGradient(
    vectors: SmoVectors,
    active: number,
    rows: { readonly rowI: CachedRow; readonly rowJ: CachedRow },
    changeI: number,
    changeJ: number,
  ): number {
    const { rowI, rowJ } = rows;
    if (vectors !== held || rowI instanceof Float64Array || rowJ instanceof Float64Array) {
      return plainMoveGradient(vectors, active, rows, changeI, changeJ);
    }
    ROW_I.set(rowI);
    ROW_J.set(rowJ);
    const gradient = G;
    const up = UP;
    const ofI = ROW_I;
    const ofJ = ROW_J;
    let steepest = Infinity;
    let next = -1;
    for (let t = 0; t < active; t++) {
      const moved = gradient[t] + (changeI * ofI[t] + changeJ * ofJ[t]);
      gradient[t] = moved;
      const slope = moved + up[t];
      if (slope < steepest) {
        steepest = slope;
        next = t;
      }
    }
    return next;
  }

  /** `bestDown` of vectors that `hold` gave. */
  function bestDown(
    vectors: SmoVectors,
    active: number,
    i: number,
    row: CachedRow,
  ): { j: number; largest: number } {
    if (vectors !== held || row instanceof Float64Array) {
      return plainBestDown(vectors, active, i, row);
    }
    ROW_I.set(row);
    const gradient = G;
    const low = LOW;
    const diagonal = DIAGONAL;
    const ofI = ROW_I;
    const tau = TAU;
    const below = BELOW;
    const steepest = gradient[i] + UP[i];
    const own = diagonal[i];
    let largest = -Infinity;
    let bestGain = 0;
    let bar = 0;
    let j = -1;
    for (let t = 0; t < active; t++) {
      const slope = gradient[t] + low[t];
      if (slope > largest) largest = slope;
      const difference = slope - steepest;
      const curvature = own + diagonal[t] - 2 * ofI[t];
      if (difference * Math.abs(difference) <= bar * curvature || !(difference > 0)) continue;
      const gain = (difference * difference) / (curvature > 0 ? curvature : tau);
      if (gain > bestGain) {
        bestGain = gain;
        bar = gain * below;
        j = t;
      }
    }
    return { j, largest };
  }

  return { hold, release, moveGradient, bestDown };
}

export const heldPasses = /* @__PURE__ */ createHeldPasses();
