import { columnMeansInSteps, sumOfWeights } from '../../numeric/statistics.js';
import type { Steps, Training } from '../../progress.js';
import { centre, withOneScale } from './centring.js';
import type { LinearFit, LinearProblem, Origin } from './linear-problem.js';
import { solveNarrow, solveWide } from './minimum-norm.js';
import { solveNonNegative } from './nnls.js';
import { solveNormalEquations } from './normal-equations.js';
import { solveRowEquations } from './row-equations.js';

export interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  /** Whether coefficients must be at least 0. */
  readonly positive: boolean;
}

/**
 * Weighted least squares: the coefficients that minimise Σ w_i (y_i - x_i · coef - intercept)²;
 * where several do, those of smallest Euclidean norm.
 *
 * Well-conditioned problems take the normal equations (of the second kind where rows are fewer) with
 * iterative refinement, which are as accurate there as an orthogonal factorisation at a fraction of
 * its cost; all others take Householder QR. Cost: n d² flops for the first, 2 n d² for the second.
 *
 * @param problem - finite numbers; weights from 0 to 1
 */
export function* leastSquares(
  problem: LinearProblem,
  { fitIntercept, positive }: LeastSquaresOptions,
): Training<LinearFit> {
  const { rows, columns } = problem.samples;
  const origin = yield* findOrigin(problem, fitIntercept);
  let fit: LinearFit | undefined;
  if (positive) {
    fit = yield* solveNonNegative(problem, origin);
  } else {
    fit = yield* solveByProducts(problem, origin);
    fit ??= yield* rows < columns ? solveWide(problem, origin) : solveNarrow(problem, origin);
  }
  yield { done: 2 * rows, total: 2 * rows, unit: 'row' };
  return fit;
}

/**
 * From the products of columns with each other, or of rows where those are fewer; centred rows are one fewer.
 *
 * @returns undefined when they depend on each other, or nearly do
 */
function* solveByProducts(problem: LinearProblem, origin: Origin): Training<LinearFit | undefined> {
  const { rows, columns } = problem.samples;
  const independent = origin.fitIntercept ? rows - 1 : rows;
  if (independent >= columns) return yield* solveNormalEquations(problem, origin);
  const centring = yield* centre(problem, origin);
  const varying = centring.scale.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  return yield* rows === columns && varying < columns
    ? solveNormalEquations(problem, origin)
    : solveRowEquations(problem, origin, withOneScale(centring));
}

/** Column means, up to the rounding that the solvers take care of. */
function* findOrigin(
  { samples, targets, weights }: LinearProblem,
  fitIntercept: boolean,
): Steps<Origin> {
  const { rows, columns } = samples;
  const totalWeight = sumOfWeights(rows, weights);
  if (!fitIntercept) {
    return { fitIntercept, shift: new Float64Array(columns), targetShift: 0, totalWeight };
  }
  const shift = yield* columnMeansInSteps(samples, weights);
  const [targetShift] = yield* columnMeansInSteps({ data: targets, rows, columns: 1 }, weights);
  return { fitIntercept, shift, targetShift, totalWeight };
}
