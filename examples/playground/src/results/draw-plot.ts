/** Draws a specification with Vega, which comes into the page with the first plot. */

import type { PlotSpec } from 'fitpredict/plots';
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';

let before: Promise<unknown> = Promise.resolve();

/**
 * The plot as wide as an element, in it. The policy of the page forbids code made of text, so that expressions are
 * interpreted.
 *
 * @returns what ends the view
 */
export function drawPlot(
  plot: PlotSpec,
  container: HTMLElement,
  width: number,
): Promise<() => void> {
  // One at a time, and between two of them the page has its turn.
  const drawn = before.then(nextTask).then(() => draw(plot, container, width));
  before = drawn.catch(() => undefined);
  return drawn;
}

async function draw(plot: PlotSpec, container: HTMLElement, width: number): Promise<() => void> {
  const { title, ...untitled } = plot;
  const { axis } = plot.config;
  // On a phone long names of columns would leave no room for what is drawn.
  const labelLimit = Math.min(Number(axis.labelLimit), width / 2);
  const { spec } = compile({
    ...untitled,
    width,
    autosize: { type: 'fit-x', contains: 'padding' },
    config: {
      ...plot.config,
      axis: { ...axis, labelLimit },
      background: 'transparent',
      aria: false,
    },
  });
  const runtime = parse(spec, undefined, { ast: true });
  const view = new View(runtime, { expr: expressionInterpreter, renderer: 'svg', container });
  await view.runAsync();
  // Words beyond the last mark are met in the first fit, and have room in the second.
  await view.resize().runAsync();
  return () => view.finalize();
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0));
