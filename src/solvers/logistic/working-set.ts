import { takeColumns } from './design.js';
import type { LabelledDesign, Penalty } from './labelled-design.js';
import type { MinimiseOptions, Minimum } from './lbfgs.js';
import { createLogisticObjective, diagonalHessian } from './logistic-objective.js';
import { minimiseSparse } from './proximal-newton.js';

/** Columns that join at once: at least, and in relation to those there already. */
const JOIN_MIN = 50;
const JOIN_SHARE = 0.5;

/**
 * Minimise with an L1 penalty where most of many columns get no weight: solve for a few columns, look
 * which others would gain, let the best of them join, until none is left.
 * Source: the active set with KKT check of Friedman, Hastie and Tibshirani (2010), section 2.5.
 *
 * @param start - [nOutputs × width], left as it is
 * @param budget - as in createLogisticObjective
 * @yields the value after each step, penalty included
 */
export function* minimiseOnWorkingSets(
  problem: LabelledDesign,
  penalty: Penalty,
  start: Float64Array,
  budget: number,
  { maxIter, tol, unit }: MinimiseOptions,
): Generator<number | undefined, Minimum, void> {
  const { width } = problem.design;
  const { lasso } = penalty;
  const whole = createLogisticObjective(problem, penalty, 0);
  const gradient = new Float64Array(whole.size);
  const x = start.slice();
  const joined = new Uint8Array(width);
  for (let at = 0; at < x.length; at++) {
    if (lasso[at % width] === 0 || x[at] !== 0) joined[at % width] = 1;
  }
  let last: Minimum | undefined; // of the columns that have joined
  let exactly = false;
  let nIter = 0;
  for (;;) {
    let value = yield* whole.evaluate(x, gradient);
    for (let at = 0; at < x.length; at++) value += lasso[at % width] * Math.abs(x[at]);
    const { blocks: curvature } = yield* diagonalHessian(problem, penalty, x);
    const gains = gainsOfJoining(gradient, curvature, lasso, joined);
    const left = gains.reduce((total, gain) => total + gain, 0);
    const scale = Math.min(unit, value);
    if (last !== undefined && (!last.converged || (exactly && left <= tol * tol * scale))) {
      return { ...last, x, nIter };
    }
    // As exact as what is left outside makes worth while.
    const ownTol = Math.max(tol, 0.1 * Math.sqrt(left / scale));
    exactly = ownTol === tol;
    joinBest(gains, joined);
    const columns = Int32Array.from(joined.keys()).filter((j) => joined[j] === 1);
    const own = { ridge: pick(penalty.ridge, columns), lasso: pick(lasso, columns) };
    const narrow = { ...problem, design: takeColumns(problem.design, columns) };
    // Where each coefficient of the narrow problem stands in x.
    const positions = new Int32Array((x.length / width) * columns.length);
    for (let at = 0; at < positions.length; at++) {
      const k = Math.floor(at / columns.length);
      positions[at] = k * width + columns[at % columns.length];
    }
    last = yield* minimiseSparse(
      createLogisticObjective(narrow, own, budget),
      pick(x, positions),
      own.lasso,
      { maxIter: maxIter - nIter, tol: ownTol, unit },
    );
    nIter += last.nIter;
    for (let at = 0; at < positions.length; at++) x[positions[at]] = last.x[at];
  }
}

/** The squared decrement that each column would add, all classes together [width]; 0 for those that have joined. */
function gainsOfJoining(
  gradient: Float64Array,
  curvature: Float64Array,
  lasso: Float64Array,
  joined: Uint8Array,
): Float64Array {
  const width = joined.length;
  const gains = new Float64Array(width);
  for (let at = 0; at < gradient.length; at++) {
    const j = at % width;
    const excess = Math.abs(gradient[at]) - lasso[j];
    if (joined[j] === 0 && excess > 0 && curvature[at] > 0) gains[j] += excess ** 2 / curvature[at];
  }
  return gains;
}

function joinBest(gains: Float64Array, joined: Uint8Array): void {
  const there = joined.reduce((total, one) => total + one, 0);
  const places = Math.max(JOIN_MIN, Math.floor(JOIN_SHARE * there));
  const threshold = gains.slice().sort()[Math.max(0, gains.length - places)];
  for (let j = 0; j < gains.length; j++) if (gains[j] > 0 && gains[j] >= threshold) joined[j] = 1;
}

function pick(values: Float64Array, positions: Int32Array): Float64Array {
  return Float64Array.from(positions, (at) => values[at]);
}
