import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ProbabilisticClassifier,
  Regressor,
} from '../../src/contracts.js';
import { parseFeatures, toMatrix } from '../../src/data/dense.js';
import { decodeLabels, encodeClasses } from '../../src/data/labels.js';
import { parseTargets, parseWeights } from '../../src/data/targets.js';
import { Estimator } from '../../src/estimator.js';
import { real } from '../../src/hyperparameters.js';
import { drain, drainInSlices, type Training } from '../../src/progress.js';
import * as schema from '../../src/serialization/schema.js';

const firstColumn = (X: MatrixLike, where: string): number[] => {
  const { data, rows, columns } = parseFeatures(X, where);
  return Array.from({ length: rows }, (_, i) => data[i * columns]);
};

/** A regressor: the slope of y over the first column, through the origin. */
export class Slope extends Estimator<{ shrink?: number }, { slope: number }> implements Regressor {
  static readonly info = {
    type: 'Slope',
    hyperparameters: {
      shrink: real({ min: 0, default: 0, about: 'what is added to the squares.' }),
    },
    state: schema.object<{ slope: number }>({ slope: schema.number() }),
  };

  constructor(options: { shrink?: number } = {}) {
    super(Slope.info, options);
  }

  fit(X: MatrixLike, y: ArrayLike<number>, options: FitOptions = {}): this {
    return drain(this.#train(X, y, options));
  }

  async fitAsync(X: MatrixLike, y: ArrayLike<number>, options: FitAsyncOptions = {}) {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: MatrixLike, y: ArrayLike<number>, { sampleWeight }: FitOptions): Training<this> {
    const x = firstColumn(X, 'Slope.fit');
    const targets = parseTargets(y, x.length, 'Slope.fit');
    const weights = parseWeights(sampleWeight, x.length, 'Slope.fit');
    let products = 0;
    let squares = this.params.shrink;
    for (let i = 0; i < x.length; i++) {
      const weight = weights?.[i] ?? 1;
      products += weight * x[i] * targets[i];
      squares += weight * x[i] ** 2;
      yield { done: i + 1, total: x.length, unit: 'sample' };
    }
    this.state = { slope: products / squares };
    return this;
  }

  predict(X: MatrixLike): number[] {
    const { slope } = this.fitted('predict');
    return firstColumn(X, 'Slope.predict').map((x) => slope * x);
  }

  /** Negative sum of squared errors. */
  score(X: MatrixLike, y: ArrayLike<number>): number {
    return -this.predict(X).reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0);
  }
}

/** A classifier of two classes: the sign of the first column. */
export class Sign<L extends Label = Label>
  extends Estimator<object, { classes: Label[] }>
  implements ProbabilisticClassifier<L>
{
  static readonly info = {
    type: 'Sign',
    hyperparameters: {},
    state: schema.object<{ classes: Label[] }>({ classes: schema.labels(2) }),
  };

  constructor(options: object = {}) {
    super(Sign.info, options);
  }

  get classes(): L[] {
    return this.fitted('classes').classes as L[];
  }

  fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>): Sign<M> {
    const { rows } = parseFeatures(X, 'Sign.fit');
    this.state = { classes: encodeClasses(y, rows, 'Sign.fit').classes };
    return this as Sign<Label> as Sign<M>;
  }

  async fitAsync<M extends Label>(X: MatrixLike, y: ArrayLike<M>): Promise<Sign<M>> {
    return this.fit(X, y);
  }

  decisionFunction(X: MatrixLike): number[] {
    return firstColumn(X, 'Sign.decisionFunction');
  }

  predictProba(X: MatrixLike): Matrix {
    const signs = this.decisionFunction(X).flatMap((x) => (x > 0 ? [0, 1] : [1, 0]));
    return toMatrix(Float64Array.from(signs), signs.length / 2, 2);
  }

  predict(X: MatrixLike): L[] {
    const codes = this.decisionFunction(X).map((x) => (x > 0 ? 1 : 0));
    return decodeLabels(codes, this.classes);
  }

  score(X: MatrixLike, y: ArrayLike<L>): number {
    const predicted = this.predict(X);
    return predicted.filter((label, i) => label === y[i]).length / predicted.length;
  }
}
