import { NotFittedError } from '../errors.js';
import { reserve } from '../memory.js';
import { toArray } from '../numeric/vectors.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { choice } from '../random/sampling.js';
import { cumulate } from '../random/weighted-sampling.js';
import * as schema from '../serialization/schema.js';
import { drawRows } from './forest/bootstrap.js';
import type { ForestPlan } from './forest/forest.js';

/**
 * Trees that one fit grew, and what it takes to name the rows of each again. The seed of the forest repeats the draws,
 * so that a file holds three numbers instead of every row of every tree.
 */
export interface DrawnTrees {
  /** How many they are. */
  readonly trees: number;
  /** Rows of X in that fit. */
  readonly rows: number;
  /** Rows that a tree learned from, each as often as it was drawn. */
  readonly draws: number;
  /**
   * `all`: every tree learned from every row that has weight. `again`: rows were drawn with replacement, `once`:
   * without. `kept`: those drawn are in `kept`.
   */
  readonly method: 'all' | 'again' | 'once' | 'kept';
  /**
   * Weights [rows] that rows were drawn by, or that left some out; null where they had no part in it. Weighted draws
   * cannot be repeated without them, and 8 bytes a row are little beside the trees of a random forest, each of which
   * has about as many nodes as rows.
   */
  readonly weights: Float64Array | null;
  /**
   * Rows drawn [trees × draws], null by other methods. Where trees see a few hundred rows of millions, as isolation
   * trees do, weights would outgrow the trees; these add a tenth to them.
   */
  readonly kept: Int32Array | null;
}

/** How `trees` trees of a forest come by their rows. */
export function forestDraws({ bootstrap, weights }: ForestPlan, trees: number): DrawnTrees {
  const rows = weights.length;
  if (bootstrap !== undefined) {
    const { draws, cumulative } = bootstrap;
    const by = cumulative === undefined ? null : weights.slice();
    return { trees, rows, draws, method: 'again', weights: by, kept: null };
  }
  const draws = countWeighted(weights);
  const by = draws === rows ? null : weights.slice();
  return { trees, rows, draws, method: 'all', weights: by, kept: null };
}

/** How trees come by rows that are drawn alike, `again` or each at most once. */
export function drawsAlike(rows: number, draws: number, again: boolean, trees: number): DrawnTrees {
  return { trees, rows, draws, method: again ? 'again' : 'once', weights: null, kept: null };
}

/** The rows that each tree was given, as many to all, where they are kept as they are. */
export function drawsKept(rows: number, drawn: readonly Int32Array[]): DrawnTrees {
  const draws = drawn[0]?.length ?? 0;
  const kept = new Int32Array(drawn.length * draws);
  for (let t = 0; t < drawn.length; t++) kept.set(drawn[t], t * draws);
  return { trees: drawn.length, rows, draws, method: 'kept', weights: null, kept };
}

/**
 * What a warm start adds to the fits before: the same draws count on, so that trees added one by one do not store
 * their weights again and again.
 *
 * @param before - undefined for a new forest, null where its first trees are of a file that does not tell
 */
export function addDraws(
  before: readonly DrawnTrees[] | null | undefined,
  next: DrawnTrees,
): DrawnTrees[] | null {
  if (before === null) return null;
  const fits = before?.slice() ?? [];
  if (next.trees === 0) return fits;
  const last = fits.at(-1);
  if (last === undefined || !isAlike(last, next)) return [...fits, next];
  return [...fits.slice(0, -1), { ...last, trees: last.trees + next.trees }];
}

function isAlike(a: DrawnTrees, b: DrawnTrees): boolean {
  if (a.method !== b.method || a.method === 'kept') return false;
  if (a.rows !== b.rows || a.draws !== b.draws) return false;
  if (a.weights === null || b.weights === null) return a.weights === b.weights;
  return a.weights.every((weight, i) => weight === b.weights?.[i]);
}

/**
 * The rows that each tree learned from, ascending, each as often as it was drawn.
 *
 * @param fits - null where the model is of a file that does not tell
 * @param seed - of the forest
 * @param where - the getter, for messages
 * @returns [nTrees][draws]
 * @throws NotFittedError when the model is of such a file
 * @throws InvalidInputError when the rows would take more than the memory limit
 */
