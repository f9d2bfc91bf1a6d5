import type { Dense } from '../../data/dense.js';
import { reserveBlock } from '../../memory.js';
import { axpy, dot } from '../../numeric/vectors.js';
import { inStretches, type Steps } from '../../progress.js';

/**
 * The coordinates of samples along axes, in steps of some rows.
 *
 * @param axes - unit vectors, row-major [nAxes × nFeatures]
 * @param mean - where the axes meet [nFeatures]
 * @param scale - what each coordinate is divided by [nAxes], or undefined for 1
 * @returns [nSamples × nAxes]
 */
export function* alongAxes(
  { data, rows, columns }: Dense,
  axes: Float64Array,
  mean: Float64Array,
  scale: Float64Array | undefined,
): Steps<Dense> {
  const nAxes = axes.length / columns;
  const views = viewsOf(axes, columns);
  const out = new Float64Array(rows * nAxes);
  const centred = new Float64Array(columns);
  yield* inStretches(rows, columns * (1 + nAxes), (from, to) => {
    for (let i = from, row = from * columns, at = from * nAxes; i < to; i++, row += columns) {
      for (let j = 0; j < columns; j++) centred[j] = data[row + j] - mean[j];
      for (let c = 0; c < nAxes; c++, at++) {
        const place = dot(centred, views[c]);
        out[at] = scale === undefined ? place : place / scale[c];
      }
    }
  });
  return { data: out, rows, columns: nAxes };
}

/** The way back from `alongAxes`, of coordinates [nSamples × nAxes]. */
export function fromAxes(
  { data, rows, columns: nAxes }: Dense,
  axes: Float64Array,
  mean: Float64Array,
  scale: Float64Array | undefined,
): Dense {
  const columns = mean.length;
  const views = viewsOf(axes, columns);
  const out = reserveBlock(rows, columns, {
    where: 'PCA.inverseTransform',
    what: `${rows} × ${columns} values`,
    remedy: 'Pass fewer rows at a time.',
  });
  for (let i = 0, at = 0; i < rows; i++) {
    const sample = out.subarray(i * columns, (i + 1) * columns);
    for (let c = 0; c < nAxes; c++, at++) {
      axpy(scale === undefined ? data[at] : data[at] * scale[c], views[c], sample);
    }
    axpy(1, mean, sample);
  }
  return { data: out, rows, columns };
}

/** What makes the variance of each axis 1 [nAxes]. */
export function whiteningScale(singularValues: Float64Array, nSamples: number): Float64Array {
  const scale = singularValues.map((length) => length / Math.sqrt(nSamples - 1));
  // What is rounding beside the largest is not blown up to its size.
  const least = Number.EPSILON * scale[0] || 1;
  return scale.map((value) => Math.max(value, least));
}

function viewsOf(axes: Float64Array, columns: number): Float64Array[] {
  return Array.from({ length: axes.length / columns }, (_, c) =>
    axes.subarray(c * columns, (c + 1) * columns),
  );
}
