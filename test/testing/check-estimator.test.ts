import { describe, expect, it } from 'vitest';
import type { FitOptions, Label, MatrixLike } from '../../src/contracts.js';
import { checkEstimator, estimatorChecks } from '../../src/testing/check-estimator.js';
import { NearestCentre } from '../support/nearest-centre.js';

describe('a third party’s estimator that keeps the contract', () => {
  for (const check of estimatorChecks(new NearestCentre())) it(check.name, () => check.run());

  it('passes as a whole', async () => {
    await expect(checkEstimator(new NearestCentre({ shrinkage: 0.5 }))).resolves.toBeUndefined();
  });
});

/** Estimators with one fault each, and the check that must find it. */
const faulty: [string, new () => NearestCentre, RegExp][] = [
  [
    'writes into its input',
    class extends NearestCentre {
      override fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions) {
        if ('data' in X && X.data instanceof Float64Array) X.data[0] += 1;
        return super.fit(X, y, options);
      }
    },
    /does not touch its input: X/,
  ],
  [
    'keeps something of an earlier fit',
    class extends NearestCentre {
      #fits = 0;
      override fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions) {
        this.#fits++;
        return super.fit(X, y, options);
      }
      override predict(X: MatrixLike) {
        const labels = super.predict(X);
        return this.#fits > 1 ? labels.reverse() : labels;
      }
    },
    /gives the same answers after the same fit/,
  ],
  [
    'ignores weights',
    class extends NearestCentre {
      override fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>) {
        return super.fit(X, y);
      }
    },
    /treats a weight of two as a repeated row/,
  ],
  [
    'loses what it learned when a fit fails',
    class extends NearestCentre {
      #broken = false;
      override fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions) {
        this.#broken = true;
        const fitted = super.fit(X, y, options);
        this.#broken = false;
        return fitted;
      }
      override predict(X: MatrixLike) {
        if (this.#broken) throw new Error('half fitted');
        return super.predict(X);
      }
    },
    /keeps the old model when a fit fails: half fitted/,
  ],
  [
    'keeps state that is not saved',
    class extends NearestCentre {
      #trained = false;
      override fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions) {
        this.#trained = true;
        return super.fit(X, y, options);
      }
      override predict(X: MatrixLike) {
        const labels = super.predict(X);
        return this.#trained || labels.length === 0 ? labels : labels.reverse();
      }
    },
    /answers the same bits after saving and loading/,
  ],
  [
    'reports progress that does not reach its total',
    class extends NearestCentre {
      protected override *train<M extends Label>(
        X: MatrixLike,
        y: ArrayLike<M>,
        options?: FitOptions,
      ) {
        const training = super.train(X, y, options);
        for (let step = training.next(); ; step = training.next()) {
          if (step.done) return step.value;
          yield step.value && { ...step.value, total: 2 };
        }
      }
    },
    /the last report is 1 of 2/,
  ],
  [
    'answers rows differently when they come together',
    class extends NearestCentre {
      override predict(X: MatrixLike) {
        const labels = super.predict(X);
        return labels.length > 1 ? labels.fill(labels[0]) : labels;
      }
    },
    /answers one row as it answers many/,
  ],
  [
    'gives codes in place of labels',
    class extends NearestCentre {
      override predict(X: MatrixLike) {
        return super.predict(X).map((label) => this.classes.indexOf(label));
      }
    },
    /gives labels back in the type of y/,
  ],
];

describe('an estimator that', () => {
  it.each(faulty)('%s is found out', async (_fault, Class, expected) => {
    await expect(checkEstimator(new Class())).rejects.toThrow(expected);
  });
});
