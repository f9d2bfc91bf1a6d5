import type { Label } from '../../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { partsOf } from '../../estimator-parts.js';
import { anInteger } from '../../hyperparameters.js';
import { isSo } from '../../is-so.js';
import { readNamed } from '../../named-options.js';
import { type AsyncOptions, drainInSlices, inStretches, type Training } from '../../progress.js';
import { createRng } from '../../random/rng.js';
import { show } from '../../words.js';
import { CodedParts } from './coded-parts.js';
import { GatheredLabels } from './gathered-labels.js';
import type { GradientBoostingClassifier } from './gradient-boosting-classifier.js';
import type { EvalSet } from './gradient-boosting-options.js';
import { noteCategories } from './gradient-boosting-plan.js';
import type { GradientBoostingRegressor } from './gradient-boosting-regressor.js';
import { IN_PARTS, type LearnsInParts } from './in-parts.js';
import { readParts, type TrainingParts } from './part-reader.js';
import { RowDigest } from './row-digest.js';
import { RowSample } from './row-sample.js';

export type { TrainingPart, TrainingParts } from './part-reader.js';

/** How boosting learns from parts, what it watches, and how to follow and stop it. */
export interface FitPartsOptions<L extends Label = Label> extends AsyncOptions {
  /**
   * Rows that the borders of bins are drawn from. Of no more rows all are taken, and the model has the bits of `fit`; of more a
   * random sample, by the model's `randomState`. Default 200 000.
   */
  sampleSize?: number;
  /** Samples to watch, as in `fit`; they are kept in memory. */
  evalSet?: EvalSet<L> | readonly EvalSet<L>[];
}

const OPTIONS = ['sampleSize', 'evalSet', 'onProgress', 'signal'] as const;
const WHERE = 'fitParts';

/**
 * Boost on data that are larger than memory. The parts are read twice: to draw borders of bins from a sample, then to
 * keep the bin of every value. Memory: about a byte a value (6 in columns of more than 255 bins), and 50 a row;
 * of more than two classes, 24 a row for each class.
 * Where all rows fit into the sample, the model has the same bits as after `fit`.
 *
 * @param model - to be fitted; its `validationFraction` and `warmStart` cannot be used
 * @param parts - gives the parts anew each time it is called
 * @returns the model
 * @throws InvalidInputError when parts do not fit together, or hold other rows when they are read again; else as `fit`
 * @throws InvalidParameterError for another model, and options that do not go together
 *
 * @example
 * async function* parts() {
 *   for await (const table of parquetParts(file)) {
 *     yield { X: table.drop('price').toMatrix(), y: table.numbers('price') }
 *   }
 * }
 * await fitParts(new GradientBoostingRegressor(), parts)
 */
export function fitParts<L extends Label>(
  model: GradientBoostingClassifier,
  parts: TrainingParts<L>,
  options?: FitPartsOptions<L>,
): Promise<GradientBoostingClassifier<L>>;
export function fitParts(
  model: GradientBoostingRegressor,
  parts: TrainingParts<number>,
  options?: FitPartsOptions<number>,
): Promise<GradientBoostingRegressor>;
export async function fitParts(
  model: GradientBoostingClassifier | GradientBoostingRegressor,
  parts: TrainingParts,
  options: FitPartsOptions = {},
): Promise<GradientBoostingClassifier | GradientBoostingRegressor> {
  const { sampleSize = 200_000, evalSet, ...driven } = readNamed(options, WHERE, OPTIONS);
  if (!isSo(() => typeof model === 'object' && model !== null && IN_PARTS in model)) {
    throw new InvalidParameterError(
      `${WHERE}: the model must be a GradientBoostingClassifier or GradientBoostingRegressor, but got ${show(model)}. Others learn from parts by partialFit.`,
    );
  }
  if (typeof parts !== 'function') {
    throw new InvalidParameterError(
      `${WHERE}: parts must be a function that gives an iterable of { X, y }, as they are read twice, but got ${show(parts)}.`,
    );
  }
  if (!anInteger({ min: 2 }).accepts(sampleSize)) {
    throw new InvalidParameterError(
      `${WHERE}: sampleSize must be an integer >= 2, but got ${show(sampleSize)}. Pass how many rows the borders of bins are drawn from.`,
    );
  }
  const watched = evalSet === undefined ? {} : { evalSet };
  await drainInSlices(train(model, parts, { sampleSize, watched }), driven, WHERE);
  return model;
}

function* train(
  model: GradientBoostingClassifier | GradientBoostingRegressor,
  parts: TrainingParts,
  { sampleSize, watched }: { readonly sampleSize: number; readonly watched: object },
): Training<void> {
  const { validationFraction, warmStart, randomState, categoricalFeatures } = model.getParams();
  if (warmStart || validationFraction !== null) {
    throw new InvalidParameterError(
      `${WHERE}: ${warmStart ? 'warmStart cannot go on' : 'validationFraction cannot hold samples out'} where only bins are kept. Set it to ${warmStart ? 'false' : 'null, and pass evalSet'}.`,
    );
  }
  const owner = partsOf(model).info.type;
  const sample = new RowSample(sampleSize, createRng(randomState ?? null), WHERE);
  const y = new GatheredLabels();
  const digest = new RowDigest();
  const weights: number[] = [];
  const categories = new Map((categoricalFeatures ?? []).map((j) => [j, new Set<number>()]));
  let columns = 0;
  yield* readParts(parts, WHERE, function* ({ samples, y: own, sampleWeight, first }) {
    columns = samples.columns;
    for (const [j, seen] of categories) {
      if (j < columns) noteCategories(samples, j, seen, { owner, first });
    }
    yield* inStretches(samples.rows, 2 * columns, (from, to) => {
      digest.add(samples, own, from, to);
      for (let i = from; i < to; i++) {
        y.push(own[i]);
        if (sampleWeight !== undefined) weights.push(sampleWeight[i]);
        if (sampleWeight?.[i] !== 0) sample.offer(samples, i, first + i);
      }
    });
    if (weights.length > 0 && weights.length < y.length) {
      throw new InvalidInputError(
        `${WHERE}: some parts have sampleWeight and others do not. Give it to all, or to none.`,
      );
    }
  });
  if (y.length === 0) {
    throw new InvalidInputError(`${WHERE}: the parts hold no rows. Pass at least one part.`);
  }
  const coded = new CodedParts({ parts, sample, y, digest, columns, categories, where: WHERE });
  const weighted = weights.length > 0 ? { sampleWeight: weights } : {};
  const learner: LearnsInParts = model as LearnsInParts;
  yield* learner[IN_PARTS]({ coded, options: { ...watched, ...weighted } });
}
