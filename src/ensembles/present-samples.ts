import type { FitOptions, Label } from '../contracts.js';
import { countRows } from '../data/count-rows.js';
import { pickRows } from '../data/dense.js';
import { encodeClasses } from '../data/labels.js';
import { weightsOf } from '../data/targets.js';
import { parseSplittable, type Splittable } from '../preprocessing/splitting/splittable.js';
import { range } from '../random/sampling.js';

/** Labelled samples, and the classes among them. */
export interface PresentSamples {
  readonly X: Splittable;
  readonly y: ArrayLike<Label>;
  /** Position of each label in `classes` [nSamples]. */
  readonly codes: Int32Array;
  /** All labels in ascending order, at least two. */
  readonly classes: Label[];
  readonly weights: Float64Array | undefined;
}

/**
 * The samples of a classifier that cuts them into folds. Those of a class that weighs nothing in all are left out, since
 * that class is not seen: folds must not bring it back.
 *
 * @throws InvalidInputError when y or the weights do not fit
 */
export function presentSamples(
  X: Splittable,
  y: ArrayLike<Label>,
  options: FitOptions,
  where: string,
): PresentSamples {
  const rows = countRows(X, where);
  const weights = weightsOf(options, rows, where);
  const { codes, classes } = encodeClasses<Label>(y, rows, where, weights);
  if (weights === undefined || !codes.includes(-1)) return { X, y, codes, classes, weights };
  const kept = range(rows).filter((i) => codes[i] >= 0);
  return {
    X: parseSplittable(X, 'X', where).take(kept) as Splittable,
    y: Array.from(kept, (i) => y[i]),
    codes: codes.filter((code) => code >= 0),
    classes,
    weights: pickRows(weights, 1, kept),
  };
}
