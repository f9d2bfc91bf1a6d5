import type { Numbers } from './exact-features.js';

/** The node whose cuts are looked at, and who scores those that come near the best. */
export interface PairJudge {
  /** Of the node. */
  readonly weight: number;
  readonly mean: number;
  /** What the products of a cut must reach. */
  readonly limit: number;
  /** Sums over the samples that lie on the left of every cut. */
  readonly weightBefore: number;
  readonly momentBefore: number;
  /** Score the cut behind `position`, with these sums on its left; returns the limit from now on. */
  judge(position: number, weight: number, moment: number): number;
}

/** The cuts of a column whose values all differ. */
export function searchDistinct(
  search: PairJudge,
  order: Numbers,
  pairs: Float64Array,
  from: number,
  firstCut: number,
  lastCut: number,
): void {
  const { mean, weight: all } = search;
  let { limit, weightBefore: weight, momentBefore: moment } = search;
  let i = from | 0;
  for (; i < firstCut; i = (i + 1) | 0) {
    const at = order[i] << 1;
    weight += pairs[at];
    moment += pairs[at | 1];
  }
  const lastOfFour = lastCut - 3;
  while (i <= lastCut) {
    // Four cuts in a step while none comes near: half the time. Calls nothing: after a call V8 looks up anew where arrays lie.
    for (; i <= lastOfFour; i = (i + 4) | 0) {
      const a = order[i] << 1;
      const b = order[(i + 1) | 0] << 1;
      const c = order[(i + 2) | 0] << 1;
      const d = order[(i + 3) | 0] << 1;
      const weightA = weight + pairs[a];
      const momentA = moment + pairs[a | 1];
      const weightB = weightA + pairs[b];
      const momentB = momentA + pairs[b | 1];
      const weightC = weightB + pairs[c];
      const momentC = momentB + pairs[c | 1];
      const weightD = weightC + pairs[d];
      const momentD = momentC + pairs[d | 1];
      const apartA = momentA - mean * weightA;
      const apartB = momentB - mean * weightB;
      const apartC = momentC - mean * weightC;
      const apartD = momentD - mean * weightD;
      if (apartA * apartA >= limit * (weightA * (all - weightA))) break;
      if (apartB * apartB >= limit * (weightB * (all - weightB))) break;
      if (apartC * apartC >= limit * (weightC * (all - weightC))) break;
      if (apartD * apartD >= limit * (weightD * (all - weightD))) break;
      weight = weightD;
      moment = momentD;
    }
    const end = Math.min(i + 3, lastCut);
    for (; i <= end; i = (i + 1) | 0) {
      const at = order[i] << 1;
      weight += pairs[at];
      moment += pairs[at | 1];
      const apart = moment - mean * weight;
      if (apart * apart >= limit * (weight * (all - weight))) {
        limit = search.judge(i, weight, moment);
      }
    }
  }
}

/** The cuts of a column in which values occur more than once. Equal ones are summed before they join the left. */
export function searchTied(
  search: PairJudge,
  order: Numbers,
  pairs: Float64Array,
  codes: Numbers,
  from: number,
  firstCut: number,
  lastCut: number,
): void {
  const { mean, weight: all } = search;
  let { limit, weightBefore: weight, momentBefore: moment } = search;
  let ownWeight = 0;
  let ownMoment = 0;
  let sample = order[from];
  let code = codes[sample];
  for (let i = from; i <= lastCut; i++) {
    ownWeight += pairs[2 * sample];
    ownMoment += pairs[2 * sample + 1];
    sample = order[i + 1];
    const next = codes[sample];
    if (next === code) continue;
    code = next;
    weight += ownWeight;
    moment += ownMoment;
    ownWeight = 0;
    ownMoment = 0;
    const apart = moment - mean * weight;
    if (apart * apart >= limit * (weight * (all - weight)) && i >= firstCut) {
      limit = search.judge(i, weight, moment);
    }
  }
}

/** Add weight and moment of some samples to the sums of their codes [2 × nCodes]. */
export function addByCode(
  samples: Numbers,
  start: number,
  end: number,
  codes: Numbers,
  pairs: Float64Array,
  sums: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const sample = samples[i];
    const at = 2 * codes[sample];
    sums[at] += pairs[2 * sample];
    sums[at + 1] += pairs[2 * sample + 1];
  }
}

/** The cuts of a column from sums over its codes; the place of a cut is the code before it. */
export function searchSums(
  search: PairJudge,
  sums: Float64Array,
  first: number,
  most: number,
): void {
  const { mean, weight: all } = search;
  let { limit } = search;
  let weight = 0;
  let moment = 0;
  for (let place = first; place < most; place++) {
    const own = sums[2 * place];
    if (own === 0) continue;
    weight += own;
    moment += sums[2 * place + 1];
    const apart = moment - mean * weight;
    if (apart * apart >= limit * (weight * (all - weight))) {
      limit = search.judge(place, weight, moment);
    }
  }
}
