import { type Progress, type Steps, Stretch, type Training } from '../../progress.js';
import { type ColumnChoices, nearerCodes, someOf } from './column-choices.js';
import {
  type Candidate,
  candidateOf,
  distinct,
  type Judged,
  type RowCandidates,
  withCode,
} from './row-candidates.js';

/** Changes that are gone on from with a further column. */
const BEAM = 8;
/** Of these, most with changes of the same columns. */
const ALIKE = 2;
/** Values of a column that are tried alone, and together with other changes. */
const TRIED_ALONE = 32;
const TRIED_TOGETHER = 12;
/** RowCandidates that will do which are made smaller, of which the smallest counts. */
const REFINED = 5;
/** Rows of the background that are tried, nearest first. */
const SEEN_ROWS = 256;

/**
 * A candidate that will do with as few changes as can be found, and these as small; undefined where none is found.
 *
 * @param choices - of the columns that may change
 */
export function* searchNearest(
  candidates: RowCandidates,
  choices: readonly ColumnChoices[],
  maxChanges: number,
): Training<Candidate | undefined> {
  const [start] = yield* candidates.judge([candidates.start]);
  if (start.reached) return start;
  const built = yield* addChanges(candidates, choices, maxChanges, start);
  if (built !== undefined && built.changed.length === 1) return built;
  const seen = yield* leaveOutChanges(candidates, choices, maxChanges);
  return smallest([built, seen].filter((found) => found !== undefined));
}

/** From the row on: one more column at a time, on the most promising of the changes so far. */
function* addChanges(
  candidates: RowCandidates,
  choices: readonly ColumnChoices[],
  maxChanges: number,
  start: Judged,
): Training<Candidate | undefined> {
  let beam: readonly Judged[] = [start];
  for (let size = 1; size <= maxChanges && beam.length > 0 && candidates.left > 0; size++) {
    const next = yield* extensions(beam, choices, candidates.left);
    const judged = yield* candidates.judge(next);
    yield progressOf(candidates);
    const reached = judged.filter((one) => one.reached).sort(byDistance);
    if (reached.length > 0) {
      return yield* smallestRefined(candidates, choices, reached.slice(0, REFINED));
    }
    beam = mostPromising(judged);
  }
  return undefined;
}

/** The nearest to the goal, few of the same columns: else other values of one column would be all. */
function mostPromising(judged: readonly Judged[]): Judged[] {
  const taken = new Map<string, number>();
  const order = [...judged].sort((a, b) => b.closeness - a.closeness || byDistance(a, b));
  const promising = order.filter(({ changed }) => {
    const columns = changed.join();
    const before = taken.get(columns) ?? 0;
    taken.set(columns, before + 1);
    return before < ALIKE;
  });
  return promising.slice(0, BEAM);
}

/** All of a beam with one more column changed, each once; of fewer values where there are too many columns. */
function* extensions(
  beam: readonly Judged[],
  choices: readonly ColumnChoices[],
  left: number,
): Steps<Candidate[]> {
  const usual = beam[0].changed.length === 0 ? TRIED_ALONE : TRIED_TOGETHER;
  const affordable = Math.floor(left / 2 / (beam.length * choices.length));
  const most = Math.max(2, Math.min(usual, affordable));
  const found: Candidate[] = [];
  const stretch = new Stretch();
  for (const one of beam) {
    for (const column of choices) {
      if (one.changed.includes(column.position)) continue;
      for (const code of someOf(column, most)) {
        found.push(candidateOf(withCode(one, column.position, code), choices));
        if (stretch.spend(CANDIDATE_WORK * one.codes.length)) yield;
      }
    }
  }
  return distinct(found);
}

/** Elementary operations that making a candidate takes a column. */
const CANDIDATE_WORK = 64;

/** From the nearest rows of the background that will do: what is not needed of their differences is left out. */
function* leaveOutChanges(
  candidates: RowCandidates,
  choices: readonly ColumnChoices[],
  maxChanges: number,
): Training<Candidate | undefined> {
  const rows = distinct(yield* rowsOfBackground(candidates, choices)).sort(byDistance);
  const judged = yield* candidates.judge(rows.slice(0, SEEN_ROWS));
  const reached = judged.filter((one) => one.reached).slice(0, REFINED);
  const found = yield* smallestRefined(candidates, choices, reached);
  return found !== undefined && found.changed.length <= maxChanges ? found : undefined;
}

/** The row with the values of each row of the background where columns may change; what is missing there stays. */
function* rowsOfBackground(
  { pools, start }: RowCandidates,
  choices: readonly ColumnChoices[],
): Steps<Candidate[]> {
  const usable = choices.map(({ position, codes }) => ({ position, known: new Set(codes) }));
  const found: Candidate[] = [];
  const stretch = new Stretch();
  for (let b = 0; b < pools[0].background.length; b++) {
    const codes = start.codes.slice();
    for (const { position, known } of usable) {
      const code = pools[position].background[b];
      if (known.has(code)) codes[position] = code;
    }
    found.push(candidateOf(codes, choices));
    if (stretch.spend(CANDIDATE_WORK * codes.length)) yield;
  }
  return found;
}

/** A candidate that will do, one change after the other taken back where it does without: the largest first. */
function* withoutNeedless(
  candidates: RowCandidates,
  choices: readonly ColumnChoices[],
  one: Judged,
): Training<Judged> {
  let best = one;
  for (;;) {
    const own = choices.filter(({ position }) => best.changed.includes(position));
    const smaller = own.map(({ position }) => candidateOf(withCode(best, position, 0), choices));
    const judged = yield* candidates.judge(smaller);
    const [next] = judged.filter(({ reached }) => reached).sort(byDistance);
    if (next === undefined) return best;
    best = next;
  }
}

/** The smallest of some candidates that will do, less what is needless, their numbers as near as they can be. */
function* smallestRefined(
  candidates: RowCandidates,
  choices: readonly ColumnChoices[],
  found: readonly Judged[],
): Training<Candidate | undefined> {
  const refined: Judged[] = [];
  for (const one of found) {
    let best = yield* withoutNeedless(candidates, choices, one);
    for (const column of choices) {
      if (!column.isNumber || !best.changed.includes(column.position)) continue;
      best = yield* nearestValue(candidates, choices, column, best);
    }
    refined.push(best);
    yield progressOf(candidates);
  }
  return smallest(refined);
}

/**
 * A candidate with the value of one column that is nearest to the row's and will do, by halving: exact where all values
 * beyond one that will do do too.
 */
function* nearestValue(
  candidates: RowCandidates,
  choices: readonly ColumnChoices[],
  column: ColumnChoices,
  one: Judged,
): Training<Judged> {
  const { position } = column;
  const nearer = nearerCodes(column, one.codes[position]);
  let best = one;
  let low = 0;
  let high = nearer.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const next = candidateOf(withCode(one, position, nearer[middle]), choices);
    const [judged] = yield* candidates.judge([next]);
    if (judged === undefined) break; // no more may be asked about
    if (judged.reached) {
      best = judged;
      high = middle;
    } else low = middle + 1;
  }
  return best;
}

const byDistance = (a: Candidate, b: Candidate): number => a.distance - b.distance;

/** The one with the fewest changes, of these the nearest. */
function smallest<C extends Candidate>(found: readonly C[]): C | undefined {
  const [first] = [...found].sort(
    (a, b) => a.changed.length - b.changed.length || byDistance(a, b),
  );
  return first;
}

function progressOf({ asked, left }: RowCandidates): Progress {
  return { done: asked, total: asked + left, unit: 'prediction' };
}
