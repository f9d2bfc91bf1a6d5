import { logistic, softmax } from '../../numeric/special.js';
import { maxAbs } from '../../numeric/vectors.js';
import { inStretches, type Steps, Stretch } from '../../progress.js';
import { countOutputs } from '../linear-margins.js';
import type { BlockDiagonal } from './block-diagonal.js';
import { BLOCK_ROWS, createProducts, PRODUCT_ROWS, weightedGram } from './design-products.js';
import type { LabelledDesign, Penalty } from './labelled-design.js';
import type { SmoothObjective } from './lbfgs.js';
import { evenLogLoss, logLoss, softmaxLoss } from './logistic-losses.js';
import type { ThinShares } from './thin-shares.js';

/** Multiply-adds that an exact Hessian may cost to be computed at every step: about 3 ms, and in passes over the data. */
const CHEAP = 3e6;
const CHEAP_PASSES = 6;
/** Multiply-adds beyond which only the diagonal of the Hessian is used: about 1 s. */
const DEAR = 1e9;

/**
 * Σ_i w_i · log loss of sample i + ½ Σ_j ridge_j θ_j², as a function of θ [nOutputs × width]: one
 * output for two classes, one a class otherwise.
 *
 * @param penalty - its lasso is not part of the function
 * @param budget - multiply-adds that are well spent on a Hessian that couples the classes
 * @param sample - some of the rows, weighted to the sum of all: they give the Hessian where all would be too dear
 * @param shares - looks at what each evaluation finds, of more than two classes
 */
export function createLogisticObjective(
  problem: LabelledDesign,
  penalty: Penalty,
  budget: number,
  sample: LabelledDesign = problem,
  shares?: ThinShares,
): SmoothObjective {
  const { design, codes, nClasses, weights } = problem;
  const { rows, width } = design;
  const { ridge } = penalty;
  const nOutputs = countOutputs(nClasses);
  const size = nOutputs * width;
  const margins = new Float64Array(PRODUCT_ROWS * nOutputs);
  const signs = nOutputs === 1 ? signsOf(codes) : new Float64Array(0);
  const binaryLoss = weights.every((weight) => weight === weights[0]) ? evenLogLoss : logLoss;
  const products = createProducts(design, nOutputs);

  function* evaluate(theta: Float64Array, gradient: Float64Array): Steps<number> {
    products.aim(theta);
    shares?.clear();
    let loss = 0;
    const stretch = new Stretch();
    for (let from = 0; from < rows; from += PRODUCT_ROWS) {
      const to = Math.min(from + PRODUCT_ROWS, rows);
      products.multiply(from, to, margins);
      // Losses are summed by blocks of few rows, whatever the products are made of.
      for (let first = from; first < to; first += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, to - first);
        const at = (first - from) * nOutputs;
        const some = margins.subarray(at, at + count * nOutputs);
        loss +=
          nOutputs === 1
            ? binaryLoss(some, first, count, signs, weights)
            : softmaxLoss(some, first, count, nClasses, codes, weights);
        shares?.watch(some, first, count);
      }
      products.add(from, to, margins);
      if (stretch.spend(2 * (to - from) * size)) yield;
    }
    products.gradient(gradient);
    for (let at = 0; at < size; at++) {
      const pull = ridge[at % width] * theta[at];
      gradient[at] += pull;
      loss += 0.5 * pull * theta[at];
    }
    return loss;
  }

  const { hessian, source, cost } = chooseHessian(problem, sample, budget);
  const exact = nOutputs === 1 ? hessian !== diagonalHessian : hessian === fullHessian;
  return {
    size,
    evaluate,
    hessian: (theta) => hessian(source, penalty, theta),
    hessianCost: cost / (2 * rows * size),
    exact,
    fresh: exact && source === problem && cost <= Math.max(CHEAP, CHEAP_PASSES * rows * size),
  };
}

const cube = (x: number) => x * x * x;

/** The best Hessian that is affordable: exact, exact for the sample, without coupling, diagonal. */
function chooseHessian(all: LabelledDesign, sample: LabelledDesign, budget: number) {
  const gramCost = ({ design: { rows, width } }: LabelledDesign) => (rows * width * width) / 2;
  const nOutputs = countOutputs(all.nClasses);
  const { width } = all.design;
  const pairs = (nOutputs * (nOutputs + 1)) / 2;
  const factorCost = cube(nOutputs * width) / 3;
  for (const source of [all, sample]) {
    const cost = pairs * gramCost(source) + factorCost;
    if (cost <= budget) return { hessian: fullHessian, source, cost };
  }
  const cost = nOutputs * (gramCost(sample) + cube(width) / 3);
  if (cost <= DEAR) return { hessian: blockHessian, source: sample, cost };
  return { hessian: diagonalHessian, source: sample, cost: sample.design.rows * width };
}

function signsOf(codes: Int32Array): Float64Array {
  const signs = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) signs[i] = codes[i] === 1 ? 1 : -1;
  return signs;
}

