/** What `thin-shares.ts` does for each row, in functions of their own: V8 reads variables of a closure anew at each step. */

/**
 * Keep some shares of a row, from `count` on: its own and those of at least `limit`, and of smaller ones as many of that size
 * as their sum is worth.
 *
 * @param residuals - shares of the other classes, from residuals[row] on
 * @param own - where the one of its own class is
 * @param times - what shares are multiplied by
 * @param left - in and out: what was left out of each class, in limits [nClasses]
 * @returns where the kept ones end
 */
export function thinRow(
  residuals: Float64Array,
  row: number,
  own: number,
  ownShare: number,
  times: number,
  limit: number,
  left: Float64Array,
  classes: Int32Array,
  shares: Float64Array,
  count: number,
): number {
  const perLimit = 1 / limit;
  let end = count;
  for (let k = 0; k < left.length; k++) {
    let share = row + k === own ? ownShare : times * residuals[row + k];
    if (share < limit && row + k !== own) {
      const sum = left[k] + share * perLimit;
      if (!(sum >= 1)) {
        left[k] = sum;
        continue;
      }
      left[k] = sum - 1;
      share = limit;
    }
    classes[end] = k;
    shares[end++] = share;
  }
  return end;
}

/**
 * out += (diag(a) - a a' / Σ a) ⊗ zz' v.
 *
 * @param z - the row [width]
 * @param classes - of which classes are the shares from `first` up to `end`
 * @param shares - a
 * @param margins - scratch [nClasses]
 */
export function addRowProduct(
  z: Float64Array,
  classes: Int32Array,
  shares: Float64Array,
  first: number,
  end: number,
  v: Float64Array,
  margins: Float64Array,
  out: Float64Array,
): void {
  const width = z.length;
  let total = 0;
  let mean = 0;
  for (let s = first; s < end; s++) {
    const at = classes[s] * width;
    let margin = 0;
    for (let j = 0; j < width; j++) margin += z[j] * v[at + j];
    margins[s - first] = margin;
    total += shares[s];
    mean += shares[s] * margin;
  }
  mean /= total;
  for (let s = first; s < end; s++) {
    const at = classes[s] * width;
    const change = shares[s] * (margins[s - first] - mean);
    for (let j = 0; j < width; j++) out[at + j] += change * z[j];
  }
}

/** The same matrix's blocks on the diagonal, their lower triangles, times `times`, added to `blocks` [nClasses × width × width]. */
export function addRowBlocks(
  z: Float64Array,
  classes: Int32Array,
  shares: Float64Array,
  first: number,
  end: number,
  times: number,
  blocks: Float64Array,
): void {
  const width = z.length;
  let total = 0;
  for (let s = first; s < end; s++) total += shares[s];
  for (let s = first; s < end; s++) {
    const curvature = times * shares[s] * (1 - shares[s] / total);
    let at = classes[s] * width * width;
    for (let j = 0; j < width; j++, at += width) {
      const slope = curvature * z[j];
      for (let l = 0; l <= j; l++) blocks[at + l] += slope * z[l];
    }
  }
}
