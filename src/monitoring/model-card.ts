import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import {
  aReal,
  type Hyperparameter,
  integer,
  parameter,
  resolve,
  seed,
} from '../hyperparameters.js';
import { isSo } from '../is-so.js';
import type { Seed } from '../random/rng.js';
import type { SupervisedTask } from '../training/catalogue.js';
import type { TrainedModel } from '../training/train-with-target.js';
import { show } from '../words.js';
import {
  calibrationSection,
  dataSection,
  importanceSection,
  introduction,
  remarksSection,
  scoresSection,
  useSections,
} from './card-sections.js';

/** What a model card says that the training does not know, and how its intervals are drawn. */
export interface ModelCardOptions {
  /** The heading. Default null: what the model predicts, and by what. */
  title?: string | null;
  /** What the model is meant for. Default null: a field to fill in. */
  intendedUse?: string | null;
  /** What the model must not be used for. Default null: a field to fill in. */
  notFor?: string | null;
  /**
   * How often the held-out rows are drawn anew for the intervals; of more than 5000 rows fewer times, but at least 100.
   * Default 1000.
   */
  nResamples?: number;
  /** How sure the intervals are, 0 to 1. Default 0.95. */
  confidenceLevel?: number;
  /** Seed of these draws. Default 0, so that a model has one card. */
  randomState?: Seed | null;
}

const aText = {
  type: 'text',
  range: 'text or null',
  accepts: (value: unknown) => value === null || typeof value === 'string',
};

const cardOptions = {
  title: parameter(aText, { default: null, about: 'the heading.' }),
  intendedUse: parameter(aText, { default: null, about: 'what the model is meant for.' }),
  notFor: parameter(aText, { default: null, about: 'what the model must not be used for.' }),
  nResamples: integer({
    min: 1,
    default: 1000,
    about: 'how often the held-out rows are drawn anew for the intervals.',
  }),
  confidenceLevel: parameter(aReal({ above: 0, below: 1 }), {
    default: 0.95,
    about: 'how sure the intervals are.',
  }),
  randomState: { ...seed(), default: 0 },
} satisfies Record<keyof ModelCardOptions, Hyperparameter>;

/**
 * A trained model described in Markdown for those who decide about its use: the data, how rows were held out, scores with
 * bootstrap intervals beside what a model scores that knows nothing, how its probabilities or errors lie, what it relies
 * on, and two fields that only people can fill: what it is for, and what it must not be used for.
 * Source: Mitchell et al., "Model Cards for Model Reporting", FAT* 2019.
 *
 * @param trained - what `trainModel` gave, with a target
 * @throws InvalidInputError for anything else
 * @throws InvalidParameterError for an unknown option, or one out of range
 *
 * @example
 * const card = modelCard(trained, { notFor: 'Deciding about people without their doctor.' })
 * await writeFile('MODEL_CARD.md', card)
 */
export function modelCard<T extends SupervisedTask, L extends Label>(
  trained: TrainedModel<T, L>,
  options: ModelCardOptions = {},
): string {
  const settings = resolve<Required<ModelCardOptions>>('modelCard', cardOptions, options, 'option');
  if (!isSo(() => trained.heldOut.truth !== undefined && trained.model.isFitted)) {
    throw new InvalidInputError(
      `modelCard: trained must be what trainModel gave with a target, but got ${show(trained)}. Pass it whole.`,
    );
  }
  const known = trained as TrainedModel;
  const sections = [
    introduction(known, settings.title),
    ...useSections(settings),
    dataSection(known),
    scoresSection(known, {
      nResamples: settings.nResamples,
      confidenceLevel: settings.confidenceLevel,
      randomState: settings.randomState,
    }),
    calibrationSection(known),
    importanceSection(known),
    remarksSection(known),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
