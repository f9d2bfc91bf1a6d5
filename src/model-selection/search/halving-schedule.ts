/** What successive halving is to spend. */
export interface HalvingBudget {
  /** How many candidates begin. */
  readonly candidates: number;
  /** What is spent on each of them at first, at least. */
  readonly minResources: number;
  /** What is spent on one at most. */
  readonly maxResources: number;
  /** Of how many candidates one stays, and by how much more is spent on it. */
  readonly factor: number;
  /** Whether `minResources` rises so far that the last iteration spends as much as it can. */
  readonly exhaust: boolean;
  /** Whether the first iterations are repeated at the lowest cost until few enough candidates are left. */
  readonly aggressiveElimination: boolean;
}

/** What successive halving spends, iteration by iteration. */
export interface HalvingSchedule {
  /** What is spent on each candidate [nIterations]. */
  readonly resources: readonly number[];
  readonly minResources: number;
  readonly nRequiredIterations: number;
  readonly nPossibleIterations: number;
}

/**
 * How many iterations there are, and what each spends on a candidate: `factor` times what the one before did.
 * Sources: Jamieson and Talwalkar, AISTATS (2016); the numbers are scikit-learn's.
 */
export function halvingSchedule(budget: HalvingBudget): HalvingSchedule {
  const { candidates, maxResources, factor, exhaust, aggressiveElimination } = budget;
  const nRequiredIterations = 1 + wholeLog(candidates, factor);
  const minResources = exhaust
    ? Math.max(
        budget.minResources,
        Math.floor(maxResources / power(factor, nRequiredIterations - 1)),
      )
    : budget.minResources;
  const nPossibleIterations = 1 + wholeLog(Math.floor(maxResources / minResources), factor);
  const nIterations = aggressiveElimination
    ? nRequiredIterations
    : Math.min(nPossibleIterations, nRequiredIterations);
  const delay = aggressiveElimination ? Math.max(0, nRequiredIterations - nPossibleIterations) : 0;
  const resources = Array.from({ length: nIterations }, (_, i) => {
    const spent = Math.floor(power(factor, Math.max(0, i - delay)) * minResources);
    return Math.min(spent, maxResources);
  });
  return { resources, minResources, nRequiredIterations, nPossibleIterations };
}

/** How many of some candidates stay after an iteration. */
export function survivors(candidates: number, factor: number): number {
  return Math.ceil(candidates / factor);
}

/** factor^exponent for a whole exponent >= 0, by multiplication: the same bits everywhere. */
function power(factor: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result *= factor;
  return result;
}

/** The largest whole exponent with factor^exponent <= x, for x >= 1. */
function wholeLog(x: number, factor: number): number {
  let exponent = 0;
  for (let reached = factor; reached <= x; reached *= factor) exponent++;
  return exponent;
}
