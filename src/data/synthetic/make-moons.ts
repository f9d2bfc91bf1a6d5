import type { Matrix } from 'ml-matrix';
import {
  aChoice,
  anInteger,
  aReal,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { cos, sin } from '../../numeric/trigonometry.js';
import { createRng, type Seed } from '../../random/rng.js';
import { createNormal } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { shuffleSamples } from './blocks.js';
import { aListOf, randomStateOption, shuffleOption } from './synthetic-options.js';

/** How many samples to draw in two moons, and how blurred these are. */
export interface MakeMoonsOptions {
  /** How many samples in all, half of them in each moon, or how many in each. Default 100. */
  nSamples?: number | readonly [number, number];
  /** Whether to put the samples in random order. Default true: else the outer moon comes first. */
  shuffle?: boolean;
  /** Standard deviation of the noise added to the coordinates; null adds none. Default null. */
  noise?: number | null;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
}

/** What `makeMoons` draws: points, and whether each is in the upper (0) or the lower moon (1). */
export interface Moons {
  /** The points [nSamples × 2]. */
  X: Matrix;
  /** 0 in the outer moon, 1 in the inner one [nSamples]. */
  y: number[];
}

const options = () =>
  ({
    nSamples: parameter(either(anInteger({ min: 1 }), aListOf(anInteger({ min: 0 }), 2)), {
      default: 100,
      about: 'how many samples in all, or how many in each moon.',
    }),
    shuffle: shuffleOption(),
    noise: parameter(either(aReal({ min: 0 }), aChoice(null)), {
      default: null,
      about: 'the standard deviation of the noise, or null for none.',
    }),
    randomState: randomStateOption(),
  }) satisfies Record<keyof MakeMoonsOptions, Hyperparameter>;

/**
 * Two half circles that reach into each other: two clusters or classes that no line separates.
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, y } = makeMoons({ nSamples: 200, noise: 0.1, randomState: 0 })
 */
export function makeMoons(given: MakeMoonsOptions = {}): Moons {
  const { nSamples, shuffle, noise, randomState } = resolve<Resolved<MakeMoonsOptions>>(
    'makeMoons',
    options(),
    given,
    'option',
  );
  const rng = createRng(randomState);
  const [outer, inner] =
    typeof nSamples === 'number' ? [Math.floor(nSamples / 2), Math.ceil(nSamples / 2)] : nSamples;
  const rows = outer + inner;
  let X: Float64Array = new Float64Array(2 * rows);
  let y = new Array<number>(rows);
  for (let i = 0; i < outer; i++) {
    const angle = angleOf(i, outer);
    X[2 * i] = cos(angle);
    X[2 * i + 1] = sin(angle);
    y[i] = 0;
  }
  for (let i = 0; i < inner; i++) {
    const angle = angleOf(i, inner);
    X[2 * (outer + i)] = 1 - cos(angle);
    X[2 * (outer + i) + 1] = 0.5 - sin(angle);
    y[outer + i] = 1;
  }
  if (shuffle) ({ X, y } = shuffleSamples(X, y, rng));
  if (noise !== null) {
    const normal = createNormal(rng);
    for (let at = 0; at < X.length; at++) X[at] += noise * normal();
  }
  return { X: toMatrix(X, rows, 2), y };
}

/** Angle of point i of n, evenly from 0 to π with both ends. */
function angleOf(i: number, n: number): number {
  return n === 1 ? 0 : (i / (n - 1)) * Math.PI;
}
