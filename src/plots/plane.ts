/** Samples in a plane of two of their features. */

import type { Label, MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures } from '../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { checkPair } from '../metrics/pairs.js';
import { show } from '../words.js';
import type { PlotOptions } from './frame.js';
import { checkCount, evenly, MAX_POINTS } from './plotted-values.js';

/** Which two features are drawn, and how many samples. */
export interface PlaneOptions extends PlotOptions {
  /** Columns of the two features, from left to right and from bottom to top. Default `[0, 1]`. */
  features?: readonly [number, number];
  /** Names of the columns of X. Default `x0, x1, …`. */
  featureNames?: readonly string[];
  /** Most samples that are drawn, at even distances among all. Default 2000. */
  maxPoints?: number;
}

export const PLANE_OPTIONS = ['features', 'featureNames', 'maxPoints'] as const;

export interface Plane {
  readonly samples: Dense;
  readonly features: readonly [number, number];
  readonly names: readonly [string, string];
  /** The samples that are drawn. */
  readonly rows: readonly number[];
  /** What was left out; undefined where nothing was. */
  readonly words: string | undefined;
}

/**
 * @throws InvalidInputError when X and labels do not fit, or X has a single feature
 * @throws InvalidParameterError for columns that X does not have, or too few names
 */
export function readPlane(
  X: MatrixLike,
  labels: ArrayLike<Label>,
  { features = [0, 1], featureNames, maxPoints = MAX_POINTS }: PlaneOptions,
  where: string,
): Plane {
  checkCount(maxPoints, 'maxPoints', where);
  const samples = parseFeatures(X, where);
  checkPair({ length: samples.rows }, labels, where, ['X', 'labels']);
  if (samples.columns < 2) {
    throw new InvalidInputError(`${where}: X has 1 feature. A plane needs two.`);
  }
  const known = features.every((j) => Number.isInteger(j) && j >= 0 && j < samples.columns);
  if (features.length !== 2 || !known || features[0] === features[1]) {
    throw new InvalidParameterError(
      `${where}: features must be two different columns from 0 to ${samples.columns - 1}, but got ${show(features)}.`,
    );
  }
  if (featureNames !== undefined && featureNames.length !== samples.columns) {
    throw new InvalidParameterError(
      `${where}: there are ${featureNames.length} featureNames, but X has ${samples.columns} features. Pass one name a column.`,
    );
  }
  const nameOf = (j: number) => featureNames?.[j] ?? `x${j}`;
  const { rows, words } = evenly(samples.rows, maxPoints, 'sample');
  return { samples, features, names: [nameOf(features[0]), nameOf(features[1])], rows, words };
}

/** That labels are numbers, of which names and missing values would be taken for some. */
export function checkNumbers(labels: ArrayLike<unknown>, where: string, what: string): void {
  const other = Array.from(labels).findIndex((label) => !Number.isFinite(label));
  if (other < 0) return;
  throw new InvalidInputError(
    `${where}: labels must be numbers, but label ${other} is ${show(labels[other])}. Pass ${what}.`,
  );
}
