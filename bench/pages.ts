/** `npm run bench:page` writes the pages that show figures, and their pictures, from bench/results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { barChart } from './bar-chart.js';
import { barsOf, benchmarksPage } from './benchmarks-page.js';
import { costPage, costPicture, type GrowthReport, type StartUpReport } from './cost-page.js';
import { allCoresPage, type ParallelReport } from './parallel-page.js';
import { replacingPage, type SizeReport } from './replacing-page.js';
import type { Report } from './report.js';
import { kept } from './results.js';

function readDocs(name: string): string {
  return readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
}

function writeDocs(name: string, text: string): void {
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), text);
  console.log(`Written to docs/${name}`);
}

export function writePages(): void {
  const benchmarks = kept<Report>('benchmarks');
  const javascript = kept<Report>('javascript');
  if (benchmarks === undefined) {
    console.log('bench/results/benchmarks.json is not there: npm run bench -- --page makes it.');
  } else {
    writeDocs('images/benchmarks.svg', barChart(barsOf(benchmarks)));
    writeDocs('benchmarks.md', benchmarksPage(benchmarks, 'images/benchmarks.svg', javascript));
  }
  const replacing = 'replacing-other-libraries.md';
  writeDocs(replacing, replacingPage(readDocs(replacing), kept<SizeReport>('sizes'), javascript));
  const allCores = 'all-cores.md';
  writeDocs(allCores, allCoresPage(readDocs(allCores), kept<ParallelReport>('parallel')));
  const growth = kept<GrowthReport>('growth');
  const starts = kept<StartUpReport>('start-up');
  if (growth === undefined || starts === undefined) {
    console.log('bench/growth.ts and bench/start-up.ts make the figures of docs/cost.md.');
  } else {
    writeDocs('images/cost.svg', costPicture(growth));
    writeDocs('cost.md', costPage(growth, starts, 'images/cost.svg'));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writePages();
