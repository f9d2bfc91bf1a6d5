import { type Column, columnLength } from '../../data/columns.js';
import { reserve } from '../../memory.js';
import type { Training } from '../../progress.js';
import { count } from '../../words.js';
import type { EditableSamples } from '../samples/editable-samples.js';
import { constantColumn } from './grid-values.js';
import type { Response } from './response.js';

/** What to look at, and how. */
export interface Asked {
  readonly samples: EditableSamples;
  /** The columns that get other values, and these. */
  readonly features: readonly number[];
  readonly grids: readonly Column[];
  readonly response: Response;
  readonly weights: Float64Array | undefined;
  readonly kind: 'average' | 'individual' | 'both';
  readonly blockRows: number;
  readonly where: string;
}

/** What a model says at the points of a grid, the last feature changing fastest. */
export interface Curves {
  /** For each output, on average [nPoints]. */
  readonly average: Float64Array[];
  /** For each output, of each sample [nSamples × nPoints]. */
  readonly individual: Float64Array[];
}

/** Give all samples each point of a grid in turn, and ask the model. Reports each as a `'point'`. */
export function* askedDependence(asked: Asked): Training<Curves> {
  const { samples, features, grids, response, weights, kind } = asked;
  const { rows } = samples;
  const sizes = grids.map(columnLength);
  const points = sizes.reduce((product, size) => product * size, 1);
  const average: Float64Array[] = [];
  const individual: Float64Array[] = [];
  const total = weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);
  for (let point = 0; point < points; point++) {
    for (const [f, at] of placesOf(point, sizes).entries()) {
      samples.set(features[f], constantColumn(grids[f], at, rows));
      yield;
    }
    const given = yield* response.to(samples, asked.blockRows);
    const { nOutputs } = response;
    if (point === 0) makeRoom(asked, { average, individual }, points);
    for (let k = 0; k < nOutputs; k++) {
      if (kind !== 'individual') {
        average[k][point] = weightedSum(given, k, nOutputs, weights) / total;
      }
      if (kind === 'average') continue;
      for (let i = 0; i < rows; i++) individual[k][i * points + point] = given[i * nOutputs + k];
    }
    yield { done: point + 1, total: points, unit: 'point' };
  }
  return { average, individual };
}

function makeRoom({ samples, response, kind, where }: Asked, curves: Curves, points: number): void {
  const { nOutputs } = response;
  if (kind !== 'average') {
    reserve(8 * samples.rows * points * nOutputs, {
      where,
      what: `the curves of ${count(samples.rows, 'sample')} at ${count(points, 'point')} for ${count(nOutputs, 'output')}`,
      remedy: "Pass fewer samples, a smaller gridResolution or kind: 'average'.",
    });
  }
  for (let k = 0; k < nOutputs; k++) {
    curves.average.push(new Float64Array(kind === 'individual' ? 0 : points));
    curves.individual.push(new Float64Array(kind === 'average' ? 0 : samples.rows * points));
  }
}

function weightedSum(
  given: Float64Array,
  k: number,
  nOutputs: number,
  weights: Float64Array | undefined,
): number {
  let sum = 0;
  for (let at = k, i = 0; at < given.length; at += nOutputs, i++) {
    sum += weights === undefined ? given[at] : weights[i] * given[at];
  }
  return sum;
}

/** Which value of each feature a point has. */
export function placesOf(point: number, sizes: readonly number[]): number[] {
  const places = new Array<number>(sizes.length);
  let rest = point;
  for (let f = sizes.length - 1; f >= 0; f--) {
    places[f] = rest % sizes[f];
    rest = Math.floor(rest / sizes[f]);
  }
  return places;
}
