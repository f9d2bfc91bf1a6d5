/** `npm run bench:page` writes docs/benchmarks.md and docs/cost.md with their pictures from the figures in bench/results. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { barChart } from './bar-chart.js';
import { barsOf, benchmarksPage } from './benchmarks-page.js';
import { costPage, costPicture, type GrowthReport, type StartUpReport } from './cost-page.js';
import type { Report } from './report.js';
import { kept } from './results.js';

export function writeBenchmarks(report: Report): void {
  writeDocs('images/benchmarks.svg', barChart(barsOf(report)));
  writeDocs('benchmarks.md', benchmarksPage(report, 'images/benchmarks.svg'));
}

function writeDocs(name: string, text: string): void {
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), text);
  console.log(`Written to docs/${name}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const benchmarks = kept<Report>('benchmarks');
  if (benchmarks !== undefined) writeBenchmarks(benchmarks);
  else console.log('bench/results/benchmarks.json is not there: npm run bench -- --page makes it.');
  const growth = kept<GrowthReport>('growth');
  const starts = kept<StartUpReport>('start-up');
  if (growth === undefined || starts === undefined) {
    console.log('bench/growth.ts and bench/start-up.ts make the figures of docs/cost.md.');
  } else {
    writeDocs('images/cost.svg', costPicture(growth));
    writeDocs('cost.md', costPage(growth, starts, 'images/cost.svg'));
  }
}
