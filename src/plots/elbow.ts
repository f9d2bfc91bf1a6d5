import { checkMade } from '../check-made.js';
import { readNamed } from '../named-options.js';
import type { KMeansSweep } from '../training/k-means-sweep.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, quantity, ruleAt, told } from './marks.js';
import type { PlotChannel, PlotLayer, StackedPlotSpec } from './plot-spec.js';
import { checkSome } from './plotted-values.js';

/**
 * Inertia and, below it, the mean silhouette by the number of clusters; broken lines are the elbow and the best silhouette.
 *
 * @param sweep - what `kMeansSweep` gives
 * @param options - `height` is that of each of the two
 * @throws InvalidInputError for a sweep without steps
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotElbow(sweep: KMeansSweep, options: PlotOptions = {}): StackedPlotSpec {
  const where = 'plotElbow';
  checkMade(sweep, 'kMeansSweep', ['steps', 'elbow'], where);
  const frame = new Frame(readNamed(options, where, PLOT_OPTIONS), where);
  const { steps, elbow, bestSilhouette } = sweep;
  checkSome(steps.length, 'steps', where);
  const x = quantity('nClusters', 'Clusters', {
    scale: { zero: false, nice: false },
    axis: { values: steps.map(({ nClusters }) => nClusters), format: 'd' },
  });
  const curve = (y: PlotChannel, best: number | null): PlotLayer[] => [
    ...(best === null ? [] : [ruleAt('x', x, best, frame.colors.second)]),
    layer(
      steps.map(({ nClusters, inertia, silhouette }) => ({ nClusters, inertia, silhouette })),
      { type: 'line', strokeWidth: 2, point: true },
      {
        x,
        y,
        tooltip: told({ nClusters: 'clusters', inertia: 'inertia', silhouette: 'silhouette' }),
      },
    ),
  ];
  const words = [
    ...(elbow === null ? [] : [`elbow at ${elbow}`]),
    ...(bestSilhouette === null ? [] : [`best silhouette at ${bestSilhouette}`]),
  ].join(', ');
  const parts = [curve(quantity('inertia', 'Inertia'), elbow)];
  if (steps.some(({ silhouette }) => silhouette !== null)) {
    parts.push(curve(quantity('silhouette', 'Mean silhouette'), bestSilhouette));
  }
  return frame.stack(
    {
      title: 'How many clusters',
      ...(words !== '' && { subtitle: words[0].toUpperCase() + words.slice(1) }),
    },
    parts,
  );
}
