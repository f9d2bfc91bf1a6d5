/** A plot with its title, as wide as there is room. */

import { h } from '../page/dom.js';
import type { NamedPlot } from '../protocol.js';

/** Wider, plots do not get. */
const WIDEST = 560;

export function plotFigure(spec: NamedPlot['spec'], words?: string): HTMLElement {
  const { text = 'Plot', subtitle = [] } = spec.title ?? {};
  const label = [text, ...subtitle].join('. ');
  const canvas = h('div', { class: 'plot', 'aria-hidden': 'true' });
  const caption = h('figcaption', {}, h('span', { class: 'plot-title' }, text));
  if (subtitle.length > 0) caption.append(h('span', { class: 'faint' }, subtitle.join(' ')));
  redrawAtWidths(canvas, spec);
  // Its marks, one by one, would be a long tale without an end: the words tell the whole.
  return h('figure', {}, caption, h('div', { role: 'img', 'aria-label': words ?? label }, canvas));
}

function redrawAtWidths(canvas: HTMLElement, spec: NamedPlot['spec']): void {
  let drawn = 0;
  let end = () => {};
  const observer = new ResizeObserver(async ([{ contentRect }]) => {
    if (!canvas.isConnected) {
      observer.disconnect();
      end();
      return;
    }
    const width = Math.min(WIDEST, Math.floor(contentRect.width));
    if (width === drawn || width === 0) return;
    drawn = width;
    const { drawPlot } = await import('./draw-plot.js');
    if (width !== drawn) return;
    end();
    end = await drawPlot(spec, canvas, width);
  });
  observer.observe(canvas);
}
