import type { Matrix } from 'ml-matrix';
import { type Resolved, resolve } from '../../hyperparameters.js';
import { createRng } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { type CircuitOptions, circuitOptions, circuits, reactance } from './circuit.js';

/** How many circuits to draw, and with how much noise in the impedance. */
export interface MakeFriedman2Options extends CircuitOptions {}

/** What `makeFriedman2` draws: alternating-current circuits and their impedance. */
export interface Friedman2 {
  /** [nSamples × 4], uniform: x0 in [0, 100), x1 in [40π, 560π), x2 in [0, 1), x3 in [1, 11). */
  X: Matrix;
  /** The impedances [nSamples]. */
  y: number[];
}

/**
 * A regression problem that is not linear, the impedance of an alternating-current circuit:
 * y = √(x0² + (x1 x2 - 1 / (x1 x3))²) + noise.
 * Source: Friedman, Annals of Statistics 19 (1991).
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, y } = makeFriedman2({ nSamples: 500, noise: 10, randomState: 0 })
 */
export function makeFriedman2(given: MakeFriedman2Options = {}): Friedman2 {
  const { nSamples, noise, randomState } = resolve<Resolved<MakeFriedman2Options>>(
    'makeFriedman2',
    circuitOptions(),
    given,
    'option',
  );
  const rng = createRng(randomState);
  const X = circuits(nSamples, rng);
  const normal = createNormal(rng);
  const y = new Array<number>(nSamples);
  for (let i = 0, row = 0; i < nSamples; i++, row += 4) {
    const opposition = reactance(X, row);
    y[i] = Math.sqrt(X[row] * X[row] + opposition * opposition) + noise * normal();
  }
  return { X: toMatrix(X, nSamples, 4), y };
}
