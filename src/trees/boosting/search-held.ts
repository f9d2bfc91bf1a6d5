import { CLEARLY, type GradientSplit, type NodeSums, TIE } from './gradient-split.js';
import type { HeldSlots } from './held-slots.js';
import type { SimpleLimits } from './search-simply.js';

/**
 * As `searchSimply`, over the slots that samples fall into: behind all others the sums are those
 * before, which gain nothing more. For columns without missing values.
 *
 * @param first - slot of bin 0 @param last - slot of the last bin, behind which nothing lies
 */
export function searchHeld(
  feature: number,
  first: number,
  last: number,
  sums: Float64Array,
  { slots, begins }: HeldSlots,
  { G, H }: NodeSums,
  { regLambda, leastWeight, smallestGain }: SimpleLimits,
  best: GradientSplit,
): void {
  const parent = H > 0 ? (G * G) / (H + regLambda) : 0;
  let toBeat = Math.max(smallestGain, best.gain + TIE * (best.gain + parent));
  const whole = H + 2 * regLambda;
  const twice = 2 * G;
  let scoreToBeat = toBeat + parent;
  let constant = G * G - scoreToBeat * whole;
  let clearly = -CLEARLY * whole * (G * G + scoreToBeat * whole);
  let leftG = 0;
  let leftH = 0;
  const end = begins[feature + 1];
  for (let k = begins[feature]; k < end; k++) {
    const slot = slots[k];
    if (slot === last) break;
    leftG += sums[2 * slot];
    leftH += sums[2 * slot + 1];
    const left = leftH + regLambda;
    const short = whole * leftG * leftG + left * (constant - twice * leftG + scoreToBeat * left);
    if (short < clearly || leftH < leastWeight) continue;
    const rightH = H - leftH;
    if (rightH < leastWeight) break;
    const rightG = G - leftG;
    const gain = (leftG * leftG) / left + (rightG * rightG) / (rightH + regLambda) - parent;
    if (gain > toBeat) {
      toBeat = gain + TIE * (gain + parent);
      scoreToBeat = toBeat + parent;
      constant = G * G - scoreToBeat * whole;
      clearly = -CLEARLY * whole * (G * G + scoreToBeat * whole);
      best.set(gain, feature, slot - first, false, leftG, leftH);
    }
  }
}
