import type { MatrixLike } from '../contracts.js';
import { parseFeaturesInSteps } from '../data/dense.js';
import type { Steps } from '../progress.js';

/** Rows of a step: a forest of 100 trees takes 10 to 20 ms for them. */
const STEP_ROWS = 2048;

/** What a model says of each row, asked for a block of rows at a time. */
export function* inBlocks<T>(
  X: MatrixLike,
  ask: (rows: MatrixLike) => ArrayLike<T>,
  stepRows = STEP_ROWS,
): Steps<T[]> {
  const { data, rows, columns } = yield* parseFeaturesInSteps(X, 'inBlocks', {
    allowMissing: true,
  });
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
