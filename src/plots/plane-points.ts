/** Samples as points of a plane, and what they are by colour. */

import type { Dense } from '../data/dense.js';
import { layer, names, quantity, told } from './marks.js';
import type { Plane } from './plane.js';
import type { PlotLayer } from './plot-spec.js';

/** What the colours of points say. */
export interface Labelled {
  readonly field: string;
  /** Above the legend; null for none. */
  readonly title: string | null;
  /** What a sample is. */
  readonly nameOf: (row: number) => string;
  /** All that samples can be, in the order of the legend, with a colour each. */
  readonly names: string[];
  readonly colors: string[];
}

/** Both sides of a plane, which all its layers name alike. */
export function axesOf({ names: [across, up] }: Plane) {
  const scale = { zero: false };
  return { x: quantity('x', across, { scale }), y: quantity('y', up, { scale }) };
}

/** Where a row of some samples, or of centres, lies in the plane. */
export function placeOf({ features: [across, up] }: Plane, { data, columns }: Dense, i: number) {
  return { x: data[i * columns + across], y: data[i * columns + up] };
}

export function labelledPoints(plane: Plane, labelled: Labelled): PlotLayer {
  const { field, title, nameOf, names: domain, colors: range } = labelled;
  const [x, y] = plane.names;
  return layer(
    plane.rows.map((i) => ({ row: i, [field]: nameOf(i), ...placeOf(plane, plane.samples, i) })),
    { type: 'circle', opacity: 0.7, size: 30 },
    {
      ...axesOf(plane),
      color: names(field, title, { scale: { domain, range } }),
      tooltip: told({ row: 'row', [field]: field, x, y }),
    },
  );
}
