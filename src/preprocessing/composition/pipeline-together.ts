import { type AnyEstimator, clone } from '../../estimator.js';
import {
  concluding,
  type FitOutcome,
  type FittingTogether,
  fitTogether,
  groupAlike,
  sameSettings,
} from '../../fitting-together.js';
import { type FittedStep, fitTransformer, type Passing } from './pipeline-steps.js';
import type { PipelineStep } from './pipeline-types.js';

/** One of several pipelines that are fitted on the same samples. */
export interface Branch {
  readonly pipeline: AnyEstimator;
  readonly steps: readonly PipelineStep[];
  /** Takes the steps when all are fitted. */
  keep(steps: FittedStep[]): void;
}

/**
 * Fit pipelines on the same samples. As far as their steps are the same, they are fitted once, and the samples go
 * through them once; where they part, each goes on with what came out. Last steps that share work are fitted together.
 *
 * @param fitted - the steps that all of them begin with
 * @param passing - the samples behind these
 */
export function* fitBranches(
  branches: readonly Branch[],
  fitted: readonly FittedStep[],
  passing: Passing,
): FittingTogether {
  const depth = fitted.length;
  const isLast = ({ steps }: Branch) => steps.length === depth + 1;
  yield* fitLasts(branches.filter(isLast), fitted, passing);
  const further = branches.filter((branch) => !isLast(branch));
  for (const group of groupAlike(further, (a, b) => isSame(a.steps[depth], b.steps[depth]))) {
    const [name, template] = group[0].steps[depth];
    const step = { name, estimator: clone(template) };
    let next: Passing;
    try {
      next = fitTransformer(step, passing);
    } catch (cause) {
      for (const { pipeline } of group) yield { failed: pipeline, cause };
      continue;
    }
    yield;
    yield* fitBranches(group, [...fitted, step], next);
  }
}

function isSame([name, step]: PipelineStep, [otherName, other]: PipelineStep): boolean {
  return name === otherName && sameSettings(step, other);
}

/** Fit the last steps of pipelines whose other steps are the same and fitted. */
function* fitLasts(
  branches: readonly Branch[],
  fitted: readonly FittedStep[],
  { X, y, options }: Passing,
): FittingTogether {
  const byLast = new Map<AnyEstimator, Branch>();
  for (const branch of branches) byLast.set(clone(branch.steps[fitted.length][1]), branch);
  const work = fitTogether([...byLast.keys()], { X, y, options });
  yield* concluding(work, function* (outcome): Generator<FitOutcome, void, void> {
    const last = 'fitted' in outcome ? outcome.fitted : outcome.failed;
    const { pipeline, steps, keep } = byLast.get(last) as Branch;
    if ('failed' in outcome) {
      yield { failed: pipeline, cause: outcome.cause };
    } else {
      keep([...fitted, { name: steps[fitted.length][0], estimator: last }]);
      yield { fitted: pipeline };
    }
  });
}
