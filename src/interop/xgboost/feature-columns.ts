import type { Section } from './file-values.js';
import type { Learner } from './xgboost-learner.js';

/** The columns that the file says are categories; null where it says none. */
export function categoricalColumns({ section, nFeatures }: Learner): number[] | null {
  const columns = typesOf(section).flatMap((type, j) => (type === 'c' && j < nFeatures ? [j] : []));
  return columns.length === 0 ? null : columns;
}

function typesOf(section: Section): string[] {
  return section.has('feature_types') ? section.texts('feature_types') : [];
}
