/**
 * Thresholds of engines that compare in single precision, as thresholds for doubles and back.
 *
 * Rounding to single precision keeps the order, so the doubles that such an engine sends left are all those up
 * to one double: its trees become ordinary ones whose every decision is the same, for any input.
 */

const view = /* @__PURE__ */ new DataView(new ArrayBuffer(8));

/** The next single above, or below with -1; of either zero, the smallest single of that sign. */
export function nextSingle(value: number, step: 1 | -1): number {
  if (value === 0) return step * 2 ** -149;
  view.setFloat32(0, value);
  view.setInt32(0, view.getInt32(0) + (value > 0 ? step : -step));
  return view.getFloat32(0);
}

function previousDouble(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, value);
  // In two halves: as a BigInt it takes half of the time that a threshold takes.
  const lower = view.getUint32(4) + (value > 0 ? -1 : 1);
  view.setUint32(4, lower);
  if (lower === -1 || lower === 2 ** 32) view.setInt32(0, view.getInt32(0) + (value > 0 ? -1 : 1));
  return view.getFloat64(0);
}

/** The largest single that is at most a double. */
function singleAtMost(threshold: number): number {
  const rounded = Math.fround(threshold);
  if (rounded <= threshold) return rounded;
  return rounded === Infinity ? LARGEST_SINGLE : nextSingle(rounded, -1);
}

const LARGEST_SINGLE = 2 ** 128 - 2 ** 104;

/** What a double is compared with where an engine asks `fround(x) < single`: x goes left when it is at most this. */
export function fromBelowSingle(single: number): number {
  if (single === -Infinity) return -Infinity;
  const previous = single === Infinity ? LARGEST_SINGLE : nextSingle(single, -1);
  // Halves first, which are exact, and stand-ins for what follows the largest single on either side.
  const middle = Math.max(previous, -(2 ** 128)) / 2 + Math.min(single, 2 ** 128) / 2;
  return Math.fround(middle) < single ? middle : previousDouble(middle);
}

/** As `fromBelowSingle`, where an engine asks `fround(x) <= threshold` with a double threshold. */
export function fromAtMostSingle(threshold: number): number {
  if (Math.abs(threshold) === Infinity) return threshold;
  const largest = singleAtMost(threshold);
  return fromBelowSingle(largest === LARGEST_SINGLE ? Infinity : nextSingle(largest, 1));
}

/** The single of an engine that asks `x <= single`: exact for inputs that single precision can hold. */
export function toAtMostSingle(threshold: number): number {
  return Math.abs(threshold) === Infinity ? threshold : singleAtMost(threshold);
}

/** The single of an engine that asks `x < single`; missing against all others is the largest single. */
export function toBelowSingle(threshold: number): number {
  if (threshold === Infinity) return LARGEST_SINGLE;
  if (threshold === -Infinity) return -LARGEST_SINGLE;
  const largest = singleAtMost(threshold);
  return largest === LARGEST_SINGLE ? LARGEST_SINGLE : nextSingle(largest, 1);
}
