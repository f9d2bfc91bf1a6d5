import { lengthGiven } from '../data/targets.js';
import { readNamed } from '../named-options.js';
import { rounded } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { finite, layer, quantity, ruleAt, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkSome, evenly, MAX_POINTS } from './plotted-values.js';

/** How distances to neighbours are drawn. */
export interface KDistancePlotOptions extends PlotOptions {
  /** A distance to mark, as that of DBSCAN; null for none. Default null. */
  eps?: number | null;
}

/**
 * The distance of each sample to its k-th neighbour, ascending: where the curve turns upwards is a good `eps` for DBSCAN.
 *
 * @param distances - what `kDistances` gives [nSamples]
 * @throws InvalidInputError where there are none
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotKDistances(
  distances: ArrayLike<number>,
  options: KDistancePlotOptions = {},
): PlotSpec {
  const where = 'plotKDistances';
  const { eps = null, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'eps']);
  const frame = new Frame(rest, where);
  checkSome(lengthGiven(distances, 'distances', where), 'distances', where);
  const rows = evenly(distances.length, MAX_POINTS).rows;
  if (rows.at(-1) !== distances.length - 1) rows.push(distances.length - 1);
  const y = quantity('distance', 'Distance to the k-th neighbour');
  const beyond = eps === null ? 0 : Array.from(distances).filter((d) => d > eps).length;
  return frame.draw({
    title: 'Distances to neighbours',
    ...(eps !== null && {
      subtitle: `${rounded((100 * beyond) / distances.length)} % of the samples lie beyond ${rounded(eps)}`,
    }),
    layers: [
      ...(eps === null ? [] : [ruleAt('y', y, eps, frame.colors.second)]),
      layer(
        rows.map((at) => ({ at: at + 1, distance: finite(distances[at]) })),
        { type: 'line', strokeWidth: 2 },
        {
          x: quantity('at', 'Samples, nearest first', { scale: { nice: false } }),
          y,
          tooltip: told({ at: 'samples', distance: 'distance' }),
        },
      ),
    ],
  });
}
