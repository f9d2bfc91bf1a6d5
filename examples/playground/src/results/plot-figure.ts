/** A plot with its title, as wide as there is room. */

import { h } from '../page/dom.js';
import type { NamedPlot } from '../protocol.js';

/** Wider, plots do not get. */
const WIDEST = 560;

/** How long a width must stay before a plot is drawn anew, in milliseconds. */
const SETTLED_AFTER = 150;

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

/** Draw at the width that there is, and again when it has changed; one drawing is finished before the next begins. */
function redrawAtWidths(canvas: HTMLElement, spec: NamedPlot['spec']): void {
  let wanted = 0;
  let drawn = 0;
  let isDrawing = false;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let end = () => {};

  async function draw(): Promise<void> {
    if (isDrawing) return;
    isDrawing = true;
    const { drawPlot } = await import('./draw-plot.js');
    while (drawn !== wanted) {
      drawn = wanted;
      end();
      end = await drawPlot(spec, canvas, drawn);
    }
    isDrawing = false;
  }

  const observer = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.min(WIDEST, Math.floor(contentRect.width));
    if (width === 0) return; // it is not on the page at the moment
    wanted = width;
    clearTimeout(settling);
    // At once the first time; later widths when they have settled, not at every step of a window that is dragged.
    settling = setTimeout(() => void draw(), drawn === 0 ? 0 : SETTLED_AFTER);
  });
  observer.observe(canvas);
}
