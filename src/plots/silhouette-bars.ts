import { checkPair } from '../metrics/pairs.js';
import { readNamed } from '../named-options.js';
import { rounded } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, ruleAt, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount, evenly, MAX_POINTS } from './plotted-values.js';

/** How silhouettes are drawn. */
export interface SilhouettePlotOptions extends PlotOptions {
  /** Most samples that are drawn, at even distances within each cluster. Default 2000. */
  maxPoints?: number;
}

/**
 * The silhouette of each sample as a bar, from the highest down in each cluster; the broken line is the mean. Below 0 a
 * sample is nearer to another cluster.
 *
 * @param silhouettes - what `silhouetteSamples` gives [nSamples]
 * @param labels - cluster of each sample [nSamples]
 * @throws InvalidInputError for an empty input or other lengths
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotSilhouettes(
  silhouettes: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: SilhouettePlotOptions = {},
): PlotSpec {
  const where = 'plotSilhouettes';
  const { maxPoints = MAX_POINTS, ...rest } = readNamed(options, where, [
    ...PLOT_OPTIONS,
    'maxPoints',
  ]);
  checkCount(maxPoints, 'maxPoints', where);
  checkPair(silhouettes, labels, where, ['silhouettes', 'labels']);
  const frame = new Frame(rest, where);
  const order = Array.from(labels, (_, i) => i).sort(
    (a, b) => labels[a] - labels[b] || silhouettes[b] - silhouettes[a] || a - b,
  );
  const { rows, words } = evenly(order.length, maxPoints, 'sample');
  const bars = rows.map((place, from) => ({
    row: order[place],
    cluster: String(labels[order[place]]),
    silhouette: silhouettes[order[place]],
    from,
    to: from + 1,
  }));
  const mean = Array.from(silhouettes).reduce((sum, s) => sum + s, 0) / silhouettes.length;
  const x = quantity('silhouette', 'Silhouette');
  const clusters = [...new Set(bars.map(({ cluster }) => cluster))];
  return frame.draw({
    title: 'Silhouettes',
    subtitle: `Mean ${rounded(mean)}${words === undefined ? '' : `, ${words}`}`,
    height: 360,
    layers: [
      layer(
        bars,
        { type: 'rect', strokeWidth: 0 },
        {
          x,
          x2: { datum: 0 },
          y: quantity('from', null, {
            axis: null,
            scale: { domain: [0, bars.length], nice: false, reverse: true },
          }),
          y2: { field: 'to' },
          color: names('cluster', 'Cluster', { scale: { domain: clusters } }),
          tooltip: told({ row: 'row', cluster: 'cluster', silhouette: 'silhouette' }),
        },
      ),
      ruleAt('x', x, mean, frame.colors.ink),
    ],
  });
}
