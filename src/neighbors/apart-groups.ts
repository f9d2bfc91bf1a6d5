/** Samples in groups so far apart that no two of different groups are neighbours: columns with gaps tell them without a tree. */

import type { Dense } from '../data/dense.js';
import { inStretches, type Steps } from '../progress.js';
import { reducedDistance } from './metric-space.js';

/** Buckets of a column: as wide as the radius, or wider where there would be more of them. */
const MOST_BUCKETS = 2 ** 16;

/**
 * The group of each sample, numbered in the order of their first samples. Wherever a column has a gap that is wider than the
 * radius, no sample below it is a neighbour of one above: a 0 or 1 for each category of a text, once it is scaled, parts
 * samples so, and a few such columns make groups of a handful. Groups that could be parted may stay together, never the
 * other way round. Cost: three passes over the values.
 *
 * @param radius - the distance of neighbours as it is compared
 * @param width - a difference of one column that is no more than that, about
 * @returns [nSamples], and how many groups there are
 */
export function* groupsApart(
  { data, rows, columns }: Dense,
  p: number,
  radius: number,
  width: number,
): Steps<{ groups: Int32Array; nGroups: number }> {
  const pair = new Float64Array(2);
  /** Whether a difference of one column alone is beyond the radius, in the arithmetic of distances. */
  const isGap = (low: number, high: number) => {
    pair[0] = low;
    pair[1] = high;
    return reducedDistance(pair, 0, pair, 1, 1, p) > radius * (1 + SLACK);
  };
  const marks = new Int32Array(rows);
  for (let j = 0; j < columns; j++) {
    let low = Infinity;
    let high = -Infinity;
    yield* inStretches(rows, 1, (from, to) => {
      for (let i = from, at = from * columns + j; i < to; i++, at += columns) {
        const value = data[at];
        if (value < low) low = value;
        if (value > high) high = value;
      }
    });
    if (!isGap(low, high)) continue;
    const count = Math.min(MOST_BUCKETS, Math.floor((high - low) / width) + 1);
    const scale = (count - 1) / (high - low);
    const least = new Float64Array(count).fill(Infinity);
    const most = new Float64Array(count).fill(-Infinity);
    yield* inStretches(rows, WORK_OF_BUCKET, (from, to) => {
      for (let i = from, at = from * columns + j; i < to; i++, at += columns) {
        const bucket = Math.floor((data[at] - low) * scale);
        if (data[at] < least[bucket]) least[bucket] = data[at];
        if (data[at] > most[bucket]) most[bucket] = data[at];
      }
    });
    const parts = partsOf(least, most, isGap);
    if (parts === undefined) continue;
    yield* inStretches(rows, WORK_OF_BUCKET, (from, to) => {
      for (let i = from, at = from * columns + j; i < to; i++, at += columns) {
        const part = parts[Math.floor((data[at] - low) * scale)];
        marks[i] = Math.imul(marks[i] ^ (marks[i] >>> 15) ^ part, MIXER) + j;
      }
    });
  }
  return numbered(marks);
}

/** Beyond rounding of powers, where the order of the distance has any. */
const SLACK = 1e-9;
/** Operations of a value that is put into a bucket. */
const WORK_OF_BUCKET = 8;
/** An odd number whose multiples are spread over 32 bits, 2^32 over the golden ratio: where two marks are equal by chance, groups stay together. */
const MIXER = 0x9e3779b1 | 0;

/** The part of each bucket, counted up at each gap; undefined where there is none. */
function partsOf(
  least: Float64Array,
  most: Float64Array,
  isGap: (low: number, high: number) => boolean,
): Int32Array | undefined {
  const parts = new Int32Array(least.length);
  let part = 0;
  let before = Infinity; // the largest value so far; no gap comes before the first
  for (let bucket = 0; bucket < parts.length; bucket++) {
    if (least[bucket] !== Infinity) {
      if (before < least[bucket] && isGap(before, least[bucket])) part++;
      before = most[bucket];
    }
    parts[bucket] = part;
  }
  return part === 0 ? undefined : parts;
}

function numbered(marks: Int32Array): { groups: Int32Array; nGroups: number } {
  const known = new Map<number, number>();
  const groups = marks.map((mark) => {
    let group = known.get(mark);
    if (group === undefined) {
      group = known.size;
      known.set(mark, group);
    }
    return group;
  });
  return { groups, nGroups: known.size };
}
