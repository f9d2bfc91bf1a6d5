/*
 * Estimators whose answers are the features of a last one. What the last one learns from are answers about samples that
 * the answering copy has not seen; new samples are answered by copies that learned from all.
 * Source: Wolpert, Stacked generalization, Neural Networks 5 (1992).
 */

import type { FitOptions, Label, MatrixLike } from '../../contracts.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import { isTable } from '../../data/is-table.js';
import { type AnyEstimator, clone } from '../../estimator.js';
import type { Question } from '../../estimator-kind.js';
import { type Fitting, retold } from '../../fitting.js';
import { predicting } from '../../model-selection/cross-val-predict.js';
import { readTrial } from '../../model-selection/cross-validating.js';
import { foldsInSteps } from '../../model-selection/folds.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import { featureNames } from '../../preprocessing/columns/feature-names.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import { estimator, list, nullable, number, oneOf, string } from '../../serialization/schema.js';
import { besideEachOther, columnsFrom, positionsOf } from '../answers.js';
import { type EnsembleMember, type FittedMember, fitMembers, fittedMembers } from '../members.js';

/** What both stackings learn. */
export interface StackState {
  members: FittedMember[];
  /** What each member is asked. */
  questions: Question[];
  /** How many features the answers of each member make. */
  widths: number[];
  final: AnyEstimator;
  /** Names of the columns of X that the last estimator sees too; null for none. */
  passed: string[] | null;
}

/** The form of the state that both have. */
export const stackFields = () => ({
  members: fittedMembers(),
  questions: list(oneOf<Question>('predict', 'predictProba', 'decisionFunction'), 'nMembers'),
  widths: list(number({ integer: true, min: 1, max: 2 ** 20 }), 'nMembers'), // bounded: names are made of them
  final: estimator<AnyEstimator>(),
  passed: nullable(list(string())),
});

/** What a stacking is trained on and with. */
export interface StackJob {
  readonly where: string;
  readonly estimators: readonly EnsembleMember[];
  readonly final: AnyEstimator;
  readonly cv: CrossValidation;
  readonly passthrough: boolean;
  /** What a member is asked. */
  readonly questionTo: (member: AnyEstimator, name: string) => Question;
  readonly X: Splittable;
  readonly y: ArrayLike<Label>;
  /** All labels in ascending order; null for a regression. */
  readonly classes: readonly Label[] | null;
  readonly options: FitOptions | undefined;
}

/** Train copies of the members on all samples and on each fold, then the last estimator; reports each fit. */
export function* fitStack(job: StackJob): Fitting<StackState> {
  const { where, estimators, cv, X, y, classes, options, passthrough } = job;
  // Cut once: all members must answer about the same folds, whatever chance the splitter takes.
  const folds = yield* foldsInSteps(cv, { X, y }, { classifier: classes !== null, where });
  const used = estimators.filter(([, member]) => member !== 'drop').length;
  const total = used * (1 + folds.length) + 1;
  let done = 0;
  const oneMore = () => ({ done: ++done, total, unit: 'fit' });
  const members = yield* retold(fitMembers(estimators, X, y, options), oneMore);
  const questions = members.map(({ name, estimator }) => job.questionTo(estimator, name));
  const blocks: Dense[] = [];
  for (const [m, member] of members.entries()) {
    const { sampleWeight } = options ?? {};
    const trial = yield* readTrial(
      member.estimator,
      { X, y, cv: folds, sampleWeight, scoring },
      where,
    );
    const said = yield* retold(predicting(trial, questions[m]), oneMore);
    yield;
    blocks.push(asFeatures(said, questions[m], classes, where));
    yield;
  }
  const passed = passthrough ? columnNamesOf(X, where) : null;
  const features = besideEachOther([...blocks, ...passedFeatures(X, passed, where)], where);
  yield;
  const final = clone(job.final);
  yield { estimator: final, X: features, y, options };
  yield oneMore();
  return { members, questions, widths: blocks.map(({ columns }) => columns), final, passed };
}

/** Nothing is scored. */
const scoring = () => 0;

/** What the last estimator sees of new samples. */
export function stackedFeatures(
  { members, questions, passed }: StackState,
  X: Splittable,
  classes: readonly Label[] | null,
  where: string,
): Dense {
  const blocks = members.map(({ estimator }, m) => {
    const said = Reflect.get(estimator, questions[m]) as (X: unknown) => unknown;
    return asFeatures(said.call(estimator, X), questions[m], classes, where);
  });
  return besideEachOther([...blocks, ...passedFeatures(X, passed, where)], where);
}

/** Answers as columns: labels as positions, and of two probabilities, which sum to 1, the second. */
function asFeatures(
  said: unknown,
  question: Question,
  classes: readonly Label[] | null,
  where: string,
): Dense {
  const positions = classes !== null && question === 'predict' ? positionsOf(classes) : undefined;
  const block = columnsFrom(said, where, positions);
  if (question !== 'predictProba' || block.columns !== 2) return block;
  const data = new Float64Array(block.rows);
  for (let i = 0; i < block.rows; i++) data[i] = block.data[2 * i + 1];
  return { data, rows: block.rows, columns: 1 };
}

function columnNamesOf(X: Splittable, where: string): string[] {
  if (isTable(X)) return [...X.columnNames];
  const { columns } = parseFeatures(X as MatrixLike, where);
  return Array.from({ length: columns }, (_, j) => `x${j}`);
}

function passedFeatures(X: Splittable, passed: readonly string[] | null, where: string): Dense[] {
  if (passed === null) return [];
  const numbers = isTable(X) ? X.select(passed).toMatrix() : (X as MatrixLike);
  return [parseFeatures(numbers, where, { columns: passed.length })];
}

/** Names of the columns that the last estimator sees. */
export function stackedNames(
  { members, widths, passed }: StackState,
  owner: string,
  inputNames: readonly string[] | undefined,
): string[] {
  const prefix = owner.toLowerCase();
  const names = members.flatMap(({ name }, m) =>
    widths[m] === 1
      ? [`${prefix}_${name}`]
      : Array.from({ length: widths[m] }, (_, k) => `${prefix}_${name}${k}`),
  );
  if (passed === null) return names;
  const where = `${owner}.getFeatureNamesOut`;
  return [...names, ...featureNames(inputNames ?? passed, passed.length, where)];
}
