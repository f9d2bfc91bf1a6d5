/**
 * A feature may follow those of a path when some group holds them all.
 *
 * @param path - features asked about on the way from the root
 * @param groups - features that may be asked about together
 */
export function mayFollow(
  feature: number,
  path: ReadonlySet<number>,
  groups: readonly ReadonlySet<number>[],
): boolean {
  if (path.has(feature)) return true;
  if (path.size === 0) return groups.some((group) => group.has(feature));
  return groups.some((group) => group.has(feature) && [...path].every((asked) => group.has(asked)));
}
