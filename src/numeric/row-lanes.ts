/**
 * Rows times coefficients, plus a constant: three rows by two outputs at a time, or six rows by one. How the loops are written
 * is what makes them fast: a product takes 0.7 to 0.8 cycles, where its multiplication and its addition alone take two of
 * three ports of the processor, 0.67.
 *
 * - Rows are copied into arrays that are constants of a closure: V8 knows the place and the length of those when it
 *   compiles, where it looks up and checks others at each step. It only knows them of arrays that are named before the loops.
 * - Each lane has an array of its own, so that one position, checked once, is that in all of them. Six sums and their
 *   products are what registers have room for: three by three or four by two take 1.2 times as long.
 * - Two outputs share each value that is read: 0.85 of the time of seven rows by one.
 * - Of one output, the coefficients are repeated for each row of a lane, and so found at the same position; two columns a step
 *   halve what the loop itself costs. Together 0.83 of the product, of a prediction of 20 000 rows 0.97.
 * - A lane takes many rows, as copying is a call: with 500 values, not 2 000, all gain is lost at one output.
 */

const LANES = 6;
/** Lanes of two outputs. */
const FEW_LANES = 3;
/** Values of a lane: together they stay in the second cache. */
const ROOM = 2000;
/** Fewer products are not worth the copying: 2 000 take 0.8 of the time without. */
const WORTH = 4096;

/** How many of the first rows `affineByLanes` is to be given: none where they are few, or longer than a lane. */
export function rowsForLanes(rows: number, width: number, nOutputs: number): number {
  return width > ROOM || rows * width * nOutputs < WORTH ? 0 : rows - (rows % LANES);
}

