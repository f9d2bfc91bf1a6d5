import { Matrix } from 'ml-matrix';
import type { FitOptions, Label } from '../../src/contracts.js';
import { Estimator, type EstimatorInfo } from '../../src/estimator.js';
import { object } from '../../src/serialization/schema.js';

/*
 * Test doubles that show leakage. Rows are told by their first column, which must differ from row to row.
 */

interface Learned {
  readonly rows: ReadonlySet<number>;
  readonly classes: readonly Label[];
}

/** Knows the rows it learned from by heart: 0.9 for the last class where it has seen the row, else 0.1. */
export class ByHeart extends Estimator<Record<never, never>, Learned> {
  static readonly info: EstimatorInfo = { type: 'ByHeart', hyperparameters: {}, state: object({}) };

  constructor(options = {}) {
    super(ByHeart.info, options);
  }

  fit(X: number[][], y: ArrayLike<Label>, _options?: FitOptions): this {
    const classes = [...new Set(Array.from(y))].sort();
    this.state = { rows: new Set(X.map(([id]) => id)), classes };
    return this;
  }

  get classes() {
    return this.fitted('classes').classes;
  }

  predictProba(X: number[][]): Matrix {
    const { rows, classes } = this.fitted('predictProba');
    const rest = classes.length - 1;
    return new Matrix(
      X.map(([id]) => {
        const last = rows.has(id) ? 0.9 : 0.1;
        return classes.map((_, k) => (k === rest ? last : (1 - last) / rest));
      }),
    );
  }

  predict(X: number[][]): Label[] {
    const { classes } = this;
    return this.predictProba(X)
      .to2DArray()
      .map((row) => classes[row.indexOf(Math.max(...row))]);
  }
}

/** Keeps what it was given to learn from, and predicts the first label. */
export class Witness extends Estimator<Record<never, never>, { readonly classes: Label[] }> {
  static readonly info: EstimatorInfo = { type: 'Witness', hyperparameters: {}, state: object({}) };
  static seen: number[][] = [];

  constructor(options = {}) {
    super(Witness.info, options);
  }

  fit(X: { data: Float64Array; rows: number; columns: number }, y: ArrayLike<Label>): this {
    Witness.seen = Array.from({ length: X.rows }, (_, i) =>
      Array.from(X.data.subarray(i * X.columns, (i + 1) * X.columns)),
    );
    this.state = { classes: [...new Set(Array.from(y))].sort() };
    return this;
  }

  get classes() {
    return this.fitted('classes').classes;
  }

  predict(X: { rows: number }): Label[] {
    return new Array(X.rows).fill(this.classes[0]);
  }
}

/** Decides by the first feature itself. */
export class FirstFeature extends Estimator<Record<never, never>, { readonly classes: Label[] }> {
  static readonly info: EstimatorInfo = {
    type: 'FirstFeature',
    hyperparameters: {},
    state: object({}),
  };

  constructor(options = {}) {
    super(FirstFeature.info, options);
  }

  fit(_X: number[][], y: ArrayLike<Label>): this {
    this.state = { classes: [...new Set(Array.from(y))].sort() };
    return this;
  }

  get classes() {
    return this.fitted('classes').classes;
  }

  decisionFunction(X: number[][]): number[] {
    return X.map(([first]) => first);
  }

  predict(X: number[][]): Label[] {
    return X.map(([first]) => this.classes[first > 0 ? 1 : 0]);
  }
}
