import { pickRows } from '../../data/dense.js';
import type { Steps } from '../../progress.js';
import { createRng } from '../../random/rng.js';
import { countOutputs } from '../linear-margins.js';
import { takeRows } from './design.js';
import type { LabelledDesign } from './labelled-design.js';

/** Rows of the first sample for each column, and at least. */
const PER_COLUMN = 50;
const FEWEST = 2000;
/** A sample pays where what comes after it is this much larger. */
const LARGER = 3;
/** The second sample: a share of all rows, whose Hessian costs at most so many passes over all. */
const SHARE = 1 / 8;
const PASSES = 2;

/**
 * How many rows to fit before all are, from few to more; none where there are few rows anyway.
 *
 * The optimum of m rows is √(size · rows / m) standard errors from that of all, and with their Hessian a step on all
 * leaves about √(width / m) of the way. A first sample finds the region. A second one, of which a Hessian costs as much as
 * a pass over all, saves passes: on 100 000 × 50 and 1 000 000 × 20 six and four were left of nine.
 */
export function sampleSizes({ design, nClasses }: LabelledDesign): number[] {
  const { rows, width } = design;
  const nOutputs = countOutputs(nClasses);
  const first = Math.max(FEWEST, PER_COLUMN * width);
  if (rows <= LARGER * first) return [];
  const pass = 2 * rows * nOutputs * width;
  const hessianOfRow = (nOutputs * (nOutputs + 1) * width * width) / 4;
  const second = Math.floor(Math.min(SHARE * rows, (PASSES * pass) / hessianOfRow));
  return second > LARGER * first ? [first, second] : [first];
}

/** One row from each of many stretches of equal length, weighted to the sum of the whole; copied in steps of some rows. */
export function* takeSample(problem: LabelledDesign, size: number): Steps<LabelledDesign> {
  const { design, codes, nClasses, weights } = problem;
  const rng = createRng(0); // a draw within each stretch, so that periodic data cannot mislead
  const indices = new Int32Array(size);
  const ownCodes = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const from = Math.floor((i * design.rows) / size);
    const to = Math.floor(((i + 1) * design.rows) / size);
    indices[i] = from + rng.nextInteger(to - from);
    ownCodes[i] = codes[indices[i]];
  }
  const ownWeights = pickRows(weights, 1, indices);
  const factor = sum(weights) / sum(ownWeights);
  for (let i = 0; i < size; i++) ownWeights[i] *= factor;
  const own = yield* takeRows(design, indices);
  return { design: own, codes: ownCodes, nClasses, weights: ownWeights };
}

/** The sum of some numbers. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
