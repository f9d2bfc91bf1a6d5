/**
 * Move the points that belong before `middle` in the order of a column there. Source: Hoare's find, CACM 4 (1961).
 *
 * @param order - numbers of points, of which those from `start` to `end` are moved
 * @param data - the points, row-major [nPoints × columns]
 */
export function partitionAt(
  order: Int32Array,
  data: Float64Array,
  columns: number,
  column: number,
  start: number,
  end: number,
  middle: number,
): void {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const pivot = data[order[(low + high) >> 1] * columns + column];
    let i = low;
    let j = high;
    while (i <= j) {
      while (data[order[i] * columns + column] < pivot) i++;
      while (data[order[j] * columns + column] > pivot) j--;
      if (i > j) break;
      const kept = order[i];
      order[i++] = order[j];
      order[j--] = kept;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
