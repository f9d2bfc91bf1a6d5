/** The figures of docs/replacing-other-libraries.md: sizes and speed, each between two marks in a page that is else written by hand. */
import { JAVASCRIPT_HEAD, javaScriptRows, machineText, table } from './benchmarks-page.js';
import { between } from './between.js';
import type { Report } from './report.js';

/** Kilobytes, minified and gzipped, of what replaces what. */
export interface SizeReport {
  readonly day: string;
  readonly rows: readonly {
    readonly library: string;
    readonly kilobytes: number;
    readonly ours: readonly string[];
    readonly ourKilobytes: number;
    readonly withSmallMatrix: number;
  }[];
}

/** The libraries that the page replaces, as the benchmark names them. */
const REPLACED = [
  'skmeans',
  'ml-kmeans',
  'density-clustering',
  'ml-random-forest',
  'libsvm-js (wasm)',
];

/** The page with its figures as they are kept; undefined ones were not taken yet. */
export function replacingPage(page: string, sizes?: SizeReport, speed?: Report): string {
  return between(
    between(page, 'sizes', sizes === undefined ? 'Not measured yet.' : sizesText(sizes)),
    'speed',
    speed === undefined ? 'Not measured yet.' : speedText(speed),
  );
}

function sizesText({ day, rows }: SizeReport): string {
  const words = (names: readonly string[]) =>
    names.length === 1 ? `\`${names[0]}\`` : 'these classes together';
  const head = ['library', 'kB', 'here', 'kB', 'with the small matrix'];
  const cells = rows.map(({ library, kilobytes, ours, ourKilobytes, withSmallMatrix }) => [
    library,
    kilobytes.toFixed(1),
    words(ours),
    ourKilobytes.toFixed(1),
    withSmallMatrix.toFixed(1),
  ]);
  return `Measured on ${day}:\n\n${table(head, cells)}`;
}

function speedText(report: Report): string {
  const rows = javaScriptRows(report, (name) => REPLACED.includes(name));
  return `${table(JAVASCRIPT_HEAD, rows)}\n\n${machineText(report.machine)}`;
}
