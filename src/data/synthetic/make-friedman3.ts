import type { Matrix } from 'ml-matrix';
import { type Resolved, resolve } from '../../hyperparameters.js';
import { atan } from '../../numeric/arctangent.js';
import { createRng } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { type CircuitOptions, circuitOptions, circuits, reactance } from './circuit.js';

/** How many circuits to draw, and with how much noise in the phase angle. */
export interface MakeFriedman3Options extends CircuitOptions {}

/** What `makeFriedman3` draws: alternating-current circuits and their phase angle. */
export interface Friedman3 {
  /** [nSamples × 4], uniform: x0 in [0, 100), x1 in [40π, 560π), x2 in [0, 1), x3 in [1, 11). */
  X: Matrix;
  /** In radians [nSamples]. */
  y: number[];
}

/**
 * A regression problem that is not linear, the phase angle of an alternating-current circuit:
 * y = atan((x1 x2 - 1 / (x1 x3)) / x0) + noise.
 * Source: Friedman, Annals of Statistics 19 (1991).
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, y } = makeFriedman3({ nSamples: 500, noise: 0.1, randomState: 0 })
 */
export function makeFriedman3(given: MakeFriedman3Options = {}): Friedman3 {
  const { nSamples, noise, randomState } = resolve<Resolved<MakeFriedman3Options>>(
    'makeFriedman3',
    circuitOptions(),
    given,
    'option',
  );
  const rng = createRng(randomState);
  const X = circuits(nSamples, rng);
  const normal = createNormal(rng);
  const y = new Array<number>(nSamples);
  for (let i = 0, row = 0; i < nSamples; i++, row += 4) {
    y[i] = atan(reactance(X, row) / X[row]) + noise * normal();
  }
  return { X: toMatrix(X, nSamples, 4), y };
}
