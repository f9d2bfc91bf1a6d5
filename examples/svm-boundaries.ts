/**
 * Pictures of what an SVM learns: `npx tsx examples/svm-boundaries.ts`.
 *
 * Fits SVC with several kernels and settings to two interleaving moons, and SVR to a noisy sine, and
 * writes the pictures of docs/svm.md to docs/images/ as SVG text. The same data and the same models every time
 * give the same files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { makeMoons, SVC, type SVCOptions, SVR } from 'fitpredict';

const CELLS = 44;
const CELL = 5;
const SIZE = CELLS * CELL;
const folder = new URL('../docs/images/', import.meta.url);

const { X, y } = makeMoons({ nSamples: 120, noise: 0.2, randomState: 7 });
const points = X.to2DArray();
const [left, right, bottom, top] = [-1.7, 2.7, -1.3, 1.8];
const across = (x: number) => Math.round(((x - left) / (right - left)) * SIZE);
const down = (v: number) => Math.round(((top - v) / (top - bottom)) * SIZE);

/** Runs of cells of one shade, a path each: beyond the margin of the first class, within, within, beyond. */
function drawAreas(model: SVC): string {
  const shades = ['#4477aa', '#a3bbd6', '#f5b7ba', '#ee6677'];
  const paths = shades.map(() => '');
  const shadeOf = (value: number) => (value > 0 ? (value > 1 ? 3 : 2) : value < -1 ? 0 : 1);
  for (let row = 0; row < CELLS; row++) {
    const v = top - ((row + 0.5) / CELLS) * (top - bottom);
    const xs = Array.from({ length: CELLS }, (_, c) => left + ((c + 0.5) / CELLS) * (right - left));
    const values = model.decisionFunction(xs.map((x) => [x, v])) as number[];
    for (let from = 0, to = 0; from < CELLS; from = to) {
      const shade = shadeOf(values[from]);
      while (to < CELLS && shadeOf(values[to]) === shade) to++;
      paths[shade] += `M${from} ${row}h${to - from}v1h${from - to}`;
    }
  }
  const areas = paths.map((d, shade) => `<path d="${d}" fill="${shades[shade]}"/>`).join('');
  return `<g transform="scale(${CELL})" shape-rendering="crispEdges">${areas}</g>`;
}

/** Dots as points with round ends: one path for all of a colour. */
function drawDots(chosen: (i: number) => boolean, colour: string, width: number): string {
  const d = points.map(([a, b], i) => (chosen(i) ? `M${across(a)} ${down(b)}h0` : '')).join('');
  return `<path d="${d}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
}

function drawClassifier(title: string, options: SVCOptions, x0: number): string {
  const model = new SVC(options).fit(X, y);
  const supported = new Set(model.support);
  const dots = [
    drawDots((i) => !supported.has(i), '#fff', 7),
    drawDots((i) => supported.has(i), '#222', 7),
    drawDots((i) => y[i] === 0, '#4477aa', 5),
    drawDots((i) => y[i] === 1, '#ee6677', 5),
  ];
  const label = `<text x="${SIZE / 2}" y="${SIZE + 16}" text-anchor="middle">${title}</text>`;
  return `<g transform="translate(${x0} 4)">${drawAreas(model)}${dots.join('')}${label}</g>`;
}

/** The function, its tube of width epsilon, and the samples, those on or outside the tube filled. */
function drawRegressor(): string {
  const width = 460;
  const inputs = Array.from({ length: 60 }, (_, i) => i / 10);
  const targets = inputs.map((x, i) => Math.sin(x) + 0.25 * Math.sin(37 * i));
  const column = (values: number[]) => values.map((value) => [value]);
  const model = new SVR({ C: 10, gamma: 0.5, epsilon: 0.2 }).fit(column(inputs), targets);
  const line = Array.from({ length: 61 }, (_, i) => i / 10);
  const px = (x: number) => ((x / 6) * width).toFixed(1);
  const py = (v: number) => (100 - 65 * v).toFixed(1);
  const predicted = model.predict(column(line));
  const curve = (shift: number) => line.map((x, i) => `${px(x)},${py(predicted[i] + shift)}`);
  const tube = [...curve(0.2), ...curve(-0.2).reverse()].join(' ');
  const supported = new Set(model.support);
  const dots = inputs
    .map((x, i) => {
      const fill = supported.has(i) ? '#ee6677' : '#fff';
      return `<circle cx="${px(x)}" cy="${py(targets[i])}" r="2.5" fill="${fill}" stroke="#aa3344"/>`;
    })
    .join('');
  return `<polygon points="${tube}" fill="#d5e1ef"/><polyline points="${curve(0).join(' ')}" fill="none" stroke="#4477aa" stroke-width="2"/>${dots}`;
}

function save(name: string, width: number, height: number, content: string): void {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`;
  const svg = `${head}<rect width="${width}" height="${height}" fill="#fff"/>${content}</svg>\n`;
  writeFileSync(new URL(name, folder), svg);
  console.log(`docs/images/${name}: ${svg.length} bytes`);
}

const panels = (list: [string, SVCOptions][]) =>
  list.map(([title, options], i) => drawClassifier(title, options, 4 + i * (SIZE + 12))).join('');

mkdirSync(folder, { recursive: true });
const wide = 3 * (SIZE + 12);
save(
  'svc-kernels.svg',
  wide,
  SIZE + 28,
  panels([
    ['linear', { kernel: 'linear' }],
    ['poly, degree 3, coef0 1', { kernel: 'poly', coef0: 1 }],
    ['rbf', { kernel: 'rbf' }],
  ]),
);
save(
  'svc-c-gamma.svg',
  wide,
  SIZE + 28,
  panels([
    ['C 0.1: smooth', { C: 0.1 }],
    ['C 100, gamma 2', { C: 100, gamma: 2 }],
    ['C 100, gamma 50: by heart', { C: 100, gamma: 50 }],
  ]),
);
save('svr-tube.svg', 460, 200, drawRegressor());
