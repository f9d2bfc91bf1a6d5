import type { Label, MatrixLike } from '../../contracts.js';
import { parseFeaturesInSteps } from '../../data/dense.js';
import type { Steps, Training } from '../../progress.js';
import type { CodedSamples, LearnableSamples } from '../../trees/boosting/coded-samples.js';
import type { BoostingFitOptions } from './gradient-boosting-options.js';

/** How boosting learns from samples whose numbers are not kept. */
export const IN_PARTS = Symbol('in parts');

/** What it learns from then. */
export interface CodedTraining<L extends Label = Label> {
  readonly coded: LabelledCodes<L>;
  readonly options: BoostingFitOptions<L>;
}

/** Samples whose labels can be had once: nobody else keeps them. */
export interface LabelledCodes<L extends Label = Label> extends CodedSamples {
  takeLabels(): ArrayLike<L>;
}

/** A model that can. */
export interface LearnsInParts {
  [IN_PARTS](training: CodedTraining): Training<unknown>;
}

/** Samples of a training: numbers as they were given, or codes. */
export type GivenSamples<L extends Label = Label> =
  | { readonly X: MatrixLike; readonly y: ArrayLike<L> }
  | { readonly coded: LabelledCodes<L> };

/** Their labels or targets. Of codes they are to be asked for once, and not to be held on to. */
export function labelsOf<L extends Label>(given: GivenSamples<L>): ArrayLike<L> {
  return 'coded' in given ? given.coded.takeLabels() : given.y;
}

/** Samples to learn from, checked where they are numbers. */
export function* readSamples(given: GivenSamples, where: string): Steps<LearnableSamples> {
  if ('coded' in given) return given.coded;
  return yield* parseFeaturesInSteps(given.X, where, { allowMissing: true });
}
