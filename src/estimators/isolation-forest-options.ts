import { InvalidParameterError } from '../errors.js';
import {
  aChoice,
  aCountOrShare,
  aReal,
  boolean,
  type CountOrShare,
  countOf,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
  seed,
} from '../hyperparameters.js';
import type { Seed } from '../random/rng.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';

/** How many trees `IsolationForest` grows, from which samples, and where anomalies begin. */
export interface IsolationForestOptions {
  /** How many trees to grow. Default 100. */
  nEstimators?: number;
  /**
   * How many samples each tree sees: `'auto'` for 256 or all there are, a share in (0, 1], a count from 2 up,
   * `{ count: 1 }` for one. Default 'auto'.
   */
  maxSamples?: 'auto' | CountOrShare;
  /**
   * The share of outliers, among the samples of `fit`, above 0 and at most 0.5, which sets the threshold;
   * `'auto'` takes that of the paper, a score of -0.5. Default 'auto'.
   */
  contamination?: 'auto' | number;
  /**
   * How many features each tree may ask about: a share in (0, 1], a count from 2 up, `{ count: 1 }` for one.
   * Default 1, all.
   */
  maxFeatures?: CountOrShare;
  /** Whether a tree may see a sample more than once. Default false. */
  bootstrap?: boolean;
  /**
   * In how many further features a split is inclined: 0 splits one feature at a time, as the isolation
   * forest does; up to nFeatures - 1 makes it the extended isolation forest, whose scores have no
   * artefacts along the axes. Default 0.
   */
  extensionLevel?: number;
  /** Whether to keep the trees of the last fit and grow only those that are missing. Default false. */
  warmStart?: boolean;
  /** A seed for repeatable results: the same seed gives the same forest on every platform. Default null. */
  randomState?: Seed | null;
}

export const isolationHyperparameters = {
  nEstimators: integer({ min: 1, default: 100, about: 'how many trees to grow.' }),
  maxSamples: parameter(either(aChoice('auto'), aCountOrShare()), {
    default: 'auto',
    about: 'how many samples each tree sees, as a count or a share.',
  }),
  contamination: parameter(either(aChoice('auto'), aReal({ above: 0, max: 0.5 })), {
    default: 'auto',
    about: 'the share of outliers, or "auto" for a threshold without one.',
  }),
  maxFeatures: parameter(aCountOrShare(), {
    default: 1,
    about: 'how many features each tree may ask about, as a count or a share.',
  }),
  bootstrap: boolean({
    default: false,
    about: 'whether a tree may see a sample more than once.',
  }),
  extensionLevel: integer({
    min: 0,
    default: 0,
    about: 'in how many further features a split is inclined.',
  }),
  warmStart: boolean({
    default: false,
    about: 'whether to keep the trees of the last fit and grow only those that are missing.',
  }),
  randomState: seed(),
} satisfies Record<keyof IsolationForestOptions, Hyperparameter>;

/** How many samples each tree sees; warns when they are fewer than asked for. */
export function countSamples(
  { maxSamples }: Resolved<IsolationForestOptions>,
  rows: number,
): number {
  if (maxSamples === 'auto') return Math.min(256, rows);
  const wanted = countOf(maxSamples, rows);
  if (wanted <= rows) return wanted;
  warn(
    'data',
    `IsolationForest.fit: maxSamples is ${wanted}, but X has ${count(rows, 'row')}, so each tree sees all. Lower maxSamples.`,
  );
  return rows;
}

/**
 * How many features each tree may ask about.
 *
 * @throws InvalidParameterError when X has fewer, or a split cannot be inclined in as many as asked for
 */
export function countFeatures(
  { maxFeatures, extensionLevel }: Resolved<IsolationForestOptions>,
  columns: number,
): number {
  const wanted = countOf(maxFeatures, columns);
  if (wanted > columns) {
    throw new InvalidParameterError(
      `IsolationForest: maxFeatures is ${wanted}, but X has only ${count(columns, 'feature')}. Pass at most that.`,
    );
  }
  if (extensionLevel >= wanted) {
    throw new InvalidParameterError(
      `IsolationForest: extensionLevel is ${extensionLevel}, but a split can be inclined in at most ${wanted - 1} further features. Lower it.`,
    );
  }
  return wanted;
}
