import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { log } from '../numeric/exp-log.js';
import { argsort } from '../numeric/ordering.js';
import { sumOfWeights } from '../numeric/statistics.js';
import { show } from '../words.js';

/** How many of the ranks `ndcgScore` counts, and how samples count. */
export interface NdcgOptions {
  /** How many of the highest scores count, at least 1. Default null: all. */
  k?: number | null;
  /**
   * Whether equal scores stand in an order, the later item first, rather than in all orders on average. Default false.
   */
  ignoreTies?: boolean;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** How many of the ranks `dcgScore` counts, by which logarithm, and how samples count. */
export interface DcgOptions extends NdcgOptions {
  /** Base of the logarithm that discounts, above 0 and not 1: the lower, the more the first places count. Default 2. */
  logBase?: number;
}

/**
 * Discounted cumulative gain: the gains of items in the order of their scores, that in place r divided by log(1 + r);
 * the mean over the samples.
 * Source: Järvelin and Kekäläinen, ACM TOIS 20 (2002); ties: McSherry and Najork, ECIR (2008).
 * Cost: a sort a sample.
 *
 * @param yTrue - gain of each item, such as its relevance [nSamples × nItems]
 * @param yScore - by which the model ranks them, higher first [nSamples × nItems]
 * @returns higher is better, in the unit of the gains
 * @throws InvalidInputError when shapes do not fit, values are not finite, or weights are unusable
 * @throws InvalidParameterError when k is no integer >= 1, or logBase no base
 */
export function dcgScore(yTrue: MatrixLike, yScore: MatrixLike, given: DcgOptions = {}): number {
  const where = 'dcgScore';
  const { logBase = 2, ...options } = readNamed(given, where, [
    'logBase',
    'k',
    'ignoreTies',
    'sampleWeight',
  ]);
  if (!(logBase > 0 && logBase < Infinity && logBase !== 1)) {
    throw new InvalidParameterError(
      `${where}: logBase must be a number > 0 other than 1, but got ${show(logBase)}.`,
    );
  }
  const ranked = parseRanked(yTrue, yScore, options, where);
  const discounts = discountsOf(ranked.gains.columns, ranked.k, logBase);
  return meanOf(ranked, (gains, scores) => discountedGain(gains, scores, discounts, ranked));
}

/**
 * Normalised discounted cumulative gain: `dcgScore` divided by the best that an order of the items can have; 0 for a
 * sample without gains. Parameters, source and cost as `dcgScore`.
 *
 * @returns from 0 to 1, best 1
 * @throws as `dcgScore`, and InvalidInputError for negative gains, or for a single item, whose order is no question
 */
export function ndcgScore(
  yTrue: MatrixLike,
  yScore: MatrixLike,
  options: NdcgOptions = {},
): number {
  const where = 'ndcgScore';
  const ranked = parseRanked(yTrue, yScore, options, where);
  const { data, columns } = ranked.gains;
  const negative = data.findIndex((gain) => gain < 0);
  if (negative >= 0) {
    throw new InvalidInputError(
      `${where}: yTrue[${Math.floor(negative / columns)}][${negative % columns}] is ${data[negative]}, but gains are at least 0. Add the same number to all, or use dcgScore.`,
    );
  }
  if (columns < 2) {
    throw new InvalidInputError(
      `${where}: there is one item, whose order is no question. Pass one row a query, with a column an item.`,
    );
  }
  const discounts = discountsOf(columns, ranked.k, 2);
  // A score is the same in every unit of gains: in one in which the sums cannot overflow.
  const isHuge = data.some((gain) => gain > 1e290);
  const scaled = isHuge
    ? { ...ranked, gains: { ...ranked.gains, data: data.map((gain) => gain * 1e-18) } }
    : ranked;
  return meanOf(scaled, (gains, scores) => {
    const best = discountedGain(gains, gains, discounts, { ignoreTies: true });
    return best === 0 ? 0 : discountedGain(gains, scores, discounts, ranked) / best;
  });
}

interface Ranked {
  readonly gains: Dense;
  readonly scores: Dense;
  readonly k: number;
  readonly ignoreTies: boolean;
  readonly weights: Float64Array | undefined;
}

function parseRanked(
  yTrue: MatrixLike,
  yScore: MatrixLike,
  options: NdcgOptions,
  where: string,
): Ranked {
  const {
    k = null,
    ignoreTies = false,
    sampleWeight,
  } = readNamed(options, where, ['k', 'ignoreTies', 'sampleWeight']);
  if (k !== null && !(Number.isSafeInteger(k) && k >= 1)) {
    throw new InvalidParameterError(
      `${where}: k must be an integer >= 1, or null, but got ${show(k)}.`,
    );
  }
  const gains = parseFeatures(yTrue, `${where}, yTrue`);
  const scores = parseFeatures(yScore, `${where}, yScore`);
  if (gains.rows !== scores.rows || gains.columns !== scores.columns) {
    throw new InvalidInputError(
      `${where}: yTrue is ${gains.rows} × ${gains.columns}, but yScore is ${scores.rows} × ${scores.columns}. Pass a score for each gain.`,
    );
  }
  const weights = parseWeights(sampleWeight, gains.rows, where);
  return { gains, scores, k: k ?? gains.columns, ignoreTies, weights };
}

/** What the gain in each place is multiplied by [nItems]; 0 behind the first k. */
function discountsOf(nItems: number, k: number, base: number): Float64Array {
  const unit = log(base);
  return Float64Array.from({ length: nItems }, (_, r) => (r < k ? unit / log(r + 2) : 0));
}

/** Gains of the items in the order of their scores, discounted; items of one score share their places. */
function discountedGain(
  gains: Float64Array,
  scores: Float64Array,
  discounts: Float64Array,
  { ignoreTies }: Pick<Ranked, 'ignoreTies'>,
): number {
  const ascending = argsort(scores);
  const last = ascending.length - 1;
  let sum = 0;
  for (let start = 0; start <= last; ) {
    let gain = 0;
    let discount = 0;
    let end = start;
    do {
      gain += gains[ascending[last - end]];
      discount += discounts[end];
      end++;
    } while (
      !ignoreTies &&
      end <= last &&
      scores[ascending[last - end]] === scores[ascending[last - start]]
    );
    sum += (gain / (end - start)) * discount;
    start = end;
  }
  return sum;
}

function meanOf(
  { gains, scores, weights }: Ranked,
  score: (gains: Float64Array, scores: Float64Array) => number,
): number {
  const { rows, columns } = gains;
  let sum = 0;
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    const own = score(
      gains.data.subarray(row, row + columns),
      scores.data.subarray(row, row + columns),
    );
    sum += weights === undefined ? own : weights[i] * own;
  }
  return sum / sumOfWeights(rows, weights);
}
