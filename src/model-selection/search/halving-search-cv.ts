import type { AnyEstimator } from '../../estimator.js';
import type { HalvingFacts } from './halving-facts.js';
import type { HalvingOptions } from './halving-options.js';
import { SearchCV } from './search-cv.js';

/** A search by successive halving: what it tells of its iterations. */
export abstract class HalvingSearchCV<
  E extends AnyEstimator,
  Options extends HalvingOptions<E>,
> extends SearchCV<E, Options> {
  /** What was spent on each candidate [nIterations]. */
  get nResources(): readonly number[] {
    return this.shown('nResources', () => this.#facts('nResources').nResources.slice());
  }

  /** How many candidates were tried [nIterations]. */
  get nCandidates(): readonly number[] {
    return this.shown('nCandidates', () => this.#facts('nCandidates').nCandidates.slice());
  }

  /** How many iterations there were. */
  get nIterations(): number {
    return this.#facts('nIterations').nResources.length;
  }

  /** How many iterations it takes to be left with fewer candidates than `factor`. */
  get nRequiredIterations(): number {
    return this.#facts('nRequiredIterations').nRequiredIterations;
  }

  /** How many iterations the resources allow. */
  get nPossibleIterations(): number {
    return this.#facts('nPossibleIterations').nPossibleIterations;
  }

  /** How many candidates were left after the last iteration. */
  get nRemainingCandidates(): number {
    return this.#facts('nRemainingCandidates').nRemainingCandidates;
  }

  /** What was spent on each candidate of the first iteration. */
  get minResources(): number {
    return this.#facts('minResources').minResources;
  }

  /** What could be spent on a candidate at most. */
  get maxResources(): number {
    return this.#facts('maxResources').maxResources;
  }

  #facts(member: string): HalvingFacts {
    return this.fitted(member).halving as HalvingFacts;
  }
}
