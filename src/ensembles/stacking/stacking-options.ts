import { type AnyEstimator, Estimator } from '../../estimator.js';
import { boolean, parameter } from '../../hyperparameters.js';
import { crossValidation } from '../../model-selection/folds.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import {
  type EnsembleMember,
  isOfKind,
  type MemberKind,
  memberList,
  problemOfMembers,
  typeName,
} from '../members.js';

/** Who answers in a stacking, who learns from the answers, and how. */
export interface StackingOptions {
  /**
   * The estimators whose answers are learned from, each with a name; `'drop'` in place of one leaves it out. `fit` trains
   * copies, so those given here stay as they are.
   */
  estimators: readonly EnsembleMember[];
  /** What learns from the answers, or null for `LogisticRegression` or `LinearRegression`. Default null. */
  finalEstimator?: AnyEstimator | null;
  /**
   * How samples are cut into folds, each of which is answered by copies that have not seen it: a number of folds, a
   * splitter, or pairs of indices. Every sample must be held out once. Default 5.
   */
  cv?: CrossValidation;
  /** Whether the last estimator sees the columns of X too. Default false. */
  passthrough?: boolean;
}

/** The rows of the table that both stackings share. */
export const stackingHyperparameters = (kind: MemberKind) => ({
  estimators: {
    ...memberList(kind),
    about: 'the estimators whose answers are learned from, each with a name.',
  },
  finalEstimator: parameter(
    {
      type: 'estimator',
      range: 'an estimator or null',
      accepts: (value) => value === null || value instanceof Estimator,
    },
    {
      default: null,
      about:
        'what learns from the answers, or null for `LogisticRegression` or `LinearRegression`.',
    },
  ),
  cv: crossValidation(),
  passthrough: boolean({
    default: false,
    about: 'whether the last estimator sees the columns of X too.',
  }),
});

/** What is wrong with the estimators, if anything. */
export function problemOfStack(
  { estimators, finalEstimator }: Required<StackingOptions>,
  kind: MemberKind,
): string | undefined {
  const problem = problemOfMembers(estimators, kind);
  if (problem !== undefined || finalEstimator === null) return problem;
  if (isOfKind(finalEstimator, kind)) return undefined;
  return `finalEstimator is a ${typeName(finalEstimator)}, which is no ${kind}. Pass one.`;
}
