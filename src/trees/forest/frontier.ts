import type { Candidate } from './split.js';

/** The leaves that can still be split: the last one comes first (depth first), or the best one. */
export class Frontier {
  readonly #candidates: Candidate[] = [];
  readonly #bestFirst: boolean;

  constructor(bestFirst: boolean) {
    this.#bestFirst = bestFirst;
  }

  push(candidate: Candidate): void {
    const heap = this.#candidates;
    heap.push(candidate);
    if (!this.#bestFirst) return;
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!better(candidate, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = candidate;
  }

  pop(): Candidate | undefined {
    const heap = this.#candidates;
    const last = heap.pop();
    if (!this.#bestFirst || last === undefined || heap.length === 0) return last;
    const best = heap[0];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && better(heap[child + 1], heap[child])) child++;
      if (!better(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return best;
  }
}

/** By gain, the older node on a tie. */
function better(a: Candidate, b: Candidate): boolean {
  return a.gain > b.gain || (a.gain === b.gain && a.node < b.node);
}
