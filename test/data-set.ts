import { readFileSync } from 'node:fs';
import { dataFile } from './reference/reference.js';

/** The numeric columns and the `target` column of an example data set. */
export function dataSet(name: string): { X: number[][]; y: string[] } {
  const [, ...lines] = readFileSync(dataFile(name), 'utf8').trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(','));
  return {
    X: cells.map((row) => row.slice(0, -1).map(Number)),
    y: cells.map((row) => row[row.length - 1]),
  };
}
