/** The picture of docs/benchmarks.md: a bar a workload, from 1 to the left where we are faster and to the right where not. */
import type { Bar } from './benchmarks-page.js';
import { fixed, label, line, picture } from './picture.js';
import { digits } from './statistics.js';

const WIDTH = 760;
const ROW = 22;
const TOP = 34;
/** Where the scale begins and ends; names stand to the left of it, values at the tips of the bars. */
const [LEFT, RIGHT] = [380, 710];

/** @param bars - shown from top to bottom */
export function barChart(bars: readonly Bar[]): string {
  const ratios = bars.map(({ ratio }) => ratio);
  const lowest = Math.min(0.5, ...ratios);
  const highest = Math.max(2, ...ratios);
  const x = (ratio: number) =>
    LEFT + ((RIGHT - LEFT) * Math.log(ratio / lowest)) / Math.log(highest / lowest);
  const bottom = TOP + ROW * bars.length;
  const ticks = powersOfTwo(lowest, highest).flatMap((tick) => [
    line(tick === 1 ? 'axis' : 'grid', [x(tick), TOP], [x(tick), bottom]),
    label(x(tick), bottom + 16, 'middle', tick < 1 ? `1/${1 / tick}` : String(tick)),
  ]);
  const rows = bars.map(({ label: name, ratio }, i) => bar(name, ratio, x, TOP + ROW * i));
  return picture(
    WIDTH,
    bottom + 28,
    'Training time of fitpredict divided by that of the fastest native library',
    [
      label(x(1) - 8, 20, 'end', '← faster than native'),
      label(x(1) + 8, 20, 'start', 'slower →'),
      ...ticks,
      ...rows,
    ],
  );
}

function bar(name: string, ratio: number, x: (ratio: number) => number, top: number): string {
  const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
  const faster = ratio < 1;
  const size = `x="${fixed(from)}" y="${top + 4}" width="${fixed(to - from)}" height="${ROW - 8}"`;
  return [
    label(LEFT - 50, top + 16, 'end', name),
    `<rect class="${faster ? 'good' : 'bad'}" ${size}/>`,
    label(x(ratio) + (faster ? -6 : 6), top + 16, faster ? 'end' : 'start', digits(ratio)),
  ].join('\n');
}

function powersOfTwo(lowest: number, highest: number): number[] {
  const from = Math.ceil(Math.log2(lowest));
  const to = Math.floor(Math.log2(highest));
  return Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));
}
