/**
 * The best splits of two siblings, while the sums of the smaller one are taken from the parent's: each sum is read once, and
 * columns that clearly cannot beat the best so far are passed over for half of what a search costs. The others are
 * searched, so the splits are those of a search of all.
 */

import { type GradientSplit, type NodeSums, TIE } from './gradient-split.js';
import { subtractHistogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import { type SimpleLimits, searchSimply } from './search-simply.js';

/** A child of the node that was split. */
export interface Sibling {
  readonly node: NodeSums;
  /** How it is best split; whatever was there before goes. */
  readonly best: GradientSplit;
}

/** More than the sums of 65 535 bins round, as a share of what they are sums of. */
const ROUNDING = 1e-10;

/**
 * Take the sums of the smaller child from the parent's, which leaves the larger one's, and search both.
 *
 * @param empty - what a side without samples may weigh, by rounding
 */
export function searchSiblings(
  { starts, missings }: HistogramLayout,
  parent: Float64Array,
  child: Float64Array,
  smaller: Sibling,
  larger: Sibling,
  limits: SimpleLimits,
  empty: number,
): void {
  smaller.best.clear();
  larger.best.clear();
  const smallerBar = new Float64Array(BAR_LENGTH);
  const largerBar = new Float64Array(BAR_LENGTH);
  raise(smallerBar, smaller, limits, empty);
  raise(largerBar, larger, limits, empty);
  for (let j = 0; j < starts.length; j++) {
    const first = starts[j];
    const missing = missings[j];
    const mayBeat = has(parent, missing)
      ? subtractColumn(parent, child, first, missing)
      : subtractAndCompare(parent, child, first, missing, smallerBar, largerBar);
    if ((mayBeat & SMALLER) !== 0 || has(child, missing)) {
      searchSimply(j, first, missing, child, smaller.node, limits, smaller.best);
      raise(smallerBar, smaller, limits, empty);
    }
    if ((mayBeat & LARGER) !== 0 || has(parent, missing)) {
      searchSimply(j, first, missing, parent, larger.node, limits, larger.best);
      raise(largerBar, larger, limits, empty);
    }
  }
}

const has = (sums: Float64Array, slot: number): boolean =>
  sums[2 * slot] !== 0 || sums[2 * slot + 1] !== 0;

const SMALLER = 1;
const LARGER = 2;

function subtractColumn(
  parent: Float64Array,
  child: Float64Array,
  first: number,
  missing: number,
): number {
  subtractHistogram(parent, child, 2 * first, 2 * missing + 2);
  return SMALLER | LARGER;
}

/**
 * What splits of a node must beat, as numbers that loops read without asking for their type. With l the left curvature plus
 * λ, S that of both sides, G left and G₀ in all, the scores of both sides add up to S D² / (l (S - l)) + G₀² / S, where D is
 * G - l G₀ / S. So D² is compared with l (S - l) times what the score to beat leaves, less what may be rounding.
 *
 * S, G₀ / S, what is left, rounding, λ.
 */
const BAR_LENGTH = 5;

function raise(
  bar: Float64Array,
  { node: { G, H }, best: { gain } }: Sibling,
  { regLambda, smallestGain }: SimpleLimits,
  empty: number,
): void {
  const parent = H > 0 ? (G * G) / (H + regLambda) : 0;
  const score = Math.max(smallestGain, gain + TIE * (gain + parent)) + parent;
  const whole = H + 2 * regLambda;
  const slope = G / whole;
  bar[0] = whole;
  bar[1] = slope;
  bar[2] = (score - G * slope) / whole;
  bar[3] = ROUNDING * (G * G + score * whole) + score * empty;
  bar[4] = regLambda;
}

/** Largest place in the sums of a histogram: a mask that spares the loop below tests for overflow. */
const PLACES = 2 ** 30 - 1;

/**
 * Subtract a column without missing values. Four bins at a time are compared with the least that they must beat, which is
 * at one of their ends, as l (S - l) is concave, and only where one beats that with their own.
 *
 * @returns which of the two may have a cut that beats its best
 */
function subtractAndCompare(
  parent: Float64Array,
  child: Float64Array,
  first: number,
  missing: number,
  smallerBar: Float64Array,
  largerBar: Float64Array,
): number {
  let mayBeat = 0;
  const begin = (2 * first) & PLACES;
  const nBins = (missing - first) & PLACES;
  const sWhole = smallerBar[0];
  const sSlope = smallerBar[1];
  const sAllowed = smallerBar[2];
  const sSlack = smallerBar[3];
  const lWhole = largerBar[0];
  const lSlope = largerBar[1];
  const lAllowed = largerBar[2];
  const lSlack = largerBar[3];
  let sG = 0;
  let sLeft = smallerBar[4];
  let sWidth = sLeft * (sWhole - sLeft);
  let lG = 0;
  let lLeft = largerBar[4];
  let lWidth = lLeft * (lWhole - lLeft);
  const blocks = Math.max(0, nBins - 1) >>> 2;
  for (let block = 0; block < blocks; block++) {
    const at = begin + 8 * block;
    const g0 = child[at];
    const h0 = child[at + 1];
    const g1 = child[at + 2];
    const h1 = child[at + 3];
    const g2 = child[at + 4];
    const h2 = child[at + 5];
    const g3 = child[at + 6];
    const h3 = child[at + 7];
    const s0 = sLeft + h0;
    const s1 = s0 + h1;
    const s2 = s1 + h2;
    const s3 = s2 + h3;
    const sNext = s3 * (sWhole - s3);
    const sBar = sAllowed * Math.min(sNext, sWidth) - sSlack;
    const sG0 = sG + g0;
    const sG1 = sG0 + g1;
    const sG2 = sG1 + g2;
    const sG3 = sG2 + g3;
    const sD0 = sG0 - sSlope * s0;
    const sD1 = sG1 - sSlope * s1;
    const sD2 = sG2 - sSlope * s2;
    const sD3 = sG3 - sSlope * s3;
    if (!(sD0 * sD0 < sBar && sD1 * sD1 < sBar && sD2 * sD2 < sBar && sD3 * sD3 < sBar)) {
      const areShort =
        sD0 * sD0 < sAllowed * (s0 * (sWhole - s0)) - sSlack &&
        sD1 * sD1 < sAllowed * (s1 * (sWhole - s1)) - sSlack &&
        sD2 * sD2 < sAllowed * (s2 * (sWhole - s2)) - sSlack &&
        sD3 * sD3 < sAllowed * (s3 * (sWhole - s3)) - sSlack;
      if (!areShort) mayBeat |= SMALLER;
    }
    sG = sG3;
    sLeft = s3;
    sWidth = sNext;
    const a0 = parent[at] - g0;
    const b0 = parent[at + 1] - h0;
    const a1 = parent[at + 2] - g1;
    const b1 = parent[at + 3] - h1;
    const a2 = parent[at + 4] - g2;
    const b2 = parent[at + 5] - h2;
    const a3 = parent[at + 6] - g3;
    const b3 = parent[at + 7] - h3;
    parent[at] = a0;
    parent[at + 1] = b0;
    parent[at + 2] = a1;
    parent[at + 3] = b1;
    parent[at + 4] = a2;
    parent[at + 5] = b2;
    parent[at + 6] = a3;
    parent[at + 7] = b3;
    const l0 = lLeft + b0;
    const l1 = l0 + b1;
    const l2 = l1 + b2;
    const l3 = l2 + b3;
    const lNext = l3 * (lWhole - l3);
    const lBar = lAllowed * Math.min(lNext, lWidth) - lSlack;
    const lG0 = lG + a0;
    const lG1 = lG0 + a1;
    const lG2 = lG1 + a2;
    const lG3 = lG2 + a3;
    const lD0 = lG0 - lSlope * l0;
    const lD1 = lG1 - lSlope * l1;
    const lD2 = lG2 - lSlope * l2;
    const lD3 = lG3 - lSlope * l3;
    if (!(lD0 * lD0 < lBar && lD1 * lD1 < lBar && lD2 * lD2 < lBar && lD3 * lD3 < lBar)) {
      const areShort =
        lD0 * lD0 < lAllowed * (l0 * (lWhole - l0)) - lSlack &&
        lD1 * lD1 < lAllowed * (l1 * (lWhole - l1)) - lSlack &&
        lD2 * lD2 < lAllowed * (l2 * (lWhole - l2)) - lSlack &&
        lD3 * lD3 < lAllowed * (l3 * (lWhole - l3)) - lSlack;
      if (!areShort) mayBeat |= LARGER;
    }
    lG = lG3;
    lLeft = l3;
    lWidth = lNext;
  }
  const lastCut = begin + 2 * (nBins - 1);
  for (let at = begin + 8 * blocks; at <= lastCut; at += 2) {
    const g = child[at];
    const h = child[at + 1];
    const a = parent[at] - g;
    const b = parent[at + 1] - h;
    parent[at] = a;
    parent[at + 1] = b;
    if (at === lastCut) break;
    sG += g;
    sLeft += h;
    const sD = sG - sSlope * sLeft;
    if (!(sD * sD < sAllowed * (sLeft * (sWhole - sLeft)) - sSlack)) mayBeat |= SMALLER;
    lG += a;
    lLeft += b;
    const lD = lG - lSlope * lLeft;
    if (!(lD * lD < lAllowed * (lLeft * (lWhole - lLeft)) - lSlack)) mayBeat |= LARGER;
  }
  parent[2 * missing] -= child[2 * missing];
  parent[2 * missing + 1] -= child[2 * missing + 1];
  return mayBeat;
}
