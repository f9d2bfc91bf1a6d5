import type { FitOptions } from '../../contracts.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone, Estimator } from '../../estimator.js';
import { partsOf } from '../../estimator-parts.js';
import { type Fitting, hasOwnSteps, quietly } from '../../fitting.js';
import { didYouMean, show } from '../../words.js';
import type { PipelineStep } from './pipeline-types.js';

export interface FittedStep {
  name: string;
  estimator: AnyEstimator;
}

const TRANSFORMER_METHODS = ['fit', 'transform', 'fitTransform', 'getFeatureNamesOut'];

export function isStep(value: unknown): value is PipelineStep {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'string' &&
    value[1] instanceof Estimator
  );
}

export function unknownStep(name: string, known: readonly string[]): InvalidParameterError {
  return new InvalidParameterError(
    `Pipeline: there is no step ${show(name)}. ${didYouMean(name, known)}`,
  );
}

/** What is wrong with the kinds of the steps, if anything. */
export function problemOf(steps: readonly PipelineStep[]): string | undefined {
  if (steps.length === 0) return 'steps is empty. Pass at least one [name, estimator] pair.';
  for (const [i, [name, step]] of steps.entries()) {
    const needed = i < steps.length - 1 ? TRANSFORMER_METHODS : ['fit'];
    const lacking = needed.find((method) => !has(step, method));
    if (lacking === undefined) continue;
    return i < steps.length - 1
      ? `the step ${show(name)} is a ${typeName(step)}, which is no transformer: it has no ${lacking}. Only the last step can be something else.`
      : `the step ${show(name)} is a ${typeName(step)}, which has no ${lacking}. Pass an estimator.`;
  }
  return undefined;
}

const typeName = (step: AnyEstimator): string => partsOf(step).info.type;

export function has(step: AnyEstimator, method: string): boolean {
  return typeof Reflect.get(step, method) === 'function';
}

export function requireMethod(step: FittedStep, method: string, member: string): void {
  if (!has(step.estimator, method)) throw lacks(step, method, member);
}

export function lacks({ name, estimator }: FittedStep, method: string, member: string) {
  return new InvalidParameterError(
    `Pipeline.${member}: the step ${show(name)} is a ${typeName(estimator)}, which has no ${method}. Use an estimator that has it.`,
  );
}

/** Call a method of a step by its name. Steps check their own input, as they do outside of pipelines. */
export function call(
  step: FittedStep,
  method: string,
  member: string,
  args: readonly unknown[],
): unknown {
  requireMethod(step, method, member);
  const bound = Reflect.get(step.estimator, method) as (...args: readonly unknown[]) => unknown;
  return bound.apply(step.estimator, args as unknown[]);
}

/** Samples on their way through a pipeline that is trained. */
export interface Passing {
  X: unknown;
  y: unknown;
  options: FitOptions;
}

/** What the `fitTransform` of a step gives, in steps where it has them. */
export function* fitTransformed(step: FittedStep, X: unknown, y: unknown): Fitting<unknown> {
  if (!hasOwnSteps(step.estimator, 'fitTransform')) {
    return call(step, 'fitTransform', 'fit', [X, y]);
  }
  return yield* quietly(call(step, 'fitTransformInSteps', 'fit', [X, y]) as Fitting<unknown>);
}

/**
 * Fit a transformer, and send the samples through it, in steps where it has them; one with `fitResample` may drop some
 * samples.
 */
export function* fitTransformer(step: FittedStep, { X, y, options }: Passing): Fitting<Passing> {
  if (!has(step.estimator, 'fitResample')) {
    return { X: yield* fitTransformed(step, X, y), y, options };
  }
  const { sampleWeight, ...rest } = options;
  const given = [X, y, { sampleWeight }];
  const kept = (
    hasOwnSteps(step.estimator, 'fitResample')
      ? yield* call(step, 'fitResampleInSteps', 'fit', given) as Fitting<unknown>
      : call(step, 'fitResample', 'fit', given)
  ) as Passing & FitOptions;
  const weighted = sampleWeight !== undefined && { sampleWeight: kept.sampleWeight };
  return { X: kept.X, y: kept.y, options: { ...rest, ...weighted } };
}

/** A pipeline whose transformers are fitted: the last step unfitted, and what it is to learn from. */
export interface BeforeLast extends Passing {
  fitted: FittedStep[];
  last: FittedStep;
}

/** Fit all steps but the last, each a step of work or more. */
export function* fitTransformers(
  steps: readonly PipelineStep[],
  passing: Passing,
): Fitting<BeforeLast> {
  const fitted: FittedStep[] = [];
  let kept = passing;
  for (const [name, template] of steps.slice(0, -1)) {
    const step = { name, estimator: clone(template) };
    kept = yield* fitTransformer(step, kept);
    fitted.push(step);
    yield;
  }
  const [name, template] = steps[steps.length - 1];
  return { fitted, last: { name, estimator: clone(template) }, ...kept };
}
