import type { FoldError, FoldResult } from '../validating.js';
import type { ParamSetting } from './parameter-grid.js';
import type { TriedCandidates } from './search-results.js';

/** What a search by halving says of a candidate. */
export interface Spent {
  readonly iter: number;
  readonly nResources: number;
}

/** Where a candidate failed. */
export interface CandidateError extends FoldError {
  /** The number of the candidate in `cvResults`, from 0. */
  readonly candidate: number;
}

interface Row {
  readonly setting: ParamSetting;
  readonly spent: Spent | undefined;
  /** By fold; undefined while it was not tried on it. */
  readonly results: (
    | Pick<FoldResult, 'testScores' | 'trainScores' | 'fitTime' | 'scoreTime'>
    | undefined
  )[];
}

/** All candidates of a search and how they did so far. Whatever order folds finish in, the result is the same. */
export class SearchLedger {
  readonly #scores: readonly string[];
  readonly #named: boolean;
  readonly #nSplits: number;
  readonly #rows: Row[] = [];
  readonly #errors: CandidateError[] = [];
  /** How many fits nothing can be said of. */
  failed = 0;

  constructor(scores: readonly string[], named: boolean, nSplits: number) {
    this.#scores = scores;
    this.#named = named;
    this.#nSplits = nSplits;
  }

  /** How many candidates there are. */
  get length(): number {
    return this.#rows.length;
  }

  /** What failed, candidate after candidate, fold after fold. */
  get errors(): CandidateError[] {
    return [...this.#errors].sort((a, b) => a.candidate - b.candidate || a.fold - b.fold);
  }

  /** Add candidates that are about to be tried. */
  add(settings: readonly ParamSetting[], spent?: Spent): void {
    for (const setting of settings) {
      this.#rows.push({ setting, spent, results: new Array(this.#nSplits).fill(undefined) });
    }
  }

  /** Note how a candidate did on a fold; its model is not kept. */
  note(candidate: number, fold: number, result: FoldResult): void {
    const { testScores, trainScores, fitTime, scoreTime, errors } = result;
    this.#rows[candidate].results[fold] = { testScores, trainScores, fitTime, scoreTime };
    if (result.failed) this.failed++;
    for (const error of errors) this.#errors.push({ ...error, candidate });
  }

  /**
   * The mean test scores of candidates that were tried on all folds.
   *
   * @param from - number of the first of them
   * @param score - number of the score
   */
  meanScores(from: number, score = 0): number[] {
    const meanOf = ({ results }: Row) =>
      results.reduce((sum, one) => sum + (one?.testScores[score] ?? Number.NaN), 0) / this.#nSplits;
    return this.#rows.slice(from).map(meanOf);
  }

  /** All of it, of a search that is through. */
  finished(): TriedCandidates {
    return this.#collect(this.#rows);
  }

  /** What was found so far: the candidates that were tried on a fold at least; undefined where there is none. */
  soFar(): TriedCandidates | undefined {
    const rows = this.#rows.filter(({ results }) => results.some((one) => one !== undefined));
    if (rows.length === 0) return undefined;
    const isTried = Uint8Array.from(
      rows.flatMap(({ results }) => results.map((one) => (one === undefined ? 0 : 1))),
    );
    return { ...this.#collect(rows), isTried };
  }

  #collect(rows: readonly Row[]): TriedCandidates {
    const collect = (read: (one: NonNullable<Row['results'][number]>) => number | undefined) =>
      Float64Array.from(
        rows.flatMap(({ results }) => results.map((one) => (one && read(one)) ?? Number.NaN)),
      );
    const byScore = (of: 'testScores' | 'trainScores') => {
      const parts = this.#scores.map((_, s) => collect((one) => one[of]?.[s]));
      const joined = new Float64Array(parts.length * rows.length * this.#nSplits);
      for (const [s, part] of parts.entries()) joined.set(part, s * part.length);
      return joined;
    };
    const hasTrain = rows.some(({ results }) => results.some((one) => one?.trainScores));
    const halved = rows.length > 0 && rows.every(({ spent }) => spent !== undefined);
    const spent = (of: keyof Spent) =>
      halved ? Int32Array.from(rows, (row) => row.spent?.[of] ?? 0) : null;
    return {
      params: rows.map(({ setting }) => setting),
      scores: this.#named ? this.#scores : undefined,
      nSplits: this.#nSplits,
      testScores: byScore('testScores'),
      trainScores: hasTrain ? byScore('trainScores') : null,
      fitTimes: collect(({ fitTime }) => fitTime),
      scoreTimes: collect(({ scoreTime }) => scoreTime),
      iter: spent('iter'),
      nResources: spent('nResources'),
    };
  }
}
