import assert from 'node:assert/strict';
import { type PlotSpec, type ThemeName, theme } from 'fitpredict/plots';
import * as vega from 'vega';
import { compile } from 'vega-lite';

/** Plots side by side, as SVG; Vega and Vega-Lite are what a user brings. */
export function drawBeside(plots: readonly PlotSpec[], ground: ThemeName): Promise<string> {
  const resolve = { scale: { color: 'independent' } } as const;
  const hconcat = plots.map(({ title = { text: '' }, width, height, layer }) => {
    return { title, width, height, layer, resolve };
  });
  const { spec } = compile({ hconcat, config: theme(ground) });
  return new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
}

/** One picture of two that differ in colours alone: each pair of colours becomes a variable of the reader's scheme. */
export function inBothSchemes(light: string, dark: string): string {
  const color = /"(#[\da-f]{6}|rgb\([\d, ]+\))"/g;
  const ofDark = [...dark.matchAll(color)].map(([, value]) => value);
  const pairs: string[] = [];
  const picture = light.replace(color, (_, value: string) => {
    const pair = `${value}/${ofDark.shift()}`;
    if (!pairs.includes(pair)) pairs.push(pair);
    return `"var(--c${pairs.indexOf(pair)})"`;
  });
  assert.equal(ofDark.length, 0);
  const [forLight, forDark] = [0, 1].map((side) =>
    pairs.map((pair, i) => `--c${i}: ${pair.split('/')[side]};`).join(' '),
  );
  const style = `<style>svg { ${forLight} } @media (prefers-color-scheme: dark) { svg { ${forDark} } }</style>`;
  return picture
    .replace(/<rect width="\d+" height="\d+" fill="var\(--c0\)"\/>/, '') // the ground is the page's
    .replace('>', `>${style}`);
}