/** Probability of each output for each row [rows × nOutputs], in steps of some rows. */
function* probabilities(
  { design, nClasses }: LabelledDesign,
  theta: Float64Array,
): Steps<Float64Array> {
  const { rows, width } = design;
  const nOutputs = countOutputs(nClasses);
  const p = new Float64Array(rows * nOutputs);
  const products = createProducts(design, nOutputs);
  const stretch = new Stretch();
  products.aim(theta);
  for (let from = 0; from < rows; from += PRODUCT_ROWS) {
    const to = Math.min(from + PRODUCT_ROWS, rows);
    products.multiply(from, to, p.subarray(from * nOutputs));
    if (nOutputs === 1) for (let i = from; i < to; i++) p[i] = logistic(p[i]);
    else for (let i = from; i < to; i++) softmax(p, i * nOutputs, nOutputs);
    if (stretch.spend((to - from) * nOutputs * width)) yield;
  }
  return p;
}

/** w p_k (1 - p_k) for k = l, w p_k p_l otherwise [rows]. */
function curvatures(
  p: Float64Array,
  nOutputs: number,
  k: number,
  l: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0, row = 0; i < out.length; i++, row += nOutputs) {
    out[i] = weights[i] * p[row + k] * (k === l ? 1 - p[row + k] : p[row + l]);
  }
}

/** The Hessian without what couples the classes: exact where there are two. */
function* blockHessian(
  problem: LabelledDesign,
  { ridge }: Penalty,
  theta: Float64Array,
): Steps<BlockDiagonal> {
  const { design, nClasses, weights } = problem;
  const { rows, width } = design;
  const nOutputs = countOutputs(nClasses);
  const p = yield* probabilities(problem, theta);
  const curvature = new Float64Array(rows);
  const blocks = new Float64Array(nOutputs * width * width);
  const uniform = nOutputs > 1 && maxAbs(theta) === 0;
  for (let k = 0; k < nOutputs; k++) {
    if (k > 0 && uniform) {
      blocks.copyWithin(k * width * width, 0, width * width);
      continue;
    }
    curvatures(p, nOutputs, k, k, weights, curvature);
    const block = yield* weightedGram(design, curvature);
    for (let j = 0; j < width; j++) block[j * width + j] += ridge[j];
    blocks.set(block, k * width * width);
  }
  return { blockSize: width, blocks };
}

/** The exact Hessian in one block: diag(p) - pp' of each sample, times zz'. */
function* fullHessian(
  problem: LabelledDesign,
  { ridge, lasso }: Penalty,
  theta: Float64Array,
): Steps<BlockDiagonal> {
  const { design, nClasses, weights } = problem;
  const { rows, width } = design;
  const nOutputs = countOutputs(nClasses);
  const size = nOutputs * width;
  const p = yield* probabilities(problem, theta);
  const curvature = new Float64Array(rows);
  const blocks = new Float64Array(size * size);
  for (let k = 0; k < nOutputs; k++) {
    for (let l = 0; l <= k; l++) {
      curvatures(p, nOutputs, k, l, weights, curvature);
      const block = yield* weightedGram(design, curvature);
      const sign = k === l ? 1 : -1;
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          const value = sign * block[i * width + j];
          blocks[(k * width + i) * size + l * width + j] = value;
          blocks[(l * width + j) * size + k * width + i] = value;
        }
      }
    }
    for (let j = 0; j < width; j++) blocks[(k * width + j) * (size + 1)] += ridge[j];
  }
  for (let j = 0; j < width && nOutputs > 1; j++) {
    if (lasso[j] === 0) fillNullDirection(blocks, size, width, j);
  }
  return { blockSize: size, blocks };
}

/**
 * One number added to the coefficient of column j in all classes changes no probability. That way the
 * Hessian is almost or quite zero, and so is the gradient where the coefficients of the classes sum to
 * 0, as they do at the start and so ever after. Any curvature there leaves Newton's step as it is, and
 * makes the Hessian well conditioned. (A lasso has its own preference that way, so there it stays.)
 */
function fillNullDirection(blocks: Float64Array, size: number, width: number, j: number): void {
  const curvature = blocks[j * (size + 1)];
  for (let a = j; a < size; a += width) {
    for (let b = j; b < size; b += width) blocks[a * size + b] += curvature;
  }
}

/** Only the diagonal, where more is too dear. */
export function* diagonalHessian(
  problem: LabelledDesign,
  { ridge }: Penalty,
  theta: Float64Array,
): Steps<BlockDiagonal> {
  const { design, nClasses, weights } = problem;
  const { data, rows, width, shift, factor, intercept } = design;
  const nFeatures = factor.length;
  const nOutputs = countOutputs(nClasses);
  const p = yield* probabilities(problem, theta);
  const blocks = new Float64Array(nOutputs * width);
  yield* inStretches(rows, nOutputs * width, (from, to) => {
    for (let i = from; i < to; i++) {
      for (let k = 0; k < nOutputs; k++) {
        const share = p[i * nOutputs + k];
        const curvature = weights[i] * share * (1 - share);
        for (let j = 0; j < nFeatures; j++) {
          const z = (data[i * nFeatures + j] - shift[j]) * factor[j];
          blocks[k * width + j] += curvature * z * z;
        }
        if (intercept) blocks[k * width + nFeatures] += curvature;
      }
    }
  });
  for (let at = 0; at < blocks.length; at++) blocks[at] += ridge[at % width];
  return { blockSize: 1, blocks };
}
