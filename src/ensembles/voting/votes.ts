/*
 * The votes of trained classifiers: hard ones are labels, soft ones probabilities.
 */

import type { Label } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import { answers } from '../../estimator-kind.js';
import { classColumns } from '../../estimators/class-columns.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import { show } from '../../words.js';
import { codesFrom, meanBlock, probabilitiesFrom } from '../answers.js';
import { type FittedMember, typeName } from '../members.js';

/** Who votes, on which labels. */
interface Voters {
  readonly classes: readonly Label[];
  readonly members: readonly FittedMember[];
}

/** Voters, and how much each of them counts; shares sum to 1. */
interface WeighedVoters extends Voters {
  readonly shares: Float64Array;
}

/** What each classifier predicts, as positions among the classes [nMembers][nSamples]. */
export const hardVotes = ({ members, classes }: Voters, X: Splittable, where: string) =>
  members.map(({ estimator }) => codesFrom(estimator, X, classes, where));

/** What each classifier holds probable [nMembers][nSamples × nClasses]. */
export const softVotes = ({ members, classes }: Voters, X: Splittable, where: string) =>
  members.map(({ estimator }) => probabilitiesFrom(estimator, X, classes, where));

/** The share of the hard votes that each class has [nSamples × nClasses]. */
export function countHard(voters: WeighedVoters, X: Splittable, where: string): Dense {
  const votes = hardVotes(voters, X, where);
  const rows = votes[0].length;
  const columns = voters.classes.length;
  const data = classColumns(rows, columns, where);
  for (const [m, codes] of votes.entries()) {
    for (let i = 0; i < rows; i++) data[i * columns + codes[i]] += voters.shares[m];
  }
  return { data, rows, columns };
}

/** The weighted mean of the soft votes [nSamples × nClasses]. */
export const countSoft = (voters: WeighedVoters, X: Splittable, where: string): Dense =>
  meanBlock(softVotes(voters, X, where), voters.shares);

/** What keeps classifiers, trained or not, from soft votes, if anything. */
export function problemOfSoft(members: readonly FittedMember[]): string | undefined {
  for (const { name, estimator } of members) {
    if (answers(estimator, 'predictProba')) continue;
    return `soft voting needs probabilities, but the estimator ${show(name)} is a ${typeName(estimator)} that has none. Pass voting: "hard", or an estimator with predictProba (SVC has it with probability: true).`;
  }
  return undefined;
}
