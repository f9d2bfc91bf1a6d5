import { svg } from '../page/dom.js';
import type { Bar } from '../protocol.js';

const [WIDTH, HEIGHT] = [84, 26];

/** The values of a column as bars, at a glance; each tells its range and count when pointed at. */
export function histogram(bars: readonly Bar[]): SVGSVGElement {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const step = WIDTH / Math.max(1, bars.length);
  const width = Math.max(1, Math.min(step - 1.5, 14));
  return svg(
    'svg',
    { class: 'histogram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' },
    ...bars.map(({ label, count }, b) => {
      const height = count === 0 ? 0 : Math.max(1.5, (HEIGHT * count) / most);
      const [x, y] = [b * step, HEIGHT - height];
      const title = svg('title', {}, `${label}: ${count.toLocaleString('en')}`);
      return svg('rect', { x, y, width, height, rx: 1 }, title);
    }),
  );
}
