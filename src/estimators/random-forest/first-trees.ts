import type { DrawnTrees } from '../../trees/drawn-rows.js';
import type { StoredTree } from '../../trees/slim-tree.js';

/** What any forest holds. */
interface Grown {
  readonly trees: StoredTree[];
  readonly draws: DrawnTrees[] | null;
}

/** A forest of the first trees of another, which one fit grew: a tree depends on its number and on none of the others. */
export function firstTrees<State extends Grown>(state: State, count: number): State {
  const draws = state.draws?.map((drawn) => ({ ...drawn, trees: count })) ?? null;
  return { ...state, trees: state.trees.slice(0, count), draws };
}
