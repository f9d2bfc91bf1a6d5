/** What a search by halving spent. */
export interface HalvingFacts {
  /** What was spent on each candidate of the first iteration. */
  readonly minResources: number;
  /** What could be spent on a candidate at most. */
  readonly maxResources: number;
  /** What was spent on each candidate [nIterations]. */
  readonly nResources: number[];
  /** How many candidates were tried [nIterations]. */
  readonly nCandidates: number[];
  /** How many iterations it takes to be left with fewer candidates than `factor`. */
  readonly nRequiredIterations: number;
  /** How many iterations the resources allow. */
  readonly nPossibleIterations: number;
  /** How many candidates were left after the last iteration. */
  readonly nRemainingCandidates: number;
}
