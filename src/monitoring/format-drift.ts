import { checkMade } from '../check-made.js';
import { alignRight } from '../metrics/aligned-text.js';
import { rounded } from '../words.js';
import type { ColumnDrift } from './column-drift.js';
import type { DriftReport } from './conclude-drift.js';

/**
 * A drift report as text: a line of figures a column, then what was found of those that have changed, in words.
 *
 * @example
 * console.log(formatDriftReport(driftReport(lastYear, thisWeek)))
 */
export function formatDriftReport(report: DriftReport): string {
  checkMade(report, 'driftReport', ['columns', 'rows', 'verdict'], 'formatDriftReport');
  const { rows, columns, predictions, confidences, scores, verdict } = report;
  const all = [...columns, ...[predictions, confidences].filter((one) => one !== null)];
  const lines = alignRight([['column', 'drift', 'PSI', 'test', 'p', 'missing'], ...all.map(cells)]);
  const changed = all.filter(({ drift }) => drift !== 'none');
  const told = Object.entries(scores ?? {}).map(
    ([name, { reference, current }]) => `${name}: ${figure(reference)} → ${figure(current)}`,
  );
  return [
    `${rows.current} rows against ${rows.reference} of the reference. ${verdict}`,
    '',
    ...lines,
    ...(changed.length > 0 ? ['', ...changed.map((one) => `${one.name}: ${one.verdict}`)] : []),
    ...(told.length > 0 ? ['', ...told] : []),
  ].join('\n');
}

function cells({ name, drift, psi, test, missing }: ColumnDrift): string[] {
  return [
    name,
    drift,
    figure(psi),
    figure(test?.statistic ?? null),
    figure(test?.pAdjusted ?? null),
    `${figure(missing.reference)} → ${figure(missing.current)}`,
  ];
}

const figure = (value: number | null): string => (value === null ? '–' : rounded(value));
