/** What the packed forms of trees share. */

/** Fewer rows go one by one through all trees. */
export const FEW_ROWS = 8;

/** Bits that it takes to write the numbers from 0 to `largest`. */
export function bitsOf(largest: number): number {
  return 32 - Math.clz32(largest);
}
