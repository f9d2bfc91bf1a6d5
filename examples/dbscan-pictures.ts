/** Draws the pictures of docs/dbscan.md: the same bytes at every run. */
import { DBSCAN, kDistances, makeMoons } from 'fitpredict';
import { COLORS, HEIGHT, MARGIN, save, scale, svg, text, WIDTH } from './support/svg.js';

const { X: moons } = makeMoons({ nSamples: 300, noise: 0.07, randomState: 0 });
/** Points of a coarse lattice, pushed about: noise that needs no chance. */
const strays = Array.from({ length: 24 }, (_, i) => [
  -1.4 + ((i * 7) % 24) * 0.16 + 0.03 * (i % 5),
  -1.1 + ((i * 11) % 24) * 0.115,
]);
const X = [...moons.to2DArray(), ...strays];

const model = new DBSCAN({ eps: 0.2, minSamples: 6 }).fit(X);
const core = new Set(model.coreSampleIndices);
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
const dots = X.map(([a, b], i) => {
  const label = model.labels[i];
  const color = label === -1 ? '#999' : COLORS[label % COLORS.length];
  // Core samples are filled, border samples are rings, noise is small.
  const look = core.has(i)
    ? `r="3" fill="${color}"`
    : label === -1
      ? `r="1.5" fill="${color}"`
      : `r="2.5" fill="#fff" stroke="${color}" stroke-width="1.5"`;
  return `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" ${look}/>`;
});
save('dbscan-moons', svg(...dots));

const distances = kDistances(X, 5);
const across = scale([0, distances.length - 1], MARGIN, WIDTH - MARGIN);
const up = scale([0, distances[distances.length - 1]], HEIGHT - MARGIN, MARGIN);
const points = distances.map((d, i) => `${across(i).toFixed(1)},${up(d).toFixed(1)}`);
save(
  'dbscan-k-distances',
  svg(
    `<path d="M${MARGIN} ${up(0.2).toFixed(1)}H${WIDTH - MARGIN}" stroke="#bbb" stroke-dasharray="4"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="${COLORS[0]}" stroke-width="2"/>`,
    text(MARGIN, up(0.2) - 6, 'start', 'eps = 0.2'),
    text(WIDTH / 2, HEIGHT - 14, 'middle', 'samples, by the distance to their 5th neighbour'),
  ),
);
