/** Edges between values that are not at even distances, half way to the next: one more than there are values. */
export function edgesOf(values: readonly number[]): number[] {
  if (values.length === 1) return [values[0] - 0.5, values[0] + 0.5];
  const between = values.slice(1).map((value, at) => (values[at] + value) / 2);
  const last = values.length - 1;
  return [
    values[0] - (between[0] - values[0]),
    ...between,
    values[last] + (values[last] - between[last - 1]),
  ];
}
