import type { KMeans, KMeansSweep } from 'fitpredict';
import { COLORS, curve, dot, guide, HEIGHT, MARGIN, scale, svg, text, WIDTH } from './svg.js';

/** The samples of fit in the colours of their clusters, with a cross at each centre. */
export function drawClusters(model: KMeans, X: readonly (readonly number[])[]): string {
  const x = scale(
    X.map(([value]) => value),
    MARGIN,
    WIDTH - MARGIN,
  );
  const y = scale(
    X.map(([, value]) => value),
    HEIGHT - MARGIN,
    MARGIN,
  );
  const dots = X.map(([a, b], i) => dot(x(a), y(b), `r="2.5" fill="${COLORS[model.labels[i]]}"`));
  const crosses = model.clusterCenters.to2DArray().map(([a, b]) => {
    const path = `M${(x(a) - 6).toFixed(1)} ${y(b).toFixed(1)}h12m-6 -6v12`;
    return `<path d="${path}" stroke="var(--ink)" stroke-width="2.5"/>`;
  });
  return svg(...dots, ...crosses);
}

/** Inertia and silhouette by the number of clusters, with a line at the elbow. */
export function drawSweep({ steps, elbow }: KMeansSweep): string {
  const x = scale(
    steps.map(({ nClusters }) => nClusters),
    MARGIN,
    WIDTH - MARGIN,
  );
  const line = (values: readonly number[], color: string) => {
    const y = scale(values, HEIGHT - MARGIN, MARGIN);
    return curve(
      values.map((value, i) => [x(steps[i].nClusters), y(value)]),
      color,
    );
  };
  const inertias = steps.map(({ inertia }) => inertia);
  const silhouettes = steps.map(({ silhouette }) => silhouette ?? 0);
  return svg(
    guide(`M${x(elbow ?? 2).toFixed(1)} ${MARGIN}V${HEIGHT - MARGIN}`),
    line(inertias, COLORS[0]),
    line(silhouettes, COLORS[1]),
    text(MARGIN, 24, 'start', 'inertia', COLORS[0]),
    text(WIDTH - MARGIN, 24, 'end', 'silhouette', COLORS[1]),
    ...steps.map(({ nClusters }) => text(x(nClusters), HEIGHT - 18, 'middle', `${nClusters}`)),
  );
}
