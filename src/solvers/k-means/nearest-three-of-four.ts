import type { NearestThree } from './nearest-three-plain.js';

/** What the closure of `findNearestThree` holds. */
interface Block {
  /** Values of centres, of the first lane, the second and so on. */
  readonly lanes: readonly Float64Array[];
  readonly samples: Float64Array;
  readonly found: NearestThree;
}

/** What lets the first samples of the block meet a group of four centres, of which the first is number `c`. */
export function createMeetFour({ lanes: block, samples: values, found }: Block) {
  // Constants of this closure: V8 knows place and length of those only.
  const SAMPLES = values;
  const [LANE0, LANE1, LANE2, LANE3] = block;
  const { labels: LABELS, others: OTHERS, nearest: NEAREST, second: SECOND, third: THIRD } = found;

  return function meetFour(count: number, columns: number, c: number): void {
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const lane3 = LANE3;
    const lanes = 4;
    const samples = SAMPLES;
    const labels = LABELS;
    const others = OTHERS;
    const nearest = NEAREST;
    const second = SECOND;
    const third = THIRD;
    for (let i = 0, j = 0; i < count; i++) {
      const end = j + columns;
      let label = labels[i];
      let best = nearest[i];
      let other = others[i];
      let next = second[i];
      let last = third[i];
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let at = 0; j < end; j++, at += lanes) {
        const value = samples[j];
        const from0 = value - lane0[at];
        sum0 += from0 * from0;
        const from1 = value - lane1[at];
        sum1 += from1 * from1;
        const from2 = value - lane2[at];
        sum2 += from2 * from2;
        const from3 = value - lane3[at];
        sum3 += from3 * from3;
      }
      if (sum0 < last) {
        if (sum0 < next) {
          last = next;
          if (sum0 < best) {
            next = best;
            other = label;
            best = sum0;
            label = c;
          } else {
            next = sum0;
            other = c;
          }
        } else last = sum0;
      }
      if (sum1 < last) {
        if (sum1 < next) {
          last = next;
          if (sum1 < best) {
            next = best;
            other = label;
            best = sum1;
            label = c + 1;
          } else {
            next = sum1;
            other = c + 1;
          }
        } else last = sum1;
      }
      if (sum2 < last) {
        if (sum2 < next) {
          last = next;
          if (sum2 < best) {
            next = best;
            other = label;
            best = sum2;
            label = c + 2;
          } else {
            next = sum2;
            other = c + 2;
          }
        } else last = sum2;
      }
      if (sum3 < last) {
        if (sum3 < next) {
          last = next;
          if (sum3 < best) {
            next = best;
            other = label;
            best = sum3;
            label = c + 3;
          } else {
            next = sum3;
            other = c + 3;
          }
        } else last = sum3;
      }
      labels[i] = label;
      nearest[i] = best;
      others[i] = other;
      second[i] = next;
      third[i] = last;
    }
  };
}
