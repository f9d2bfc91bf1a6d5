import type { MatrixLike } from '../contracts.js';
import { parseFeaturesInSteps } from '../data/dense.js';
import type { Steps } from '../progress.js';

/** Rows of a step: a forest of 100 deep trees takes some 20 ms for them where values are missing. */
const STEP_ROWS = 512;
/** Values that a kernel machine compares in a step: some 10 ms. */
const STEP_VALUES = 2 ** 22;

/** Rows that a model can be asked for in a step: a kernel machine compares each with all of its support vectors. */
function affordableRows(model: object, columns: number): number {
  const scaled = 'regressor' in model ? model.regressor : model; // behind a scaled target
  const support = (scaled as { readonly support?: readonly number[] }).support?.length ?? 0;
  return Math.max(1, Math.floor(STEP_VALUES / (support * columns)));
}

/**
 * What a model says of each row, asked for a block of rows at a time.
 *
 * @param model - what is asked, for the size of the blocks
 * @param mostRows - of a block
 */
export function* inBlocks<T>(
  X: MatrixLike,
  ask: (rows: MatrixLike) => ArrayLike<T>,
  model: object,
  mostRows = STEP_ROWS,
): Steps<T[]> {
  const { data, rows, columns } = yield* parseFeaturesInSteps(X, 'inBlocks', {
    allowMissing: true,
  });
  const stepRows = Math.min(mostRows, affordableRows(model, columns));
  const said: T[] = [];
  for (let from = 0; from < rows; from += stepRows) {
    const to = Math.min(rows, from + stepRows);
    const block = data.subarray(from * columns, to * columns);
    const answers = ask({ data: block, rows: to - from, columns });
    for (let i = 0; i < answers.length; i++) said.push(answers[i]);
    yield;
  }
  return said;
}
