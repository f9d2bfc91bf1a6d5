import type { Cell } from '../data/columns.js';
import { shorten } from '../words.js';
import type { FeatureImportance } from './feature-importance.js';

/** Features listed in the text; the report itself holds all. */
const LISTED_FEATURES = 10;

/** Longest text of a cell in the preview; the report itself holds it whole. */
const CELL_WIDTH = 30;

/** A title, with its lines below it. */
export function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
}

/** The most important features, a line each with a bar. */
export function describeImportances(importances: readonly FeatureImportance[]): string[] {
  const listed = importances.slice(0, LISTED_FEATURES);
  const width = Math.max(0, ...listed.map(({ feature }) => feature.length));
  const largest = listed[0]?.importance || 1;
  const lines = listed.map(({ feature, importance }) => {
    const bar = '█'.repeat(Math.round((20 * importance) / largest));
    return `${feature.padEnd(width)}  ${importance.toFixed(3)}  ${bar}`.trimEnd();
  });
  const more = importances.length - listed.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** A cell of the preview. */
export function showCell(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell !== 'number') return shorten(String(cell), CELL_WIDTH);
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(5)));
}
