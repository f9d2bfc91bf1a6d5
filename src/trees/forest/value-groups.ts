import { type Bins, binsOfEqualMass } from '../equal-mass.js';

/** How the values of a column are put together. */
export interface ValueGroups {
  /** Groups of a column, at most. */
  readonly most: number;
  /** Of each sample [nSamples], or undefined for all 1: groups hold about the same weight each. */
  readonly weights: Float64Array | undefined;
}

/**
 * The values that share a code: each value alone, or groups of them where there are more than may be.
 *
 * @param values - the distinct values of a column, ascending
 * @param codes - the rank of each sample's value among them, larger ones for missing values [nSamples]; replaced by the
 *   numbers of groups
 */
export function groupValues(
  values: Float64Array,
  codes: Uint16Array | Int32Array,
  groups: ValueGroups | undefined,
): Bins {
  const alone = { low: values, high: values };
  if (groups === undefined || values.length <= groups.most) return alone;
  const { most, weights } = groups;
  const mass = new Float64Array(values.length);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < mass.length) mass[codes[i]] += weights?.[i] ?? 1;
  }
  // Samples without weight draw no borders.
  const counted = values.filter((_, rank) => mass[rank] > 0);
  if (counted.length <= most) return alone;
  const heavy = mass.filter((weight) => weight > 0);
  const bins = binsOfEqualMass(counted, heavy, most);
  const groupOf = new Uint8Array(values.length);
  for (let rank = 0, group = 0; rank < values.length; rank++) {
    while (group < bins.high.length - 1 && values[rank] > bins.high[group]) group++;
    groupOf[rank] = group;
  }
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < groupOf.length) codes[i] = groupOf[codes[i]];
  }
  return bins;
}
