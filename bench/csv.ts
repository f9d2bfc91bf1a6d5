import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Papa from 'papaparse';
import { parseCsv } from '../src/data/csv/csv.js';
import { readCsvFile } from '../src/data/csv/read-csv-file.js';
import { csvLines } from './csv-lines.js';

export interface CsvFigures {
  /** Size of the text in MB of 1e6 characters. */
  megabytes: number;
  /** `parseCsv(text)`, median, in ms. */
  ours: number;
  /** `Papa.parse(text)` into arrays of text, median, in ms. */
  papaparse: number;
  /** ours / papaparse */
  ratio: number;
  /** Highest resident memory of the process after a first `parseCsv`, in MB: text and table. */
  peakMemory: number;
}

/** Parse text of this size with both, `repeats` times each, in turn. */
export function benchCsvText(characters: number, quoted = false, repeats = 5): CsvFigures {
  const text = [...csvLines(characters, quoted)].join('');
  parseCsv(text);
  const peakMemory = process.resourceUsage().maxRSS / 1000;
  const times = { ours: [] as number[], papaparse: [] as number[] };
  for (let run = 0; run < repeats; run++) {
    times.papaparse.push(milliseconds(() => Papa.parse(text).data.length));
    times.ours.push(milliseconds(() => parseCsv(text).rowCount));
  }
  const [ours, papaparse] = [median(times.ours), median(times.papaparse)];
  return {
    megabytes: text.length / 1e6,
    ours,
    papaparse,
    ratio: ours / papaparse,
    peakMemory,
  };
}

/** Stream a file of this size from disk. The peak is that of the process: run it in a fresh one. */
export async function benchCsvFile(characters: number, quoted = false) {
  const folder = mkdtempSync(join(tmpdir(), 'fitpredict-'));
  const path = join(folder, 'data.csv');
  try {
    const file = createWriteStream(path);
    for (const block of csvLines(characters, quoted)) {
      if (!file.write(block)) await new Promise<void>((resolve) => file.once('drain', resolve));
    }
    await new Promise<void>((resolve) => file.end(resolve));
    const before = process.memoryUsage().rss / 1e6;
    const start = performance.now();
    const table = await readCsvFile(path);
    const time = performance.now() - start;
    return {
      rows: table.rowCount,
      time,
      before,
      peakMemory: process.resourceUsage().maxRSS / 1000,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function milliseconds(work: () => number): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

// node bench/csv.js [text | file] [MB] [quoted]
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , what = 'text', size = '100', quoted = ''] = process.argv;
  const characters = Number(size) * 1e6;
  const figures =
    what === 'file'
      ? await benchCsvFile(characters, quoted === 'quoted')
      : benchCsvText(characters, quoted === 'quoted');
  console.table([figures]);
}
