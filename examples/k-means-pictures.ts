/** Draws the pictures of docs/k-means.md: the same bytes at every run. */
import { KMeans, kMeansSweep, makeBlobs } from 'fitpredict';
import { COLORS, HEIGHT, MARGIN, save, scale, svg, text, WIDTH } from './support/svg.js';

const centers = [
  [0, 0],
  [6, 1],
  [2, 6],
  [8, 7],
];
const { X } = makeBlobs({ nSamples: 240, centers, clusterStd: 0.9, randomState: 4 });

const model = new KMeans({ nClusters: 4, randomState: 0 }).fit(X);
const x = scale(X.getColumn(0), MARGIN, WIDTH - MARGIN);
const y = scale(X.getColumn(1), HEIGHT - MARGIN, MARGIN);
const dots = model.labels.map(
  (label, i) =>
    `<circle cx="${x(X.get(i, 0)).toFixed(1)}" cy="${y(X.get(i, 1)).toFixed(1)}" r="2.5" fill="${COLORS[label]}"/>`,
);
const crosses = model.clusterCenters
  .to2DArray()
  .map(
    ([a, b]) =>
      `<path d="M${(x(a) - 6).toFixed(1)} ${y(b).toFixed(1)}h12m-6 -6v12" stroke="#000" stroke-width="2.5"/>`,
  );
save('k-means-clusters', svg(...dots, ...crosses));

const { steps, elbow } = kMeansSweep(X, { maxClusters: 8, randomState: 0 });
const across = scale(
  steps.map(({ nClusters }) => nClusters),
  MARGIN,
  WIDTH - MARGIN,
);

/** One value for each k, in a color of its own. */
function curve(values: readonly number[], color: string): string {
  const height = scale(values, HEIGHT - MARGIN, MARGIN);
  const points = values.map(
    (value, i) => `${across(steps[i].nClusters).toFixed(1)},${height(value).toFixed(1)}`,
  );
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`;
}

save(
  'k-means-sweep',
  svg(
    `<path d="M${across(elbow ?? 2).toFixed(1)} ${MARGIN}V${HEIGHT - MARGIN}" stroke="#bbb" stroke-dasharray="4"/>`,
    curve(
      steps.map(({ inertia }) => inertia),
      COLORS[0],
    ),
    curve(
      steps.map(({ silhouette }) => silhouette ?? 0),
      COLORS[1],
    ),
    `<g fill="${COLORS[0]}">${text(MARGIN, 24, 'start', 'inertia')}</g>`,
    `<g fill="${COLORS[1]}">${text(WIDTH - MARGIN, 24, 'end', 'silhouette')}</g>`,
    ...steps.map(({ nClusters }) => text(across(nClusters), HEIGHT - 18, 'middle', `${nClusters}`)),
  ),
);
