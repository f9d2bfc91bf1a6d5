import type { SVC, SVR } from 'fitpredict';
import { STYLE } from './svg.js';

export type Point = readonly number[];

const CELLS = 44;
const CELL = 5;
const SIZE = CELLS * CELL;
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
function drawDots(points: readonly Point[], colour: string, width: number): string {
  const d = points.map(([a, b]) => `M${across(a)} ${down(b)}h0`).join('');
  return `<path d="${d}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
}

/** The areas of a classifier of two moons, its samples, and in black those that support it. */
export function drawClassifier(
  title: string,
  model: SVC,
  X: readonly Point[],
  y: readonly number[],
) {
  const supported = new Set(model.support);
  const dots = [
    drawDots(
      X.filter((_, i) => !supported.has(i)),
      '#fff',
      7,
    ),
    drawDots(
      X.filter((_, i) => supported.has(i)),
      '#222',
      7,
    ),
    drawDots(
      X.filter((_, i) => y[i] === 0),
      '#4477aa',
      5,
    ),
    drawDots(
      X.filter((_, i) => y[i] === 1),
      '#ee6677',
      5,
    ),
  ];
  const label = `<text x="${SIZE / 2}" y="${SIZE + 16}" text-anchor="middle">${title}</text>`;
  return drawAreas(model) + dots.join('') + label;
}

/** The function, its tube of width epsilon, and the samples, those on or outside the tube filled. */
export function drawRegressor(model: SVR, inputs: readonly number[], targets: readonly number[]) {
  const width = 460;
  const { epsilon } = model.getParams();
  const line = Array.from({ length: 61 }, (_, i) => i / 10);
  const px = (x: number) => ((x / 6) * width).toFixed(1);
  const py = (v: number) => (100 - 65 * v).toFixed(1);
  const predicted = model.predict(line.map((x) => [x]));
  const curve = (shift: number) => line.map((x, i) => `${px(x)},${py(predicted[i] + shift)}`);
  const tube = [...curve(epsilon), ...curve(-epsilon).reverse()].join(' ');
  const supported = new Set(model.support);
  const dots = inputs
    .map((x, i) => {
      const fill = supported.has(i) ? 'var(--red)' : 'var(--ground)';
      return `<circle cx="${px(x)}" cy="${py(targets[i])}" r="2.5" fill="${fill}" stroke="var(--red)"/>`;
    })
    .join('');
  return `<polygon points="${tube}" fill="var(--tube)"/><polyline points="${curve(0).join(' ')}" fill="none" stroke="var(--blue)" stroke-width="2"/>${dots}`;
}

/** Pictures side by side. */
export function panels(pictures: readonly string[]): string {
  const content = pictures.map((picture, i) => {
    return `<g transform="translate(${4 + i * (SIZE + 12)} 4)">${picture}</g>`;
  });
  return frame(3 * (SIZE + 12), SIZE + 28, content.join(''));
}

/** A picture on the reader's ground. */
export function frame(width: number, height: number, content: string): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return `${head}\n${STYLE}\n${content}\n</svg>\n`;
}
