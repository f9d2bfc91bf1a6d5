import { exp } from '../numeric/exp-log.js';
import { softmax } from '../numeric/special.js';
import { inStretches, type Steps } from '../progress.js';

/** Furthest logarithm of a factor that is tried, as scikit-learn has it. */
const FURTHEST = 10;
/** Halvings of the range from -10 to 10, until rounding ends them. */
const HALVINGS = 60;
/** Operations of a logit in a pass: an exponential function, most of all. */
const WORK_OF_LOGIT = 16;

/**
 * The factor β of all logits with the smallest log loss of softmax(β · logits), from e^-10 to e^10; its inverse is called
 * the temperature. The loss is convex in β, so the root of its slope is found by halving.
 * In steps of some rows. Source: Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017.
 *
 * @param logits - row-major [n × nClasses]
 * @param codes - true class of each row [n]
 * @param weights - how much each row counts [n], or undefined for all alike
 * @returns β; 1 for no rows
 */
export function* fitTemperature(
  logits: Float64Array,
  codes: Int32Array,
  weights: Float64Array | undefined,
): Steps<number> {
  if (codes.length === 0) return 1;
  let low = -FURTHEST;
  let high = FURTHEST;
  if ((yield* slope(exp(low), logits, codes, weights)) >= 0) return exp(low);
  if ((yield* slope(exp(high), logits, codes, weights)) <= 0) return exp(high);
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if ((yield* slope(exp(middle), logits, codes, weights)) > 0) high = middle;
    else low = middle;
  }
  return exp((low + high) / 2);
}

/** Slope of the summed log loss in β: expected logits under the model, minus those of the true classes. In steps of some rows. */
function* slope(
  beta: number,
  logits: Float64Array,
  codes: Int32Array,
  weights: Float64Array | undefined,
): Steps<number> {
  const nClasses = logits.length / codes.length;
  const shares = new Float64Array(nClasses);
  let total = 0;
  yield* inStretches(codes.length, WORK_OF_LOGIT * nClasses, (from, to) => {
    let sum = total;
    for (let i = from, row = from * nClasses; i < to; i++, row += nClasses) {
      temperedShares(beta, logits, row, shares);
      let expected = 0;
      for (let k = 0; k < nClasses; k++) {
        if (shares[k] > 0) expected += shares[k] * (logits[row + k] - logits[row + codes[i]]);
      }
      sum += weights === undefined ? expected : weights[i] * expected;
    }
    total = sum;
  });
  return total;
}

/**
 * softmax(β · logits) of one row. The largest logit is taken off before β multiplies, since the product can overflow.
 *
 * @param logits - holds the row from `row` on, as long as `shares`
 * @param shares - out [nClasses]
 */
export function temperedShares(
  beta: number,
  logits: Float64Array,
  row: number,
  shares: Float64Array,
): void {
  let largest = logits[row];
  for (let k = 1; k < shares.length; k++) largest = Math.max(largest, logits[row + k]);
  for (let k = 0; k < shares.length; k++) shares[k] = beta * (logits[row + k] - largest);
  softmax(shares);
}