function createAffineByLanes() {
  const LANE0 = new Float64Array(ROOM);
  const LANE1 = new Float64Array(ROOM);
  const LANE2 = new Float64Array(ROOM);
  const LANE3 = new Float64Array(ROOM);
  const LANE4 = new Float64Array(ROOM);
  const LANE5 = new Float64Array(ROOM);
  const COEF = new Float64Array(ROOM);
  const OTHER = new Float64Array(ROOM);
  const lanes = [LANE0, LANE1, LANE2, LANE3, LANE4, LANE5];

  /** Copies rows from `from` on into the first lanes, so many into each. */
  function fill(X: Float64Array, from: number, rows: number, width: number, count: number): void {
    const size = rows * width;
    for (let lane = 0, at = from * width; lane < count; lane++, at += size) {
      lanes[lane].set(X.subarray(at, at + size));
    }
  }

  /**
   * One output of the rows in six lanes, whose coefficients are in `COEF` once a row.
   *
   * @param rows - in each lane
   * @param at - where the first row's goes in `out`, the next row's being `stride` behind it
   * @returns 0 where all are finite, else NaN
   */
  function multiplyOne(
    rows: number,
    width: number,
    level: number,
    out: Float64Array,
    at: number,
    stride: number,
  ): number {
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const lane3 = LANE3;
    const lane4 = LANE4;
    const lane5 = LANE5;
    const coef = COEF;
    const apart = rows * stride;
    const even = width - (width % 2);
    let probe = 0;
    let here = 0;
    for (let i = 0, to = at; i < rows; i++, to += stride) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let sum4 = 0;
      let sum5 = 0;
      const end = here + width;
      for (const last = here + even; here < last; here += 2) {
        const slope = coef[here];
        sum0 += lane0[here] * slope;
        sum1 += lane1[here] * slope;
        sum2 += lane2[here] * slope;
        sum3 += lane3[here] * slope;
        sum4 += lane4[here] * slope;
        sum5 += lane5[here] * slope;
        const next = coef[here + 1];
        sum0 += lane0[here + 1] * next;
        sum1 += lane1[here + 1] * next;
        sum2 += lane2[here + 1] * next;
        sum3 += lane3[here + 1] * next;
        sum4 += lane4[here + 1] * next;
        sum5 += lane5[here + 1] * next;
      }
      if (here < end) {
        const slope = coef[here];
        sum0 += lane0[here] * slope;
        sum1 += lane1[here] * slope;
        sum2 += lane2[here] * slope;
        sum3 += lane3[here] * slope;
        sum4 += lane4[here] * slope;
        sum5 += lane5[here] * slope;
        here++;
      }
      sum0 += level;
      sum1 += level;
      sum2 += level;
      sum3 += level;
      sum4 += level;
      sum5 += level;
      out[to] = sum0;
      let place = to + apart;
      out[place] = sum1;
      place += apart;
      out[place] = sum2;
      place += apart;
      out[place] = sum3;
      place += apart;
      out[place] = sum4;
      place += apart;
      out[place] = sum5;
      probe += sum0 * 0 + sum1 * 0 + sum2 * 0 + sum3 * 0 + sum4 * 0 + sum5 * 0;
    }
    return probe;
  }

  /** As `multiplyOne`, two outputs of the rows in three lanes: coefficients, constants and sums of the second beside the first's. */
  function multiplyTwo(
    rows: number,
    width: number,
    levelA: number,
    levelB: number,
    out: Float64Array,
    at: number,
    stride: number,
  ): number {
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const coefA = COEF;
    const coefB = OTHER;
    const apart = rows * stride;
    let probe = 0;
    for (let i = 0, here = 0, to = at; i < rows; i++, to += stride) {
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      for (let j = 0; j < width; j++, here++) {
        const a = coefA[j];
        const b = coefB[j];
        const z0 = lane0[here];
        const z1 = lane1[here];
        const z2 = lane2[here];
        a0 += z0 * a;
        b0 += z0 * b;
        a1 += z1 * a;
        b1 += z1 * b;
        a2 += z2 * a;
        b2 += z2 * b;
      }
      a0 += levelA;
      a1 += levelA;
      a2 += levelA;
      b0 += levelB;
      b1 += levelB;
      b2 += levelB;
      out[to] = a0;
      out[to + 1] = b0;
      let place = to + apart;
      out[place] = a1;
      out[place + 1] = b1;
      place += apart;
      out[place] = a2;
      out[place + 1] = b2;
      probe += a0 * 0 + a1 * 0 + a2 * 0 + b0 * 0 + b1 * 0 + b2 * 0;
    }
    return probe;
  }

  return function affineByLanes(
    X: Float64Array,
    from: number,
    to: number,
    width: number,
    coef: Float64Array,
    intercept: Float64Array | undefined,
    nOutputs: number,
    out: Float64Array,
  ): boolean {
    const inLane = Math.floor(ROOM / width);
    const paired = nOutputs - (nOutputs % 2);
    const level = (k: number) => (intercept === undefined ? 0 : intercept[k]);
    const coefs: Float64Array[] = [];
    for (let k = 0; k < nOutputs; k++) coefs.push(coef.subarray(k * width, (k + 1) * width));
    let probe = 0;
    for (let i = from; paired > 0 && i < to; i += FEW_LANES * inLane) {
      const rows = Math.min(inLane, (to - i) / FEW_LANES);
      fill(X, i, rows, width, FEW_LANES);
      for (let k = 0; k < paired; k += 2) {
        COEF.set(coefs[k]);
        OTHER.set(coefs[k + 1]);
        const at = (i - from) * nOutputs + k;
        probe += multiplyTwo(rows, width, level(k), level(k + 1), out, at, nOutputs);
      }
    }
    if (paired === nOutputs) return probe === 0;
    COEF.set(coefs[paired]);
    const used = Math.min(inLane, (to - from) / LANES) * width;
    for (let size = width; size < used; size *= 2) COEF.copyWithin(size, 0, size);
    for (let i = from; i < to; i += LANES * inLane) {
      const rows = Math.min(inLane, (to - i) / LANES);
      fill(X, i, rows, width, LANES);
      const at = (i - from) * nOutputs + paired;
      probe += multiplyOne(rows, width, level(paired), out, at, nOutputs);
    }
    return probe === 0;
  };
}

/**
 * out[(i - from) * nOutputs + k] = Σ_j X[i][j] coef[k][j] + intercept[k] for rows from ≤ i < to, a multiple of six, summed
 * from the first feature to the last, then the intercept: the bits of a plain loop.
 *
 * @param X - row-major [rows × width]
 * @param coef - row-major [nOutputs × width]
 * @param intercept - [nOutputs]; 0 where there is none
 * @param out - at least [(to - from) × nOutputs]
 * @returns whether all are finite
 */
export const affineByLanes = /* @__PURE__ */ createAffineByLanes();
