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
const UPPER = /* @__PURE__ */ new Uint8Array(Uint32Array.of(1).buffer)[0];

/** The upper bits of a number as an integer, in the order of the numbers; equal where only lower bits differ. */
export function keyOf(x: number): number {
  double[0] = x + 0; // -0 is 0
  const upper = halves[UPPER];
  return (upper ^ ((upper >> 31) >>> 1)) >> 1;
}
