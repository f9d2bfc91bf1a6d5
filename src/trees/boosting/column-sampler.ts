import type { Rng } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';

/** Shares of the columns that trees, levels and nodes may ask about, each of those that its wider one has. */
export interface ColumnShares {
  readonly byTree: number;
  readonly byLevel: number;
  readonly byNode: number;
}

/** Whether every node may ask about every column. */
export const drawsAll = ({ byTree, byLevel, byNode }: ColumnShares): boolean =>
  byTree === 1 && byLevel === 1 && byNode === 1;

/** Draws columns for one tree: those of a level when it is first reached, those of a node at each call. */
export class ColumnSampler {
  readonly #rng: Rng;
  readonly #shares: ColumnShares;
  readonly #ofTree: Int32Array;
  readonly #ofLevel: Int32Array[] = [];

  constructor(columns: Int32Array, shares: ColumnShares, rng: Rng) {
    this.#rng = rng;
    this.#shares = shares;
    this.#ofTree = this.#draw(columns, shares.byTree);
  }

  /** Columns for a node at this depth, ascending. */
  columns(depth: number): Int32Array {
    while (this.#ofLevel.length <= depth) {
      this.#ofLevel.push(this.#draw(this.#ofTree, this.#shares.byLevel));
    }
    return this.#draw(this.#ofLevel[depth], this.#shares.byNode);
  }

  #draw(columns: Int32Array, share: number): Int32Array {
    if (share === 1) return columns;
    const size = Math.max(1, Math.floor(share * columns.length));
    return choice(columns.length, size, this.#rng)
      .sort()
      .map((at) => columns[at]);
  }
}
