/*
 * The named estimators of an ensemble: the option that lists them, how they are trained, and the form of the trained.
 */

import type { FitAsyncOptions, FitOptions, Label } from '../contracts.js';
import { type AnyEstimator, clone, Estimator } from '../estimator.js';
import { isClassifier, isRegressor } from '../estimator-kind.js';
import { partsOf } from '../estimator-parts.js';
import type { Fitting } from '../fitting.js';
import { parameter } from '../hyperparameters.js';
import { readNamed } from '../named-options.js';
import * as schema from '../serialization/schema.js';
import { show } from '../words.js';

/** An estimator of an ensemble under its name; `'drop'` leaves it out. */
export type EnsembleMember = readonly [name: string, estimator: AnyEstimator | 'drop'];

/** What the estimators of an ensemble predict. */
export type MemberKind = 'classifier' | 'regressor';

/** An estimator of an ensemble that was trained. */
export interface FittedMember {
  name: string;
  estimator: AnyEstimator;
}

/** The option that lists the estimators. */
export const memberList = (kind: MemberKind) =>
  parameter(
    {
      type: 'estimators',
      range: `an array of [name, ${kind}] pairs, or [name, "drop"]`,
      accepts: (value) => Array.isArray(value) && value.every(isPair),
    },
    { default: [], about: `the ${kind}s, each with a name.` },
  );

function isPair(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [name, estimator] = value;
  return typeof name === 'string' && (estimator === 'drop' || estimator instanceof Estimator);
}

/** What is wrong with the estimators of an ensemble, if anything. */
export function problemOfMembers(
  estimators: readonly EnsembleMember[],
  kind: MemberKind,
): string | undefined {
  if (estimators.length === 0) return `estimators is empty. Pass at least one [name, ${kind}].`;
  if (estimators.every(([, estimator]) => estimator === 'drop')) {
    return `all estimators are dropped. Keep at least one ${kind}.`;
  }
  for (const [name, estimator] of estimators) {
    if (estimator === 'drop' || isOfKind(estimator, kind)) continue;
    return `the estimator ${show(name)} is a ${typeName(estimator)}, which is no ${kind}. Pass one, or "drop".`;
  }
  return undefined;
}

export function isOfKind(estimator: AnyEstimator, kind: MemberKind): boolean {
  const suits = kind === 'classifier' ? isClassifier : isRegressor;
  return typeof Reflect.get(estimator, 'fit') === 'function' && suits(estimator);
}

/** The class name of an estimator. */
export const typeName = (estimator: AnyEstimator): string => partsOf(estimator).info.type;

/** What members are given besides samples and targets: the weights, if there are any. */
export function memberOptions(options: FitAsyncOptions, where: string): FitOptions | undefined {
  const { sampleWeight } = readNamed(options, where, ['sampleWeight', 'onProgress', 'signal']);
  return sampleWeight === undefined ? undefined : { sampleWeight };
}

/** The estimators that are not dropped. */
export function usedMembers(estimators: readonly EnsembleMember[]): FittedMember[] {
  return estimators.flatMap(([name, estimator]) =>
    estimator === 'drop' ? [] : [{ name, estimator }],
  );
}

/** Train copies of the estimators, one after the other, each on all samples; reports each of them. */
export function* fitMembers(
  estimators: readonly EnsembleMember[],
  X: unknown,
  y: unknown,
  options: FitOptions | undefined,
): Fitting<FittedMember[]> {
  const templates = usedMembers(estimators);
  const fitted: FittedMember[] = [];
  for (const { name, estimator: template } of templates) {
    const estimator = clone(template);
    yield { estimator, X, y, options };
    fitted.push({ name, estimator });
    yield { done: fitted.length, total: templates.length, unit: 'estimator' };
  }
  return fitted;
}

/** The form of trained members; what must hold of them is `problemOfFitted`. */
export const fittedMembers = () =>
  schema.list(
    schema.object<FittedMember>({
      name: schema.string(),
      estimator: schema.estimator<AnyEstimator>(),
    }),
    'nMembers',
  );

/** What is wrong with the members of a model file, if anything. */
export function problemOfFitted(
  members: readonly FittedMember[],
  kind: MemberKind,
  classes: readonly Label[] = [],
): string | undefined {
  if (members.length === 0) return `it has no ${kind}s.`;
  for (const { name, estimator } of members) {
    const problem = problemOfTrained(estimator, kind, classes);
    if (problem !== undefined) return `the estimator ${show(name)} ${problem}`;
  }
  return undefined;
}

/** What is wrong with one trained estimator of a model file, if anything, as words after its name. */
export function problemOfTrained(
  estimator: AnyEstimator,
  kind: MemberKind,
  classes: readonly Label[] = [],
): string | undefined {
  if (!isOfKind(estimator, kind)) return `is a ${typeName(estimator)}, which is no ${kind}.`;
  if (!estimator.isFitted) return 'is not fitted.';
  if (kind === 'regressor') return undefined;
  const unknown = classesOf(estimator).find((label) => !classes.includes(label));
  return unknown === undefined ? undefined : `knows the label ${show(unknown)}, which y has not.`;
}

/** The labels that a trained classifier has seen. */
export function classesOf(estimator: AnyEstimator): readonly Label[] {
  return (estimator as AnyEstimator & { readonly classes: readonly Label[] }).classes;
}

/** Trained estimators by their names. */
export function byName(members: readonly FittedMember[]): Readonly<Record<string, AnyEstimator>> {
  return Object.freeze(Object.fromEntries(members.map(({ name, estimator }) => [name, estimator])));
}
