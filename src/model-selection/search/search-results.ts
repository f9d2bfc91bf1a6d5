import type { ParamSetting } from './parameter-grid.js';

/**
 * What came of all candidates: one array a column, one entry a candidate, in the order in which they were tried.
 * Columns are scikit-learn's in camelCase. Where several scores were asked for, their names stand in place of `Score`,
 * as in `meanTestRocAuc`, and `meanTestScore` and its like are not there.
 */
export interface CvResults {
  /** The settings of each candidate. */
  readonly params: readonly ParamSetting[];
  /** Mean score of the test parts: NaN where one of them has none. */
  readonly meanTestScore?: readonly number[];
  /** Standard deviation of these scores. */
  readonly stdTestScore?: readonly number[];
  /** Rank of the mean score, 1 for the best; equal ones share the better rank, and NaN comes last. */
  readonly rankTestScore?: readonly number[];
  /** Mean score of the training parts; with `returnTrainScore`. */
  readonly meanTrainScore?: readonly number[];
  /** Standard deviation of these scores. */
  readonly stdTrainScore?: readonly number[];
  /**
   * Seconds that a fit took, on average. Work that candidates share counts for the first of them that needed it.
   */
  readonly meanFitTime: readonly number[];
  /** Standard deviation of these times. */
  readonly stdFitTime: readonly number[];
  /** Seconds that predicting and scoring a test part took, on average. */
  readonly meanScoreTime: readonly number[];
  /** Standard deviation of these times. */
  readonly stdScoreTime: readonly number[];
  /** On how many folds the candidate was tried; of a search that was stopped, whose means are those of these folds. */
  readonly splitsTried?: readonly number[];
  /** Number of the iteration; of a search by halving. */
  readonly iter?: readonly number[];
  /** What was spent on the candidate; of a search by halving. */
  readonly nResources?: readonly number[];
  /** The value of each hyperparameter as `param_svc__C`, undefined where a candidate has none, and each fold as `split0TestScore`. */
  readonly [column: string]: readonly unknown[] | undefined;
}

/** What is kept of each candidate, by numbers. */
export interface TriedCandidates {
  readonly params: readonly ParamSetting[];
  /** What the scores are called; undefined where there is one that is just the score. */
  readonly scores: readonly string[] | undefined;
  readonly nSplits: number;
  /** By score, candidate and fold: [nScores × nCandidates × nSplits]. */
  readonly testScores: Float64Array;
  /** The same of the training parts, where asked for. */
  readonly trainScores: Float64Array | null;
  /** Seconds, by candidate and fold: [nCandidates × nSplits]. */
  readonly fitTimes: Float64Array;
  readonly scoreTimes: Float64Array;
  /** Iteration of each candidate and what was spent on it, of a search by halving. */
  readonly iter: Int32Array | null;
  readonly nResources: Int32Array | null;
  /** Which folds a candidate was tried on, of a search that was stopped [nCandidates × nSplits]; all where left out. */
  readonly isTried?: Uint8Array;
}

/** Columns in the order in which scikit-learn lists them. */
export function resultColumns(tried: TriedCandidates): CvResults {
  const { params, nSplits, iter, nResources, isTried } = tried;
  const all = params.length;
  const columns: Record<string, readonly unknown[]> = {};
  if (iter !== null) columns.iter = Array.from(iter);
  if (nResources !== null) columns.nResources = Array.from(nResources);
  if (isTried !== undefined) {
    columns.splitsTried = params.map((_, c) => foldsOf(tried, isTried, c).filter(Boolean).length);
  }
  const times = {
    meanFitTime: meansOf(tried, tried.fitTimes),
    stdFitTime: deviationsOf(tried, tried.fitTimes),
    meanScoreTime: meansOf(tried, tried.scoreTimes),
    stdScoreTime: deviationsOf(tried, tried.scoreTimes),
  };
  Object.assign(columns, times);
  const names = new Set(params.flatMap((setting) => Object.keys(setting)));
  for (const name of names) columns[`param_${name}`] = params.map((setting) => setting[name]);
  columns.params = params;
  const add = (suffix: string, scores: Float64Array) => {
    for (let f = 0; f < nSplits; f++) {
      columns[`split${f}${suffix}`] = params.map((_, c) => scores[c * nSplits + f]);
    }
    columns[`mean${suffix}`] = meansOf(tried, scores);
    columns[`std${suffix}`] = deviationsOf(tried, scores);
  };
  for (const [s, name] of (tried.scores ?? ['score']).entries()) {
    const own = (scores: Float64Array) =>
      scores.subarray(s * all * nSplits, (s + 1) * all * nSplits);
    add(`Test${inColumn(name)}`, own(tried.testScores));
    columns[`rankTest${inColumn(name)}`] = ranksOf(meansOf(tried, own(tried.testScores)));
    if (tried.trainScores !== null) add(`Train${inColumn(name)}`, own(tried.trainScores));
  }
  return { ...columns, ...times, params };
}

/** The mean test scores of all candidates, of one of the scores. */
export function meanScores(tried: TriedCandidates, score = 0): number[] {
  const size = tried.params.length * tried.nSplits;
  return meansOf(tried, tried.testScores.subarray(score * size, (score + 1) * size));
}

/** Ranks, 1 for the highest; equal numbers share the better rank, and NaN comes after all numbers. */
export function ranksOf(means: readonly number[]): number[] {
  const places = means.map((mean) => (Number.isNaN(mean) ? -Infinity : mean));
  const isLast = (i: number) => Number.isNaN(means[i]);
  return means.map(
    (_, i) =>
      1 +
      places.reduce(
        (above, other, j) =>
          above + (other > places[i] || (other === places[i] && isLast(i) && !isLast(j)) ? 1 : 0),
        0,
      ),
  );
}

/** `roc_auc` and `rocAuc` as `RocAuc`. */
function inColumn(name: string): string {
  const camel = name.replace(/[_\s-]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

function meansOf(tried: TriedCandidates, numbers: Float64Array): number[] {
  return tried.params.map((_, c) => meanOf(foldsTried(tried, numbers, c)));
}

function deviationsOf(tried: TriedCandidates, numbers: Float64Array): number[] {
  return tried.params.map((_, c) => {
    const values = foldsTried(tried, numbers, c);
    const mean = meanOf(values);
    return Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
  });
}

/** The numbers of a candidate on the folds that it was tried on. */
function foldsTried(tried: TriedCandidates, numbers: Float64Array, c: number): Float64Array {
  const all = foldsOf(tried, numbers, c);
  if (tried.isTried === undefined) return all;
  const isTried = foldsOf(tried, tried.isTried, c);
  return all.filter((_, f) => isTried[f] === 1);
}

function foldsOf<A extends Float64Array | Uint8Array>(
  { nSplits }: TriedCandidates,
  numbers: A,
  c: number,
): A {
  return numbers.subarray(c * nSplits, (c + 1) * nSplits) as A;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
