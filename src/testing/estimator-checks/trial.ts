import type { FitAsyncOptions, Label, MatrixLike } from '../../contracts.js';
import {
  type AnyEstimator,
  clone,
  type Estimator,
  type EstimatorClass,
  type EstimatorInfo,
  givesProbabilities,
} from '../../estimator.js';
import { isClassifier } from '../../estimator-kind.js';
import { partsOf } from '../../estimator-parts.js';
import { sampleData } from '../sample-data.js';

/** What the suite uses of an estimator; which parts it has says what kind it is. */
export interface Subject extends AnyEstimator {
  fit(X: MatrixLike, y?: ArrayLike<Label>, options?: FitAsyncOptions): this;
  fitAsync?(X: MatrixLike, y?: ArrayLike<Label>, options?: FitAsyncOptions): Promise<this>;
  predict?(X: MatrixLike): Label[];
  predictProba?(X: MatrixLike): { to2DArray(): number[][] };
  transform?(X: MatrixLike): { to2DArray(): number[][] };
  score?(X: MatrixLike, y?: ArrayLike<Label>): number;
  readonly classes?: readonly Label[];
}

/** What an estimator is, as far as the suite asks other things of it. */
export type EstimatorKind =
  | 'classifier'
  | 'regressor'
  | 'clusterer'
  | 'outlierDetector'
  | 'transformer';

/** What the checks are about: an estimator, data for it, and how it is asked. */
export interface Trial {
  /** The estimator that was given, which is never fitted. */
  readonly estimator: AnyEstimator;
  readonly info: EstimatorInfo;
  readonly Class: EstimatorClass;
  /** Further classes that a saved file may hold. */
  readonly classes: readonly EstimatorClass[];
  readonly allowsMissing: boolean;
  /** How far answers may differ where the arithmetic runs in another order, relative to their size. */
  readonly tolerance: number;
  /** A copy that is not fitted, of a fixed seed where it draws. */
  create(): Subject;
  /** A copy that is fitted on `X` and `y`. */
  fitted(): Subject;
  /** Everything it says of each row: label and probabilities, or the transformed features. */
  answers(subject: Subject, rows: MatrixLike): Label[][];
  /** Its answer as it gives it. */
  use(subject: Subject, rows: MatrixLike): unknown;
  readonly X: number[][];
  readonly y: Label[];
  /** The group of each row, 0 to 2. */
  readonly codes: number[];
}

/** What may be told of an estimator. */
interface TrialOptions extends Pick<Trial, 'classes' | 'allowsMissing' | 'tolerance'> {
  readonly kind: EstimatorKind;
}

/** An estimator with what its checks need. */
export function createTrial(estimator: AnyEstimator, { kind, ...options }: TrialOptions): Trial {
  const { info } = partsOf(estimator);
  const Class = estimator.constructor as EstimatorClass;
  const isClassifier = kind === 'classifier';
  const isTransformer = kind === 'transformer';
  const create = (): Subject => {
    const subject = clone(estimator) as Subject;
    if (Object.hasOwn(info.hyperparameters, 'randomState')) {
      (subject as Estimator<Record<string, unknown>, object>).setParams({ randomState: 7 });
    }
    return subject;
  };
  const { X, y: target, codes } = sampleData();
  const y: Label[] = isClassifier ? codes.map((code) => ['ant', 'bee', 'cat'][code]) : target;
  const fitted = () => create().fit(X, y);
  const answers = (subject: Subject, rows: MatrixLike): Label[][] => {
    if (isTransformer) return subject.transform?.(rows).to2DArray() ?? [];
    const probabilities =
      isClassifier && givesProbabilities(subject)
        ? subject.predictProba(rows).to2DArray()
        : undefined;
    return (subject.predict?.(rows) ?? []).map((label, i) => [
      label,
      ...(probabilities?.[i] ?? []),
    ]);
  };
  const use = (subject: Subject, rows: MatrixLike) =>
    isTransformer ? subject.transform?.(rows) : subject.predict?.(rows);
  return { ...options, estimator, info, Class, create, fitted, answers, use, X, y, codes };
}

/** What an estimator is by its members. */
export function kindOf(estimator: AnyEstimator): EstimatorKind {
  if (isClassifier(estimator)) return 'classifier';
  if ('labels' in estimator) return 'clusterer';
  if ('offset' in estimator) return 'outlierDetector';
  return 'predict' in estimator ? 'regressor' : 'transformer';
}
