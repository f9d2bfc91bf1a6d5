import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ScoreOptions,
} from '../../contracts.js';
import type { Table } from '../../data/table.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone, Estimator, type EstimatorInfo } from '../../estimator.js';
import { type CommonSamples, type FittingTogether, TOGETHER } from '../../fitting-together.js';
import {
  type Hyperparameter,
  parameter,
  type Resolved,
  readOptions,
} from '../../hyperparameters.js';
import { problemOfNames } from '../../nested-params.js';
import { estimator, list, object, string } from '../../serialization/schema.js';
import { show } from '../../words.js';
import {
  call,
  type FittedStep,
  fitTransformer,
  has,
  isStep,
  lacks,
  type Passing,
  problemOf,
  requireMethod,
  unknownStep,
} from './pipeline-steps.js';
import { fitBranches } from './pipeline-together.js';
import type {
  NamesOf,
  PipelineInput,
  PipelineStep,
  Predicted,
  Returned,
  StepOf,
} from './pipeline-types.js';

/** The steps of a `Pipeline`. */
export interface PipelineOptions<Steps extends readonly PipelineStep[] = readonly PipelineStep[]> {
  /**
   * The steps in order, each a name and an estimator. What one transformer returns is what the next step gets.
   * Names differ, and hold no `__`. `fit` trains copies, so the estimators given here stay as they are.
   */
  steps: Steps;
}

interface PipelineState {
  steps: FittedStep[];
}

const hyperparameters = {
  steps: parameter(
    {
      type: 'steps',
      range: 'an array of [name, estimator] pairs',
      accepts: (value) => Array.isArray(value) && value.every(isStep),
    },
    { default: [], about: "the steps in order, such as [['scale', new StandardScaler()], …]." },
  ),
} satisfies Record<keyof PipelineOptions, Hyperparameter>;

/**
 * Transformers and a last step as one estimator: `fit` sends the samples through the transformers and
 * trains the last step on what comes out, `predict` sends new samples the same way.
 * A step that drops rows, `OutlierRemover`, does so for training only: the steps behind it learn from what is left.
 * The methods are those of the last step; asking for one that it lacks is an error.
 *
 * @example
 * const model = new Pipeline({
 *   steps: [['impute', new SimpleImputer()], ['scale', new StandardScaler()]],
 * })
 * model.fitTransform([[1, 10], [NaN, 20], [3, 30]])
 * model.setParams({ impute__strategy: 'median' })
 */
export class Pipeline<
  const Steps extends readonly PipelineStep[] = readonly PipelineStep[],
  L extends Label = Label,
