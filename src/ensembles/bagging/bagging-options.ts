import { type AnyEstimator, Estimator } from '../../estimator.js';
import {
  aChoice,
  aCountOrShare,
  boolean,
  type CountOrShare,
  either,
  type Hyperparameter,
  integer,
  parameter,
  seed,
} from '../../hyperparameters.js';
import type { Seed } from '../../random/rng.js';
import { isOfKind, type MemberKind, typeName } from '../members.js';

/** What is trained how often, and on which samples and features. */
export interface BaggingOptions {
  /** What is trained again and again, or null for a full decision tree. `fit` trains copies. Default null. */
  estimator?: AnyEstimator | null;
  /** How many copies to train. Default 10. */
  nEstimators?: number;
  /** How many samples each copy learns from, or null for as many as there are: a share up to 1, or a count from 2. Default null. */
  maxSamples?: CountOrShare | null;
  /** How many features each copy learns from: a share up to 1, or a count from 2. Default 1, which is all. */
  maxFeatures?: CountOrShare;
  /** Whether samples are drawn with replacement. Default true. */
  bootstrap?: boolean;
  /** Whether features are drawn with replacement. Default false. */
  bootstrapFeatures?: boolean;
  /** Whether to judge the ensemble by the samples that each copy has not seen. Needs bootstrap. Default false. */
  oobScore?: boolean;
  /** Whether to keep the copies of the last fit and train only those that are missing. Default false. */
  warmStart?: boolean;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
}

/** The table of both baggings. */
export const baggingHyperparameters = {
  estimator: parameter(
    {
      type: 'estimator',
      range: 'an estimator or null',
      accepts: (value) => value === null || value instanceof Estimator,
    },
    { default: null, about: 'what is trained again and again, or null for a full decision tree.' },
  ),
  nEstimators: integer({ min: 1, default: 10, about: 'how many copies to train.' }),
  maxSamples: parameter(either(aCountOrShare(), aChoice(null)), {
    default: null,
    about: 'how many samples each copy learns from, or null for as many as there are.',
  }),
  maxFeatures: parameter(aCountOrShare(), {
    default: 1,
    about: 'how many features each copy learns from.',
  }),
  bootstrap: boolean({ default: true, about: 'whether samples are drawn with replacement.' }),
  bootstrapFeatures: boolean({
    default: false,
    about: 'whether features are drawn with replacement.',
  }),
  oobScore: boolean({
    default: false,
    about: 'whether to judge the ensemble by the samples that each copy has not seen.',
  }),
  warmStart: boolean({
    default: false,
    about: 'whether to keep the copies of the last fit and train only those that are missing.',
  }),
  randomState: seed(),
} satisfies Record<keyof BaggingOptions, Hyperparameter>;

/** What is wrong with the options, if anything. */
export function problemOfBagging(
  { estimator, bootstrap, oobScore, warmStart }: Required<BaggingOptions>,
  kind: MemberKind,
): string | undefined {
  if (estimator !== null && !isOfKind(estimator, kind)) {
    return `estimator is a ${typeName(estimator)}, which is no ${kind}. Pass one.`;
  }
  if (oobScore && !bootstrap) {
    return 'oobScore needs samples that are drawn, but bootstrap is false. Leave oobScore out, or set bootstrap.';
  }
  if (oobScore && warmStart) {
    return 'oobScore needs what all copies learned from, which warmStart does not keep. Leave one of them out.';
  }
  return undefined;
}
