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
