import type { Numbers } from './exact-features.js';

/**
 * The samples that one tree learns from, moved as it grows so that those of each node lie side by side:
 * three arrays in step.
 */
export interface TreeSamples {
  /** Row of each sample among the features. */
  readonly rows: Int32Array;
  /** Above 0. */
  readonly weights: Float64Array;
  /** Class number or target. */
  readonly targets: Float64Array;
}

/**
 * The samples of a tree, those without weight left out.
 *
 * @param weights - [nSamples]
 * @param targets - [nSamples]
 */
export function gatherSamples(weights: Float64Array, targets: Float64Array): TreeSamples {
  let size = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) size++;
  const samples = {
    rows: new Int32Array(size),
    weights: new Float64Array(size),
    targets: new Float64Array(size),
  };
  for (let i = 0, at = 0; i < weights.length; i++) {
    if (!(weights[i] > 0)) continue;
    samples.rows[at] = i;
    samples.weights[at] = weights[i];
    samples.targets[at] = targets[i];
    at++;
  }
  return samples;
}

/** Moves the samples of a node so that those going left come first, each side in the order it had. */
export class Partitioner {
  readonly #rows: Int32Array;
  readonly #weights: Float64Array;
  readonly #targets: Float64Array;
  readonly #missingCode: number;

  /**
   * @param size - most samples that are moved at once
   * @param missingCode - the code of a missing value
   */
  constructor(size: number, missingCode: number) {
    this.#missingCode = missingCode;
    this.#rows = new Int32Array(size);
    this.#weights = new Float64Array(size);
    this.#targets = new Float64Array(size);
  }

  /**
   * @param codes - of all rows in the column that is asked about
   * @param last - the last code that goes left
   * @param missingLeft - where missing values go
   * @returns where the right side begins
   */
  split(
    { rows, weights, targets }: TreeSamples,
    start: number,
    end: number,
    codes: Numbers,
    last: number,
    missingLeft: boolean,
  ): number {
    const missing = missingLeft ? 1 : 0;
    const missingCode = this.#missingCode;
    const otherRows = this.#rows;
    const otherWeights = this.#weights;
    const otherTargets = this.#targets;
    let left = start;
    let right = 0;
    // Every sample is written to both sides, and one side goes on: chance decides which, so a branch
    // would be guessed wrong half of the time.
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const weight = weights[i];
      const target = targets[i];
      const code = codes[row];
      const goesLeft = code === missingCode ? missing : code <= last ? 1 : 0;
      rows[left] = row;
      weights[left] = weight;
      targets[left] = target;
      otherRows[right] = row;
      otherWeights[right] = weight;
      otherTargets[right] = target;
      left += goesLeft;
      right += 1 - goesLeft;
    }
    rows.set(otherRows.subarray(0, right), left);
    weights.set(otherWeights.subarray(0, right), left);
    targets.set(otherTargets.subarray(0, right), left);
    return left;
  }
}
