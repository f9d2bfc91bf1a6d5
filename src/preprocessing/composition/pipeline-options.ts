import type { AnyEstimator } from '../../estimator.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import * as schema from '../../serialization/schema.js';
import { type SeenColumn, seenColumnSchema } from './pipeline-records.js';
import { type FittedStep, isStep } from './pipeline-steps.js';
import type { PipelineStep } from './pipeline-types.js';

/** The steps of a `Pipeline`. */
export interface PipelineOptions<Steps extends readonly PipelineStep[] = readonly PipelineStep[]> {
  /**
   * The steps in order, each a name and an estimator. What one transformer returns is what the next step gets.
   * Names differ, and hold no `__`. `fit` trains copies, so the estimators given here stay as they are.
   */
  steps: Steps;
}

export interface PipelineState {
  steps: FittedStep[];
  /** Of the table or the records that `fit` was given; null where that was none. */
  columns: SeenColumn[] | null;
}

export const pipelineHyperparameters = {
  steps: parameter(
    {
      type: 'steps',
      range: 'an array of [name, estimator] pairs',
      accepts: (value) => Array.isArray(value) && value.every(isStep),
    },
    { default: [], about: "the steps in order, such as [['scale', new StandardScaler()], …]." },
  ),
} satisfies Record<keyof PipelineOptions, Hyperparameter>;

/** The parts of the state, as a model file has them. */
export const pipelineFields = {
  steps: /* @__PURE__ */ schema.list(
    /* @__PURE__ */ schema.object<FittedStep>({
      name: /* @__PURE__ */ schema.string(),
      estimator: /* @__PURE__ */ schema.estimator<AnyEstimator>(),
    }),
  ),
  columns: /* @__PURE__ */ schema.younger(
    /* @__PURE__ */ schema.nullable(/* @__PURE__ */ schema.list(seenColumnSchema)),
    null,
  ),
};
