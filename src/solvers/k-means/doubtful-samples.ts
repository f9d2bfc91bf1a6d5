import type { Dense } from '../../data/dense.js';
import type { CentreGaps } from './centre-gaps.js';
import { findNearestThree } from './nearest-three.js';
import type { NearestThree } from './nearest-three-plain.js';
import type { PackedCenters } from './packed-centers.js';
import { PICKED_ROOM, pickedDistances } from './picked-distances.js';

/*
 * A step of Hamerly's algorithm, in blocks of samples. Each goes through lists: who is in doubt measures the own centre; whose
 * doubt that does not settle measures the second nearest one, or those of a ball, or all. A function does one of these:
 * in one that did all, V8 made late iterations of 100 000 × 16 take twice as long.
 */

/** Samples of a block. */
export const BLOCK_ROWS = 512;

/** What a distance that is picked out costs, in distances to all centres at once. */
const PICKED_COST = 2;

/** A sample whose ball holds more than this share of the centres meets all of them. */
const CROWDED = 1 / 4;

/** After a block where balls spared less than this share of the samples, so many go without. */
const WORTHWHILE = 1 / 4;
const BLOCKS_WITHOUT = 15;

/**
 * What is known of each sample between calls, relative to how far the centres have moved in all: nearest + moved[label] is at
 * least the distance to the own centre, second - moved[other] is at most that to the one that was the second nearest, and
 * third - restMoved[label][other] at most that to any other one.
 */
interface Bounds extends Omit<NearestThree, 'labels'> {
  /** How far each centre has moved in all [nClusters]. */
  readonly moved: Float64Array;
  /** How far the fastest centre but each two has moved at each step, in all [nClusters × nClusters]. */
  readonly restMoved: Float64Array;
  /** Bounds are wider than computed by this share, so that rounding cannot make them lie. */
  readonly margin: number;
}

/** Of the samples of a block. */
interface Lists {
  /** Who measures the second nearest centre too, and the squared distance to the own one; of balls, where they end. */
  readonly few: Int32Array;
  readonly known: Float64Array;
  /** Who measures more. */
  readonly many: Int32Array;
  nFew: number;
  nMany: number;
  /** Blocks to come that measure no balls. */
  without: number;
}

/** What the steps share. */
export interface Call {
  readonly samples: Dense;
  readonly centers: PackedCenters;
  readonly gaps: CentreGaps;
  readonly bounds: Bounds;
  /** In: the nearest centres at the last call. Out: at this one. */
  readonly labels: Int32Array;
  readonly lists: Lists;
}

export function createLists(nClusters: number): Lists {
  return {
    few: new Int32Array(BLOCK_ROWS),
    known: new Float64Array(BLOCK_ROWS),
    many: new Int32Array(BLOCK_ROWS),
    nFew: 0,
    nMany: 0,
    without: nClusters > PICKED_ROOM ? Infinity : 0,
  };
}

/**
 * Brings labels and bounds of a block up to the centres. Returns how many distances that cost, those that are picked out at what
 * they cost.
 */
export function measureDoubtful(call: Call, from: number, to: number): number {
  const { lists } = call;
  let picked = pickDoubtful(call, from, to);
  if (picked === 0) return 0;
  measure(call, picked);
  listUnsettled(call, picked);
  if (lists.nFew > 0) {
    settleFew(call);
    picked += lists.nFew;
  }
  if (lists.nMany > 0) {
    if (lists.without > 0) lists.without--;
    else picked += settleBalls(call);
    settleRest(call);
  }
  return picked * PICKED_COST + lists.nMany * call.bounds.moved.length;
}

function measure({ samples: { data, columns }, centers: { centers } }: Call, count: number): void {
  pickedDistances.measure(data, centers, columns, count);
}

/** Pairs with their own centres those whose bounds leave a doubt; returns how many. */
function pickDoubtful({ gaps, bounds, labels }: Call, from: number, to: number): number {
  const { halfNearest } = gaps;
  const { others, nearest, second, third, moved, restMoved, margin } = bounds;
  const narrower = 1 - margin;
  const nClusters = moved.length;
  const { samples, centers } = pickedDistances;
  let count = 0;
  for (let i = from; i < to; i++) {
    const own = labels[i];
    const other = others[i];
    const radius = nearest[i] + moved[own];
    samples[count] = i;
    centers[count] = own;
    // No branches, which would often be guessed wrong.
    count +=
      Number(radius >= halfNearest[own] * narrower) &
      (Number(radius >= second[i] - moved[other]) |
        Number(radius >= third[i] - restMoved[own * nClusters + other]));
  }
  return count;
}

/** Of those who measured their own centres, who must measure more. */
function listUnsettled({ gaps, bounds, labels, lists }: Call, count: number): void {
  const { halfNearest } = gaps;
  const { others, nearest, second, third, moved, restMoved, margin } = bounds;
  const { few, known, many } = lists;
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const nClusters = moved.length;
  const { samples, distances } = pickedDistances;
  let nFew = 0;
  let nMany = 0;
  for (let at = 0; at < count; at++) {
    const i = samples[at];
    const own = labels[i];
    const other = others[i];
    const radius = Math.sqrt(distances[at]) * wider;
    nearest[i] = radius - moved[own] * narrower;
    if (radius < halfNearest[own] * narrower) continue;
    if (radius >= third[i] - restMoved[own * nClusters + other]) {
      many[nMany++] = i;
    } else if (radius >= second[i] - moved[other]) {
      few[nFew] = i;
      known[nFew++] = distances[at];
    }
  }
  lists.nFew = nFew;
  lists.nMany = nMany;
}

