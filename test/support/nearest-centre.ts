import type { FitAsyncOptions, FitOptions, Label, MatrixLike } from '../../src/contracts.js';
import { type Dense, parseFeatures } from '../../src/data/dense.js';
import { decodeLabels, encodeClasses } from '../../src/data/labels.js';
import { parseWeights } from '../../src/data/targets.js';
import { Estimator } from '../../src/estimator.js';
import { type Hyperparameter, real } from '../../src/hyperparameters.js';
import { drain, drainInSlices, type Training } from '../../src/progress.js';
import { float64, labels, object, size } from '../../src/serialization/schema.js';

export interface NearestCentreOptions {
  /** How far centres are pulled towards the origin, from 0 (not at all) to below 1. Default 0. */
  shrinkage?: number;
}

interface NearestCentreState {
  nFeatures: number;
  classes: Label[];
  centres: Float64Array;
}

const hyperparameters = {
  shrinkage: real({ min: 0, below: 1, default: 0, about: 'how far centres are pulled to 0.' }),
} satisfies Record<keyof NearestCentreOptions, Hyperparameter>;

/** A third party's classifier, as CONTRIBUTING.md tells to write one: the class whose centre is nearest. */
export class NearestCentre<L extends Label = Label> extends Estimator<
  NearestCentreOptions,
  NearestCentreState
> {
  static readonly info = {
    type: 'NearestCentre',
    hyperparameters,
    state: object<NearestCentreState>({
      nFeatures: size('nFeatures'),
      classes: labels('nClasses'),
      centres: float64(['nClasses', 'nFeatures']),
    }),
  };

  constructor(options: NearestCentreOptions = {}) {
    super(NearestCentre.info, options);
  }

  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => [...classes] as L[]);
  }

  fit<M extends Label>(X: MatrixLike, y: ArrayLike<M>, options?: FitOptions): NearestCentre<M> {
    return drain(this.train(X, y, options));
  }

  fitAsync<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options?: FitAsyncOptions,
  ): Promise<NearestCentre<M>> {
    return drainInSlices(this.train(X, y, options), options);
  }

  predict(X: MatrixLike): L[] {
    const { nFeatures, centres, classes } = this.fitted('predict');
    const samples = parseFeatures(X, 'NearestCentre.predict', { columns: nFeatures });
    return decodeLabels(nearest(samples, centres), classes as L[]);
  }

  score(X: MatrixLike, y: ArrayLike<L>): number {
    const predicted = this.predict(X);
    return predicted.filter((label, i) => label === y[i]).length / predicted.length;
  }

  protected *train<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    { sampleWeight }: FitOptions = {},
  ): Training<NearestCentre<M>> {
    const { shrinkage } = this.params;
    const samples = parseFeatures(X, 'NearestCentre.fit');
    const { codes, classes } = encodeClasses(y, samples.rows, 'NearestCentre.fit');
    const weights = parseWeights(sampleWeight, samples.rows, 'NearestCentre.fit');
    const { columns } = samples;
    const centres = new Float64Array(classes.length * columns);
    const totals = new Float64Array(classes.length);
    for (let i = 0; i < samples.rows; i++) {
      const weight = weights?.[i] ?? 1;
      totals[codes[i]] += weight;
      for (let j = 0; j < columns; j++) {
        centres[codes[i] * columns + j] += weight * samples.data[i * columns + j];
      }
    }
    for (let at = 0; at < centres.length; at++) {
      centres[at] *= (1 - shrinkage) / Math.max(totals[Math.floor(at / columns)], Number.MIN_VALUE);
    }
    yield { done: 1, total: 1, unit: 'pass' };
    this.state = { nFeatures: columns, classes, centres };
    return this as NearestCentre as NearestCentre<M>;
  }
}

function nearest({ data, rows, columns }: Dense, centres: Float64Array): Int32Array {
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    let smallest = Infinity;
    for (let c = 0; c * columns < centres.length; c++) {
      let distance = 0;
      for (let j = 0; j < columns; j++) {
        distance += (data[i * columns + j] - centres[c * columns + j]) ** 2;
      }
      if (distance < smallest) {
        smallest = distance;
        codes[i] = c;
      }
    }
  }
  return codes;
}
