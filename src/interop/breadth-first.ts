import type { Tree } from '../trees/tree.js';

/** The nodes of a tree level by level, siblings side by side: the order in which readers number them. */
export function breadthFirst({ left }: Tree): Int32Array {
  const order = new Int32Array(left.length);
  for (let at = 0, end = 1; at < end; at++) {
    const child = left[order[at]];
    if (child === 0) continue;
    order[end++] = child;
    order[end++] = child + 1;
  }
  return order;
}
