import type { ColumnProfile } from './column-profile.js';
import type { TableProfileState } from './profile-state.js';

/** Whether two profiles tell the same of their columns, so that what is counted by one can be added to the other. */
export function sameProfile(a: TableProfileState, b: TableProfileState): boolean {
  if (a === b) return true;
  return (
    a.columns.length === b.columns.length &&
    a.columns.every((column, j) => sameColumn(column, b.columns[j])) &&
    sameColumn(a.predictions, b.predictions) &&
    sameColumn(a.confidences, b.confidences)
  );
}

function sameColumn(a: ColumnProfile | null, b: ColumnProfile | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.name === b.name &&
    a.type === b.type &&
    a.missing === b.missing &&
    a.mean === b.mean &&
    sameItems(a.points, b.points) &&
    sameItems(a.counts, b.counts) &&
    sameItems(a.values, b.values)
  );
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
