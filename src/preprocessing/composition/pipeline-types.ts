/** What the compiler can tell of a pipeline from the types of its steps. */

import type { Label, MatrixLike } from '../../contracts.js';
import type { Table, TableRecord } from '../../data/table.js';
import type { AnyEstimator } from '../../estimator.js';
import type {
  ClassPrediction,
  ClusterPrediction,
  OutlierPrediction,
  PredictionByTask,
  ValuePrediction,
} from '../../estimators/predictions.js';

/** A step: its name and its estimator. All but the last are transformers. */
export type PipelineStep = readonly [name: string, estimator: AnyEstimator];

type FirstOf<Steps> = Steps extends readonly [readonly [string, infer E], ...unknown[]]
  ? E
  : AnyEstimator;
type LastOf<Steps> = Steps extends readonly [...unknown[], readonly [string, infer E]]
  ? E
  : AnyEstimator;
export type NamesOf<Steps extends readonly PipelineStep[]> = Steps[number][0];
export type StepOf<Steps extends readonly PipelineStep[], Name> = Extract<
  Steps[number],
  readonly [Name, AnyEstimator]
>[1];

/** What the first step takes, and records where that is a table. */
export type PipelineInput<Steps> =
  FirstOf<Steps> extends { fit(X: infer Input, ...rest: never): unknown }
    ? WithRecords<Input>
    : WithRecords<MatrixLike | Table>;

type WithRecords<Input> = Table extends Input ? Input | readonly TableRecord[] : Input;

/** What a method of the last step returns; `Unknown` when its type does not tell that it has the method. */
export type Returned<Steps, Method extends string, Unknown> =
  LastOf<Steps> extends Record<Method, (...args: never) => infer Result> ? Result : Unknown;

/** Labels of the type of `y` from a classifier, else what the last step predicts. */
export type Predicted<Steps, L extends Label> =
  LastOf<Steps> extends { readonly classes: unknown } ? L[] : Returned<Steps, 'predict', L[]>;

/** What the last step says of one sample. */
export type PredictionOf<Steps, L extends Label> =
  LastOf<Steps> extends { readonly classes: unknown }
    ? ClassPrediction<L>
    : LastOf<Steps> extends { readonly labels: unknown }
      ? ClusterPrediction
      : LastOf<Steps> extends { readonly offset: unknown }
        ? OutlierPrediction
        : LastOf<Steps> extends { predict(X: never): number[] }
          ? ValuePrediction
          : PredictionByTask<L>[keyof PredictionByTask];
