/** What leaves add to the margins of the rows that their tree was grown on. */

import { MISSING } from '../bins.js';
import type { GrownTree } from './gradient-tree.js';
import type { LeafSplit } from './leaf-split.js';

/** Rows whose margins the nearer caches hold. */
const NEAR_ROWS = 2 ** 14;
/** What a code adds. */
const OF_CODE = /* @__PURE__ */ new Float64Array(256);

/**
 * Every sample's leaf is known from growing, and the rows of a leaf ascend: some rows of all leaves, then the next ones. Leaf
 * after leaf would fetch margins from afar again and again where there are many rows.
 */
export function addLeaves(
  { tree, rows, ranges, lastSplits }: GrownTree,
  nOutputs: number,
  output: number,
  margins: Float64Array,
): void {
  const next = ranges.slice();
  const places = new Int32Array(lastSplits.length);
  for (let k = 0; k < places.length; k++) places[k] = lastSplits[k].split.leaf.start;
  for (let near = NEAR_ROWS; near < rows.length + NEAR_ROWS; near += NEAR_ROWS) {
    for (let node = 0; node < tree.left.length; node++) {
      if (tree.left[node] !== 0) continue;
      const value = tree.value[node];
      const end = next[2 * node + 1];
      let i = next[2 * node];
      for (; i < end; i++) {
        const row = rows[i];
        if (row >= near) break;
        margins[row * nOutputs + output] += value;
      }
      next[2 * node] = i;
    }
    for (let k = 0; k < places.length; k++) {
      const { split, codes, child } = lastSplits[k];
      const { end } = split.leaf;
      fillOfCode(split, tree.value[child], tree.value[child + 1]);
      places[k] = addByCode(rows, places[k], end, near, codes, nOutputs, output, margins);
    }
  }
}

/** Add to the margins of rows before `near` what their codes stand for; where the others begin. */
function addByCode(
  rows: Int32Array,
  start: number,
  end: number,
  near: number,
  codes: Uint8Array,
  nOutputs: number,
  output: number,
  margins: Float64Array,
): number {
  const stop = placeOf(near, rows, start, end);
  let i = start;
  for (; i < stop - 1; i += 2) {
    const a = rows[i];
    const b = rows[i + 1];
    const ofA = OF_CODE[codes[a]];
    const ofB = OF_CODE[codes[b]];
    margins[a * nOutputs + output] += ofA;
    margins[b * nOutputs + output] += ofB;
  }
  for (; i < stop; i++) {
    const row = rows[i];
    margins[row * nOutputs + output] += OF_CODE[codes[row]];
  }
  return stop;
}

/** Where rows from `near` on begin, of ascending ones. */
function placeOf(near: number, rows: Int32Array, start: number, end: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < near) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Write what each code adds. */
function fillOfCode({ bin, missingLeft, goesLeft }: LeafSplit, left: number, right: number): void {
  OF_CODE.fill(right);
  if (goesLeft === undefined) OF_CODE.fill(left, 0, bin + 1);
  else for (const b of goesLeft) OF_CODE[b] = left;
  OF_CODE[MISSING] = missingLeft ? left : right;
}
