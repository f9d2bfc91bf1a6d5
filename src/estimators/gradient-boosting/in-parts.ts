import type { Label, MatrixLike } from '../../contracts.js';
import { parseFeaturesInSteps } from '../../data/dense.js';
import type { Steps, Training } from '../../progress.js';
import type { CodedSamples, LearnableSamples } from '../../trees/boosting/coded-samples.js';
import type { BoostingFitOptions } from './gradient-boosting-options.js';

/** How boosting learns from samples whose numbers are not kept. */
export const IN_PARTS = Symbol('in parts');

/** What it learns from then. */
export interface CodedTraining<L extends Label = Label> {
  readonly coded: CodedSamples;
  readonly y: ArrayLike<L>;
  readonly options: BoostingFitOptions<L>;
}

/** A model that can. */
export interface LearnsInParts {
  [IN_PARTS](training: CodedTraining): Training<unknown>;
}

/** Samples of a training: numbers as they were given, or codes. */
export type GivenSamples = { readonly X: MatrixLike } | { readonly coded: CodedSamples };

/** Samples to learn from, checked where they are numbers. */
export function* readSamples(given: GivenSamples, where: string): Steps<LearnableSamples> {
  if ('coded' in given) return given.coded;
  return yield* parseFeaturesInSteps(given.X, where, { allowMissing: true });
}
