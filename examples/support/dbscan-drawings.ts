import type { DBSCAN } from 'fitpredict';
import { COLORS, curve, dot, guide, HEIGHT, MARGIN, scale, svg, text, WIDTH } from './svg.js';

/** The samples of fit: core samples filled, border samples as rings, noise small. */
export function drawClusters(model: DBSCAN, X: readonly (readonly number[])[]): string {
  const core = new Set(model.coreSampleIndices);
  const across = X.map(([value]) => value);
  const up = X.map(([, value]) => value);
  const x = scale(across, MARGIN, WIDTH - MARGIN);
  const y = scale(up, HEIGHT - MARGIN, MARGIN);
  const look = (i: number) => {
    const label = model.labels[i];
    if (label === -1) return 'r="1.5" fill="var(--faint)"';
    const color = COLORS[label % COLORS.length];
    return core.has(i)
      ? `r="3" fill="${color}"`
      : `r="2.5" fill="var(--ground)" stroke="${color}" stroke-width="1.5"`;
  };
  return svg(...X.map(([a, b], i) => dot(x(a), y(b), look(i))));
}

/** Ascending distances with a line at `eps`. */
export function drawDistances(distances: readonly number[], eps: number, words: string): string {
  const last = distances.length - 1;
  const x = scale([0, last], MARGIN, WIDTH - MARGIN);
  const y = scale([0, distances[last]], HEIGHT - MARGIN, MARGIN);
  return svg(
    guide(`M${MARGIN} ${y(eps).toFixed(1)}H${WIDTH - MARGIN}`),
    curve(
      distances.map((distance, i) => [x(i), y(distance)]),
      COLORS[0],
    ),
    text(MARGIN, y(eps) - 6, 'start', `eps = ${eps}`),
    text(WIDTH / 2, HEIGHT - 14, 'middle', words),
  );
}
