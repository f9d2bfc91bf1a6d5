import type { AbstractMatrix, Matrix } from 'ml-matrix';
import type { AsyncOptions } from './progress.js';

/** What a class can be called. One target holds labels of one type. */
export type Label = number | string | boolean;

/** Row-major numbers in one block; `data[i * columns + j]` is row i, column j. */
export interface FlatMatrix {
  readonly data: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Any matrix of numbers: ml-matrix, an array of rows (arrays or typed arrays), or one flat block. */
export type MatrixLike = AbstractMatrix | ArrayLike<ArrayLike<number>> | FlatMatrix;

export interface FitOptions {
  /** How much each sample counts [nSamples], at least 0. A weight of two is a repeated row. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

export interface ScoreOptions {
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** Options of `fitAsync`: those of `fit`, and how to follow and stop it. */
export interface FitAsyncOptions extends FitOptions, AsyncOptions {}

/** Predicts a number. */
export interface Regressor {
  fit(X: MatrixLike, y: ArrayLike<number>, options?: FitOptions): this;
  fitAsync(X: MatrixLike, y: ArrayLike<number>, options?: FitAsyncOptions): Promise<this>;
  /** Target values [nSamples]. */
  predict(X: MatrixLike): number[];
  /** The coefficient of determination R², at most 1. */
  score(X: MatrixLike, y: ArrayLike<number>, options?: ScoreOptions): number;
}

/** Predicts one of the labels it has seen. */
export interface Classifier<L extends Label = Label> {
  /** The labels seen in `fit`, in ascending order. */
  readonly classes: readonly L[];
  fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions): Classifier<M>;
  fitAsync<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options?: FitAsyncOptions,
  ): Promise<Classifier<M>>;
  /** Labels [nSamples]. */
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
  fit(X: MatrixLike, y?: unknown, options?: FitOptions): this;
  predict(X: MatrixLike): number[];
  fitPredict(X: MatrixLike, y?: unknown, options?: FitOptions): number[];
}

/** Tells ordinary samples (1) from outliers (-1). */
export interface OutlierDetector {
  fit(X: MatrixLike, y?: unknown, options?: FitOptions): this;
  predict(X: MatrixLike): number[];
  decisionFunction(X: MatrixLike): number[];
}

/** Turns features into other features. */
export interface Transformer<Input = MatrixLike> {
  fit(X: Input, y?: unknown, options?: FitOptions): this;
  transform(X: Input): Matrix;
  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: Input, y?: unknown, options?: FitOptions): Matrix;
  /** Names of the outgoing columns; `inputNames` are those of the incoming ones, `x0, x1, …` when left out. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[];
}
