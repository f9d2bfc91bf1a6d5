/**
 * Rows times coefficients, plus a constant, seven rows at a time. How the loop is written is what makes it fast: 20 000 × 20
 * and × 50 by one output, and 5 000 × 64 by ten, take 0.6 to 0.7 of the time of tiles of four rows read where they are.
 *
 * - Rows are copied into arrays that are constants of a closure: V8 knows the place and the length of those when it
 *   compiles, where it looks up and checks others at each step. It only knows them of arrays that are named before the loops.
 * - Each lane has an array of its own, so that one position, checked once, is that in all of them, and a value is multiplied
 *   from where it lies. Seven sums and seven products are what registers have room for: with eight lanes it takes twice as long.
 * - A lane takes many rows, as copying is a call: with 500 values, not 2 000, all gain is lost at one output.
 */

const LANES = 7;
/** Values of a lane: together they stay in the second cache. */
const ROOM = 2000;
/** Coefficients in the closure. */
const COEFFICIENTS = 4096;
/** Fewer products are not worth the copying. */
const WORTH = 2048;

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
  const LANE6 = new Float64Array(ROOM);
  const COEF = new Float64Array(COEFFICIENTS);
  const lanes = [LANE0, LANE1, LANE2, LANE3, LANE4, LANE5, LANE6];

  /**
   * One output of the rows in the lanes.
   *
   * @param rows - in each lane
   * @param first - where the coefficients of the output begin
   * @param at - where the first row's goes in `out`, the next row's being `stride` behind it
   * @returns 0 where all are finite, else NaN
   */
  function multiplyLanes(
    rows: number,
    width: number,
    first: number,
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
    const lane6 = LANE6;
    const coef = COEF;
    const last = first + width;
    const apart = rows * stride;
    let probe = 0;
    for (let i = 0, here = 0, to = at; i < rows; i++, to += stride) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let sum4 = 0;
      let sum5 = 0;
      let sum6 = 0;
      for (let j = first; j < last; j++, here++) {
        const slope = coef[j];
        sum0 += lane0[here] * slope;
        sum1 += lane1[here] * slope;
        sum2 += lane2[here] * slope;
        sum3 += lane3[here] * slope;
        sum4 += lane4[here] * slope;
        sum5 += lane5[here] * slope;
        sum6 += lane6[here] * slope;
      }
      sum0 += level;
      sum1 += level;
      sum2 += level;
      sum3 += level;
      sum4 += level;
      sum5 += level;
      sum6 += level;
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
      place += apart;
      out[place] = sum6;
      probe += sum0 * 0 + sum1 * 0 + sum2 * 0 + sum3 * 0 + sum4 * 0 + sum5 * 0 + sum6 * 0;
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
    const outputsAtOnce = Math.floor(COEFFICIENTS / width);
    const rowsAtOnce = LANES * Math.floor(ROOM / width);
    let probe = 0;
    for (let left = 0; left < nOutputs; left += outputsAtOnce) {
      const right = Math.min(nOutputs, left + outputsAtOnce);
      COEF.set(coef.subarray(left * width, right * width));
      for (let i = from; i < to; i += rowsAtOnce) {
        const rows = Math.min(rowsAtOnce, to - i) / LANES;
        for (let lane = 0, at = i * width; lane < LANES; lane++, at += rows * width) {
          lanes[lane].set(X.subarray(at, at + rows * width));
        }
        for (let k = left; k < right; k++) {
          const level = intercept === undefined ? 0 : intercept[k];
          const at = (i - from) * nOutputs + k;
          probe += multiplyLanes(rows, width, (k - left) * width, level, out, at, nOutputs);
        }
      }
    }
    return probe === 0;
  };
}

/**
 * out[(i - from) * nOutputs + k] = Σ_j X[i][j] coef[k][j] + intercept[k] for rows from ≤ i < to, a multiple of seven, summed
 * from the first feature to the last, then the intercept: the bits of a plain loop.
 *
 * @param X - row-major [rows × width]
 * @param coef - row-major [nOutputs × width]
 * @param intercept - [nOutputs]; 0 where there is none
 * @param out - at least [(to - from) × nOutputs]
 * @returns whether all are finite
 */
export const affineByLanes = /* @__PURE__ */ createAffineByLanes();
