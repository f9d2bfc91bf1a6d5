/** Whether a value stands for a missing one. */
export const isMissing = (value: unknown) => value === null || Number.isNaN(value);

/** Whether an option holds the values of a column: of one type, different, at least one. */
export function areCategories(values: unknown): boolean {
  if (!Array.isArray(values) || values.length === 0) return false;
  const known = values.filter((value) => !isMissing(value));
  return (
    values.length - known.length <= 1 &&
    known.every((value) => typeof value === typeof known[0] && isKnown(value)) &&
    new Set(known).size === known.length
  );
}

/** Whether a value can stand in a table. */
export const isCell = (value: unknown) => isMissing(value) || isKnown(value);

function isKnown(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
