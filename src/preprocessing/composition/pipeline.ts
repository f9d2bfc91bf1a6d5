import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  PassedOver,
  ScoreOptions,
} from '../../contracts.js';
import { reading } from '../../data/array-like.js';
import type { Table } from '../../data/table.js';
import { refuseOptionsForTarget } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type CellsOf, predictionsOf } from '../../estimators/predictions.js';
import { type Fitting, fitAtOnce, fitInSlices, fitSoon } from '../../fitting.js';
import { type CommonSamples, type FittingTogether, TOGETHER } from '../../fitting-together.js';
import { type Resolved, readOptions } from '../../hyperparameters.js';
import { problemOfNames } from '../../nested-params.js';
import { object } from '../../serialization/schema.js';
import { show } from '../../words.js';
import {
  type PipelineOptions,
  type PipelineState,
  pipelineFields,
  pipelineHyperparameters,
} from './pipeline-options.js';
import { samplesOfFit, tableOfRecords } from './pipeline-records.js';
import {
  call,
  type FittedStep,
  fitTransformed,
  fitTransformers,
  has,
  lacks,
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
  PredictionOf,
  Returned,
  StepOf,
} from './pipeline-types.js';

export type { PipelineOptions } from './pipeline-options.js';

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
    hyperparameters: pipelineHyperparameters,
    members: { of: 'steps', word: 'step' },
    check: ({ steps }: PipelineOptions) => problemOf(steps),
    state: object<PipelineState>(pipelineFields, ({ steps }) => {
      const unfitted = steps.find((step) => !step.estimator.isFitted);
      if (unfitted !== undefined) return `the step ${show(unfitted.name)} is not fitted`;
      const pairs = steps.map(({ name, estimator }) => [name, estimator] as const);
      return problemOfNames(Pipeline.info, { steps: pairs }) ?? problemOf(pairs);
    }),
  };

  constructor(options: PipelineOptions<Steps>) {
    super(Pipeline.info, options ?? {});
  }

  /**
   * Fit the transformers one after the other, each on what the one before returns, then the last step.
   *
   * @param X - [nSamples × nFeatures], of any kind that the first step takes; y where a step needs it [nSamples]
   * @param options - those of the last step; `sampleWeight` reaches the last step only
   * @throws whatever a step throws; the old model stands then
   */
  fit<M extends L = L>(
    X: PipelineInput<Steps>,
    y?: ArrayLike<M>,
    options?: FitOptions,
  ): Pipeline<Steps, M> {
    const { fitted, last, columns, ...kept } = fitAtOnce(this.#fitTransformers(X, y, options));
    call(last, 'fit', 'fit', [kept.X, kept.y, kept.options]);
    this.state = { steps: [...fitted, last], columns };
    return this as Pipeline<Steps, Label> as Pipeline<Steps, M>;
  }

  /**
   * As `fit`, in time slices: other work has its turn between transformers and within the last step, whose progress
   * `onProgress` hears of; `signal` stops it, which throws its reason; the old model stands then.
   */
  async fitAsync<M extends L = L>(
    X: PipelineInput<Steps>,
    y?: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<Pipeline<Steps, M>> {
    const { onProgress, signal, ...fitOptions } = readOptions(options, 'Pipeline.fitAsync');
    const transforming = this.#fitTransformers(X, y, fitOptions);
    const { fitted, last, columns, ...kept } = await fitInSlices(transforming, { signal });
    await fitSoon({ estimator: last.estimator, ...kept }, { onProgress, signal });
    this.state = { steps: [...fitted, last], columns };
    return this as Pipeline<Steps, Label> as Pipeline<Steps, M>;
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(
    X: PipelineInput<Steps>,
    y?: ArrayLike<Label>,
    options?: FitOptions,
  ): Returned<Steps, 'transform', Matrix | Table> {
    const { fitted, last, columns, ...kept } = fitAtOnce(this.#fitTransformers(X, y, options));
    const out = call(last, 'fitTransform', 'fitTransform', [kept.X, kept.y, kept.options]);
    this.state = { steps: [...fitted, last], columns };
    return out as Returned<Steps, 'transform', Matrix | Table>;
  }

  /** As `fitTransform`, in steps of its transformers: a generator for who drives it with other work, fits among it. */
  *fitTransformInSteps(X: PipelineInput<Steps>, y?: ArrayLike<Label>): Fitting<unknown> {
    const { fitted, last, columns, ...kept } = yield* this.#fitTransformers(X, y);
    const out = yield* fitTransformed(last, kept.X, kept.y);
    this.state = { steps: [...fitted, last], columns };
    return out;
  }

  /** @internal */
  [TOGETHER](all: readonly Pipeline[], { X, y, options = {} }: CommonSamples): FittingTogether {
    const { samples, columns } = samplesOfFit(X);
    const branches = all.map((pipeline) => ({
      pipeline,
      steps: pipeline.params.steps,
      keep(steps: FittedStep[]) {
        pipeline.state = { steps, columns };
      },
    }));
    return fitBranches(branches, [], { X: samples, y, options });
  }

  /** The fitted transformers, the last step unfitted, and what it is to learn from. */
  *#fitTransformers(X: unknown, y: PassedOver, options: FitOptions = {}) {
    refuseOptionsForTarget(y, 'Pipeline.fit');
    const { samples, columns } = samplesOfFit(X);
    const passing = { X: samples, y, options: readOptions(options, 'Pipeline.fit') };
    return { columns, ...(yield* fitTransformers(this.params.steps, passing)) };
  }

  /** What the last step predicts [nSamples]. */
  predict(X: PipelineInput<Steps>): Predicted<Steps, L> {
    return this.#callLast('predict', X) as Predicted<Steps, L>;
  }

  /**
   * What the last step says of one sample: `{ label, probabilities: { no: 0.2, yes: 0.8 } }` for classes, `{ value }`
   * for numbers, `{ cluster }` for clusters, `{ isOutlier, decision }` for outliers.
   *
   * @param sample - an object by column name where `fit` was given a table or records, else the features by position
   */
  predictOne<R extends CellsOf<R>>(sample: R): PredictionOf<Steps, L> {
    return this.#predictRows([sample], 'predictOne')[0];
  }

  /** As `predictOne`, for many samples: an object each [nSamples]. */
  predictRecords<R extends CellsOf<R>>(
    X: PipelineInput<Steps> | readonly R[],
  ): PredictionOf<Steps, L>[] {
    return this.#predictRows(X, 'predictRecords');
  }

  #predictRows(X: unknown, member: string): PredictionOf<Steps, L>[] {
    const { last, features } = this.#transformed('predict', X, member);
    return predictionsOf(last.estimator, features) as PredictionOf<Steps, L>[];
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

  /** What the last step returns. */
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
    const { last, features } = this.#transformed(method, X, method);
    return call(last, method, method, [features, ...rest]);
  }

  /** The last step, which must have a method, and what it gets. */
  #transformed(method: string, X: unknown, member: string) {
    const { steps, columns } = this.fitted(member);
    const last = steps[steps.length - 1];
    requireMethod(last, method, member); // before the work of the transformers
    const where = `Pipeline.${member}`;
    let features = reading(where, 'X', () => tableOfRecords(X, columns, where));
    for (const step of steps.slice(0, -1)) {
      features = call(step, 'transform', member, [features]);
    }
    return { last, features };
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
   * Change the steps: all (`steps`), one (`scale: new StandardScaler()`), or a hyperparameter of one (`model__C: 10`).
   */
  override setParams(
    options: Partial<PipelineOptions<Steps>> & Readonly<Record<string, unknown>>,
  ): this {
    return super.setParams(options);
  }
}
