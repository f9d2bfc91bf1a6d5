/** A number of a report: four decimals, or six digits where it is large. */
export function decimals(value: number): string {
  return Math.abs(value) >= 1e5 ? value.toPrecision(6) : value.toFixed(4);
}

/** Rows of cells, each column as wide as its widest cell and aligned right. */
export function alignRight(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, j) =>
    rows.reduce((width, row) => Math.max(width, row[j].length), 0),
  );
  return rows.map((row) => row.map((cell, j) => cell.padStart(widths[j])).join('  '));
}
