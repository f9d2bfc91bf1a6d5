import type { AbstractMatrix, Matrix } from 'ml-matrix';
import type { AsyncOptions } from './progress.js';

/** What a class can be called. One target holds labels of one type. */
export type Label = number | string | boolean;

/** Row-major numbers in one block; `data[i * columns + j]` is row i, column j. */
export interface FlatMatrix {
  /** The numbers, row by row [rows × columns]; read, never changed. */
  readonly data: Float64Array | Float32Array;
  /** How many rows there are. */
  readonly rows: number;
  /** How many numbers a row has. */
  readonly columns: number;
}

/** Any matrix of numbers: ml-matrix, an array of rows (arrays or typed arrays), or one flat block. */
export type MatrixLike = AbstractMatrix | ArrayLike<ArrayLike<number>> | FlatMatrix;

/** What `fit` takes besides the samples. */
export interface FitOptions {
  /** How much each sample counts [nSamples], at least 0. A weight of two is a repeated row. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** What `score` takes besides the samples. */
export interface ScoreOptions {
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** What stands in the place of `y` where none is asked for, such as the `y` of a pipeline: it is passed over. */
export type PassedOver = ArrayLike<unknown> | null | undefined;

/** Options of `fitAsync`: those of `fit`, and how to follow and stop it. */
export interface FitAsyncOptions extends FitOptions, AsyncOptions {}

/** Predicts a number. */
export interface Regressor {
  /** Learn from samples [nSamples × nFeatures] and their target values [nSamples]; gives the model itself. */
  fit(X: MatrixLike, y: ArrayLike<number>, options?: FitOptions): this;
  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  fitAsync(X: MatrixLike, y: ArrayLike<number>, options?: FitAsyncOptions): Promise<this>;
  /** Target values [nSamples]. */
  predict(X: MatrixLike): number[];
  /** The coefficient of determination R², at most 1. */
  score(X: MatrixLike, y: ArrayLike<number>, options?: ScoreOptions): number;
}

/**
 * Predicts one of the labels it has seen. `L` is what the compiler knows of them: any label before `fit`, those of `y`
 * after it; where a type was given, as in `new LogisticRegression<'yes' | 'no'>()`, `fit` takes no others.
 */
export interface Classifier<L extends Label = Label> {
  /** The labels seen in `fit`, in ascending order. */
  readonly classes: readonly L[];
  /** Learn from samples [nSamples × nFeatures] and their labels [nSamples]; gives the model itself. */
  fit<M extends L>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions): Classifier<M>;
  // An overload, since the compiler compares overloads with their type parameters erased, but a single generic method
  // strictly: without it a model of known labels would be no `Classifier`.
  fit(X: MatrixLike, y: ArrayLike<L>, options?: FitOptions): Classifier<L>;
  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options?: FitAsyncOptions,
  ): Promise<Classifier<M>>;
  fitAsync(X: MatrixLike, y: ArrayLike<L>, options?: FitAsyncOptions): Promise<Classifier<L>>;
  /** The predicted labels [nSamples]. */
  predict(X: MatrixLike): L[];
  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: MatrixLike, y: ArrayLike<L>, options?: ScoreOptions): number;
}

/** A classifier that knows how sure it is. */
export interface ProbabilisticClassifier<L extends Label = Label> extends Classifier<L> {
  /** Probabilities [nSamples × nClasses], rows sum to 1; columns follow `classes`. */
  predictProba(X: MatrixLike): Matrix;
}

/** Groups samples. */
export interface Clusterer {
  /** Cluster of each sample of `fit`; -1 is noise. */
  readonly labels: readonly number[];
  /** Find the clusters of samples [nSamples × nFeatures]; `y` is passed over. */
  fit(X: MatrixLike, y?: PassedOver, options?: FitOptions): this;
  /** The cluster that each sample falls into [nSamples]; -1 is noise. */
  predict(X: MatrixLike): number[];
  /** `fit`, then the labels of the same samples [nSamples]. */
  fitPredict(X: MatrixLike, y?: PassedOver, options?: FitOptions): number[];
}

/** Tells ordinary samples (1) from outliers (-1). */
export interface OutlierDetector {
  /** Learn what is ordinary from samples [nSamples × nFeatures]; `y` is passed over. */
  fit(X: MatrixLike, y?: PassedOver, options?: FitOptions): this;
  /** 1 for ordinary samples, -1 for outliers [nSamples]. */
  predict(X: MatrixLike): number[];
  /** How ordinary each sample is [nSamples]; below 0 are the outliers. */
  decisionFunction(X: MatrixLike): number[];
}

/** Turns features into other features. */
export interface Transformer<Input = MatrixLike> {
  /** Learn from samples how to transform; gives the transformer itself. */
  fit(X: Input, y?: PassedOver, options?: FitOptions): this;
  /** The samples as other features [nSamples × nFeaturesOut]. */
  transform(X: Input): Matrix;
  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Input, y?: PassedOver, options?: FitOptions): Matrix;
  /** Names of the outgoing columns; `inputNames` are those of the incoming ones, `x0, x1, …` when left out. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[];
}
