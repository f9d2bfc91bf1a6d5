import type { Dense } from '../../data/dense.js';
import { drain, type Steps } from '../../progress.js';
import { unheard } from '../../warnings.js';
import { type Pool, rowsOfCodes } from '../tables/column-pools.js';
import type { TableAnswers } from '../tables/table-answers.js';
import type { ColumnChoices } from './column-choices.js';
import type { Goal } from './counterfactual-goal.js';

/** A row with some columns changed. */
export interface Candidate {
  /** Of its cells: 0 is that of the row itself, as pools of a single row have it. */
  readonly codes: Int32Array;
  /** Tells it from others with other codes. */
  readonly key: string;
  /** Positions of the columns that are changed. */
  readonly changed: readonly number[];
  /** Sum of what the changes cost. */
  readonly distance: number;
}

/** A candidate, and what the model makes of it. */
export interface Judged extends Candidate {
  /** Whether it is predicted as it is to be. */
  readonly reached: boolean;
  /** How near it is to that. */
  readonly closeness: number;
}

/** The candidate with these codes. */
export function candidateOf(codes: Int32Array, choices: readonly ColumnChoices[]): Candidate {
  const changed: number[] = [];
  let distance = 0;
  for (const { position, costs } of choices) {
    if (codes[position] === 0) continue;
    changed.push(position);
    distance += costs[codes[position]];
  }
  return { codes, key: codes.join(), changed, distance };
}

/** The codes of a candidate, another one in one column. */
export function withCode({ codes }: Candidate, position: number, code: number): Int32Array {
  const next = codes.slice();
  next[position] = code;
  return next;
}

/** Each candidate once. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((one) => [one.key, one])).values()];
}

const NOTHING: Dense = /* @__PURE__ */ Object.freeze({
  data: /* @__PURE__ */ new Float64Array(0),
  rows: 0,
  columns: 0,
});

/** Asks the model about candidates, up to so many. */
export class RowCandidates {
  /** The row as it is. */
  readonly start: Candidate;
  /** The rows of the background, by their codes. */
  readonly pools: readonly Pool[];
  readonly #answers: TableAnswers;
  readonly #goal: Goal;
  readonly #most: number;
  /** Those that were judged, by their codes. */
  readonly #known = new Map<string, Judged>();
  #asked = 0;

  constructor(
    answers: TableAnswers,
    { pools, goal, most }: { pools: readonly Pool[]; goal: Goal; most: number },
  ) {
    this.pools = pools;
    this.start = candidateOf(new Int32Array(pools.length), []);
    this.#answers = answers;
    this.#goal = goal;
    this.#most = most;
  }

  /** How many rows were asked about. */
  get asked(): number {
    return this.#asked;
  }

  /** How many may yet be. */
  get left(): number {
    return this.#most - this.#asked;
  }

  /** Judge candidates in their order: those that are known, and of the others as many as may yet be asked about. */
  *judge(candidates: readonly Candidate[]): Steps<Judged[]> {
    const { rowsAsked } = this.#answers;
    const unknown = candidates.filter(({ key }) => !this.#known.has(key));
    const end = Math.min(unknown.length, this.left);
    for (let from = 0; from < end; from += rowsAsked) {
      for (const judged of this.#ask(unknown.slice(from, Math.min(end, from + rowsAsked)))) {
        this.#known.set(judged.key, judged);
      }
      yield;
    }
    return candidates
      .map(({ key }) => this.#known.get(key))
      .filter((judged) => judged !== undefined);
  }

  #ask(candidates: readonly Candidate[]): Judged[] {
    const columns = this.pools.length;
    const data = new Float64Array(candidates.length * columns);
    for (const [i, { codes }] of candidates.entries()) data.set(codes, i * columns);
    this.#asked += candidates.length;
    const table = rowsOfCodes({ data, rows: candidates.length, columns }, this.pools);
    return unheard(() => {
      const predicted = drain(this.#answers.predictions(table));
      // Of numbers the prediction says all.
      const said = this.#answers.unit === 'value' ? NOTHING : this.#answers.ask(table);
      return candidates.map((candidate, i) => ({
        ...candidate,
        reached: this.#goal.reached(predicted[i]),
        closeness: this.#goal.closeness(predicted[i], said, i),
      }));
    });
  }
}
