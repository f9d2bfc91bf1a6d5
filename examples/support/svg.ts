import { writeFileSync } from 'node:fs';

export const WIDTH = 420;
export const HEIGHT = 260;
export const MARGIN = 40;
export const COLORS = ['var(--blue)', 'var(--red)', 'var(--green)', 'var(--yellow)'];

/** Colours by the reader's scheme, as pictures have no ground of their own: `--ground` only covers what lies behind a mark. */
export const STYLE = `<style>
svg { --ink: #444; --faint: #999; --ground: #fff; --tube: #d5e1ef; --blue: #4477aa; --red: #ee6677; --green: #228833; --yellow: #ccbb44; }
@media (prefers-color-scheme: dark) { svg { --ink: #ddd; --faint: #888; --ground: #1b1b1f; --tube: #2b3d52; --blue: #77aadd; --red: #ee8877; --green: #44bb99; --yellow: #ddcc66; } }
text { font: 12px sans-serif; fill: var(--ink); }
</style>`;

export type Scale = (value: number) => number;

/** From values to pixels; `from` may be above `to`, since pixels count downwards. */
export function scale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** A picture of these elements on the reader's ground. */
export function svg(...content: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">\n${STYLE}\n${content.join('\n')}\n</svg>\n`;
}

export const text = (x: number, y: number, anchor: string, words: string, color = 'var(--ink)') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" style="fill: ${color}">${words}</text>`;

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
export const guide = (path: string) =>
  `<path d="${path}" stroke="var(--faint)" stroke-dasharray="4"/>`;
