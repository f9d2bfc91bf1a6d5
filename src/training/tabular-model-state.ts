import { profileState, type TableProfileState } from '../monitoring/profile-state.js';
import type { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import {
  estimator,
  list,
  nullable,
  object,
  oneOf,
  string,
  younger,
} from '../serialization/schema.js';
import type { Task } from './catalogue.js';
import {
  type DecisionThreshold,
  problemOfThreshold,
  thresholdSchema,
} from './decision-threshold.js';
import type { TableEstimator } from './table-estimator.js';

/** What a `TabularModel` is made of. */
export interface TabularModelState {
  modelName: string;
  task: Task;
  features: string[];
  target: string | null;
  preprocessor: TabularPreprocessor;
  estimator: TableEstimator;
  threshold: DecisionThreshold | null;
  profile: TableProfileState | null;
}

export const tabularModelState = object<TabularModelState>(
  {
    modelName: string(),
    task: oneOf('regression', 'classification', 'clustering', 'anomalyDetection'),
    features: list(string()),
    target: nullable(string()),
    preprocessor: estimator<TabularPreprocessor>('TabularPreprocessor'),
    estimator: estimator<TableEstimator>(),
    threshold: younger(nullable(thresholdSchema), null),
    profile: younger(nullable(profileState), null),
  },
  ({ preprocessor, estimator: model, task, threshold }) => {
    if (!preprocessor.isFitted || !model.isFitted) return 'a part of it is not fitted.';
    if (typeof model.predict !== 'function') return 'its estimator cannot predict.';
    if ((task === 'classification') !== 'classes' in model)
      return 'its estimator is of another task.';
    const problem = threshold === null ? undefined : problemOfThreshold(model);
    return problem && `its threshold is of no use: ${problem}.`;
  },
);