/** The nearest is the own centre or the second; which other one is not among them stays as it is. */
function settleFew(call: Call): void {
  const { bounds, labels, lists } = call;
  const { others, nearest, second, moved, margin } = bounds;
  const { few, known, nFew } = lists;
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const { samples, centers, distances } = pickedDistances;
  for (let at = 0; at < nFew; at++) {
    samples[at] = few[at];
    centers[at] = others[few[at]];
  }
  measure(call, nFew);
  for (let at = 0; at < nFew; at++) {
    const i = few[at];
    const own = labels[i];
    const other = others[i];
    const toOwn = known[at];
    const toOther = distances[at];
    if (toOther < toOwn || (toOther === toOwn && other < own)) {
      labels[i] = other;
      others[i] = own;
      nearest[i] = Math.sqrt(toOther) * wider - moved[other] * narrower;
      second[i] = (Math.sqrt(toOwn) + moved[own]) * narrower;
    } else {
      second[i] = (Math.sqrt(toOther) + moved[other]) * narrower;
    }
  }
}

/**
 * Those of `many` who have few centres in their balls measure these, the others stay listed. With u the distance to the own
 * centre a, the two nearest lie within 2u + d(a, next) of a. Returns how many distances were measured.
 */
function settleBalls(call: Call): number {
  const { gaps, bounds, labels, lists } = call;
  const { between, halfNearest } = gaps;
  const { nearest, moved, margin } = bounds;
  const { few: ends, known: outside, many, nMany } = lists;
  const wider = 1 + margin;
  const nClusters = moved.length;
  const most = CROWDED * nClusters;
  const { samples, centers } = pickedDistances;
  let measured = 0;
  let nRest = 0;
  for (let at = 0; at < nMany; ) {
    let count = 0;
    let nBalls = 0;
    for (; at < nMany && count + nClusters <= PICKED_ROOM; at++) {
      const i = many[at];
      const own = labels[i];
      const radius = (nearest[i] + moved[own]) * wider;
      const reach = 2 * (radius + halfNearest[own]) * wider;
      const start = count;
      for (let c = 0; c < nClusters; c++) {
        samples[count] = i;
        centers[count] = c;
        count += Number(between[own * nClusters + c] <= reach);
      }
      if (count - start > most) {
        count = start;
        many[nRest++] = i;
      } else {
        ends[nBalls] = count;
        outside[nBalls++] = reach - radius;
      }
    }
    measure(call, count);
    takeFromBalls(call, nBalls);
    measured += count;
  }
  if (nMany - nRest < WORTHWHILE * nMany) lists.without = BLOCKS_WITHOUT;
  lists.nMany = nRest;
  return measured;
}

function takeFromBalls({ bounds, labels, lists }: Call, nBalls: number): void {
  const { others, nearest, second, third, moved, restMoved, margin } = bounds;
  const { few: ends, known: outside } = lists;
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const nClusters = moved.length;
  const { samples, centers, distances } = pickedDistances;
  for (let ball = 0, at = 0; ball < nBalls; ball++) {
    const i = samples[at];
    let label = 0;
    let other = 0;
    let best = Infinity;
    let next = Infinity;
    let last = Infinity;
    for (; at < ends[ball]; at++) {
      const distance = distances[at];
      if (distance < best) {
        last = next;
        next = best;
        other = label;
        best = distance;
        label = centers[at];
      } else if (distance < next) {
        last = next;
        next = distance;
        other = centers[at];
      } else if (distance < last) {
        last = distance;
      }
    }
    const rest = Math.min(Math.sqrt(last), outside[ball]);
    labels[i] = label;
    others[i] = other;
    nearest[i] = Math.sqrt(best) * wider - moved[label] * narrower;
    second[i] = (Math.sqrt(next) + moved[other]) * narrower;
    third[i] = (rest + restMoved[label * nClusters + other]) * narrower;
  }
}

/** Those who are left of `many` measure all centres. */
function settleRest({ samples, centers, bounds, labels, lists }: Call): void {
  const { others, nearest, second, third, moved, restMoved, margin } = bounds;
  const wider = 1 + margin;
  const narrower = 1 - margin;
  const nClusters = moved.length;
  const listed = lists.many.subarray(0, lists.nMany);
  const found = { labels, others, nearest, second, third };
  findNearestThree({ samples, centers, listed }, found);
  for (let at = 0; at < listed.length; at++) {
    const i = listed[at];
    const own = labels[i];
    const other = others[i];
    nearest[i] = Math.sqrt(nearest[i]) * wider - moved[own] * narrower;
    second[i] = (Math.sqrt(second[i]) + moved[other]) * narrower;
    third[i] = (Math.sqrt(third[i]) + restMoved[own * nClusters + other]) * narrower;
  }
}
