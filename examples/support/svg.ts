import { writeFileSync } from 'node:fs';

export const WIDTH = 420;
export const HEIGHT = 260;
export const MARGIN = 40;
export const COLORS = ['#4477aa', '#ee6677', '#228833', '#ccbb44'];

export type Scale = (value: number) => number;

/** From values to pixels; `from` may be above `to`, since pixels count downwards. */
export function scale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** A picture of these elements on white. */
export function svg(...content: string[]): string {
  const style = 'font-family="sans-serif" font-size="12" fill="#555"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${style}>\n<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>\n${content.join('\n')}\n</svg>\n`;
}

export const text = (x: number, y: number, anchor: string, words: string) =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;

/** Keep a picture for the guides. */
export function save(name: string, picture: string): void {
  writeFileSync(new URL(`../../docs/images/${name}.svg`, import.meta.url), picture);
}

/** A circle that looks as the attributes say. */
export const dot = (x: number, y: number, look: string) =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" ${look}/>`;

/** A line through points. */
export function curve(points: readonly (readonly [number, number])[], color: string): string {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`;
}

/** A dashed line, such as `M0 10H20`. */
export const guide = (path: string) => `<path d="${path}" stroke="#bbb" stroke-dasharray="4"/>`;
