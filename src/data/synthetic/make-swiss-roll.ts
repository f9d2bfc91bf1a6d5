import type { Matrix } from 'ml-matrix';
import {
  aBoolean,
  anInteger,
  aReal,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { cos, sin } from '../../numeric/trigonometry.js';
import { createRng, type Seed } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { randomStateOption } from './synthetic-options.js';

/** How many samples to draw on a rolled-up sheet, and how blurred it is. */
export interface MakeSwissRollOptions {
  /** How many samples. Default 100. */
  nSamples?: number;
  /** Standard deviation of the noise added to the coordinates. Default 0. */
  noise?: number;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
  /** Whether to leave a rectangle in the middle of the sheet empty. Default false. */
  hole?: boolean;
}

/** What `makeSwissRoll` draws: points of a rolled-up sheet, and where on the sheet each lies. */
export interface SwissRoll {
  /** [nSamples × 3]; the axis of the roll is the second coordinate. */
  X: Matrix;
  /** Where each sample is along the sheet: the angle it is rolled up to, in radians [nSamples]. */
  t: number[];
}

const options = () =>
  ({
    nSamples: parameter(anInteger({ min: 1 }), { default: 100, about: 'how many samples.' }),
    noise: parameter(aReal({ min: 0 }), {
      default: 0,
      about: 'the standard deviation of the noise.',
    }),
    randomState: randomStateOption(),
    hole: parameter(aBoolean(), {
      default: false,
      about: 'whether to leave the middle of the sheet empty.',
    }),
  }) satisfies Record<keyof MakeSwissRollOptions, Hyperparameter>;

/**
 * A sheet rolled up in three dimensions: (t cos t, y, t sin t) with t from 1.5π to 4.5π and y from 0 to
 * 21, both uniform.
 * Source: Marsland, Machine Learning: An Algorithmic Perspective (2014), chapter 6.
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, t } = makeSwissRoll({ nSamples: 1000, noise: 0.1, randomState: 0 })
 */
export function makeSwissRoll(given: MakeSwissRollOptions = {}): SwissRoll {
  const { nSamples, noise, randomState, hole } = resolve<Resolved<MakeSwissRollOptions>>(
    'makeSwissRoll',
    options(),
    given,
    'option',
  );
  const rng = createRng(randomState);
  const normal = createNormal(rng);
  const X = new Float64Array(3 * nSamples);
  const t = new Array<number>(nSamples);
  for (let i = 0, row = 0; i < nSamples; i++, row += 3) {
    // The sheet, from 0 to 3 both ways; a hole leaves 8 of its 9 squares, all but the middle one.
    let along = 3 * rng.next();
    let across = 3 * rng.next();
    if (hole) {
      const drawn = rng.nextInteger(8);
      const square = drawn < 4 ? drawn : drawn + 1;
      along = Math.floor(square / 3) + along / 3;
      across = (square % 3) + across / 3;
    }
    t[i] = Math.PI * (1.5 + along);
    X[row] = t[i] * cos(t[i]) + noise * normal();
    X[row + 1] = 7 * across + noise * normal();
    X[row + 2] = t[i] * sin(t[i]) + noise * normal();
  }
  return { X: toMatrix(X, nSamples, 3), t };
}
