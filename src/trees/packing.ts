/** What the packed forms of trees share. */

/** Fewer rows go one by one through all trees. */
export const FEW_ROWS = 8;

/** Bits that it takes to write the numbers from 0 to `largest`. */
export function bitsOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

const double = /* @__PURE__ */ new Float64Array(1);
const halves = /* @__PURE__ */ new Int32Array(double.buffer);
/** Where the half with the sign lies: this is 1 where the machine keeps the lower half first. */
export const UPPER = /* @__PURE__ */ new Uint8Array(Uint32Array.of(1).buffer)[0];

/** The upper bits of a number as an integer, in the order of the numbers; equal where only lower bits differ. */
export function keyOf(x: number): number {
  return upperOf(x + 0) >> 1; // -0 is 0
}

/** The upper half of a number as an integer in the order of the numbers. */
export function upperOf(x: number): number {
  double[0] = x;
  const upper = halves[UPPER];
  return upper ^ ((upper >> 31) >>> 1);
}

/** The lower half, in the order of the numbers as an unsigned integer. */
export function lowerOf(x: number): number {
  double[0] = x;
  return halves[1 - UPPER] ^ (halves[UPPER] >> 31);
}

/** The number that has these halves. */
export function joinHalves(upper: number, lower: number): number {
  halves[UPPER] = upper ^ ((upper >> 31) >>> 1);
  halves[1 - UPPER] = lower ^ (upper >> 31);
  return double[0];
}
