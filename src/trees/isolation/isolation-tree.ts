import type { Dense } from '../../data/dense.js';
import type { Rng } from '../../random/rng.js';
import type { Tree, TreeBuilder } from '../tree.js';
import { averagePathLength, isolationDepth } from './path-length.js';

/**
 * One isolation tree: every node draws a column that varies in it, then a threshold between the
 * smallest and the largest value, until samples stand alone or the depth is used up. A node says how
 * many splits it takes to part its samples. Source: Liu, Ting and Zhou, ICDM (2008), algorithm 2.
 *
 * @param rows - the samples of the tree; moved into the order of the leaves
 * @param columns - the columns it may ask about; their order is changed
 */
export function growIsolationTree(
  { data, columns: width }: Dense,
  rows: Int32Array,
  columns: Int32Array,
  rng: Rng,
  builder: TreeBuilder,
): Tree {
  const maxDepth = isolationDepth(rows.length);
  const range = new Float64Array(2);
  builder.begin();
  const todo = [{ node: 0, start: 0, end: rows.length, depth: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, start, end, depth } = next;
    const count = end - start;
    builder.cover[node] = count;
    builder.loss[node] = 0;
    builder.value[node] = depth + averagePathLength(count);
    if (count <= 1 || depth >= maxDepth) continue;
    const column = drawVaried(data, width, rows, start, end, columns, rng, range);
    if (column < 0) continue;
    const [low, high] = range;
    const share = rng.next();
    const drawn =
      high - low < Infinity ? low + share * (high - low) : low * (1 - share) + high * share;
    const threshold = drawn < high ? drawn : low; // rounding may reach the largest value
    const missingLeft = rng.nextUint32() % 2 === 0;
    let left = start;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const value = data[row * width + column];
      if (Number.isNaN(value) ? !missingLeft : value > threshold) continue;
      rows[i] = rows[left];
      rows[left++] = row;
    }
    const child = builder.split(node, column, threshold, missingLeft);
    todo.push({ node: child + 1, start: left, end, depth: depth + 1 });
    todo.push({ node: child, start, end: left, depth: depth + 1 });
  }
  return builder.finish();
}

/**
 * A column with more than one value among the samples, drawn from all that have; constant ones are
 * passed over, so that they never hide an outlier. -1 when there is none.
 *
 * @param range - out: its smallest and largest value
 */
function drawVaried(
  data: Float64Array,
  width: number,
  rows: Int32Array,
  start: number,
  end: number,
  columns: Int32Array,
  rng: Rng,
  range: Float64Array,
): number {
  for (let left = columns.length; left > 0; left--) {
    const drawn = rng.nextInteger(left);
    const column = columns[drawn];
    columns[drawn] = columns[left - 1];
    columns[left - 1] = column;
    let low = Infinity;
    let high = -Infinity;
    for (let i = start; i < end; i++) {
      const value = data[rows[i] * width + column];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low < high) {
      range[0] = low;
      range[1] = high;
      return column;
    }
  }
  return -1;
}
