import type { Matrix } from 'ml-matrix';
import {
  anInteger,
  aReal,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { sin } from '../../numeric/trigonometry.js';
import { createRng, type Seed } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { uniforms } from './blocks.js';
import { randomStateOption } from './synthetic-options.js';

/** How many samples and features to draw, and with how much noise. */
export interface MakeFriedman1Options {
  /** How many samples. Default 100. */
  nSamples?: number;
  /** How many features, at least 5; those after the fifth do not matter. Default 10. */
  nFeatures?: number;
  /** Standard deviation of the noise added to the target. Default 0. */
  noise?: number;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
}

/** What `makeFriedman1` draws: features, of which the first five matter, and targets. */
export interface Friedman1 {
  /** [nSamples × nFeatures], uniform in [0, 1). */
  X: Matrix;
  /** The targets [nSamples]. */
  y: number[];
}

const options = () =>
  ({
    nSamples: parameter(anInteger({ min: 1 }), { default: 100, about: 'how many samples.' }),
    nFeatures: parameter(anInteger({ min: 5 }), { default: 10, about: 'how many features.' }),
    noise: parameter(aReal({ min: 0 }), {
      default: 0,
      about: 'the standard deviation of the noise.',
    }),
    randomState: randomStateOption(),
  }) satisfies Record<keyof MakeFriedman1Options, Hyperparameter>;

/**
 * A regression problem that is not linear: y = 10 sin(π x0 x1) + 20 (x2 - 0.5)² + 10 x3 + 5 x4 + noise.
 * Source: Friedman, Annals of Statistics 19 (1991).
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, y } = makeFriedman1({ nSamples: 500, noise: 1, randomState: 0 })
 */
export function makeFriedman1(given: MakeFriedman1Options = {}): Friedman1 {
  const { nSamples, nFeatures, noise, randomState } = resolve<Resolved<MakeFriedman1Options>>(
    'makeFriedman1',
    options(),
    given,
    'option',
  );
  const rng = createRng(randomState);
  const X = uniforms(nSamples * nFeatures, 0, 1, rng);
  const normal = createNormal(rng);
  const y = new Array<number>(nSamples);
  for (let i = 0, row = 0; i < nSamples; i++, row += nFeatures) {
    const centred = X[row + 2] - 0.5;
    const signal =
      10 * sin(Math.PI * X[row] * X[row + 1]) +
      20 * centred * centred +
      10 * X[row + 3] +
      5 * X[row + 4];
    y[i] = signal + noise * normal();
  }
  return { X: toMatrix(X, nSamples, nFeatures), y };
}