> extends Estimator<PipelineOptions<Steps>, PipelineState> {
  static readonly info: EstimatorInfo = {
    type: 'Pipeline',
    hyperparameters,
    members: { of: 'steps', word: 'step' },
    check: ({ steps }: PipelineOptions) => problemOf(steps),
    state: object<PipelineState>(
      { steps: list(object<FittedStep>({ name: string(), estimator: estimator<AnyEstimator>() })) },
      ({ steps }) => {
        const unfitted = steps.find((step) => !step.estimator.isFitted);
        if (unfitted !== undefined) return `the step ${show(unfitted.name)} is not fitted`;
        const pairs = steps.map(({ name, estimator }) => [name, estimator] as const);
        return problemOfNames(Pipeline.info, { steps: pairs }) ?? problemOf(pairs);
      },
    ),
  };

  constructor(options: PipelineOptions<Steps>) {
    super(Pipeline.info, options ?? {});
  }

  /**
   * Fit the transformers one after the other, each on what the one before returns, then the last step.
   *
   * @param X - [nSamples × nFeatures], of any kind that the first step takes
   * @param y - targets or labels [nSamples], where a step needs them
   * @param options - those of the last step; `sampleWeight` reaches the last step only
   * @throws whatever a step throws; the old model stands then
   */
  fit<M extends Label = L>(
    X: PipelineInput<Steps>,
    y?: ArrayLike<M>,
    options?: FitOptions,
  ): Pipeline<Steps, M> {
    const { fitted, last, ...kept } = this.#fitTransformers(X, y, options);
    call(last, 'fit', 'fit', [kept.X, kept.y, kept.options]);
    this.state = { steps: [...fitted, last] };
    return this as Pipeline<Steps, Label> as Pipeline<Steps, M>;
  }

  /**
   * As `fit`, the last step in time slices: `onProgress` hears of its progress, and `signal` stops it.
   *
   * @throws whatever a step throws, and the signal's reason; the old model stands then
   */
  async fitAsync<M extends Label = L>(
    X: PipelineInput<Steps>,
    y?: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<Pipeline<Steps, M>> {
    const { onProgress, signal, ...fitOptions } = readOptions(options, 'Pipeline.fitAsync');
    const { fitted, last, ...kept } = this.#fitTransformers(X, y, fitOptions, signal);
    if (has(last.estimator, 'fitAsync')) {
      await call(last, 'fitAsync', 'fitAsync', [kept.X, kept.y, { ...options, ...kept.options }]);
    } else {
      call(last, 'fit', 'fitAsync', [kept.X, kept.y, kept.options]);
      onProgress?.({ done: 1, total: 1, unit: 'step' });
    }
    this.state = { steps: [...fitted, last] };
    return this as Pipeline<Steps, Label> as Pipeline<Steps, M>;
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(
    X: PipelineInput<Steps>,
    y?: ArrayLike<Label>,
    options?: FitOptions,
  ): Returned<Steps, 'transform', Matrix | Table> {
    const { fitted, last, ...kept } = this.#fitTransformers(X, y, options);
    const out = call(last, 'fitTransform', 'fitTransform', [kept.X, kept.y, kept.options]);
    this.state = { steps: [...fitted, last] };
    return out as Returned<Steps, 'transform', Matrix | Table>;
  }

  /** @internal */
  [TOGETHER](all: readonly Pipeline[], { X, y, options = {} }: CommonSamples): FittingTogether {
    const branches = all.map((pipeline) => ({
      pipeline,
      steps: pipeline.params.steps,
      keep(steps: FittedStep[]) {
        pipeline.state = { steps };
      },
    }));
    return fitBranches(branches, [], { X, y, options });
  }

  /** The fitted transformers, the last step unfitted, and what it is to learn from. */
  #fitTransformers(X: unknown, y: unknown, options: FitOptions = {}, signal?: AbortSignal) {
    const { steps } = this.params;
    const fitted: FittedStep[] = [];
    let kept: Passing = { X, y, options: readOptions(options, 'Pipeline.fit') };
    for (const [name, template] of steps.slice(0, -1)) {
      signal?.throwIfAborted();
      const step = { name, estimator: clone(template) };
      kept = fitTransformer(step, kept);
      fitted.push(step);
    }
    signal?.throwIfAborted();
    const [name, template] = steps[steps.length - 1];
    return { fitted, last: { name, estimator: clone(template) }, ...kept };
  }

  /** What the last step predicts [nSamples]. */
  predict(X: PipelineInput<Steps>): Predicted<Steps, L> {
    return this.#callLast('predict', X) as Predicted<Steps, L>;
  }

  /** Class probabilities [nSamples × nClasses]; columns follow `classes`. */
  predictProba(X: PipelineInput<Steps>): Returned<Steps, 'predictProba', Matrix> {
    return this.#callLast('predictProba', X) as Returned<Steps, 'predictProba', Matrix>;
  }

  /** Decision values of the last step. */
  decisionFunction(
    X: PipelineInput<Steps>,
  ): Returned<Steps, 'decisionFunction', number[] | Matrix> {
    type Result = Returned<Steps, 'decisionFunction', number[] | Matrix>;
    return this.#callLast('decisionFunction', X) as Result;
  }

  /** What the last step returns for samples that went through all others. */
  transform(X: PipelineInput<Steps>): Returned<Steps, 'transform', Matrix | Table> {
    return this.#callLast('transform', X) as Returned<Steps, 'transform', Matrix | Table>;
  }

  /** The way back through all steps, the last one first; each needs an `inverseTransform`. */
  inverseTransform(X: MatrixLike): unknown {
    let features: unknown = X;
    for (const step of [...this.fitted('inverseTransform').steps].reverse()) {
      features = call(step, 'inverseTransform', 'inverseTransform', [features]);
    }
    return features;
  }

  /** The score of the last step, such as accuracy or R². */
  score(X: PipelineInput<Steps>, y?: ArrayLike<Label>, options?: ScoreOptions): number {
    return this.#callLast('score', X, y, options) as number;
  }

  #callLast(method: string, X: unknown, ...rest: unknown[]): unknown {
    const { steps } = this.fitted(method);
    const last = steps[steps.length - 1];
    requireMethod(last, method, method); // before the work of the transformers
    let features = X;
    for (const step of steps.slice(0, -1)) {
      features = call(step, 'transform', method, [features]);
    }
    return call(last, method, method, [features, ...rest]);
  }

  /** The labels that the last step has seen, in ascending order. */
  get classes(): readonly L[] {
    const { steps } = this.fitted('classes');
    const last = steps[steps.length - 1];
    if (!('classes' in last.estimator)) throw lacks(last, 'classes', 'classes');
    return last.estimator.classes as readonly L[];
  }

  /**
   * Names of the columns that leave the last transformer: those that a model at the end sees.
   *
   * @param inputNames - names of the columns of X; by default those of the Table in `fit`, or `x0, x1, …`
   */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const member = 'getFeatureNamesOut';
    let names = inputNames;
    for (const step of this.fitted(member).steps) {
      if (!has(step.estimator, member)) break; // a model, which can only be the last step
      names = call(step, member, member, [names]) as string[];
    }
    if (names === undefined) {
      throw new InvalidParameterError(
        `Pipeline.${member}: no step is a transformer, so there are no names but those you give. Pass inputNames.`,
      );
    }
    return [...names];
  }

  /**
   * One step: as fitted, or as given before `fit`.
   *
   * @throws InvalidParameterError for an unknown name, with the nearest ones
   */
  step<Name extends NamesOf<Steps>>(name: Name): StepOf<Steps, Name> {
    const steps =
      this.state?.steps ?? this.params.steps.map(([n, e]) => ({ name: n, estimator: e }));
    const found = steps.find((step) => step.name === name);
    if (found === undefined)
      throw unknownStep(
        name,
        steps.map((step) => step.name),
      );
    return found.estimator as StepOf<Steps, Name>;
  }

  /** `steps`, each step under its name, and each hyperparameter of a step under `step__param`. */
  override getParams(): Resolved<PipelineOptions<Steps>> & Readonly<Record<string, unknown>> {
    return super.getParams() as ReturnType<this['getParams']>;
  }

  /**
   * Change the steps: all (`steps`), one (`scale: new StandardScaler()`), or a hyperparameter of one
   * (`model__C: 10`). Estimators given earlier are copied, not changed; what is fitted stays until the next `fit`.
   *
   * @throws InvalidParameterError for an unknown step or hyperparameter or a value out of range; nothing is changed then
   */
  override setParams(
    options: Partial<PipelineOptions<Steps>> & Readonly<Record<string, unknown>>,
  ): this {
    return super.setParams(options);
  }
}
