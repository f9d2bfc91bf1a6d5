/**
 * Columns of few bins that share a byte: each combination of their bins that occurs has a code of its own. Rows are
 * then added once for all of them, and the sums of each column follow from those of the combinations. Columns that
 * exclude each other, as those of a one-hot encoding do, have few combinations, however many they are: 80 of eight
 * encodings share four bytes. Source: the bundles of Ke et al., NIPS (2017), here of columns that need not be exclusive.
 */

import type { Steps } from '../../progress.js';
import { type BinCodes, type BinnedFeatures, missingCode } from '../bins.js';

/** Combinations that a byte can number. */
const MOST_COMBINATIONS = 256;
/** Rows for each combination, at least: spreading its sums must cost less than adding its rows. */
const ROWS_PER_COMBINATION = 16;

/** Columns in one byte. */
export interface JointColumn {
  readonly members: readonly number[];
  /** The combination of each row [nSamples]. */
  readonly codes: Uint8Array;
  /** Bin of each member in each combination, of one after another; missing values follow the bins. */
  readonly bins: Int32Array;
}

/**
 * Join columns, those of fewest bins first, as long as their combinations allow it: a column a step.
 *
 * @param candidates - columns of fewer than 256 bins
 * @returns joint columns; one that goes with no other has a single member, and where samples are too few none is there
 */
export function* joinColumns(
  features: BinnedFeatures,
  candidates: readonly number[],
): Steps<JointColumn[]> {
  const { rows, bins, columnCodes } = features;
  const most = Math.min(MOST_COMBINATIONS, Math.floor(rows / ROWS_PER_COMBINATION));
  const inOrder = candidates.filter((j) => bins[j].low.length < most);
  inOrder.sort((j, k) => bins[j].low.length - bins[k].low.length || j - k);
  const joined: JointColumn[] = [];
  let open: JointColumn | undefined;
  for (const j of inOrder) {
    const column = { codes: columnCodes[j], missing: bins[j].low.length, j };
    const wider: JointColumn | undefined = open && join(open, column, most);
    if (open !== undefined && wider === undefined) joined.push(open);
    const none = { members: [], codes: new Uint8Array(rows), bins: new Int32Array(0) };
    open = wider ?? join(none, column, most);
    yield;
  }
  if (open !== undefined) joined.push(open);
  return joined;
}

/** A joint column with another member, or undefined where that makes more than `most` combinations. */
function join(
  { members, codes, bins }: JointColumn,
  column: { readonly codes: BinCodes; readonly missing: number; readonly j: number },
  most: number,
): JointColumn | undefined {
  const { missing } = column;
  const noCode = missingCode(column.codes);
  const width = missing + 1;
  const numbers = new Int16Array(MOST_COMBINATIONS * width).fill(-1);
  const found: number[] = [];
  const joint = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = column.codes[i];
    const key = codes[i] * width + (code === noCode ? missing : code);
    if (numbers[key] < 0) {
      if (found.length === most) return undefined;
      numbers[key] = found.length;
      found.push(key);
    }
    joint[i] = numbers[key];
  }
  const size = members.length;
  const wider = new Int32Array(found.length * (size + 1));
  for (const [combination, key] of found.entries()) {
    const before = Math.floor(key / width) * size;
    wider.set(bins.subarray(before, before + size), combination * (size + 1));
    wider[combination * (size + 1) + size] = key % width;
  }
  return { members: [...members, column.j], codes: joint, bins: wider };
}
