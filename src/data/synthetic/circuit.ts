import { anInteger, aReal, type Hyperparameter, parameter } from '../../hyperparameters.js';
import type { Rng, Seed } from '../../random/rng.js';
import { randomStateOption } from './synthetic-options.js';

/** The alternating-current circuit of `makeFriedman2` and `makeFriedman3`. */
export interface CircuitOptions {
  /** How many samples. Default 100. */
  nSamples?: number;
  /** Standard deviation of the noise added to the target. Default 0. */
  noise?: number;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
}

export const circuitOptions = () =>
  ({
    nSamples: parameter(anInteger({ min: 1 }), { default: 100, about: 'how many samples.' }),
    noise: parameter(aReal({ min: 0 }), {
      default: 0,
      about: 'the standard deviation of the noise.',
    }),
    randomState: randomStateOption(),
  }) satisfies Record<keyof CircuitOptions, Hyperparameter>;

/** Resistance, angular frequency, inductance and capacitance of random circuits [nSamples × 4]. */
export function circuits(nSamples: number, rng: Rng): Float64Array {
  const X = new Float64Array(nSamples * 4);
  for (let row = 0; row < X.length; row += 4) {
    X[row] = 100 * rng.next();
    X[row + 1] = 520 * Math.PI * rng.next() + 40 * Math.PI;
    X[row + 2] = rng.next();
    X[row + 3] = 10 * rng.next() + 1;
  }
  return X;
}

/** What the coil and the capacitor of the circuit in `row` oppose to the current. */
export function reactance(X: Float64Array, row: number): number {
  return X[row + 1] * X[row + 2] - 1 / (X[row + 1] * X[row + 3]);
}