export function drawnRows(
  fits: readonly DrawnTrees[] | null,
  seed: Seed,
  where: string,
): number[][] {
  if (fits === null) {
    throw new NotFittedError(
      `${where}: the model was saved by an earlier version, whose files do not tell which rows each tree learned from. Fit again.`,
    );
  }
  const forest = createRng(seed);
  reserveRows(fits, where);
  const drawn: number[][] = [];
  for (const fit of fits) {
    const draw = planDraws(fit);
    for (let i = 0; i < fit.trees; i++) drawn.push(toArray(draw(forest.fork(drawn.length), i)));
  }
  return drawn;
}

/** The rows of a tree from its stream and its number within the fit. */
function planDraws(fit: DrawnTrees): (rng: Rng, i: number) => Int32Array {
  const { rows, draws, method, weights, kept } = fit;
  if (method === 'again') {
    const cumulative = weights === null ? undefined : cumulate(weights);
    return (rng) => drawRows({ draws, cumulative }, rows, rng);
  }
  if (method === 'once') return (rng) => choice(rows, draws, rng).sort();
  if (kept !== null) return (_rng, i) => kept.slice(i * draws, (i + 1) * draws).sort();
  const all = new Int32Array(draws);
  for (let row = 0, at = 0; row < rows; row++) {
    if (weights === null || weights[row] > 0) all[at++] = row;
  }
  return () => all;
}

/** Refuse what memory cannot hold, and with it what a hostile file claims. */
function reserveRows(fits: readonly DrawnTrees[], where: string): void {
  const trees = fits.reduce((sum, fit) => sum + fit.trees, 0);
  const drawn = fits.reduce((sum, fit) => sum + fit.trees * fit.draws, 0);
  const rows = fits.reduce((most, fit) => Math.max(most, fit.rows), 0);
  reserve(8 * (drawn + rows), {
    where,
    what: `${drawn} rows drawn from ${rows} for ${trees} trees`,
    remedy: 'Lower nEstimators or maxSamples.',
  });
}

const LARGEST_ROWS = 2 ** 31 - 1;

const fitSchema = schema.object<DrawnTrees>(
  {
    trees: schema.number({ integer: true, min: 1 }),
    rows: schema.number({ integer: true, min: 1, max: LARGEST_ROWS }),
    draws: schema.number({ integer: true, min: 1 }),
    method: schema.oneOf('all', 'again', 'once', 'kept'),
    weights: schema.nullable(schema.float64('weights', { min: 0 })),
    kept: schema.nullable(schema.int32('kept', { min: 0 })),
  },
  wrongIn,
);

/** The field of a forest's state; files of earlier versions lack it. */
export const drawnTrees = schema.younger<DrawnTrees[] | null>(
  schema.nullable(
    schema.list(schema.apart(fitSchema)), // as fits differ in their numbers of rows
  ),
  null,
);

/** What is wrong with the draws of this many trees, if anything is. */
export function wrongDraws(fits: readonly DrawnTrees[] | null, trees: number): string | undefined {
  if (fits === null) return undefined;
  const told = fits.reduce((sum, fit) => sum + fit.trees, 0);
  return told === trees ? undefined : `the rows of ${told} trees are told, but there are ${trees}.`;
}

function wrongIn({ trees, rows, draws, method, weights, kept }: DrawnTrees): string | undefined {
  if (weights !== null) {
    if (weights.length !== rows) return `there are ${weights.length} weights of ${rows} rows.`;
    const sum = cumulate(weights)[rows - 1];
    if (!(sum > 0 && sum < Infinity)) return `the weights sum to ${sum}.`;
  }
  if ((kept !== null) !== (method === 'kept')) return 'rows are kept by the method "kept" alone.';
  if (kept !== null && kept.length !== trees * draws) return `${kept.length} rows are kept.`;
  if (kept?.some((row) => row >= rows)) return `a row is kept that is not one of ${rows}.`;
  if (method === 'once' && draws > rows) return `${draws} of ${rows} rows are drawn once.`;
  const weighted = weights === null ? rows : countWeighted(weights);
  if (method === 'all' && draws !== weighted) return `${draws} of ${weighted} rows are all.`;
  return undefined;
}

function countWeighted(weights: Float64Array): number {
  return weights.reduce((n, weight) => n + (weight > 0 ? 1 : 0), 0);
}
