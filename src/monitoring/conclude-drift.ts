import { count, show } from '../words.js';
import type { ColumnDrift, Compared, Measured } from './column-drift.js';
import { isDrifted, judgeColumns } from './drift-verdict.js';

/** A score of the reference and of the rows that are compared with it. */
export interface ScoreDrift extends Compared<number | null> {
  /** Current minus reference; null where one of them is not known. */
  readonly difference: number | null;
}

/** What has changed between two samples of rows. */
export interface DriftReport {
  /** How many rows each has. */
  readonly rows: Compared<number>;
  /** What became of each column, in the order of the reference. */
  readonly columns: readonly ColumnDrift[];
  /** Names of the columns whose drift is moderate or large, the largest population stability index first. */
  readonly drifted: readonly string[];
  /** What became of the predictions; null where there are none of both. It is tested apart from the columns. */
  readonly predictions: ColumnDrift | null;
  /** What became of the largest probability of each row; null where there is none of both. */
  readonly confidences: ColumnDrift | null;
  /** Scores side by side, by name; null where there is no truth. */
  readonly scores: Readonly<Record<string, ScoreDrift>> | null;
  /** Which share of the columns that are called drifted may be so by chance. */
  readonly alpha: number;
  /** What all of it says, in a sentence or a few. */
  readonly verdict: string;
}

/** What was measured, before it is judged. */
export interface DriftFindings {
  readonly rows: Compared<number>;
  readonly columns: readonly Measured[];
  readonly predictions: Measured | null;
  readonly confidences: Measured | null;
  readonly scores: Compared<Readonly<Record<string, number>> | null>;
}

type PlainScores = Readonly<Record<string, number>> | null;

/** Judge what was measured. Predictions are one question, and the columns as many as there are. */
export function concludeDrift(found: DriftFindings, alpha: number): DriftReport {
  const columns = judgeColumns(found.columns, alpha);
  const judge = (one: Measured | null) => (one === null ? null : judgeColumns([one], alpha)[0]);
  const predictions = judge(found.predictions);
  const confidences = judge(found.confidences);
  const drifted = columns
    .filter(isDrifted)
    .sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0))
    .map(({ name }) => name);
  const scores = sideBySide(found.scores.reference, found.scores.current);
  const said = [
    verdictOn(drifted, columns.length, found.rows.current),
    ...(predictions !== null && isDrifted(predictions) ? ['The predictions have drifted.'] : []),
    ...(confidences !== null && isDrifted(confidences)
      ? ['The model is sure to another degree.']
      : []),
  ];
  const { rows } = found;
  const verdict = said.join(' ');
  return { rows, columns, drifted, predictions, confidences, scores, alpha, verdict };
}

function verdictOn(drifted: readonly string[], columns: number, rows: number): string {
  if (rows === 0) return 'There are no rows to compare.';
  if (drifted.length === 0) return `No drift to speak of in ${count(columns, 'column')}.`;
  const named = drifted.slice(0, 5).map(show).join(', ');
  const more = drifted.length > 5 ? ` and ${drifted.length - 5} more` : '';
  const have = drifted.length === 1 ? 'has' : 'have';
  return `${drifted.length} of ${count(columns, 'column')} ${have} drifted: ${named}${more}.`;
}

function sideBySide(reference: PlainScores, current: PlainScores): DriftReport['scores'] {
  if (current === null) return null;
  const names = new Set([...Object.keys(current), ...Object.keys(reference ?? {})]);
  return Object.fromEntries(
    [...names].map((name) => {
      const before = reference?.[name] ?? null;
      const now = current[name] ?? null;
      const difference = before === null || now === null ? null : now - before;
      return [name, { reference: before, current: now, difference }];
    }),
  );
}
