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

/** How many samples to draw on two circles, and how far apart and how blurred these are. */
export interface MakeCirclesOptions {
  /** How many samples in all, half of them on each circle, or how many on the outer and the inner one. Default 100. */
  nSamples?: number | readonly [number, number];
  /** Whether to put the samples in random order. Default true: else the outer circle comes first. */
  shuffle?: boolean;
  /** Standard deviation of the noise added to the coordinates; null adds none. Default null. */
  noise?: number | null;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
  /** Radius of the inner circle, from 0 up to but not 1, the radius of the outer one. Default 0.8. */
  factor?: number;
}

/** What `makeCircles` draws: points, and whether each is on the outer (0) or the inner circle (1). */
export interface Circles {
  /** The points [nSamples × 2]. */
  X: Matrix;
  /** 0 on the outer circle, 1 on the inner one [nSamples]. */
  y: number[];
}

const options = () =>
  ({
    nSamples: parameter(either(anInteger({ min: 1 }), aListOf(anInteger({ min: 0 }), 2)), {
      default: 100,
      about: 'how many samples in all, or how many on each circle.',
    }),
    shuffle: shuffleOption(),
    noise: parameter(either(aReal({ min: 0 }), aChoice(null)), {
      default: null,
      about: 'the standard deviation of the noise, or null for none.',
    }),
    randomState: randomStateOption(),
    factor: parameter(aReal({ min: 0, below: 1 }), {
      default: 0.8,
      about: 'the radius of the inner circle.',
    }),
  }) satisfies Record<keyof MakeCirclesOptions, Hyperparameter>;

/**
 * A circle in a circle: two clusters or classes that no line separates.
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, y } = makeCircles({ nSamples: 200, noise: 0.05, factor: 0.5, randomState: 0 })
 */
export function makeCircles(given: MakeCirclesOptions = {}): Circles {
  const { nSamples, shuffle, noise, randomState, factor } = resolve<Resolved<MakeCirclesOptions>>(
    'makeCircles',
    options(),
    given,
    'option',
  );
  const rng = createRng(randomState);
  const [outer, inner] =
    typeof nSamples === 'number' ? [Math.floor(nSamples / 2), Math.ceil(nSamples / 2)] : nSamples;
  const rows = outer + inner;
  let X: Float64Array = new Float64Array(2 * rows);
  let y = new Array<number>(rows).fill(0).fill(1, outer);
  fillCircle(X.subarray(0, 2 * outer), 1);
  fillCircle(X.subarray(2 * outer), factor);
  if (shuffle) ({ X, y } = shuffleSamples(X, y, rng));
  if (noise !== null) {
    const normal = createNormal(rng);
    for (let at = 0; at < X.length; at++) X[at] += noise * normal();
  }
  return { X: toMatrix(X, rows, 2), y };
}

/** Points [n × 2] evenly around the origin, the first one on the axis of x. */
function fillCircle(points: Float64Array, radius: number): void {
  const n = points.length / 2;
  for (let i = 0; i < n; i++) {
    const angle = (i / n) * (2 * Math.PI);
    points[2 * i] = radius * cos(angle);
    points[2 * i + 1] = radius * sin(angle);
  }
}
